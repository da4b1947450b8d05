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

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
)

// recall is how much of poppler's text was found.
type recall struct {
	name                           string
	words, found, pairs, foundNext int
}

func (r recall) lost() int { return r.words - r.found + r.pairs - r.foundNext }

func (r *recall) add(o recall) {
	r.words, r.found = r.words+o.words, r.found+o.found
	r.pairs, r.foundNext = r.pairs+o.pairs, r.foundNext+o.foundNext
}

func (r recall) String() string {
	return fmt.Sprintf("words %d, recall %.4f, pairs %.4f", r.words,
		float64(r.found)/float64(max(1, r.words)), float64(r.foundNext)/float64(max(1, r.pairs)))
}

// compareWords prints which part of the words, and of the pairs of neighbouring
// words, of pdftotext is found in what is read of files, twice: letter by
// letter as pdftotext prints them, and as comparable makes them. It lists the
// files that lose most. Files that either program refuses count nothing.
func compareWords(reader format.Opener, names []string) error {
	var all []recall
	var strict, sum recall
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
		strict.add(compareStrictly(strings.Fields(string(out[0])), ourWords(read)))
		r := compare(out, read)
		r.name = filepath.Base(name)
		all = append(all, r)
		sum.add(r)
	}
	slices.SortFunc(all, func(a, b recall) int { return cmp.Compare(b.lost(), a.lost()) })
	for _, r := range all[:min(len(all), 40)] {
		fmt.Printf("%-60.60s words %6d lost %5d, pairs %6d lost %5d\n", r.name, r.words,
			r.words-r.found, r.pairs, r.pairs-r.foundNext)
	}
	fmt.Printf("%d files\nas printed: %v\ncomparable: %v\n", len(all), strict, sum)
	words, pairs := means(all)
	fmt.Printf("mean of the files: recall %.4f, pairs %.4f\n", words, pairs)
	return nil
}

// means averages the shares over the files that have words, and pairs.
func means(all []recall) (words, pairs float64) {
	withWords, withPairs := 0, 0
	for _, r := range all {
		if r.words > 0 {
			words += float64(r.found) / float64(r.words)
			withWords++
		}
		if r.pairs > 0 {
			pairs += float64(r.foundNext) / float64(r.pairs)
			withPairs++
		}
	}
	return words / float64(max(1, withWords)), pairs / float64(max(1, withPairs))
}

// poppler is the text that pdftotext finds, in its order, in the order of
// drawing, and line by line across the page. It hangs on some hostile files.
func poppler(name string) (out [3][]byte, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for i, mode := range []string{"", "-raw", "-layout"} {
		args := []string{"-enc", "UTF-8", name, "-"}
		if mode != "" {
			args = append([]string{mode}, args...)
		}
		if out[i], err = exec.CommandContext(ctx, "pdftotext", args...).Output(); err != nil {
			return out, err
		}
		out[i] = bytes.ToValidUTF8(out[i], nil)
	}
	return out, nil
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

func compareStrictly(want, got []string) recall {
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
	counts := countOf(got)
	for _, w := range want {
		if counts[w] > 0 {
			counts[w]--
			n++
		}
	}
	return n
}

func countOf(all []string) map[string]int {
	counts := map[string]int{}
	for _, w := range all {
		counts[w]++
	}
	return counts
}
