package rank

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
	"sync"

	"github.com/mundap/mundap/internal/localindex/segment"
)

// Windows of passages: small at first, when nothing can be left out yet, then larger.
const (
	firstWindow = 512
	lastWindow  = 8192
)

// Search returns the k best passages, best first. Among passages with equal
// scores, those of earlier sources come first, then those with lower numbers.
// Without late terms, these are exactly the best passages. With late terms, a
// passage may be missing, within the bound in the package comment, but there
// are never fewer than k hits if k passages contain a term of the query. The
// sources must be those of Prepare; their filters may differ. If ctx ends,
// Search returns its error; if a segment turns out to be damaged, it returns
// fault.Damaged.
func (p *Plan) Search(ctx context.Context, sources []Source, k int) ([]Hit, error) {
	if len(p.terms) == 0 || k <= 0 {
		return nil, nil
	}
	hits, err := p.search(ctx, sources, k, 0)
	if err == nil && len(hits) < k && p.early < len(p.terms) {
		return p.fill(ctx, sources, k, hits)
	}
	return hits, err
}

// fill brings hits, which are all passages with a term that is not late, up to k
// with passages that have late terms alone. In a long table, whose column names
// stand in every row, these passages are nearly equal. Looking for the best of
// them would mean scoring them all.
func (p *Plan) fill(ctx context.Context, sources []Source, k int, hits []Hit) ([]Hit, error) {
	late := &Plan{terms: p.terms[p.early:], early: len(p.terms) - p.early, unit: p.unit}
	more, err := late.search(ctx, sources, k, uint32(p.Slack()/p.unit/nearlyEqual))
	if err != nil {
		return nil, err
	}
	for _, h := range more {
		if !slices.ContainsFunc(hits, h.samePassage) {
			hits = append(hits, h)
		}
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Source, b.Source),
			cmp.Compare(a.Passage, b.Passage))
	})
	return hits[:min(k, len(hits))], nil
}

// nearlyEqual is the share of what all late terms can add by which a passage
// that has only them may be better than those that were found instead: 1/16.
const nearlyEqual = 16

func (h Hit) samePassage(other Hit) bool {
	return h.Source == other.Source && h.Passage == other.Passage
}

// search finds the k best passages. One that is better than the last of them by
// at most tolerance may be missing.
func (p *Plan) search(ctx context.Context, sources []Source, k int, tolerance uint32) ([]Hit, error) {
	s := searchers.Get().(*searcher)
	s.best, s.floor, s.tolerance = top{k: p.wide(k), hits: s.best.hits[:0]}, 0, tolerance
	for i := range sources {
		if err := s.source(ctx, p, i, sources[i]); err != nil {
			return nil, err
		}
	}
	if err := s.late(p, sources, k); err != nil {
		return nil, err
	}
	hits := s.best.sorted(p.unit)
	searchers.Put(s) // after a failure sums are left in it, which the next search would add to
	return hits[:min(k, len(hits))], nil
}

// Slack returns the most by which the score of a passage that Search leaves out
// may exceed the score of the last hit: what all late terms together can add.
// If it is 0, Search is exact.
func (p *Plan) Slack() float64 {
	var sum float64
	for i := range p.terms[p.early:] {
		sum += p.terms[p.early+i].most() * p.unit
	}
	return sum
}

// wide is how many passages are found before the late terms are scored.
func (p *Plan) wide(k int) int {
	if p.early == len(p.terms) {
		return k
	}
	return k + max(k/2, lateMargin)
}

// lateMargin is how many passages more than asked for are found when late terms
// may yet change their order.
const lateMargin = 10

// late adds what the late terms give to the passages that were found and may be
// among the best k with it.
func (s *searcher) late(p *Plan, sources []Source, k int) error {
	if p.early == len(p.terms) {
		return nil
	}
	s.best.hits = p.within(s.best.hits, k)
	hits := s.best.hits
	slices.SortFunc(hits, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.passage, b.passage))
	})
	for len(hits) > 0 {
		n := 1
		for n < len(hits) && hits[n].source == hits[0].source {
			n++
		}
		if err := s.lateIn(p, int(hits[0].source), sources, hits[:n]); err != nil {
			return err
		}
		hits = hits[n:]
	}
	return nil
}

