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
// letter, in small letters and one normal form. Left out is what programs show
// in different ways: numbers (rounded, with signs), names of errors in cells,
// soft hyphens, and single letters.
func words(text string) map[string]int {
	all := map[string]int{}
	text = strings.ToLower(norm.NFKC.String(errorNames.Replace(text)))
	for w := range strings.FieldsFuncSeq(text,
		func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r)
		}) {
		if len(w) > 1 && strings.ContainsFunc(w, unicode.IsLetter) {
			all[w]++
		}
	}
	return all
}

// errorNames are soft hyphens, and what stands in a cell that can't be computed.
var errorNames = strings.NewReplacer("\u00ad", "", "#VALUE!", "", "#REF!", "", "#NUM!", "",
	"#NAME?", "", "#N/A", "", "#DIV/0!", "", "#NULL!", "", "Err:", "")

// counted is how often a word counts at most: repeated heads and labels that are
// carried down say nothing.
const counted = 3

// found is how many of the words in truth are in text, and how many there
// are. A word counts as often as it stands there, but not more often than counted.
func found(truth, text string) (hits, all int) {
	has := words(text)
	for w, n := range words(truth) {
		n = min(n, counted)
		all += n
		hits += min(n, max(has[w], has[noteless(w)]))
	}
	return hits, all
}

// noteless is a word without the number of a note that LibreOffice joins to it.
func noteless(w string) string { return strings.TrimRight(w, "0123456789") }

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

// list prints the files with the lowest recall, and those that were not read, with some of the words
// that they lack.
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
		fmt.Printf("<!-- %.3f %s %s %s -->\n", l.recall, filepath.Base(l.path), got[l.path].failed,
			strings.Join(lost(truth[l.path].text, got[l.path].text, 20), " "))
	}
}

// lost gives words of truth that text lacks, at most as many as most.
func lost(truth, text string, most int) (out []string) {
	has := words(text)
	for w, n := range words(truth) {
		if min(n, counted) > max(has[w], has[noteless(w)]) {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return out[:min(most, len(out))]
}
