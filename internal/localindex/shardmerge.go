package localindex

import (
	"math"

	"github.com/mundap/mundap/internal/localindex/rank"
	"github.com/mundap/mundap/internal/localindex/vector"
	"github.com/mundap/mundap/internal/retrieve"
)

// merge ranks the candidates of all shards as search.find does for one index.
// In its places and hits, the source is the shard and the passage the index of
// the candidate in the shard's answer.
type merge struct {
	ranking  Ranking
	analyzer Analyzer
	query    retrieve.Query
	spoken   spoken
	plan     *rank.Plan // without passages
	terms    []rank.Term
	asked    *asked
	vectors  vector.Queries
	shards   [][]Candidate
	store    string
}

func (m *merge) at(h rank.Hit) *Candidate { return &m.shards[h.Source][h.Passage] }

// all calls f with each candidate.
func (m *merge) all(f func(at place, c *Candidate)) {
	for s, list := range m.shards {
		for i := range list {
			f(place{s, uint32(i)}, &list[i])
		}
	}
}

// check refuses candidates that name terms or vectors that were not asked for.
func (m *merge) check() (err error) {
	m.all(func(_ place, c *Candidate) {
		for _, t := range c.Terms {
			if t < 0 || t >= len(m.terms) {
				err = errForeign("term")
			}
		}
		if c.Cosine != nil && (c.Vector < 0 || c.Vector >= len(m.vectors)) {
			err = errForeign("vector")
		}
	})
	return err
}

func (m *merge) passages() ([]retrieve.Passage, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	var hits []rank.Hit
	var err error
	kind := retrieve.Fused
	switch {
	case len(m.vectors) == 0:
		kind, hits = retrieve.BM25, m.words(m.query.K)
	case m.query.Method == retrieve.Vector:
		kind, hits = retrieve.Cosine, m.byMeaning()
	default:
		hits, err = m.fuse()
	}
	if err != nil {
		return nil, err
	}
	hits = hits[:min(len(hits), m.query.K)]
	passages := make([]retrieve.Passage, len(hits))
	for i, h := range hits {
		c := m.at(h)
		passages[i] = c.Passage
		passages[i].Store, passages[i].Score, passages[i].ScoreKind = m.store, h.Score, kind
		if i < maxMatched {
			passages[i].Match = m.match(c)
		}
	}
	inOrder(m.spoken.text, passages)
	return passages, nil
}

// words ranks by words; see search.words.
func (m *merge) words(k int) []rank.Hit {
	r := m.ranking
	if r.Near > 0 {
		k = max(k, r.NearCandidates)
	}
	var hits []rank.Hit
	m.all(func(at place, c *Candidate) {
		if c.Words && c.BM25 != nil {
			hits = append(hits, rank.Hit{Source: at.source, Passage: at.passage, Score: *c.BM25})
		}
	})
	hits = rank.Best(hits, k)
	if len(hits) == 0 || r.Near <= 0 {
		return hits
	}
	top := hits[0].Score
	for i, h := range hits[:min(len(hits), r.NearCandidates)] {
		hits[i].Score += r.Near * top * m.at(h).Near
	}
	return rank.Best(hits, len(hits))
}

// meaning is the place of a candidate's cosine.
func (m *merge) meaning(c *Candidate) float64 { return m.vectors[c.Vector].Place(*c.Cosine) }

// nearest ranks by the places of cosines; see vector.Queries.nearest. Of each
// model, only those count that are the nearest by their own vectors.
func (m *merge) nearest(k int) (hits []rank.Hit) {
	for v := range m.vectors {
		var near []rank.Hit
		m.all(func(at place, c *Candidate) {
			if c.Whole != nil && c.Cosine != nil && c.Vector == v {
				near = append(near, rank.Hit{Source: at.source, Passage: at.passage, Score: *c.Whole})
			}
		})
		for _, h := range rank.Best(near, max(k, vector.Candidates)) {
			h.Score = m.meaning(m.at(h))
			hits = append(hits, h)
		}
	}
	return rank.Best(hits, k)
}

// byMeaning ranks by vectors alone; see search.byMeaning.
func (m *merge) byMeaning() []rank.Hit {
	hits := m.nearest(m.query.K)
	for i, h := range hits {
		hits[i].Score = math.Tanh(h.Score)
		if len(m.vectors) == 1 {
			hits[i].Score = *m.at(h).Cosine
		}
	}
	return hits
}

// fuse combines both rankings; see search.fuse.
func (m *merge) fuse() ([]rank.Hit, error) {
	k := max(vector.Candidates, m.query.K)
	words, near := m.words(k), m.nearest(k)
	sure := m.sure(words)
	bm25, meaning := byPassage(words), byPassage(near)
	for _, h := range near {
		at := place{h.Source, h.Passage}
		if _, known := bm25[at]; !known && m.at(h).BM25 != nil {
			bm25[at] = *m.at(h).BM25
		}
	}
	for _, h := range words {
		if c := m.at(h); c.Cosine != nil {
			meaning[place{h.Source, h.Passage}] = m.meaning(c)
		}
	}
	w := m.spoken.weights(m.ranking, sure, meaning)
	hits := rank.Best(m.ranking.fused(bm25, meaning, w), k)
	titles := m.spoken.titles(m.analyzer)
	hits, err := m.spoken.byNames(hits, w,
		func(h rank.Hit) (bool, error) { return titles.tellApart(m.at(h).Passage.Title), nil },
		func(top []rank.Hit, f func(hit, field int, text string)) error {
			for i, h := range top {
				for _, t := range m.at(h).Terms {
					f(i, m.terms[t].Field, m.terms[t].Text)
				}
			}
			return nil
		})
	return withNearest(hits, meaning), err
}

// sure is search.sure.
func (m *merge) sure(words []rank.Hit) float64 {
	sure := 0.0
	for _, h := range words[:min(len(words), m.ranking.NearCandidates, maxMatched)] {
		sure = max(sure, m.ranking.sure(m.spoken.covers(m.howHeld(m.at(h)))))
	}
	return sure
}

// howHeld tells how a candidate holds the question's words.
func (m *merge) howHeld(c *Candidate) *retrieve.Match {
	held := make(heldTerms, len(m.terms))
	for _, t := range c.Terms {
		held[t] = true
	}
	return &retrieve.Match{Query: m.spoken.text, Words: m.asked.held(held)}
}

// match is howHeld with how near the candidate's meaning is to the question's.
func (m *merge) match(c *Candidate) *retrieve.Match {
	match := m.howHeld(c)
	if c.Cosine == nil {
		return match
	}
	meaning := m.meaning(c)
	match.Meaning = &meaning
	if c.Part != nil {
		part := m.vectors[c.Vector].Place(*c.Part)
		match.Part = &part
	}
	return match
}
