package localindex

import (
	"context"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/localindex/rank"
	"github.com/mundap/mundap/internal/localindex/segment"
	"github.com/mundap/mundap/internal/localindex/vector"
	"github.com/mundap/mundap/internal/retrieve"
)

// Shard is one of several indexes that are searched as one by [Shards]. *Index
// implements it. It must be safe for concurrent use.
type Shard interface {
	// Count counts the passages that scope may read: all of them, and those with
	// each of the terms. Errors are those of retrieve.Retriever.
	Count(ctx context.Context, scope auth.Scope, terms []rank.Key) (Counts, error)
	// Candidates returns the passages that scope may read and that may be among
	// the best of all shards, in no particular order. Errors are those of
	// retrieve.Retriever.
	Candidates(ctx context.Context, scope auth.Scope, r Request) ([]Candidate, error)
}

// Counts is what a shard knows about the terms of a question.
type Counts struct {
	rank.Statistics
	Models []string // models that have made vectors in the shard
}

// Request is a question to a shard, with its analysed and weighed terms.
type Request struct {
	Query    retrieve.Query  // without its text
	Terms    []rank.Term     // each text once per field
	Among    rank.Statistics // of all shards, with all of the terms
	Vectors  []QuestionVector
	EachSide int // how many candidates words and vectors each contribute
}

// QuestionVector is a question's vector by one model.
type QuestionVector struct {
	Model  string
	Values []int8
	Scale  float32
}

// Candidate is a passage that a shard has found.
type Candidate struct {
	Passage retrieve.Passage // without score and match

	BM25   *float64 // nil if the passage has none of the terms
	Near   float64  // share of the question within a short window; only for the best by words
	Words  bool     // it is among the shard's best by words
	Terms  []int    // indexes of the request's terms that it contains
	Cosine *float64 // of the passage and its parts with the vector Vector; nil if it has none
	Part   *float64 // cosine of the nearest part; nil if it has no parts
	Vector int      // index in the request's vectors
	Whole  *float64 // cosine of the passage's own vector; only for the shard's nearest
}

var _ Shard = (*Index)(nil)

// Count implements Shard.
func (ix *Index) Count(ctx context.Context, scope auth.Scope, terms []rank.Key) (c Counts, err error) {
	err = ix.partly(ctx, scope, retrieve.Query{}, func(s *search) error {
		for _, src := range s.sources {
			if model, dims := src.VectorModel(); dims > 0 {
				c.Models = append(c.Models, model)
			}
		}
		c.Statistics, err = rank.Count(terms, s.sources)
		return err
	})
	return c, err
}

// Candidates implements Shard.
func (ix *Index) Candidates(ctx context.Context, scope auth.Scope, r Request) (all []Candidate, err error) {
	r.EachSide = min(r.EachSide, maxK)
	err = ix.partly(ctx, scope, r.Query, func(s *search) error {
		q := rank.Query{Terms: r.Terms, Fields: ix.ranking.Fields}
		if s.plan, err = rank.PrepareAmong(q, s.sources, r.Among); err != nil {
			return err
		}
		all, err = (&harvest{search: s, request: r}).gather(ctx)
		return err
	})
	return all, err
}

// partly does a part of a search on the newest snapshot.
func (ix *Index) partly(ctx context.Context, scope auth.Scope, q retrieve.Query,
	do func(*search) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	snap := ix.acquire()
	if snap == nil {
		return errClosed()
	}
	defer snap.release()
	s := &search{ix: ix, snap: snap, scope: scope, query: q}
	return s.guarded(ctx, func() error {
		if err := s.choose(); err != nil {
			return err
		}
		return do(s)
	})
}

// harvest collects the candidates of a shard.
type harvest struct {
	*search
	request Request
	vectors vector.Queries

	order []place
	at    map[place]int // in order
	found []Candidate
}

func (h *harvest) gather(ctx context.Context) ([]Candidate, error) {
	h.at = map[place]int{}
	for _, v := range h.request.Vectors {
		h.vectors = append(h.vectors, &vector.Query{Model: v.Model,
			Vector: segment.Vector{Values: v.Values, Scale: v.Scale},
			Place:  func(cosine float64) float64 { return cosine }})
	}
	words, err := h.byWords(ctx)
	if err != nil {
		return nil, err
	}
	near, err := h.byMeaning(ctx)
	if err != nil {
		return nil, err
	}
	if err := h.completeSides(ctx, words, near); err != nil {
		return nil, err
	}
	return h.found, h.describe()
}

