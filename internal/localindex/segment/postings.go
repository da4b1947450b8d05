package segment

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"github.com/mundap/mundap/internal/simd"
)

// Point is an upper bound for postings: none has a higher frequency or a
// smaller length.
type Point struct {
	Freq   uint16 // MaxLength stands for anything from there on
	Length uint16
}

// Block describes 128 neighbouring postings of a long list (fewer in the last
// block). Each of its postings is within at least one of the points.
type Block struct {
	Last   uint32 // last passage
	Points [2]Point
}

// appendShort encodes a list of 2 to blockSize postings.
func appendShort(dst []byte, docs, freqs []uint32) []byte {
	next := uint32(0)
	for i, d := range docs {
		gap := uint64(d-next) << 1
		if freqs[i] == 1 {
			dst = binary.AppendUvarint(dst, gap|1)
		} else {
			dst = binary.AppendUvarint(dst, gap)
			dst = binary.AppendUvarint(dst, uint64(freqs[i]))
		}
		next = d + 1
	}
	return dst
}

// decodeShort reads what appendShort wrote into docs and freqs, whose length is the list's.
func decodeShort(src []byte, docs, freqs []uint32, limit uint32) error {
	next := uint64(0)
	for i := range docs {
		gap, n := binary.Uvarint(src)
		if n <= 0 {
			return damaged("short posting list: cut off")
		}
		src = src[n:]
		freq := uint64(1)
		if gap&1 == 0 {
			if freq, n = binary.Uvarint(src); n <= 0 {
				return damaged("short posting list: cut off")
			}
			src = src[n:]
		}
		next += gap >> 1
		if next >= uint64(limit) || freq > 1<<31 {
			return damaged("short posting list: passage %d of %d", next, limit)
		}
		docs[i], freqs[i] = uint32(next), uint32(freq)
		next++
	}
	return nil
}

// longEncoder encodes posting lists of more than blockSize postings. lengths
// are the passages' lengths in the field, average their mean; it only decides
// which points are kept.
type longEncoder struct {
	lengths []uint16
	average float64
	values  [blockSize]uint32
	gaps    [blockSize]uint32
	table   []byte
	data    []byte
}

func (e *longEncoder) append(dst []byte, docs, freqs []uint32) []byte {
	e.table, e.data = e.table[:0], e.data[:0]
	next := uint32(0)
	for len(docs) > 0 {
		n := min(blockSize, len(docs))
		e.block(docs[:n], freqs[:n], next)
		next = docs[n-1] + 1
		docs, freqs = docs[n:], freqs[n:]
	}
	dst = append(dst, e.table...)
	dst = append(dst, e.data...)
	return append(dst, make([]byte, padding)...)
}

func (e *longEncoder) block(docs, freqs []uint32, next uint32) {
	points := e.points(docs, freqs)
	e.table = le.AppendUint32(e.table, docs[len(docs)-1])
	e.table = le.AppendUint32(e.table, uint32(len(e.data)))
	for _, p := range points {
		e.table = le.AppendUint16(e.table, p.Freq)
		e.table = le.AppendUint16(e.table, p.Length)
	}
	values := e.values[:len(docs)]
	for i, f := range freqs {
		values[i] = f - 1
	}
	freqWidth := widthOf(values)
	if words := (docs[len(docs)-1] - next + 64) / 64; words <= maxWords {
		e.data = append(e.data, denseBlock|byte(words), byte(freqWidth))
		e.data = appendBits(e.data, docs, next, int(words))
		e.data = pack(e.data, values, freqWidth)
		return
	}
	gaps := e.gaps[:len(docs)]
	for i, d := range docs {
		gaps[i] = d - next
		next = d + 1
	}
	width := widthOf(gaps)
	e.data = pack(append(e.data, byte(width), byte(freqWidth)), gaps, width)
	e.data = pack(e.data, values, freqWidth)
}

// A block whose passages lie close together is a bitmap of them: whether a
// passage is in it is known from one bit. denseBlock marks it, with the
// bitmap's length in 64-bit words.
const (
	denseBlock = 0x80
	maxWords   = 32 // twice what 128 gaps of 8 bits take
)

func appendBits(dst []byte, docs []uint32, from uint32, words int) []byte {
	at := len(dst)
	dst = append(dst, make([]byte, 8*words)...)
	for _, d := range docs {
		dst[at+int(d-from)/8] |= 1 << ((d - from) % 8)
	}
	return dst
}

