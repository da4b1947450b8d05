package localindex

import (
	"cmp"
	"slices"

	"github.com/mundap/mundap/internal/korean/morph"
)

// Span is a part of a text: bytes from Start to below End.
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

// Highlight gives the parts of text that match the words of query, in ascending
// order, none overlapping. The offsets are of text as it is given, whatever its
// normal form.
func Highlight(a Analyzer, query, text string) []Span {
	wanted := map[string]bool{}
	for _, t := range a.Analyze(nil, query, morph.Words) {
		wanted[t.Text] = true
	}
	var spans []Span
	for _, t := range a.Analyze(nil, text, morph.Words) {
		if wanted[t.Text] {
			spans = append(spans, Span{int(t.Start), int(t.End)})
		}
	}
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
