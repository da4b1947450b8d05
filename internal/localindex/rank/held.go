package rank

import (
	"cmp"
	"slices"
)

// Held calls f for each term of the query that a hit's passage contains; hit is
// the index in hits, and term that in Query.Terms. Terms for which wanted returns
// false are not looked for; nil means all are wanted. The sources are those of the
// search. Hits that this plan's search has found already know their late terms.
func (p *Plan) Held(sources []Source, hits []Hit, wanted func(term int) bool,
	f func(hit, term int)) error {
	s := searchers.Get().(*searcher)
	defer searchers.Put(s)
	return bySource(hits, func(source int, order []int) error {
		for i := range p.terms {
			t := &p.terms[i]
			if t.lists[source].Len() == 0 || wanted != nil && !wanted(t.number) {
				continue
			}
			h := holding{plan: p, term: i, source: source, hits: hits, order: order}
			if err := s.holding(h, sources[source], func(hit int) { f(hit, t.number) }); err != nil {
				return err
			}
		}
		return nil
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

// holding asks which hits of a source contain a term.
type holding struct {
	plan   *Plan
	term   int // in plan.terms
	source int
	hits   []Hit
	order  []int // of the source's hits, in ascending order of passages
}

// holding calls f with the hits that contain the term.
func (s *searcher) holding(h holding, src Source, f func(hit int)) error {
	late := h.term - h.plan.early
	c := (*cursor)(nil)
	for _, i := range h.order {
		hit := &h.hits[i]
		if late >= 0 && hit.late.known {
			if hit.late.has(late) {
				f(i)
			}
			continue
		}
		if c == nil {
			if err := s.open(h.plan.terms[h.term:h.term+1], h.source, src); err != nil {
				return err
			}
			defer s.close()
			c = s.cursors[0]
		}
		freq, err := c.freqIn(hit.Passage)
		if err != nil {
			return err
		}
		if freq > 0 {
			f(i)
		}
	}
	return nil
}
