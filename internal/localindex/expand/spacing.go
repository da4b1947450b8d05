package expand

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean/morph"
)

// Joiner finds words that were split by white space. It reuses its memory; it is
// not safe for concurrent use.
type Joiner struct{ closed []morph.Term }

// Forget drops the words of the last question and keeps their memory.
func (j *Joiner) Forget() {
	clear(j.closed)
	j.closed = j.closed[:0]
}

// Join returns the words of a question that appear only when its white space is
// left out and that are not among its terms: 등 기부 등본 has 등기부등본 then. Their
// places are those in the question as it is. The pairs of characters alone can't
// make up for words that white space has broken.
func (j *Joiner) Join(a Analyzer, text string, terms []morph.Term) (joined []morph.Term) {
	var closed strings.Builder
	closed.Grow(len(text))
	var gaps []int32                      // where white space was, in closed
	origin := make([]int32, 0, len(text)) // of each byte of closed in text
	for i, r := range text {
		if unicode.IsSpace(r) {
			gaps = append(gaps, int32(closed.Len()))
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
	j.closed = a.Analyze(j.closed[:0], closed.String(), morph.Words)
	for _, t := range j.closed {
		if spans(&t, gaps) && !hasWord(terms, t.Text) {
			t.Start, t.End = origin[t.Start], origin[t.End-1]+1
			joined = append(joined, t)
		}
	}
	return joined
}

// spans reports whether one of the places lies inside a term.
func spans(t *morph.Term, places []int32) bool {
	return slices.ContainsFunc(places, func(p int32) bool { return p > t.Start && p < t.End })
}

// hasWord reports whether a word is among the terms.
func hasWord(terms []morph.Term, word string) bool {
	return slices.ContainsFunc(terms, func(t morph.Term) bool {
		return t.Field == morph.Words && t.Text == word
	})
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

// prefix is the length of the first n runes in bytes.
func prefix(runes []rune, n int) int32 {
	size := 0
	for _, r := range runes[:n] {
		size += utf8.RuneLen(r)
	}
	return int32(size)
}