// points bounds a block by two points: one for the postings of a low frequency,
// one for all. The border between them is the one that gives the lowest bound
// under the usual BM25 parameters.
func (e *longEncoder) points(docs, freqs []uint32) [2]Point {
	const borders = 8
	var shortest [borders + 1]uint16 // by frequency; the last for all higher ones
	for i := range shortest {
		shortest[i] = MaxLength
	}
	top := uint32(0)
	for i, d := range docs {
		f := min(freqs[i]-1, borders)
		shortest[f] = min(shortest[f], e.lengths[d])
		top = max(top, freqs[i])
	}
	for i := borders - 1; i >= 0; i-- {
		shortest[i] = min(shortest[i], shortest[i+1]) // shortest[i]: among frequencies above i
	}
	peak := uint16(min(top, MaxLength))
	best := [2]Point{{peak, shortest[0]}, {peak, shortest[0]}}
	lowest := e.bound(best[0])
	for f := 1; f <= borders && uint32(f) < top; f++ {
		low, high := Point{uint16(f), shortest[0]}, Point{peak, shortest[f]}
		if b := max(e.bound(low), e.bound(high)); b < lowest {
			best, lowest = [2]Point{low, high}, b
		}
	}
	return best
}

func (e *longEncoder) bound(p Point) float64 {
	f := float64(p.Freq)
	return f / (f + 1.2*(0.25+0.75*float64(p.Length)/e.average))
}

// List is a posting list in a segment. It is valid while its Reader is open.
type List struct {
	count  int
	limit  uint32    // number of passages
	blocks uint32    // of a long list
	inline [2]uint32 // passage and frequency of a list of one
	raw    []byte    // the table of a long list, and the data
}

// Len returns the number of passages in the list.
func (l *List) Len() int { return l.count }

// Long reports whether the list has blocks. If it has none, read it with
// Decode.
func (l *List) Long() bool { return l.count > blockSize }

// Blocks returns the number of blocks of a long list.
func (l *List) Blocks() int { return int(l.blocks) }

// Block returns the description of block i of a long list.
func (l *List) Block(i int) Block {
	m := (*[metaSize]byte)(l.raw[i*metaSize:])
	return Block{
		Last: le.Uint32(m[:]),
		Points: [2]Point{
			{le.Uint16(m[8:]), le.Uint16(m[10:])},
			{le.Uint16(m[12:]), le.Uint16(m[14:])},
		},
	}
}

// Last returns the last passage of block i of a long list.
func (l *List) Last(i int) uint32 { return le.Uint32(l.raw[i*metaSize:]) }

// ascend decodes the passages of a whole block.
var ascend = simd.Best().Ascend

// A block has as many passages as ascend decodes, and is followed by the bytes that
// it needs.
var (
	_ [simd.AscendingValues - blockSize]struct{}
	_ [blockSize - simd.AscendingValues]struct{}
	_ [padding - simd.AscendPadding]struct{}
)

// BlockSize is the largest number of postings in a block.
const BlockSize = blockSize

func (l *List) blockLen(i int) int {
	return min(blockSize, l.count-i*blockSize)
}

// Postings is an opened block of a long list: a view of its bytes.
type Postings struct {
	n     int
	last  uint32
	limit uint32
	first uint32 // the passages begin here or later
	words []byte // bitmap of the passages, from first on; nil means gaps
	gaps  []byte
	width uint // of gaps
	freqs []byte
	freq  uint // width of freqs
}

// Open opens block i of a long list.
func (l *List) Open(i int) (Postings, error) {
	p := Postings{last: l.Last(i), limit: l.limit}
	at := int(le.Uint32(l.raw[i*metaSize+4:])) + int(l.blocks)*metaSize
	if at+2+padding > len(l.raw) {
		return p, damaged("posting list: block %d lies outside", i)
	}
	b := l.raw[at:]
	p.n = l.blockLen(i)
	if i > 0 {
		p.first = l.Last(i-1) + 1
	}
	// The first byte says how the passages are stored: as a bitmap of so many words
	// of 64 bits, or as gaps of so many bits. The second byte is the frequencies' width.
	size := 0
	if b[0]&denseBlock != 0 {
		size = 8 * int(b[0]&^denseBlock)
	} else {
		p.width = uint(b[0])
		size = packedSize(p.n, p.width)
	}
	p.freq = uint(b[1])
	if p.width > 32 || p.freq > 32 || 2+size+packedSize(p.n, p.freq)+padding > len(b) {
		return p, damaged("posting list: block %d is too long", i)
	}
	if b[0]&denseBlock != 0 {
		p.words = b[2 : 2+size]
	} else {
		p.gaps = b[2:]
	}
	p.freqs = b[2+size:]
	return p, nil
}

