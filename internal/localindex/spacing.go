package localindex

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean/morph"
)

// joined gives the words of a question that appear only when its white space is
// left out: 등 기부 등본 has 등기부등본 then. Their places are those in the question as
// it is. What people put in too much breaks words that the bigrams alone can't
// make up for.
func joined(a Analyzer, text string, terms []morph.Term) []morph.Term {
	var closed strings.Builder
	gaps := map[int32]bool{} // where white space was, in closed
	var origin []int32       // of each byte of closed in text
	for i, r := range text {
		if unicode.IsSpace(r) {
			gaps[int32(closed.Len())] = true
			continue
		}
		for b := range utf8.RuneLen(r) {
			origin = append(origin, int32(i+b))
		}
		closed.WriteRune(r)
	}
	if len(gaps) == 0 {
		return nil
	}
	known := map[string]bool{}
	for i := range terms {
		if terms[i].Field == morph.Words {
			known[terms[i].Text] = true
		}
	}
	var found []morph.Term
	for _, t := range a.Analyze(nil, closed.String(), morph.Words) {
		if !known[t.Text] && spans(&t, gaps) {
			t.Start, t.End = origin[t.Start], origin[t.End-1]+1
			found = append(found, t)
		}
	}
	return found
}

// spans reports whether one of the places lies inside a term.
func spans(t *morph.Term, places map[int32]bool) bool {
	for p := t.Start + 1; p < t.End; p++ {
		if places[p] {
			return true
		}
	}
	return false
}

// words calls f with each part of text between white space, as offsets.
func words(text string, f func(from, to int)) {
	from := -1
	for i, r := range text {
		switch {
		case !unicode.IsSpace(r):
			if from < 0 {
				from = i
			}
		case from >= 0:
			f(from, i)
			from = -1
		}
	}
	if from >= 0 {
		f(from, len(text))
	}
}

// isSyllable reports whether r is a syllable of Hangul.
func isSyllable(r rune) bool { return r >= firstSyllable && r <= lastSyllable }

const (
	firstSyllable = 0xAC00
	lastSyllable  = 0xD7A3
)

// prefix is the length of the first n runes in bytes.
func prefix(runes []rune, n int) int32 {
	size := 0
	for _, r := range runes[:n] {
		size += utf8.RuneLen(r)
	}
	return int32(size)
}
