package rank

import (
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

// Search gives the k best passages, best first; of equal ones that of the earlier source and the lower number. The sources
// are those of Prepare, their filters may be others. It ends with ctx's error when ctx ends, with fault.Damaged when a
// segment turns out to be.
func (p *Plan) Search(ctx context.Context, sources []Source, k int) ([]Hit, error) {
	if len(p.terms) == 0 || k <= 0 {
		return nil, nil
	}
	s := searchers.Get().(*searcher)
	defer searchers.Put(s)
	s.best = top{k: k, hits: s.best.hits[:0]}
	for i := range sources {
		if err := s.source(ctx, p, i, sources[i]); err != nil {
			return nil, err
		}
	}
	return s.best.sorted(p.unit), nil
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
}

// found is a passage of the window that may be among the best, with the sum so far.
type found struct{ passage, sum uint32 }

func (s *searcher) source(ctx context.Context, p *Plan, number int, src Source) error {
	if err := s.open(p, number, src); err != nil {
		return err
	}
	defer s.close()
	if len(s.cursors) == 0 {
		return nil
	}
	size := uint32(firstWindow)
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

func (s *searcher) open(p *Plan, number int, src Source) error {
	var lengths [segment.NumFields]segment.Lengths
	for i := range p.terms {
		t := &p.terms[i]
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

// close gives the cursors back without what they refer to: the segment may be unmapped after the search.
func (s *searcher) close() {
	for _, c := range s.cursors {
		c.weighted, c.list, c.lengths = nil, segment.List{}, nil
	}
	s.spare = append(s.spare, s.cursors...)
	s.cursors = s.cursors[:0]
}

// window looks for passages from lo to below hi.
func (s *searcher) window(number int, filter *Filter, lo, hi uint32) error {
	threshold := s.best.threshold()
	for _, c := range s.cursors {
		c.window(lo, hi)
	}
	slices.SortFunc(s.cursors, func(a, b *cursor) int { return int(int64(a.inWindow) - int64(b.inWindow)) })
	optional, rest := split(s.cursors, threshold)
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
		if f.sum > s.best.threshold() {
			s.best.push(candidate{score: f.sum, source: int32(number), passage: f.passage})
		}
	}
	return nil
}

// split gives how many of the terms, in ascending order of their bounds, can't reach beyond the threshold together, and
// the sum of their bounds.
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

// gather collects the marked passages that rest more could bring over the threshold, and clears the window.
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

// complete adds the terms that were left out, the strongest first, and drops passages that can't reach the threshold.
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