// Docs reads the block's passages into dst and returns their number.
func (p *Postings) Docs(dst *[BlockSize]uint32) (int, error) {
	if p.words != nil {
		p.dense(dst)
	} else {
		p.sparse(dst)
	}
	if dst[p.n-1] != p.last || p.last >= p.limit {
		return 0, damaged("posting list: a block ends at another passage")
	}
	return p.n, nil
}

func (p *Postings) dense(dst *[BlockSize]uint32) {
	n := 0
	for w := 0; w < len(p.words); w += 8 {
		base := p.first + uint32(8*w)
		for word := le.Uint64(p.words[w:]); word != 0; word &= word - 1 {
			if n == p.n {
				dst[n-1] = 0 // too many: no block ends at its first passage
				return
			}
			dst[n] = base + uint32(bits.TrailingZeros64(word))
			n++
		}
	}
	clear(dst[n:p.n])
}

func (p *Postings) sparse(dst *[BlockSize]uint32) {
	if p.n == BlockSize {
		ascend(dst, p.gaps, p.width, p.first)
		return
	}
	unpack(dst[:p.n], p.gaps, p.width)
	next := p.first
	for j := range dst[:p.n] {
		next += dst[j]
		dst[j] = next
		next++
	}
}

// Freqs reads the block's frequencies into dst.
func (p *Postings) Freqs(dst *[BlockSize]uint32) {
	unpack(dst[:p.n], p.freqs, p.freq)
	for j := range dst[:p.n] {
		dst[j]++
	}
}

// AllOnes reports whether every frequency in the block is 1.
func (p *Postings) AllOnes() bool { return p.freq == 0 }

// FreqAt returns the frequency of posting j, without reading the others.
func (p *Postings) FreqAt(j int) uint32 {
	if p.freq == 0 {
		return 1
	}
	at := uint(j) * p.freq
	return uint32(le.Uint64(p.freqs[at>>3:])>>(at&7)&(1<<p.freq-1)) + 1
}

// Dense reports whether the block is a bitmap, so that FreqOf can be called.
func (p *Postings) Dense() bool { return p.words != nil }

// FreqOf returns the frequency of a passage in a dense block, or 0 if the
// passage is not in it. The passage must not be beyond the last one of the
// block. Only the passage's bit is read and, if it is set, what comes before
// it.
func (p *Postings) FreqOf(passage uint32) uint32 {
	at := passage - p.first
	if passage < p.first || at >= uint32(8*len(p.words)) {
		return 0
	}
	w := at / 64
	word := le.Uint64(p.words[8*w:])
	bit := uint64(1) << (at % 64)
	if word&bit == 0 {
		return 0
	}
	if p.freq == 0 {
		return 1
	}
	j := bits.OnesCount64(word & (bit - 1))
	for k := range w {
		j += bits.OnesCount64(le.Uint64(p.words[8*k:]))
	}
	return p.FreqAt(min(j, p.n-1))
}

// room is how many values Decode needs room for: whole blocks.
func (l *List) room() int {
	if !l.Long() {
		return l.count
	}
	return l.Blocks() * blockSize
}

// Decode appends the whole list to docs and freqs.
func (l *List) Decode(docs, freqs []uint32) ([]uint32, []uint32, error) {
	if l.count == 1 {
		return append(docs, l.inline[0]), append(freqs, l.inline[1]), nil
	}
	from := len(docs)
	docs, freqs = slices.Grow(docs, l.room()), slices.Grow(freqs, l.room())
	docs, freqs = docs[:from+l.count], freqs[:from+l.count]
	if !l.Long() {
		return docs, freqs, decodeShort(l.raw, docs[from:], freqs[from:], l.limit)
	}
	for i := range l.Blocks() {
		b, err := l.Open(i)
		if err != nil {
			return docs, freqs, err
		}
		at := from + i*blockSize
		end := at + blockSize // beyond the list if the last block is shorter
		if _, err := b.Docs((*[BlockSize]uint32)(docs[at:end])); err != nil {
			return docs, freqs, err
		}
		b.Freqs((*[BlockSize]uint32)(freqs[at:end]))
	}
	return docs, freqs, nil
}
