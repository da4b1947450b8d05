package relevance

import "github.com/mundap/mundap/internal/korean/morph"

// Shared is the share of a question's words that another text has too, by
// weight, 0 to 1. Words that say what kind of thing is asked, and polite forms,
// weigh little or nothing. A question without any weight shares nothing.
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
