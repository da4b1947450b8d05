package rank

import (
	"cmp"
	"slices"
)

const (
	// seedPassages is the size of a segment from which on a first guess at the threshold pays.
	seedPassages = 4096
	// seedPostings is how many postings the guess may read whole.
	seedPostings = 4096
	// seedMargin is how many more passages than asked for are scored for the guess.
	seedMargin = 24
)

// seed finds a score that the k-th best passage of a segment has at least: the
// k-th best score among some passages that the rarest terms, which weigh most,
// point to. Starting from it, the search leaves out most of what it would
// otherwise look at until its own best are good enough. 0 means no guess. The
// segment's cursors have to be rewound afterwards.
func (s *searcher) seed(src Source, k int) (uint32, error) {
	if src.Passages() < seedPassages {
		return 0, nil
	}
	used, err := s.sumRare(src)
	if err != nil {
		return 0, err
	}
	guess := s.bestSums(src.Filter, k+seedMargin)
	// Fewer than k passages say nothing about the k-th best.
	if len(guess) < k {
		return 0, nil
	}
	// So far only the rarest terms count. With the others the scores of these
	// passages are exact, and the k-th of them is a lower bound: the best k of
	// all passages are at least as good. Cursors only move forward.
	slices.SortFunc(guess, func(a, b candidate) int { return cmp.Compare(a.passage, b.passage) })
	for _, c := range s.cursors[used:] {
		for i := range guess {
			add, err := c.lookup(guess[i].passage)
			if err != nil {
				return 0, err
			}
			guess[i].score += add
		}
	}
	slices.SortFunc(guess, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	return guess[k-1].score, nil
}

// sumRare adds up the postings of the heaviest terms while their lists are short
// and returns how many these are. It moves them to the front of s.cursors.
func (s *searcher) sumRare(src Source) (used int, err error) {
	s.partial = slices.Grow(s.partial[:0], src.Passages())[:src.Passages()]
	left := seedPostings
	for i, c := range s.cursors {
		if c.list.Len() > left {
			continue
		}
		left -= c.list.Len()
		docs, freqs := c.docs, c.freqs
		if c.list.Long() {
			if s.docs, s.freqs, err = c.list.Decode(s.docs[:0], s.freqs[:0]); err != nil {
				return 0, err
			}
			docs, freqs = s.docs, s.freqs
		}
		s.touched = append(s.touched, docs...) // once for each term: bestSums clears it at the first
		for j, d := range docs {
			s.partial[d] += c.add(freqs[j], c.lengths.At(d))
		}
		s.cursors[used], s.cursors[i] = s.cursors[i], s.cursors[used]
		used++
	}
	return used, nil
}

// bestSums gives the n passages with the largest sums, in no order, and clears the sums.
func (s *searcher) bestSums(filter *Filter, n int) []candidate {
	best := top{k: n, hits: s.guess[:0]}
	for _, d := range s.touched {
		if sum := s.partial[d]; sum > best.threshold() && filter.Accepts(d) && filter.inside(d) {
			best.push(candidate{score: sum, passage: d})
		}
		s.partial[d] = 0
	}
	s.touched = s.touched[:0]
	s.guess = best.hits
	return best.hits
}
