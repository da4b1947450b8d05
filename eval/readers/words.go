package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// words counts a text's words: runs of letters and digits with at least one
// letter, in small letters and one normal form. Numbers are left out, because
// programs show them in different ways (rounded, with signs, as labels of axes
// and lines), and so are single Latin letters, into which rotated text falls
// apart.
func words(text string) map[string]int {
	all := map[string]int{}
	for w := range strings.FieldsFuncSeq(strings.ToLower(norm.NFKC.String(text)),
		func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r)
		}) {
		if len(w) > 1 && strings.ContainsFunc(w, unicode.IsLetter) {
			all[w]++
		}
	}
	return all
}

// found is how many of the words in truth stand in text, and how many there
// are. A word counts as often as it stands there, at most three times: repeated
// heads and labels that are carried down say nothing.
func found(truth, text string) (hits, all int) {
	const most = 3
	has := words(text)
	for w, n := range words(truth) {
		n = min(n, most)
		all += n
		hits += min(n, has[w])
	}
	return hits, all
}

// recallOf is the share of the truth's words that were read, over the files
// that both have read, each file counting alike.
func recallOf(truth, got map[string]reading) (recall float64, files int) {
	for path, t := range truth {
		hits, all := found(t.text, got[path].text)
		if all == 0 || got[path].failed != "" {
			continue
		}
		recall += float64(hits) / float64(all)
		files++
	}
	return recall / float64(max(1, files)), files
}

// list prints the files with the lowest recall, and those that were not read.
func list(truth, got map[string]reading, most int) {
	type line struct {
		path   string
		recall float64
	}
	var lines []line
	for path, r := range got {
		if hits, all := found(truth[path].text, r.text); all > 0 {
			lines = append(lines, line{path, float64(hits) / float64(all)})
		}
	}
	slices.SortFunc(lines, func(a, b line) int { return cmp.Compare(a.recall, b.recall) })
	for _, l := range lines[:min(most, len(lines))] {
		fmt.Printf("<!-- %.3f %s %s -->\n", l.recall, filepath.Base(l.path), got[l.path].failed)
	}
}
