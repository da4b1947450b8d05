package segment

import "bytes"

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
	r     *Reader
	d     decoder
	left  int
	place uint64
	entry
}

func (r *Reader) scan(i int) (*blockScanner, error) {
	terms, n, base, err := r.dictBlockAt(i)
	if err != nil {
		return nil, err
	}
	return &blockScanner{r: r, d: decoder{src: terms}, left: n, place: base}, nil
}

// next moves to the next entry. It returns false at the end.
func (s *blockScanner) next() (bool, error) {
	if s.left == 0 {
		return false, nil
	}
	s.left--
	shared := s.d.number()
	suffix := s.d.bytes()
	count := s.d.number()
	if s.d.bad || shared > len(s.term) || count == 0 || count > s.r.meta.Passages {
		return false, damaged("dictionary: malformed")
	}
	s.term = append(s.term[:shared], suffix...)
	s.list = List{count: count, limit: uint32(s.r.meta.Passages)}
	if count == 1 {
		s.list.inline = [2]uint32{uint32(s.d.number()), uint32(s.d.number())}
		if s.d.bad || s.list.inline[0] >= s.list.limit {
			return false, damaged("dictionary: no such passage")
		}
		s.size = 0
		return true, nil
	}
	s.entry.place = s.place
	s.size = uint64(s.d.number())
	s.place += s.size
	if s.d.bad {
		return false, damaged("dictionary: malformed")
	}
	return true, nil
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
		table := (l.count + blockSize - 1) / blockSize * metaSize
		if table > len(raw) {
			return l, damaged("posting list: cut off")
		}
		l.table, raw = raw[:table], raw[table:]
	}
	l.data = raw
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
	want := []byte(term)
	for {
		ok, err := s.next()
		if err != nil || !ok {
			return List{}, false, err
		}
		switch bytes.Compare(s.term, want) {
		case 0:
			l, err := s.load()
			return l, err == nil, err
		case 1:
			return List{}, false, nil
		}
	}
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
	scanner    *blockScanner
}

// Iterate begins before the first term of a field.
func (r *Reader) Iterate(field int) *Terms {
	return &Terms{r: r, block: r.firsts[field], end: r.firsts[field] + r.Blocks[field]}
}

// Next moves to the next term. It returns false at the end.
func (t *Terms) Next() (bool, error) {
	for {
		if t.scanner != nil {
			if ok, err := t.scanner.next(); ok || err != nil {
				return ok, err
			}
		}
		if t.block == t.end {
			return false, nil
		}
		s, err := t.r.scan(t.block)
		if err != nil {
			return false, err
		}
		if t.scanner != nil {
			s.term = t.scanner.term[:0]
		}
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
