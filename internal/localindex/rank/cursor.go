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
	open  int // index of the open block of a long list; -1: none
	buf   [segment.BlockSize]uint32
	freqs []uint32 // of a short list

	next      int // first block of a long list that may hold passages from here on
	bounded   int // block that bounding is the bound of; -1: none
	bounding  uint32
	peak      uint32 // bound of a short list
	inWindow  uint32 // bound in the present window
	freqBlock [segment.BlockSize]uint32
}

func (c *cursor) init(t *weighted, source int, lengths segment.Lengths) error {
	c.weighted, c.list, c.lengths = t, t.lists[source], lengths
	c.docs, c.at, c.open, c.next, c.bounded, c.peak = nil, 0, -1, 0, -1, 0
	if c.list.Long() {
		return nil
	}
	var err error
	c.docs, c.freqs, err = c.list.Decode(c.buf[:0], c.freqBlock[:0])
	if err != nil {
		return err
	}
	for i, d := range c.docs {
		c.peak = max(c.peak, c.add(c.freqs[i], c.lengths.At(d)))
	}
	return nil
}

// window bounds what the term can add to a passage from lo to below hi.
func (c *cursor) window(lo, hi uint32) {
	c.inWindow = 0
	if !c.list.Long() {
		for c.at < len(c.docs) && c.docs[c.at] < lo {
			c.at++
		}
		if c.at < len(c.docs) && c.docs[c.at] < hi {
			c.inWindow = c.peak
		}
		return
	}
	n := c.list.Blocks()
	for c.next < n && c.list.Last(c.next) < lo {
		c.next++
	}
	for i := c.next; i < n; i++ {
		c.inWindow = max(c.inWindow, c.blockBound(i))
		if c.list.Last(i) >= hi-1 {
			break
		}
	}
}

func (c *cursor) blockBound(i int) uint32 {
	if c.bounded != i {
		b := c.list.Block(i)
		c.bounded, c.bounding = i, max(c.bound(b.Points[0]), c.bound(b.Points[1]))
	}
	return c.bounding
}

// openBlock reads the passages of block i.
func (c *cursor) openBlock(i int) error {
	n, err := c.list.Docs(i, &c.buf)
	c.docs, c.at, c.open = c.buf[:n], 0, i
	return err
}

// addAll adds the term's postings from lo to below hi to sums, which begins at lo, and marks the passages in seen.
func (c *cursor) addAll(lo, hi uint32, sums []uint32, seen []uint64) error {
	if !c.list.Long() {
		for ; c.at < len(c.docs) && c.docs[c.at] < hi; c.at++ {
			if d := c.docs[c.at]; d >= lo {
				sums[d-lo] += c.add(c.freqs[c.at], c.lengths.At(d))
				seen[(d-lo)/64] |= 1 << ((d - lo) % 64)
			}
		}
		return nil
	}
	for n := c.list.Blocks(); c.next < n; c.next++ {
		if c.open != c.next {
			if err := c.openBlock(c.next); err != nil {
				return err
			}
		}
		if err := c.addBlock(lo, hi, sums, seen); err != nil {
			return err
		}
		if c.at < len(c.docs) {
			return nil
		}
	}
	return nil
}

// addBlock adds what the open block has below hi.
func (c *cursor) addBlock(lo, hi uint32, sums []uint32, seen []uint64) error {
	for c.at < len(c.docs) && c.docs[c.at] < lo {
		c.at++
	}
	from := c.at
	to := len(c.docs)
	if to > 0 && c.docs[to-1] >= hi {
		for to = from; c.docs[to] < hi; {
			to++
		}
	}
	c.at = to
	if from == to {
		return nil
	}
	ones := c.list.AllOnes(c.open)
	if !ones {
		if err := c.list.Freqs(c.open, &c.freqBlock); err != nil {
			return err
		}
	}
	for i := from; i < to; i++ {
		freq := uint32(1)
		if !ones {
			freq = c.freqBlock[i]
		}
		d := c.docs[i]
		sums[d-lo] += c.add(freq, c.lengths.At(d))
		seen[(d-lo)/64] |= 1 << ((d - lo) % 64)
	}
	return nil
}

// lookup gives what the term adds to passage d, 0 if it does not occur. Ask in ascending order of d.
func (c *cursor) lookup(d uint32) (uint32, error) {
	if !c.list.Long() {
		if c.seek(d); c.at >= len(c.docs) || c.docs[c.at] != d {
			return 0, nil
		}
		return c.add(c.freqs[c.at], c.lengths.At(d)), nil
	}
	n := c.list.Blocks()
	for c.next < n && c.list.Last(c.next) < d {
		c.next++
	}
	if c.next == n {
		return 0, nil
	}
	if c.open != c.next {
		freq, ok, err := c.list.Dense(c.next, d)
		if err != nil || ok && freq == 0 {
			return 0, err
		}
		if ok {
			return c.add(freq, c.lengths.At(d)), nil
		}
		if err := c.openBlock(c.next); err != nil {
			return 0, err
		}
	}
	if c.seek(d); c.at >= len(c.docs) || c.docs[c.at] != d {
		return 0, nil
	}
	freq, err := c.list.FreqAt(c.open, c.at)
	return c.add(freq, c.lengths.At(d)), err
}

// seek moves to the first passage of the open block that is not below d: by steps of 16, then one by one.
func (c *cursor) seek(d uint32) {
	i, docs := c.at, c.docs
	for i+16 < len(docs) && docs[i+16] < d {
		i += 16
	}
	for i < len(docs) && docs[i] < d {
		i++
	}
	c.at = i
}
