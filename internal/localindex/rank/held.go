package rank

import (
	"cmp"
	"slices"
)

// Held calls f for each term of the query that a hit's passage contains; hit is
// the index in hits, and term that in Query.Terms. Terms for which wanted returns
// false are not looked for; nil means all are wanted. The sources are those of the
// search.
func (p *Plan) Held(sources []Source, hits []Hit, wanted func(term int) bool,
	f func(hit, term int)) error {
	s := searchers.Get().(*searcher)
	defer searchers.Put(s)
	terms := p.terms
	if wanted != nil {
		s.wanted = s.wanted[:0]
		defer func() { clear(s.wanted) }()
		for _, t := range p.terms {
			if wanted(t.number) {
				s.wanted = append(s.wanted, t)
			}
		}
		terms = s.wanted
	}
	return bySource(hits, func(source int, order []int) error {
		return s.heldIn(terms, source, sources[source], hits, order, f)
	})
}

// Scored returns those of some passages that have a term of the query, with their
// scores, which are those of Search. The sources' filters don't matter.
func (p *Plan) Scored(sources []Source, passages []Hit) ([]Hit, error) {
	s := searchers.Get().(*searcher)
	defer searchers.Put(s)
	sums := make([]uint32, len(passages))
	err := bySource(passages, func(source int, order []int) error {
		if err := s.open(p.terms, source, sources[source]); err != nil {
			return err
		}
		defer s.close()
		for _, c := range s.cursors {
			for _, i := range order {
				add, err := c.lookup(passages[i].Passage)
				if err != nil {
					return err
				}
				sums[i] += add
			}
		}
		return nil
	})
	scored := make([]Hit, 0, len(passages))
	for i, h := range passages {
		if sums[i] > 0 {
			h.Score = float64(sums[i]) * p.unit
			scored = append(scored, h)
		}
	}
	return scored, err
}

// bySource calls f with the indexes of each source's hits, in ascending order of
// passages.
func bySource(hits []Hit, f func(source int, order []int) error) error {
	order := make([]int, len(hits))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(hits[a].Source, hits[b].Source),
			cmp.Compare(hits[a].Passage, hits[b].Passage))
	})
	for len(order) > 0 {
		n, source := 1, hits[order[0]].Source
		for n < len(order) && hits[order[n]].Source == source {
			n++
		}
		if err := f(source, order[:n]); err != nil {
			return err
		}
		order = order[n:]
	}
	return nil
}

// heldIn is Held for the hits of one source, which order gives in ascending order of passages.
func (s *searcher) heldIn(terms []weighted, number int, src Source, hits []Hit, order []int,
	f func(hit, term int)) error {
	if err := s.open(terms, number, src); err != nil {
		return err
	}
	defer s.close()
	for _, c := range s.cursors {
		for _, i := range order {
			add, err := c.lookup(hits[i].Passage)
			if err != nil {
				return err
			}
			if add > 0 {
				f(i, c.number)
			}
		}
	}
	return nil
}
