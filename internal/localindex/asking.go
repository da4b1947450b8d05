package localindex

import (
	"cmp"
	"slices"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/retrieve"
)

// asking is the factor of scores of passages that only ask: a survey contains
// all words of a question, but no answer.
const asking = 0.5

// inOrder sorts found passages by their scores, best first. Passages that only
// ask lose a part of theirs.
func inOrder(passages []retrieve.Passage) {
	for i := range passages {
		p := &passages[i]
		if p.Score > 0 && p.Kind != document.Code && korean.OnlyAsks(p.Text) {
			p.Score *= asking
		}
	}
	slices.SortStableFunc(passages, func(a, b retrieve.Passage) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Document, b.Document))
	})
}
