// Package vector finds the passages whose vectors are nearest to a question's.
// Segments keep vectors of 8 bits a dimension, and codes of one bit, which
// select the passages worth comparing. docs/search.md says how many of the truly
// nearest passages are found.
package vector

import (
	"context"

	"github.com/mundap/mundap/internal/localindex/rank"
	"github.com/mundap/mundap/internal/localindex/segment"
)

// Candidates is the minimum number of passages that words and vectors each
// contribute to the fusion.
const Candidates = 100

// Query is the question's vector.
type Query struct {
	Model string
	segment.Vector
	Place func(cosine float64) float64 // see embed.Centred
}

// Queries are the question's vectors, one for each model.
type Queries []*Query

// Of returns the vector that a source's vectors can be compared with, or nil if
// there is none.
func (vs Queries) Of(src rank.Source) *Query {
	model, _ := src.VectorModel()
	for _, v := range vs {
		if v.Model == model {
			return v
		}
	}
	return nil
}

// Nearest returns the k passages that are nearest to the question, with the
// places of their cosines as scores.
func (vs Queries) Nearest(ctx context.Context, sources []rank.Source,
	k int) ([]rank.Hit, error) {
	var all []rank.Hit
	for _, v := range vs {
		hits, err := v.Nearest(ctx, sources, k)
		if err != nil {
			return nil, err
		}
		for _, h := range hits {
			h.Score = v.Place(h.Score)
			all = append(all, h)
		}
	}
	return rank.Best(all, k), nil
}