// within drops the hits that stay behind the best k whatever the late terms give.
func (p *Plan) within(hits []candidate, k int) []candidate {
	if len(hits) <= k {
		return hits
	}
	slices.SortFunc(hits, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	var most uint64
	for i := range p.terms[p.early:] {
		// rounded up, and the one unit that every match adds
		most += uint64(p.terms[p.early+i].most()) + 2
	}
	n := k
	for n < len(hits) && uint64(hits[n].score)+most >= uint64(hits[k-1].score) {
		n++
	}
	return hits[:n]
}

// lateIn adds the late terms to hits of one source, in ascending order of passages.
func (s *searcher) lateIn(p *Plan, number int, sources []Source, hits []candidate) error {
	if err := s.open(p.terms[p.early:], number, sources[number]); err != nil {
		return err
	}
	defer s.close()
	for _, c := range s.cursors {
		for i := range hits {
			add, err := c.lookup(hits[i].passage)
			if err != nil {
				return err
			}
			hits[i].score += add
		}
	}
	return nil
}

var searchers = sync.Pool{New: func() any { return new(searcher) }}

// searcher is the state of a search, kept from one to the next for its memory.
type searcher struct {
	best    top
	cursors []*cursor // those of the present segment
	spare   []*cursor
	sums    [lastWindow]uint32
	seen    [lastWindow / 64]uint64
	found   []found
	floor   uint32 // a score that the k-th best passage has at least, less one
	// by how much a passage must be better than the k best so far to be looked for
	tolerance uint32

	// Memory of seed.
	partial     []uint32 // zeros between searches
	touched     []uint32
	docs, freqs []uint32
	guess       []candidate
}

// found is a passage of the window that may be among the best, with the sum so far.
type found struct{ passage, sum uint32 }

// source searches one segment. Passages are gone through in windows, which grow: a
// first, small window soon gives k passages, whose least score lets the larger ones
// skip most of theirs.
func (s *searcher) source(ctx context.Context, p *Plan, number int, src Source) error {
	if s.best.threshold() == 0 { // otherwise the best of the segments before tell as much
		floor, err := s.seed(p, number, src, s.best.k)
		if err != nil {
			return err
		}
		s.floor = max(s.floor, max(floor, 1)-1)
	}
	if err := s.open(p.terms[:p.early], number, src); err != nil {
		return err
	}
	defer s.close()
	if len(s.cursors) == 0 {
		return nil
	}
	size := uint32(firstWindow)
	if s.floor > 0 { // seed has given a least score already
		size = lastWindow
	}
	for _, r := range src.Filter.ranges(src.Passages()) {
		for lo := r[0]; lo < r[1]; {
			if err := ctx.Err(); err != nil {
				return err
			}
			hi := min(r[1], lo+size)
			if err := s.window(number, src.Filter, lo, hi); err != nil {
				return err
			}
			lo, size = hi, min(2*size, lastWindow)
		}
	}
	return nil
}

// open makes cursors for the terms that a source has.
func (s *searcher) open(terms []weighted, number int, src Source) error {
	var lengths [segment.NumFields]segment.Lengths
	for i := range terms {
		t := &terms[i]
		if t.lists[number].Len() == 0 {
			continue
		}
		if lengths[t.field] == nil {
			l, err := src.Lengths(t.field)
			if err != nil {
				return err
			}
			lengths[t.field] = l
		}
		c := s.cursor()
		s.cursors = append(s.cursors, c)
		if err := c.init(t, number, lengths[t.field]); err != nil {
			s.close()
			return err
		}
	}
	return nil
}

func (s *searcher) cursor() *cursor {
	if n := len(s.spare); n > 0 {
		c := s.spare[n-1]
		s.spare = s.spare[:n-1]
		return c
	}
	return new(cursor)
}

// close gives the cursors back without what they refer to: the segment may be
// unmapped after the search.
func (s *searcher) close() {
	for _, c := range s.cursors {
		c.weighted, c.list, c.lengths = nil, segment.List{}, nil
	}
	s.spare = append(s.spare, s.cursors...)
	s.cursors = s.cursors[:0]
}

// window looks for passages from lo to below hi.
func (s *searcher) window(number int, filter *Filter, lo, hi uint32) error {
	threshold := s.bar()
	for _, c := range s.cursors {
		c.window(lo, hi)
	}
	// The weakest terms come first, so that as many as possible are together too
	// weak to bring in a passage.
	slices.SortFunc(s.cursors, func(a, b *cursor) int { return int(int64(a.inWindow) - int64(b.inWindow)) })
	optional, rest := split(s.cursors, threshold)
	// Not even a passage that has every term at its most would get in.
	if optional == len(s.cursors) {
		return nil
	}
	for _, c := range s.cursors[optional:] {
		if c.inWindow == 0 {
			continue
		}
		if err := c.addAll(lo, hi, s.sums[:], s.seen[:]); err != nil {
			return err
		}
	}
	s.gather(filter, lo, hi, rest, threshold)
	if err := s.complete(s.cursors[:optional], rest, threshold); err != nil {
		return err
	}
	for _, f := range s.found {
		// Each passage that gets in may raise the threshold for the ones after it.
		if f.sum > max(s.best.threshold(), s.floor) {
			s.best.push(candidate{score: f.sum, source: int32(number), passage: f.passage})
		}
	}
	return nil
}

// bar is the score that a passage must be able to exceed to be looked for.
func (s *searcher) bar() uint32 {
	reached := s.best.threshold()
	if reached > 0 {
		reached += s.tolerance
	}
	return max(reached, s.floor)
}

// split gives how many of the terms, in ascending order of their bounds, can't
// reach beyond the threshold together, and the sum of their bounds.
func split(cursors []*cursor, threshold uint32) (n int, sum uint32) {
	for _, c := range cursors {
		if uint64(sum)+uint64(c.inWindow) > uint64(threshold) {
			break
		}
		sum += c.inWindow
		n++
	}
	return n, sum
}

// gather collects the marked passages that rest more could bring over the
// threshold, and clears the window.
func (s *searcher) gather(filter *Filter, lo, hi, rest, threshold uint32) {
	s.found = s.found[:0]
	for w := range (hi - lo + 63) / 64 {
		word := s.seen[w]
		s.seen[w] = 0
		for ; word != 0; word &= word - 1 {
			i := w*64 + uint32(bits.TrailingZeros64(word))
			sum := s.sums[i]
			s.sums[i] = 0
			if uint64(sum)+uint64(rest) > uint64(threshold) && filter.Accepts(lo+i) {
				s.found = append(s.found, found{lo + i, sum})
			}
		}
	}
}

// complete adds the terms that were left out, the strongest first, and drops
// passages that can't reach the threshold.
func (s *searcher) complete(optional []*cursor, rest, threshold uint32) error {
	for _, c := range slices.Backward(optional) {
		if c.inWindow == 0 {
			break
		}
		kept := s.found[:0]
		for _, f := range s.found {
			if uint64(f.sum)+uint64(rest) <= uint64(threshold) {
				continue
			}
			add, err := c.lookup(f.passage)
			if err != nil {
				return err
			}
			f.sum += add
			kept = append(kept, f)
		}
		s.found = kept
		rest -= c.inWindow
	}
	return nil
}
