package rank

import "github.com/mundap/mundap/internal/localindex/segment"

// cursor goes through a term's posting list in one segment. It only moves forward.
type cursor struct {
	*weighted
	list    segment.List
	lengths segment.Lengths

	// The block that is open: its passages, and the place in it. A short list is one block.
	docs  []uint32
	at    int
	open  int // index of the block of a long list whose passages were read; -1 if there is none
	view  segment.Postings
	seen  int      // index of the block that view is of; -1 if there is none
	freqs []uint32 // of a short list

	next     int // first block of a long list that may hold passages from here on
	bounded  int // block that bounding is the bound of; -1 if there is none
	bounding uint32
	peak     uint32 // bound of a short list; 0 until it is asked for
	inWindow uint32 // bound in the present window

	// Without pointers, and therefore last: see searcher.
	buf, freqBlock [segment.BlockSize]uint32
}

func (c *cursor) init(t *weighted, source int, lengths segment.Lengths) error {
	c.weighted, c.list, c.lengths = t, t.lists[source], lengths
	c.docs, c.at, c.open, c.seen, c.next, c.bounded, c.peak = nil, 0, -1, -1, 0, -1, 0
	if c.list.Long() {
		return nil
	}
	var err error
	c.docs, c.freqs, err = c.list.Decode(c.buf[:0], c.freqBlock[:0])
	return err
}

// rewind moves back to the beginning of the list. What was read stays.
func (c *cursor) rewind() {
	c.at, c.next, c.bounded = 0, 0, -1
}

// window bounds what the term can add to a passage from lo to below hi.
func (c *cursor) window(lo, hi uint32) {
	c.inWindow = 0
	if !c.list.Long() {
		for c.at < len(c.docs) && c.docs[c.at] < lo {
			c.at++
		}
		if c.at < len(c.docs) && c.docs[c.at] < hi {
			c.inWindow = c.mostOfShort()
		}
		return
	}
	n := c.list.Blocks()
	c.skip(lo)
	for i := c.next; i < n; i++ {
		c.inWindow = max(c.inWindow, c.blockBound(i))
		if c.list.Last(i) >= hi-1 {
			break
		}
	}
}

// mostOfShort bounds a short list.
func (c *cursor) mostOfShort() uint32 {
	if c.peak == 0 {
		for i, d := range c.docs {
			c.peak = max(c.peak, c.add(c.freqs[i], c.lengths.At(d)))
		}
	}
	return c.peak
}

// skip moves to the first block of a long list that does not end before d: by
// growing steps, then by halving the last one.
func (c *cursor) skip(d uint32) {
	n := c.list.Blocks()
	if c.next >= n || c.list.Last(c.next) >= d {
		return
	}
	low, step := c.next, 1 // the block low ends before d
	for low+step < n && c.list.Last(low+step) < d {
		low += step
		step *= 2
	}
	high := min(low+step, n) // the block high does not, or there is none
	for low+1 < high {
		if mid := (low + high) / 2; c.list.Last(mid) < d {
			low = mid
		} else {
			high = mid
		}
	}
	c.next = high
}

func (c *cursor) blockBound(i int) uint32 {
	if c.bounded != i {
		b := c.list.Block(i)
		c.bounded, c.bounding = i, max(c.bound(b.Points[0]), c.bound(b.Points[1]))
	}
	return c.bounding
}

// see makes view that of block i.
func (c *cursor) see(i int) error {
	if c.seen == i {
		return nil
	}
	var err error
	c.view, err = c.list.Open(i)
	c.seen = i
	return err
}

// openBlock reads the passages of block i.
func (c *cursor) openBlock(i int) error {
	if err := c.see(i); err != nil {
		return err
	}
	n, err := c.view.Docs(&c.buf)
	c.docs, c.at, c.open = c.buf[:n], 0, i
	return err
}

// postings estimates how many postings of the term a window of n passages has.
func (c *cursor) postings(n uint32) int {
	return int(uint64(c.list.Len()) * uint64(n) * 2 / uint64(len(c.lengths)))
}

// addAll adds the term's postings from lo to below hi to sums, which begins at
// lo, and marks the passages in seen.
func (c *cursor) addAll(lo, hi uint32, sums []uint32, seen []uint64) error {
	for {
		from, to, more, err := c.part(lo, hi)
		if err != nil {
			return err
		}
		if from < to {
			freqs := c.freqsOfOpen()
			for i := from; i < to; i++ {
				d := c.docs[i]
				sums[d-lo] += c.add(freqs[i], c.lengths.At(d))
				seen[(d-lo)/64] |= 1 << ((d - lo) % 64)
			}
		}
		if !more {
			return nil
		}
	}
}

