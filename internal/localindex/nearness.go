package localindex

import (
	"context"

	"github.com/mundap/mundap/internal/localindex/field"
	"github.com/mundap/mundap/internal/localindex/rank"
	"github.com/mundap/mundap/internal/localindex/segment"
)

// words ranks by words: the best by BM25, then by BM25 and by how near to each
// other the question's words stand. It gives at least k passages if there are
// so many.
func (s *search) words(ctx context.Context, k int) ([]rank.Hit, error) {
	r := s.ix.ranking
	if r.Near > 0 {
		k = max(k, r.NearCandidates)
	}
	hits, err := s.plan.Search(ctx, s.sources, k)
	if err != nil || len(hits) == 0 || r.Near <= 0 {
		return hits, err
	}
	n, top := s.nearness(), hits[0].Score
	near := hits[:min(len(hits), r.NearCandidates)]
	held, err := s.heldBy(near)
	if err != nil {
		return nil, err
	}
	for i, h := range near {
		tokens, err := s.sources[h.Source].Tokens(h.Passage)
		if err != nil {
			return nil, err
		}
		near[i].Score += r.Near * top * n.of(tokens, held[i])
	}
	return rank.Best(hits, len(hits)), nil
}

// nearness measures how much of a question stands together in a passage.
type nearness struct {
	window int
	total  float64
	words  []nearWord
	index  [64]uint8    // word + 1 by the last bits of its hash; 255: several
	found  []occurrence // memory of of
}

type nearWord struct {
	term   int // its number in the query
	hash   uint32
	weight float64
	here   uint32 // the hash as the present passage's tokens have it
	held   bool   // by the present passage
	inside int    // occurrences in the present window
}

type occurrence struct {
	word     int
	position int
}

func (s *search) nearness() *nearness {
	n := &s.near
	*n = nearness{window: s.ix.ranking.NearWindow, words: n.words[:0], found: n.found[:0]}
	s.plan.Weights(field.Words, func(term int, weight float64) {
		n.words = append(n.words, nearWord{term: term,
			hash: segment.TokenHash(s.plan.Text(term)), weight: weight})
		n.total += weight
	})
	for i, w := range n.words {
		if slot := &n.index[w.hash%64]; *slot == 0 && i < 254 {
			*slot = uint8(i + 1)
		} else {
			*slot = 255
		}
	}
	return n
}

// of returns the largest share of the question's words, by weight, that occurs
// within one window of the passage, from 0 to 1. held contains the terms of the
// passage. A word that is not among them is ignored, even if its hash occurs:
// different words can have the same hash.
func (n *nearness) of(tokens segment.Tokens, held heldTerms) float64 {
	for i := range n.words {
		w := &n.words[i]
		w.inside, w.here = 0, tokens.Hash(w.hash)
		w.held = held[w.term]
	}
	n.find(tokens)
	var sum, peak float64
	first := 0
	for _, o := range n.found {
		if w := &n.words[o.word]; w.inside == 0 {
			sum += w.weight
			w.inside = 1
		} else {
			w.inside++
		}
		for o.position-n.found[first].position > n.window {
			w := &n.words[n.found[first].word]
			if w.inside--; w.inside == 0 {
				sum -= w.weight
			}
			first++
		}
		peak = max(peak, sum)
	}
	if n.total == 0 {
		return 0
	}
	return peak / n.total
}

// find collects where the question's words stand.
func (n *nearness) find(tokens segment.Tokens) {
	n.found = n.found[:0]
	position := 0
	for i := range tokens.Len() {
		hash, step := tokens.At(i)
		position += int(step)
		slot := n.index[hash%64]
		if slot == 0 {
			continue
		}
		if slot != 255 {
			if w := &n.words[slot-1]; w.held && w.here == hash {
				n.found = append(n.found, occurrence{int(slot - 1), position})
			}
			continue
		}
		for w := range n.words {
			if n.words[w].held && n.words[w].here == hash {
				n.found = append(n.found, occurrence{w, position})
			}
		}
	}
}