// candidate returns the candidate of a hit, which it adds if it is new.
func (h *harvest) candidate(at place) *Candidate {
	i, known := h.at[at]
	if !known {
		i = len(h.found)
		h.at[at] = i
		h.order = append(h.order, at)
		h.found = append(h.found, Candidate{})
	}
	return &h.found[i]
}

// byWords adds the best passages by words, the first of them with how near to
// each other they have the question's words.
func (h *harvest) byWords(ctx context.Context) ([]rank.Hit, error) {
	if h.query.Method == retrieve.Vector && len(h.vectors) > 0 {
		return nil, nil
	}
	hits, err := h.plan.Search(ctx, h.sources, h.request.EachSide)
	if err != nil || len(hits) == 0 {
		return nil, err
	}
	for i, hit := range hits {
		c := h.candidate(place{hit.Source, hit.Passage})
		c.BM25, c.Words = &hits[i].Score, true
	}
	return hits, h.nearBy(hits)
}

// nearBy says of the first hits how near to each other they have the question's
// words.
func (h *harvest) nearBy(hits []rank.Hit) error {
	r := h.ix.ranking
	if r.Near <= 0 {
		return nil
	}
	hits = hits[:min(len(hits), r.NearCandidates)]
	held, err := h.heldBy(hits)
	if err != nil {
		return err
	}
	nearness := h.nearness()
	for i, hit := range hits {
		tokens, err := h.sources[hit.Source].Tokens(hit.Passage)
		if err != nil {
			return err
		}
		h.candidate(place{hit.Source, hit.Passage}).Near = nearness.of(tokens, held[i])
	}
	return nil
}

// byMeaning adds the passages that are nearest to the question by each model.
func (h *harvest) byMeaning(ctx context.Context) (all []rank.Hit, err error) {
	for i, v := range h.vectors {
		hits, err := v.NearestWhole(ctx, h.sources, h.request.EachSide)
		if err != nil {
			return nil, err
		}
		for n, hit := range hits {
			whole := hit.Score
			c := h.candidate(place{hit.Source, hit.Passage})
			c.Cosine, c.Vector, c.Whole = &hits[n].Score, i, &whole
			hits[n].Score, err = v.WithParts(h.sources[hit.Source], hit.Passage, whole)
			if err != nil {
				return nil, err
			}
		}
		all = append(all, hits...)
	}
	return all, nil
}

// completeSides scores what one side has found by the other side as well, so that all
// candidates are compared by both.
func (h *harvest) completeSides(ctx context.Context, words, near []rank.Hit) error {
	if len(h.vectors) == 0 {
		return nil
	}
	bm25, meaning := byPassage(words), byPassage(near)
	if err := h.missingBM25(bm25, near); err != nil {
		return err
	}
	if err := h.missingMeaning(ctx, h.vectors, meaning, words); err != nil {
		return err
	}
	for at, score := range bm25 {
		h.candidate(at).BM25 = &score
	}
	for at, cosine := range meaning {
		h.candidate(at).Cosine = &cosine
	}
	for i := range h.found {
		if h.found[i].Cosine == nil {
			continue
		}
		at := h.order[i]
		for n, v := range h.vectors {
			if v == h.vectors.Of(h.sources[at.source]) {
				h.found[i].Vector = n
			}
		}
	}
	return nil
}

// describe adds each passage with its terms and the cosine of its nearest part.
func (h *harvest) describe() error {
	hits := make([]rank.Hit, len(h.order))
	for i, at := range h.order {
		hits[i] = rank.Hit{Source: at.source, Passage: at.passage}
		p, err := h.passage(hits[i])
		if err != nil {
			return err
		}
		h.found[i].Passage = p
		if h.found[i].Cosine == nil {
			continue
		}
		cosine, parts, err := h.vectors[h.found[i].Vector].NearestPart(h.sources[at.source], at.passage)
		if err != nil {
			return err
		}
		if parts > 0 {
			h.found[i].Part = &cosine
		}
	}
	return h.plan.Held(h.sources, hits, nil, func(hit, term int) {
		h.found[hit].Terms = append(h.found[hit].Terms, term)
	})
}
