package rank

import (
	"sync"

	"github.com/mundap/mundap/internal/localindex/segment"
)

// Census counts the passages of a segment by who may read them, so that the
// ranking that a reader sees depends only on documents that this reader may
// read. Each open segment has one census for all searches, which caches the
// counts of frequent terms. It is safe for concurrent use.
type Census struct {
	reader *segment.Reader

	mu     sync.Mutex
	totals []setTotals // by set of readers; nil if not counted yet
	counts map[censusTerm][]setCount
	kept   int // entries of counts
}

// NewCensus makes the census of a segment. It counts nothing before the first
// question.
func NewCensus(r *segment.Reader) *Census { return &Census{reader: r} }

type censusTerm struct {
	field int
	text  string
}

// setTotals are the totals of the passages with one set of readers.
type setTotals struct {
	passages int
	lengths  [segment.NumFields]uint64
}

// setCount is how many passages with one set of readers contain a term.
type setCount struct{ set, n uint32 }

const (
	// countedAnew is the length up to which a posting list is counted for each
	// search anew: that takes less than 10 µs.
	countedAnew = 1024
	// mostCounts bounds the memory of a census: 8 bytes a count.
	mostCounts = 1 << 18
)

// Readable is a census restricted to what one reader may read.
type Readable struct {
	census *Census
	ok     []bool // by set of readers
}

// For returns the census for a reader. ok says for each set of readers whether
// this reader may read its documents.
func (c *Census) For(ok []bool) *Readable { return &Readable{c, ok} }

// sum returns how many passages may be read, and the sums of their fields'
// lengths.
func (r *Readable) sum() (setTotals, error) {
	totals, err := r.census.bySet()
	if err != nil {
		return setTotals{}, err
	}
	var sum setTotals
	for set, t := range totals {
		if has(r.ok, uint32(set)) {
			sum.passages += t.passages
			for f, n := range t.lengths {
				sum.lengths[f] += n
			}
		}
	}
	return sum, nil
}

// count returns how many of the readable passages contain a term.
func (r *Readable) count(field int, text string, list *segment.List) (int, error) {
	if list.Len() == 0 {
		return 0, nil
	}
	if list.Len() <= countedAnew {
		n := 0
		err := r.census.each(list, func(set uint32) {
			if has(r.ok, set) {
				n++
			}
		})
		return n, err
	}
	counts, err := r.census.ofTerm(censusTerm{field, text}, list)
	n := 0
	for _, c := range counts {
		if has(r.ok, c.set) {
			n += int(c.n)
		}
	}
	return n, err
}

// each calls f with the set of readers of each passage of a list.
func (c *Census) each(list *segment.List, f func(set uint32)) error {
	of, readers, err := c.columns()
	if err != nil {
		return err
	}
	passages, _, err := list.Decode(nil, nil)
	for _, p := range passages {
		f(readers.At(of.At(p)))
	}
	return err
}

func (c *Census) columns() (of, readers segment.Column, err error) {
	if of, err = c.reader.DocumentOf(); err != nil {
		return nil, nil, err
	}
	readers, err = c.reader.DocumentReaders()
	return of, readers, err
}

// ofTerm gives how many passages of each set hold a term.
func (c *Census) ofTerm(t censusTerm, list *segment.List) ([]setCount, error) {
	c.mu.Lock()
	counts, ok := c.counts[t]
	c.mu.Unlock()
	if ok {
		return counts, nil
	}
	bySet := make([]uint32, len(c.reader.ReaderSets()))
	err := c.each(list, func(set uint32) {
		if int(set) < len(bySet) {
			bySet[set]++
		}
	})
	if err != nil {
		return nil, err
	}
	// Most terms occur in documents of few sets, so only these are kept.
	for set, n := range bySet {
		if n > 0 {
			counts = append(counts, setCount{uint32(set), n})
		}
	}
	c.keep(t, counts)
	return counts, nil
}

func (c *Census) keep(t censusTerm, counts []setCount) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts == nil || c.kept+len(counts) > mostCounts {
		c.counts, c.kept = map[censusTerm][]setCount{}, 0
	}
	c.counts[t] = counts
	c.kept += len(counts)
}

// bySet gives the totals of each set of readers.
func (c *Census) bySet() ([]setTotals, error) {
	c.mu.Lock()
	totals := c.totals
	c.mu.Unlock()
	if totals != nil {
		return totals, nil
	}
	// Counting takes long in a large segment, so nobody is locked out meanwhile.
	// Two searches that begin at the same time both count.
	of, readers, err := c.columns()
	if err != nil {
		return nil, err
	}
	var lengths [segment.NumFields]segment.Lengths
	for f := range lengths {
		if lengths[f], err = c.reader.Lengths(f); err != nil {
			return nil, err
		}
	}
	totals = make([]setTotals, len(c.reader.ReaderSets()))
	for p := range uint32(c.reader.Passages()) {
		set := readers.At(of.At(p))
		if int(set) >= len(totals) {
			continue
		}
		totals[set].passages++
		for f := range lengths {
			totals[set].lengths[f] += uint64(lengths[f].At(p))
		}
	}
	c.mu.Lock()
	c.totals = totals
	c.mu.Unlock()
	return totals, nil
}
