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
	lastWindow  = 131072
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
	late := s.lateHeld
	if p.early == len(p.terms) {
		late = nil
	}
	hits := s.best.sorted(p.unit, late)
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
// among the best k with it, and notes which of them these passages contain.
func (s *searcher) late(p *Plan, sources []Source, k int) error {
	if p.early == len(p.terms) {
		return nil
	}
	terms := p.terms[p.early:]
	most := p.mostLate()
	s.best.hits = p.within(s.best.hits, k)
	slices.SortFunc(s.best.hits, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.passage, b.passage))
	})
	s.lateHeld = slices.Grow(s.lateHeld[:0], len(s.best.hits))[:len(s.best.hits)]
	for i := range s.best.hits {
		s.best.hits[i].slot, s.lateHeld[i] = int32(i), lateTerms{known: true}
	}
	defer s.close()
	left := make([][2]int, len(sources)) // ranges of s.cursors
	for i := range sources {
		from := len(s.cursors)
		if slices.ContainsFunc(s.best.hits, func(c candidate) bool { return int(c.source) == i }) {
			if err := s.open(terms, i, sources[i]); err != nil {
				return err
			}
		}
		left[i] = [2]int{from, len(s.cursors)}
	}
	for i := range terms {
		if err := s.lateTerm(terms, i, left); err != nil {
			return err
		}
		// The strongest terms come first. What a passage lacks then, the others may be
		// unable to give.
		most -= terms[i].mostRounded()
		if i%lateTermsAtOnce == lateTermsAtOnce-1 {
			s.best.hits = s.withinOrdered(s.best.hits, k, most)
		}
	}
	return nil
}

// lateTermsAtOnce is how many late terms are scored until passages are dropped that
// can't get among the best any more.
const lateTermsAtOnce = 4

// mostRounded is at least what a posting adds: rounded up, with the one unit that
// every match adds.
func (t *weighted) mostRounded() uint64 { return uint64(t.most()) + 2 }

// mostLate is at least what all late terms together add.
func (p *Plan) mostLate() (sum uint64) {
	for i := range p.terms[p.early:] {
		sum += p.terms[p.early+i].mostRounded()
	}
	return sum
}

