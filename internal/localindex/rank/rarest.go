package rank

import (
	"cmp"
	"slices"
)

const (
	// rarestPassages is the size of a segment from which on it pays to begin with
	// the rarest terms.
	rarestPassages = 4096
	// rarestPostings is how many postings are read whole for this.
	rarestPostings = 4096
	// furtherPostings is how many more are read if the terms that are left could bring
	// in a passage without the rarest ones.
	furtherPostings = 16384
	// rarestMargin is how many more passages than asked for are scored to find out
	// what the k-th best has at least.
	rarestMargin = 24
)

// rarest searches a segment by the rarest terms, which weigh most: the passages
// that have none of them can hardly be among the best. It reports whether it has
// found everything. If it has not, the segment must be searched window by window;
// floor has been raised for this, and the cursors are back at their beginnings.
func (s *searcher) rarest(number int, src Source) (all bool, err error) {
	if src.Passages() < rarestPassages {
		return false, nil
	}
	used, err := s.sumRarest(src)
	if err != nil {
		return false, err
	}
	others := s.cursors[used:]
	if s.best.threshold() == 0 { // otherwise the best of the segments before tell as much
		least, err := s.leastOf(others, src.Filter, s.best.k)
		if err != nil {
			return false, err
		}
		s.floor = max(s.floor, max(least, 1)-1)
	}
	rest, all, err := s.cover(src, others)
	if all && err == nil {
		err = s.completeRarest(number, src, others, rest)
	}
	for _, c := range s.cursors {
		c.rewind()
	}
	return all, err
}

// sumRarest adds up the postings of the heaviest terms while their lists are short,
// for each passage that has any, and returns how many terms these are. It moves them
// to the front of s.cursors.
func (s *searcher) sumRarest(src Source) (used int, err error) {
	s.partial = slices.Grow(s.partial[:0], src.Passages())[:src.Passages()]
	left := rarestPostings
	for i, c := range s.cursors {
		if c.list.Len() > left {
			continue
		}
		left -= c.list.Len()
		if err := s.addWhole(c); err != nil {
			return 0, err
		}
		s.cursors[used], s.cursors[i] = s.cursors[i], s.cursors[used]
		used++
	}
	s.gather()
	return used, nil
}

// addWhole adds all postings of a term to the partial sums.
func (s *searcher) addWhole(c *cursor) (err error) {
	docs, freqs := c.docs, c.freqs
	if c.list.Long() {
		if s.docs, s.freqs, err = c.list.Decode(s.docs[:0], s.freqs[:0]); err != nil {
			return err
		}
		docs, freqs = s.docs, s.freqs
	}
	s.touched = append(s.touched, docs...) // once for each term
	for j, d := range docs {
		s.partial[d] += c.add(freqs[j], c.lengths.At(d))
	}
	return nil
}

// gather moves the partial sums to s.rare.
func (s *searcher) gather() {
	s.rare = s.rare[:0]
	for _, d := range s.touched {
		if sum := s.partial[d]; sum > 0 {
			s.rare = append(s.rare, candidate{score: sum, passage: d})
			s.partial[d] = 0
		}
	}
	s.touched = s.touched[:0]
}

// cover sees to it that every passage that may be among the best has one of the terms
// in s.rare, and reports whether that is so now. If it takes only a few further
// postings, it adds the terms that are too strong. It bounds the other terms, moves
// these to the end of others, the strongest first, and returns the sum of their
// bounds.
func (s *searcher) cover(src Source, others []*cursor) (rest uint64, all bool, err error) {
	for _, c := range others {
		c.window(0, uint32(src.Passages()))
		rest += uint64(c.inWindow)
	}
	slices.SortFunc(others, func(a, b *cursor) int { return cmp.Compare(b.inWindow, a.inWindow) })
	threshold, further, n := uint64(s.bar()), 0, 0
	for ; n < len(others) && rest > threshold; n++ {
		if further += others[n].list.Len(); further > furtherPostings {
			return 0, false, nil
		}
		rest -= uint64(others[n].inWindow)
	}
	if n == 0 {
		return rest, true, nil
	}
	for _, r := range s.rare {
		s.touched = append(s.touched, r.passage)
		s.partial[r.passage] = r.score
	}
	for _, c := range others[:n] {
		if err := s.addWhole(c); err != nil {
			return 0, false, err
		}
		c.inWindow = 0
	}
	s.gather()
	return rest, true, nil
}

// leastOf finds a score that the k-th best passage of the segment has at least: the
// k-th best score among some passages that the rarest terms point to. Starting from
// it, the search leaves out most of what it would otherwise look at until its own
// best are good enough. 0 means that it is not known. The others are the cursors of
// the terms that are not in s.rare.
func (s *searcher) leastOf(others []*cursor, filter *Filter, k int) (uint32, error) {
	guess := top{k: k + rarestMargin, hits: s.guess[:0]}
	for _, r := range s.rare {
		if r.score > guess.threshold() && filter.admits(r.passage) {
			guess.push(r)
		}
	}
	s.guess = guess.hits
	// Fewer than k passages say nothing about the k-th best.
	if len(guess.hits) < k {
		return 0, nil
	}
	// So far only the rarest terms count. With the others the scores of these
	// passages are exact, and the k-th of them is a lower bound: the best k of
	// all passages are at least as good. Cursors only move forward.
	byPassage(guess.hits)
	for _, c := range others {
		for i := range guess.hits {
			add, err := c.lookup(guess.hits[i].passage)
			if err != nil {
				return 0, err
			}
			guess.hits[i].score += add
		}
		c.rewind()
	}
	slices.SortFunc(guess.hits, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	return guess.hits[k-1].score, nil
}

// completeRarest adds the other terms to those passages of s.rare that may be among
// the best with them. The bounds of these terms, the strongest of which come first,
// sum up to rest; those whose bound is 0 are in s.rare already.
func (s *searcher) completeRarest(number int, src Source, others []*cursor, rest uint64) error {
	n, threshold := src.Passages(), s.bar()
	s.marked = slices.Grow(s.marked[:0], (n+63)/64)[:(n+63)/64]
	w := window{hi: uint32(n), sums: s.partial, seen: s.marked, filter: src.Filter,
		threshold: threshold, rest: uint32(rest)}
	for _, r := range s.rare {
		if uint64(r.score)+rest > uint64(threshold) && src.Filter.admits(r.passage) {
			w.sums[r.passage] = r.score
			w.seen[r.passage/64] |= 1 << (r.passage % 64)
		}
	}
	for _, c := range others {
		if c.inWindow == 0 {
			continue
		}
		marked := w.drop()
		if marked == 0 {
			break
		}
		if _, err := w.add(c, marked); err != nil {
			return err
		}
	}
	s.pushAll(number, &w)
	return nil
}

func byPassage(candidates []candidate) {
	slices.SortFunc(candidates, func(a, b candidate) int { return cmp.Compare(a.passage, b.passage) })
}
