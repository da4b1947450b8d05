package relevance

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
)

// shortestRun is the length in characters from which something without white
// space is taken for several words that were run together.
const shortestRun = 6

// holdsAcross reports whether a word of a question is a wrong cut of a run of
// words without white space, and the text has what really stands there: 비누 in
// 배송비누가내나요 is the end of 배송비 and the beginning of 누가. Each pair of
// neighbouring characters must stand in the text, or in a word that asks, except
// for the one pair where two words meet.
func (r *textReader) holdsAcross(question string, start, end int) bool {
	from := strings.LastIndexFunc(question[:start], unicode.IsSpace) + 1
	to := len(question)
	if n := strings.IndexFunc(question[end:], unicode.IsSpace); n >= 0 {
		to = end + n
	}
	run := []rune(strings.ToLower(question[from:to]))
	if len(run) < shortestRun || !korean.HasHangul(question[start:end]) {
		return false
	}
	first := utf8.RuneCountInString(question[from:start])
	last := first + utf8.RuneCountInString(question[start:end])
	for seam := max(first, 1); seam <= last && seam < len(run); seam++ {
		if r.hasPairs(run, max(first-1, 0), seam) && r.hasPairs(run, seam, min(last+1, len(run))) {
			return true
		}
	}
	return false
}

// hasPairs reports whether the text, or a word that asks, has each pair of
// neighbouring characters of a part of a run. A part of one character has none,
// and says nothing.
func (r *textReader) hasPairs(run []rune, from, to int) bool {
	asks := askerPairs(run)
	for i := from; i+1 < to; i++ {
		if !asks[i] && !strings.Contains(r.withoutSpace(), string(run[i:i+2])) {
			return false
		}
	}
	return to-from > 1
}

// askerPairs tells for each character of a run whether it and the next one stand
// in a word that asks.
func askerPairs(run []rune) []bool {
	asks := make([]bool, len(run))
	for _, word := range askers {
		w := []rune(word)
		for i := 0; len(w) > 1 && i+len(w) <= len(run); i++ {
			if slices.Equal(run[i:i+len(w)], w) {
				for j := i; j+1 < i+len(w); j++ {
					asks[j] = true
				}
			}
		}
	}
	return asks
}

func (r *textReader) withoutSpace() string {
	if r.closed == "" {
		r.closed = strings.Join(strings.Fields(strings.ToLower(r.text)), "")
	}
	return r.closed
}
