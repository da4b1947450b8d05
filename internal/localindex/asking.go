package localindex

import (
	"cmp"
	"slices"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
)

// asking is the factor of scores of passages that only ask: a survey contains
// all words of a question, but no answer.
const asking = 0.25

// sibling is the factor by which the score of a passage is multiplied if it is
// about something similar to what the question names, such as another year's
// rules.
const sibling = 0.25

// inOrder sorts found passages by their scores, best first. Passages that only
// ask and passages about siblings of what is asked lose a part of theirs.
func inOrder(question string, passages []retrieve.Passage) {
	matched := passages
	for i, p := range passages {
		if p.Match == nil {
			matched = passages[:i]
			break
		}
	}
	for i, kin := range relevance.Kin(question, matched) {
		if matched[i].Match.Kin = kin; kin == retrieve.Sibling && matched[i].Score > 0 {
			matched[i].Score *= sibling
		}
	}
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
