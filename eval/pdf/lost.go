package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/mundap/mundap/internal/load/format"
)

// printLost prints where the words and pairs are that comparable counts as
// lost: pdftotext's words around them, the lost ones in brackets.
func printLost(reader format.Opener, names []string) error {
	for _, name := range names {
		out, err := poppler(name)
		if err != nil {
			return err
		}
		read, _, err := pages(reader, name)
		if err != nil && len(read) == 0 {
			return err
		}
		var got []string
		for _, p := range read {
			got = append(got, tokens(p.Text)...)
		}
		known := countOf(got)
		want := body(string(out[0]), known)
		fmt.Println("=====", filepath.Base(name))
		fmt.Println("--- words")
		printMissing(want, want, known, 1)
		fmt.Println("--- pairs")
		others := countOf(neighbours(body(string(out[1]), known)))
		for pair, n := range countOf(neighbours(body(string(out[2]), known))) {
			others[pair] = max(others[pair], n)
		}
		printMissing(want, pairsIn(neighbours(want), others), countOf(neighbours(got)), 2)
	}
	return nil
}

// printMissing prints the neighbours of each of looked that got lacks. wide is
// the number of words in each of looked.
func printMissing(want, looked []string, got map[string]int, wide int) {
	lacking := map[string]int{}
	for _, w := range looked {
		if got[w]--; got[w] < 0 {
			lacking[w]++
		}
	}
	const around = 4
	for i := range want[:max(0, len(want)-wide+1)] {
		it := strings.Join(want[i:i+wide], " ")
		if lacking[it] == 0 {
			continue
		}
		lacking[it]--
		fmt.Printf("%s [%s] %s\n", strings.Join(want[max(0, i-around):i], " "), it,
			strings.Join(want[i+wide:min(len(want), i+wide+around)], " "))
	}
}
