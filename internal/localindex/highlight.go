package localindex

import (
	"cmp"
	"slices"

	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/korean/morph/sejong"
)

// Span is a part of a text, from byte Start up to but excluding End.
type Span struct{ Start, End int }

// Marks returns a function that gives the parts of a text that match the words
// of a query, as Highlight does, each as its start and end in bytes.
func Marks(a Analyzer) func(query, text string) [][2]int {
	return func(query, text string) [][2]int {
		var all [][2]int
		for _, s := range Highlight(a, query, text) {
			all = append(all, [2]int{s.Start, s.End})
		}
		return all
	}
}

// Highlight returns the parts of text that match the words of query, in
// ascending order and without overlaps. The offsets refer to text as given,
// whatever its normal form. A single syllable matches only where it is a
// separate word in both texts: 비, which 출장비 and 교통비 have in common, does not
// match.
func Highlight(a Analyzer, query, text string) []Span {
	wanted, alone := map[string]bool{}, map[string]bool{}
	asked := a.Analyze(nil, query, morph.Words)
	for i, t := range asked {
		wanted[t.Text] = true
		if standsAlone(asked, i) {
			alone[t.Text] = true
		}
	}
	tokens := a.Analyze(nil, text, morph.Words)
	var spans []Span
	words := map[Span]bool{} // single syllables that may stay
	for i, t := range tokens {
		if !wanted[t.Text] {
			continue
		}
		s := Span{int(t.Start), int(t.End)}
		spans = append(spans, s)
		if alone[t.Text] && standsAlone(tokens, i) {
			words[s] = true
		}
	}
	return slices.DeleteFunc(flattened(spans), func(s Span) bool {
		return korean.Length(norm.NFC.String(text[s.Start:s.End])) == 1 && !words[s]
	})
}

// standsAlone reports whether a token is a word of its own: a noun, a number or a
// foreign letter that no other token touches. The stems of verbs are not.
func standsAlone(tokens []morph.Term, i int) bool {
	t := tokens[i]
	switch t.POS {
	case sejong.VV, sejong.VA, sejong.VX:
		return false
	}
	for j, o := range tokens {
		if j != i && o.Start <= t.End && t.Start <= o.End && (o.Start != t.Start || o.End != t.End) {
			return false
		}
	}
	return true
}

// flattened gives spans without overlaps: those that overlap or touch become one.
func flattened(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	merged := spans[:0]
	for _, s := range spans {
		if n := len(merged); n > 0 && s.Start <= merged[n-1].End {
			merged[n-1].End = max(merged[n-1].End, s.End)
			continue
		}
		merged = append(merged, s)
	}
	return merged
}
