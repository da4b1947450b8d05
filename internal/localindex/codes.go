package localindex

import (
	"strings"

	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex/rank"
)

// codes are the words of a question that name one thing: identifiers (ERR-1042)
// and words of letters and digits (A396).
func (q *spoken) codes() map[rank.Term]bool {
	all := map[rank.Term]bool{}
	for i := range q.terms {
		t := &q.terms[i]
		mixed := t.Kind == morph.Latin && strings.ContainsAny(t.Text, "0123456789") &&
			strings.ContainsFunc(t.Text, func(r rune) bool { return r < '0' || r > '9' })
		if t.Field == morph.Words && (t.Kind == morph.Code || mixed) {
			all[rank.Term{Text: t.Text, Field: fieldWords}] = true
		}
	}
	return all
}

// codesFirst puts passages that hold the question's codes before those that
// hold none, or fewer. An encoder knows what a code is like, but not which one
// it is: to it the passage about A508 is as near as the one about A396. Without
// a code in the question, or a passage that holds one, nothing changes.
func (s *search) codesFirst(hits []rank.Hit) ([]rank.Hit, error) {
	codes := s.spoken.codes()
	if len(codes) == 0 {
		return hits, nil
	}
	top := hits[:min(len(hits), maxMatched)]
	err := s.plan.Held(s.sources, top, func(hit, field int, text string) {
		if codes[rank.Term{Text: text, Field: field}] {
			top[hit].Score += fusedMost
		}
	})
	return best(hits, len(hits)), err
}
