package segment

// dictBlockAt gives dictionary block i of all fields' blocks: its terms, their
// number, and where their lists begin.
func (r *Reader) dictBlockAt(i int) (terms []byte, n int, base uint64, err error) {
	raw, err := r.part(secTermIdx, termEntry*uint64(i)+8, 8)
	if err != nil {
		return nil, 0, 0, err
	}
	place := le.Uint64(raw)
	head, err := r.view(place, dictHead)
	if err != nil {
		return nil, 0, 0, err
	}
	terms, err = r.view(place+dictHead, uint64(le.Uint32(head)))
	return terms, int(head[4]), le.Uint64(head[5:]), err
}

// firstTerm is the first term of a dictionary block, which shares nothing with one before it.
func (r *Reader) firstTerm(i int) ([]byte, error) {
	terms, _, _, err := r.dictBlockAt(i)
	if err != nil {
		return nil, err
	}
	d := decoder{src: terms}
	d.number()
	term := d.bytes()
	if d.bad {
		return nil, damaged("dictionary block %d: malformed", i)
	}
	return term, nil
}

// entry is a term of a dictionary block.
type entry struct {
	term  []byte
	place uint64 // of the list, absolute
	size  uint64 // of the list, in bytes
	list  List   // count and, for a list of one, the posting
}

// blockScanner reads the entries of a dictionary block one after another.
type blockScanner struct {
	r      *Reader
	d      decoder
	left   int
	place  uint64
	length int // of the entry's term
	entry
}

func (r *Reader) scan(i int) (blockScanner, error) {
	terms, n, base, err := r.dictBlockAt(i)
	return blockScanner{r: r, d: decoder{src: terms}, left: n, place: base}, err
}

// next moves to the next entry. It returns false at the end.
func (s *blockScanner) next() (bool, error) {
	if s.left == 0 {
		return false, nil
	}
	shared, suffix, err := s.read()
	if err != nil {
		return false, err
	}
	s.term = append(s.term[:shared], suffix...)
	return true, nil
}

// read reads the next entry except for its term, of which it returns how many
// bytes are those of the term before, and the others. There must be a next entry.
func (s *blockScanner) read() (shared int, suffix []byte, err error) {
	s.left--
	src := s.d.src
	shared, at := number(src, 0)
	size, at := number(src, at)
	if at < 0 || shared > s.length || size > len(src)-at {
		return 0, nil, damaged("dictionary: malformed")
	}
	suffix = src[at : at+size]
	s.length = shared + size
	count, at := number(src, at+size)
	if at < 0 || count == 0 || count > s.r.meta.Passages {
		return 0, nil, damaged("dictionary: malformed")
	}
	s.list.count, s.list.limit = count, uint32(s.r.meta.Passages)
	if count == 1 {
		passage, behind := number(src, at)
		freq, end := number(src, behind)
		s.list.inline = [2]uint32{uint32(passage), uint32(freq)}
		if end < 0 || s.list.inline[0] >= s.list.limit {
			return 0, nil, damaged("dictionary: no such passage")
		}
		s.size, s.d.src = 0, src[end:]
		return shared, suffix, nil
	}
	listed, end := number(src, at)
	if end < 0 {
		return 0, nil, damaged("dictionary: malformed")
	}
	s.entry.place, s.size = s.place, uint64(listed)
	s.place += s.size
	s.d.src = src[end:]
	return shared, suffix, nil
}

// find moves to the entry of a term and reports whether there is one. It does
// not set s.term: to compare a term, it suffices to know how many of its bytes
// the entry before has in common with the wanted term.
func (s *blockScanner) find(term string) (bool, error) {
	common := 0
	for s.left > 0 {
		shared, suffix, err := s.read()
		if err != nil {
			return false, err
		}
		switch {
		case shared > common: // differs from the wanted term as the one before does
			continue
		case shared < common: // lies behind it, as its first byte of its own does
			return false, nil
		}
		same := commonPrefix(suffix, term[common:])
		common += same
		switch {
		case same == len(suffix) && common == len(term):
			return true, nil
		case common == len(term), same < len(suffix) && suffix[same] > term[common]:
			return false, nil
		}
	}
	return false, nil
}

// load returns the entry's posting list.
func (s *blockScanner) load() (List, error) {
	l := s.list
	if l.count == 1 {
		return l, nil
	}
	raw, err := s.r.view(s.entry.place, s.size)
	if err != nil {
		return l, err
	}
	if l.Long() {
		l.blocks = uint32((l.count + blockSize - 1) / blockSize)
		if int(l.blocks)*metaSize > len(raw) {
			return l, damaged("posting list: cut off")
		}
	}
	l.raw = raw
	return l, nil
}

// Lookup returns the posting list of a term, or false if the field does not
// contain the term.
func (r *Reader) Lookup(field int, term string) (List, bool, error) {
	i, err := r.blockOf(field, term)
	if err != nil || i < 0 {
		return List{}, false, err
	}
	s, err := r.scan(r.firsts[field] + i)
	if err != nil {
		return List{}, false, err
	}
	ok, err := s.find(term)
	if err != nil || !ok {
		return List{}, false, err
	}
	l, err := s.load()
	return l, err == nil, err
}

// blockOf finds the only block of a field that may have a term: the last one
// that does not begin after it; -1 for none. Most comparisons are of heads,
// which lie side by side.
func (r *Reader) blockOf(field int, term string) (int, error) {
	index, err := r.part(secTermIdx, termEntry*uint64(r.firsts[field]),
		termEntry*uint64(r.Blocks[field]))
	if err != nil {
		return 0, err
	}
	head := headOf(term)
	// blocks before low do not begin after the term, those from high do
	low, high := 0, r.Blocks[field]
	for low < high {
		mid := int(uint(low+high) / 2)
		at := le.Uint64(index[termEntry*mid:])
		after := at > head
		if at == head {
			first, err := r.firstTerm(r.firsts[field] + mid)
			if err != nil {
				return 0, err
			}
			after = string(first) > term
		}
		if after {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low - 1, nil
}

// Terms iterates over the terms of a field in ascending order.
type Terms struct {
	r          *Reader
	block, end int
	scanner    blockScanner // of the block before block
}

// Iterate begins before the first term of a field.
func (r *Reader) Iterate(field int) *Terms {
	return &Terms{r: r, block: r.firsts[field], end: r.firsts[field] + r.Blocks[field]}
}

// Next moves to the next term. It returns false at the end.
func (t *Terms) Next() (bool, error) {
	for {
		if ok, err := t.scanner.next(); ok || err != nil {
			return ok, err
		}
		if t.block == t.end {
			return false, nil
		}
		s, err := t.r.scan(t.block)
		if err != nil {
			return false, err
		}
		s.term = t.scanner.term[:0]
		t.scanner = s
		t.block++
	}
}

// Term returns the present term, which is valid until the next call of Next.
func (t *Terms) Term() []byte { return t.scanner.term }

// Count returns the number of passages with the present term.
func (t *Terms) Count() int { return t.scanner.list.count }

// List returns the posting list of the present term.
func (t *Terms) List() (List, error) { return t.scanner.load() }
