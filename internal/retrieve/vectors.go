package retrieve

import (
	"context"
	"slices"

	"github.com/mundap/mundap/internal/auth"
)

// ByVectors is a store of vectors: another one's passages, found by their
// vectors alone, under a name of its own. Where the other one has no vectors, it
// finds by words. Safe for concurrent use if the other one is.
type ByVectors struct {
	Retriever
	Name string // that the passages carry
}

// leastMeaning is the place of a cosine (Match.Meaning) below which a passage
// has nothing to do with the question.
const leastMeaning = 0.2

// Store is the view's own name.
func (v ByVectors) Store() string { return v.Name }

// Retrieve gives the passages that are nearest; see Retriever. Those that have
// nothing to do with the question are left out.
func (v ByVectors) Retrieve(ctx context.Context, scope auth.Scope, q Query) ([]Passage, error) {
	q.Method = Vector
	found, err := v.Retriever.Retrieve(ctx, scope, q)
	found = slices.DeleteFunc(found, func(p Passage) bool {
		return p.ScoreKind == Cosine && (p.Score <= 0 || p.Match != nil &&
			p.Match.Meaning != nil && *p.Match.Meaning < leastMeaning)
	})
	for i := range found {
		found[i].Store = v.Name
	}
	return found, err
}
