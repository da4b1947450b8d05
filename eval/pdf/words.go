package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
)

// recall is how much of poppler's text was found.
type recall struct {
	name                           string
	words, found, pairs, foundNext int
}

func (r recall) lost() int { return r.words - r.found + r.pairs - r.foundNext }

// compareWords prints which part of the words, and of the pairs of neighbouring
// words, of pdftotext is found in what is read of files, and the files that
// lose most. Files that either program refuses count nothing.
func compareWords(reader format.Opener, names []string) error {
	var all []recall
	var sum recall
	for _, name := range names {
		out, err := poppler(name)
		if err != nil {
			continue
		}
		read, _, err := pages(reader, name)
		if err != nil && len(read) == 0 {
			fmt.Printf("%s: %v\n", filepath.Base(name), err)
			continue
		}
		r := compare(strings.Fields(korean.Normalise(string(bytes.ReplaceAll(out, []byte("\f"),
			[]byte("\n"))))), ourWords(read))
		r.name = filepath.Base(name)
		all = append(all, r)
		sum.words, sum.found = sum.words+r.words, sum.found+r.found
		sum.pairs, sum.foundNext = sum.pairs+r.pairs, sum.foundNext+r.foundNext
	}
	slices.SortFunc(all, func(a, b recall) int { return cmp.Compare(b.lost(), a.lost()) })
	for _, r := range all[:min(len(all), 40)] {
		fmt.Printf("%-60.60s words %6d lost %5d, pairs %6d lost %5d\n", r.name, r.words,
			r.words-r.found, r.pairs, r.pairs-r.foundNext)
	}
	fmt.Printf("%d files, %d words: recall %.4f, pairs %.4f\n", len(all), sum.words,
		float64(sum.found)/float64(max(1, sum.words)),
		float64(sum.foundNext)/float64(max(1, sum.pairs)))
	return nil
}

// poppler is the text that pdftotext finds. It hangs on some hostile files.
func poppler(name string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return exec.CommandContext(ctx, "pdftotext", "-enc", "UTF-8", name, "-").Output()
}

func ourWords(all []content.Page) (out []string) {
	for _, p := range all {
		for _, w := range strings.Fields(p.Text) {
			if w != "|" {
				out = append(out, w)
			}
		}
	}
	return out
}

func compare(want, got []string) recall {
	r := recall{words: len(want), pairs: max(0, len(want)-1)}
	r.found = shared(want, got)
	r.foundNext = shared(neighbours(want), neighbours(got))
	return r
}

func neighbours(all []string) (out []string) {
	for i := 1; i < len(all); i++ {
		out = append(out, all[i-1]+" "+all[i])
	}
	return out
}

// shared is how many of want are in got, each as often as it stands there.
func shared(want, got []string) (n int) {
	counts := map[string]int{}
	for _, w := range got {
		counts[w]++
	}
	for _, w := range want {
		if counts[w] > 0 {
			counts[w]--
			n++
		}
	}
	return n
}