// within drops the hits that stay behind the best k whatever the late terms give.
func (p *Plan) within(hits []candidate, k int) []candidate {
	if len(hits) <= k {
		return hits
	}
	slices.SortFunc(hits, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	most, n := p.mostLate(), k
	for n < len(hits) && uint64(hits[n].score)+most >= uint64(hits[k-1].score) {
		n++
	}
	return hits[:n]
}

// withinOrdered drops the hits that stay behind the best k if the terms that are
// left give them at most so much. The others stay in their order.
func (s *searcher) withinOrdered(hits []candidate, k int, most uint64) []candidate {
	if len(hits) <= k {
		return hits
	}
	s.scores = s.scores[:0]
	for _, h := range hits {
		s.scores = append(s.scores, h.score)
	}
	slices.Sort(s.scores)
	least := s.scores[len(s.scores)-k]
	return slices.DeleteFunc(hits, func(h candidate) bool { return uint64(h.score)+most < uint64(least) })
}

// lateTerm adds a late term to the hits, which are in the order of sources and
// passages. left are the ranges of each source's cursors that are left.
func (s *searcher) lateTerm(terms []weighted, term int, left [][2]int) error {
	var c *cursor
	source := int32(-1)
	for i := range s.best.hits {
		h := &s.best.hits[i]
		if h.source != source {
			source, c = h.source, nil
			if l := &left[source]; l[0] < l[1] && s.cursors[l[0]].weighted == &terms[term] {
				c = s.cursors[l[0]]
				l[0]++
			}
		}
		if c == nil {
			continue
		}
		add, err := c.lookup(h.passage)
		if err != nil {
			return err
		}
		if add > 0 {
			h.score += add
			s.lateHeld[h.slot].add(term)
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
	floor   uint32 // a score that the k-th best passage has at least, less one
	// by how much a passage must be better than the k best so far to be looked for
	tolerance uint32

	// Memory of rarest.
	partial     []uint32 // zeros between searches
	marked      []uint64 // the same
	touched     []uint32
	docs, freqs []uint32
	rare        []candidate // the passages that have one of the rarest terms
	guess       []candidate

	// Memory of late.
	lateHeld []lateTerms // by candidate.slot
	scores   []uint32

	// The garbage collector looks for pointers up to the last one in the struct, so
	// what is large and has none comes last.
	sums [lastWindow]uint32
	seen [lastWindow / 64]uint64
}

// source searches one segment. Passages are gone through in windows, which grow: a
// first, small window soon gives k passages, whose least score lets the larger ones
// skip most of theirs.
func (s *searcher) source(ctx context.Context, p *Plan, number int, src Source) error {
	if err := s.open(p.terms[:p.early], number, src); err != nil {
		return err
	}
	defer s.close()
	if len(s.cursors) == 0 {
		return nil
	}
	if all, err := s.rarest(number, src); all || err != nil {
		return err
	}
	size := uint32(firstWindow)
	if s.floor > 0 { // rarest has given a least score already
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
	w := window{lo: lo, hi: hi, sums: s.sums[:], seen: s.seen[:], filter: filter,
		threshold: threshold, rest: rest}
	if err := w.complete(s.cursors[:optional]); err != nil {
		return err
	}
	s.pushAll(number, &w)
	return nil
}

// pushAll moves the passages of a window that are good enough to the best, and
// leaves no sum and no mark.
func (s *searcher) pushAll(number int, w *window) {
	seen := w.seen[:w.words()]
	for at := range seen {
		for word := seen[at]; word != 0; word &= word - 1 {
			i := uint32(at*64 + bits.TrailingZeros64(word))
			sum := w.sums[i]
			w.sums[i] = 0
			// Each passage that gets in may raise the threshold for the ones after it.
			if sum > max(s.best.threshold(), s.floor) && w.filter.Accepts(w.lo+i) {
				s.best.push(candidate{score: sum, source: int32(number), passage: w.lo + i})
			}
		}
		seen[at] = 0
	}
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

// window is a range of passages of which some are marked in seen, with their sums so
// far. Passages that are not marked have no sum.
type window struct {
	lo, hi    uint32
	sums      []uint32 // from lo on
	seen      []uint64 // from lo on
	filter    *Filter
	threshold uint32
	rest      uint32 // the most that the terms that are still missing can add
}

// words is how many words of seen the window has.
func (w *window) words() int { return int(w.hi-w.lo+63) / 64 }

// postingsPerLookup is how many postings can be gone through in the time in which a
// passage is looked up.
const postingsPerLookup = 16

// complete adds the terms that were left out, the strongest first. It may drop
// passages that can't reach the threshold.
func (w *window) complete(optional []*cursor) (err error) {
	marked := 0
	for _, word := range w.seen[:w.words()] {
		marked += bits.OnesCount64(word)
	}
	for _, c := range slices.Backward(optional) {
		if c.inWindow == 0 || marked == 0 {
			break
		}
		if marked, err = w.add(c, marked); err != nil {
			return err
		}
	}
	return nil
}

// add adds a term to the passages that are marked, of which there are so many. It
// may drop passages that can't reach the threshold, and returns how many are left.
func (w *window) add(c *cursor, marked int) (int, error) {
	if c.postings(w.hi-w.lo) > postingsPerLookup*marked {
		return w.lookUp(c)
	}
	err := c.addSeen(w.lo, w.hi, w.sums, w.seen)
	w.rest -= c.inWindow
	return marked, err
}

// drop drops the passages that can't reach the threshold any more, and returns how
// many are left.
func (w *window) drop() (marked int) {
	seen := w.seen[:w.words()]
	for at, word := range seen {
		for ; word != 0; word &= word - 1 {
			i := uint32(at*64 + bits.TrailingZeros64(word))
			if uint64(w.sums[i])+uint64(w.rest) > uint64(w.threshold) {
				marked++
				continue
			}
			w.sums[i] = 0
			seen[at] &^= word & -word
		}
	}
	return marked
}

// lookUp adds a term to those passages that may still reach the threshold, drops the
// others, and returns how many are left.
func (w *window) lookUp(c *cursor) (marked int, err error) {
	for at := range w.seen[:w.words()] {
		for word := w.seen[at]; word != 0; word &= word - 1 {
			i := uint32(at*64 + bits.TrailingZeros64(word))
			if uint64(w.sums[i])+uint64(w.rest) <= uint64(w.threshold) || !w.filter.Accepts(w.lo+i) {
				w.sums[i] = 0
				w.seen[at] &^= word & -word
				continue
			}
			add, err := c.lookup(w.lo + i)
			if err != nil {
				return 0, err
			}
			w.sums[i] += add
			marked++
		}
	}
	w.rest -= c.inWindow
	return marked, nil
}
