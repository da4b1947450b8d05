package segment

import "encoding/binary"

// termWriter writes the terms of a field, in ascending order, with their
// posting lists. Dictionary blocks follow the lists of their terms, so that
// nothing but their places has to stay in memory.
type termWriter struct {
	w       *fileWriter
	long    longEncoder
	index   *[]uint64 // of all fields: see termEntry
	terms   int
	inBlock int
	base    uint64
	head    uint64
	block   []byte
	last    []byte
	buf     []byte
}

func newTermWriter(w *fileWriter, index *[]uint64, lengths []uint16, total uint64) *termWriter {
	average := max(1, float64(total)/float64(max(1, len(lengths))))
	return &termWriter{w: w, index: index, long: longEncoder{lengths: lengths, average: average}}
}

// add writes a term with its postings: passages in ascending order with their
// frequencies, at least one.
func (t *termWriter) add(term []byte, docs, freqs []uint32) {
	if t.inBlock == 0 {
		t.base = t.w.at
		t.last = t.last[:0]
		t.head = headOf(term)
	}
	shared := commonPrefix(t.last, term)
	t.block = binary.AppendUvarint(t.block, uint64(shared))
	t.block = binary.AppendUvarint(t.block, uint64(len(term)-shared))
	t.block = append(t.block, term[shared:]...)
	t.block = binary.AppendUvarint(t.block, uint64(len(docs)))
	t.last = append(t.last[:0], term...)
	if len(docs) == 1 {
		t.block = binary.AppendUvarint(t.block, uint64(docs[0]))
		t.block = binary.AppendUvarint(t.block, uint64(freqs[0]))
	} else {
		t.list(docs, freqs)
	}
	t.terms++
	if t.inBlock++; t.inBlock == dictBlock {
		t.flush()
	}
}

func (t *termWriter) list(docs, freqs []uint32) {
	if len(docs) > blockSize {
		t.buf = t.long.append(t.buf[:0], docs, freqs)
	} else {
		t.buf = appendShort(t.buf[:0], docs, freqs)
	}
	t.block = binary.AppendUvarint(t.block, uint64(len(t.buf)))
	t.w.write(t.buf)
}

// flush writes the dictionary block.
func (t *termWriter) flush() {
	if t.inBlock == 0 {
		return
	}
	*t.index = append(*t.index, t.head, t.w.at)
	head := le.AppendUint32(nil, uint32(len(t.block)))
	head = append(head, byte(t.inBlock))
	head = le.AppendUint64(head, t.base)
	t.w.write(head)
	t.w.write(t.block)
	t.block, t.inBlock = t.block[:0], 0
}

// dictHead is the length of a dictionary block's head: length u32, terms u8,
// place of the first list u64.
const dictHead = 4 + 1 + 8

func commonPrefix[T string | []byte](a []byte, b T) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// termEntry is the length of a dictionary block's entry in secTermIdx: the head
// of its first term, and its place.
const termEntry = 16

// headOf is the beginning of a term as a number that orders as the terms do: its first eight bytes.
func headOf[T string | []byte](term T) uint64 {
	n := len(term)
	switch {
	case n >= 8:
		return uint64(word(term[0:4]))<<32 | uint64(word(term[4:8]))
	case n >= 4: // the two words may share bytes
		return uint64(word(term[:4]))<<32 | uint64(word(term[n-4:]))<<(8*(8-n))
	}
	var h uint64
	for i := range n {
		h |= uint64(term[i]) << (56 - 8*i)
	}
	return h
}

// word is four bytes, the highest first.
func word[T string | []byte](b T) uint32 {
	_ = b[3]
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}