// addSeen adds the postings of marked passages alone.
func (c *cursor) addSeen(lo, hi uint32, sums []uint32, seen []uint64) error {
	for {
		from, to, more, err := c.part(lo, hi)
		if err != nil {
			return err
		}
		for i := from; i < to; i++ {
			d := c.docs[i]
			if seen[(d-lo)/64]>>((d-lo)%64)&1 != 0 {
				sums[d-lo] += c.add(c.freqOfOpen(i), c.lengths.At(d))
			}
		}
		if !more {
			return nil
		}
	}
}

// part moves past the postings from lo to below hi in one block, and returns where
// they are in the block, which is open. If more is true, call it again for the next
// block.
func (c *cursor) part(lo, hi uint32) (from, to int, more bool, err error) {
	long := c.list.Long()
	if long {
		if c.next >= c.list.Blocks() {
			return 0, 0, false, nil
		}
		if c.open != c.next {
			err = c.openBlock(c.next)
		} else {
			err = c.see(c.next)
		}
		if err != nil {
			return 0, 0, false, err
		}
	}
	c.seek(lo)
	from, to = c.at, len(c.docs)
	// A block that ends within the window is added whole. One that reaches beyond it
	// stays open, and the next window continues within it.
	if to > 0 && c.docs[to-1] >= hi {
		c.seek(hi)
		to = c.at
		return from, to, false, nil
	}
	c.at = to
	if long {
		c.next++
	}
	return from, to, long, nil
}

// freqsOfOpen returns the frequencies in the open block.
func (c *cursor) freqsOfOpen() []uint32 {
	if !c.list.Long() {
		return c.freqs
	}
	if c.view.AllOnes() {
		return ones[:]
	}
	c.view.Freqs(&c.freqBlock)
	return c.freqBlock[:]
}

// ones are the frequencies of a block in which all are 1.
var ones = func() (all [segment.BlockSize]uint32) {
	for i := range all {
		all[i] = 1
	}
	return all
}()

// freqOfOpen returns one of them.
func (c *cursor) freqOfOpen(i int) uint32 {
	if !c.list.Long() {
		return c.freqs[i]
	}
	return c.view.FreqAt(i)
}

// lookup gives what the term adds to passage d, 0 if it does not occur. Ask in
// ascending order of d.
func (c *cursor) lookup(d uint32) (uint32, error) {
	freq, err := c.freqIn(d)
	if freq == 0 || err != nil {
		return 0, err
	}
	return c.add(freq, c.lengths.At(d)), nil
}

// freqIn gives how often the term occurs in passage d. Ask in ascending order of d.
func (c *cursor) freqIn(d uint32) (uint32, error) {
	if !c.list.Long() {
		if c.seek(d); c.at >= len(c.docs) || c.docs[c.at] != d {
			return 0, nil
		}
		return c.freqs[c.at], nil
	}
	if c.skip(d); c.next == c.list.Blocks() {
		return 0, nil
	}
	if err := c.see(c.next); err != nil {
		return 0, err
	}
	// A dense block is a bitmap, in which one passage is found without reading
	// the others.
	if c.view.Dense() {
		return c.view.FreqOf(d), nil
	}
	if c.open != c.next {
		if err := c.openBlock(c.next); err != nil {
			return 0, err
		}
	}
	if c.seek(d); c.at >= len(c.docs) || c.docs[c.at] != d {
		return 0, nil
	}
	return c.view.FreqAt(c.at), nil
}

// seek moves to the first passage of the open block that is not below d: by
// steps of 16, then by halving the last one.
func (c *cursor) seek(d uint32) {
	i, docs := c.at, c.docs
	for i+16 < len(docs) && docs[i+16] < d {
		i += 16
	}
	if i+16 <= len(docs) {
		last := (*[16]uint32)(docs[i:])
		n := 0 // how many of them are below d, as far as known
		for half := 8; half > 0; half /= 2 {
			// -1 if the passage is below d, else 0: a branch would often be mispredicted.
			below := (int(last[(n+half-1)&15]) - int(d)) >> 63
			n += half & below
		}
		i += n
	}
	for i < len(docs) && docs[i] < d {
		i++
	}
	c.at = i
}
