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
		terms = make([]weighted, 0, len(p.terms))
		for _, t := range p.terms {
			if wanted(t.number) {
				terms = append(terms, t)
			}
		}
	}
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
		if err := s.heldIn(terms, source, sources[source], hits, order[:n], f); err != nil {
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
