package retrieve

import (
	"context"
	"slices"

	"github.com/mundap/mundap/internal/auth"
)

// ByVectors is a store that finds the passages of another one by their vectors
// only, under a name of its own. If the other one has no vectors, it finds them
// by words. It is safe for concurrent use if the other one is.
type ByVectors struct {
	Retriever
	Name string // the name that the passages carry
}

// leastMeaning is the place of a cosine (Match.Meaning) below which a passage
// has nothing to do with the question.
const leastMeaning = 0.2

// Store returns the name that the passages carry.
func (v ByVectors) Store() string { return v.Name }

// Retrieve returns the nearest passages; see Retriever. Passages that have
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
