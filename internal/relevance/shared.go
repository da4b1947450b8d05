package relevance

import "github.com/mundap/mundap/internal/korean/morph"

// Shared returns the share of a question's words that the other text also has,
// by weight, from 0 to 1. Polite forms, and words for the kind of thing that is
// asked, have little or no weight. If no word of the question has any weight,
// the result is 0.
func Shared(a Analyzer, question, other string) float64 {
	if a == nil {
		a = &morph.Analyzer{}
	}
	has := map[string]bool{}
	for _, t := range a.Analyze(nil, other, morph.Words) {
		has[t.Text] = true
	}
	var held, total float64
	for _, t := range a.Analyze(nil, question, morph.Words) {
		if t.Span > 1 { // its parts count
			continue
		}
		weight := subjectFactor(&t)
		total += weight
		if has[t.Text] {
			held += weight
		}
	}
	if total == 0 {
		return 0
	}
	return held / total
}
