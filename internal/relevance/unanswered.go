package relevance

import "github.com/mundap/mundap/internal/korean"

// onlyAsks reports whether a passage asks what the question asks, and answers
// nothing: of what the question is about, its unanswered questions contain more
// than all the rest of it.
func onlyAsks(words []string, text string) bool {
	questions, others := korean.Unanswered(text)
	return len(questions) > 0 && mostOf(words, text, questions) > mostOf(words, text, others)
}

// mostOf is the largest share of a question that one of the spans covers.
func mostOf(words []string, text string, spans []korean.Span) float64 {
	share := 0.0
	for _, s := range spans {
		share = max(share, Coverage(words, s.Of(text)))
	}
	return share
}
