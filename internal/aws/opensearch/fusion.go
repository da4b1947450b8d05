package opensearch

import (
	"slices"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
)

// cosineWeight is how much the nearest vector counts against the best keyword
// match. Measured on three Korean sets, 0.2 to 1 differ little, and fusing by
// scores beats reciprocal ranks.
const cosineWeight = 0.6

// ranking is what a search found, each list best first.
type ranking struct {
	lexical, near []retrieve.Passage
}

// fuse scores by BM25 over the query's best, plus cosineWeight × the cosine
// stretched to 0…1 over the candidates. A candidate that only the words found
// has no cosine here and counts as the farthest.
func (r ranking) fuse() []retrieve.Passage {
	if r.near == nil || r.lexical == nil {
		return append(r.lexical, r.near...)
	}
	all := map[document.ChunkID]retrieve.Passage{}
	add := func(p retrieve.Passage, score float64) {
		if old, ok := all[p.Chunk]; ok {
			score += old.Score
		}
		p.Score, p.ScoreKind = score, retrieve.Fused
		all[p.Chunk] = p
	}
	for _, p := range retrieve.Distinct(r.lexical) {
		add(p, p.Score/r.lexical[0].Score)
	}
	for _, p := range retrieve.Distinct(r.near) {
		add(p, cosineWeight*r.stretched(p.Score))
	}
	fused := make([]retrieve.Passage, 0, len(all))
	for _, p := range all {
		fused = append(fused, p)
	}
	slices.SortFunc(fused, byScore)
	return fused
}

// stretched brings a cosine to 0…1 over the nearest; 1 when all are equally near.
func (r ranking) stretched(cosine float64) float64 {
	best, worst := r.near[0].Score, r.near[len(r.near)-1].Score
	if best == worst {
		return 1
	}
	return (cosine - worst) / (best - worst)
}
