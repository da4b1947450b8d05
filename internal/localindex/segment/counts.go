package segment

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
)

// Term is one occurrence of a term in a field of a passage.
type Term struct {
	Text     string // not empty
	Position int32  // in the passage's text; negative if it is not in the text but in a heading
	Field    uint8  // below NumFields
}

// MaxFrequency is the highest frequency of a term in a passage that is
// recorded. Higher ones count as this.
const MaxFrequency = 1<<16 - 1

// Counts is what a passage adds to a segment's posting lists: its distinct
// terms with their frequencies, and its words in order. At times, many of these
// wait for the writer, so they contain few arrays and no other pointers. The
// zero value is a passage without terms; Count fills it.
type Counts struct {
	fields  [NumFields][]count
	lengths [NumFields]uint32
	text    []byte // the long terms, each with its length before it
	tokens  []byte
}

// count is one term of a passage.
type count struct {
	key  termKey
	at   uint32 // place of a long term in the passage's text
	freq uint32
}

// termKey stands for a term: for one of at most seven bytes it is the term
// itself, its bytes from the highest down with the length in the lowest, so
// that keys order as the terms do. For a longer one it is a hash, with longTerm
// in the lowest byte.
type termKey uint64

const (
	longTerm   = 8
	shortBytes = 7
)

var termSeed = maphash.MakeSeed()

// keyOf gives a term's key, which is good for this process only.
func keyOf(term string) termKey {
	if len(term) > shortBytes {
		return termKey(maphash.String(termSeed, term)&^0xFF | longTerm)
	}
	return termKey(headOf(term)&^0xFF | uint64(len(term)))
}

func (k termKey) isLong() bool { return k&0xFF == longTerm }

// slot is where a table with 1<<width slots keeps the key, or the first place
// after it that is free. (The multiplier is 2⁶⁴ over the golden ratio, which
// spreads neighbouring keys.)
func (k termKey) slot(width uint) uint64 { return uint64(k) * 0x9E3779B97F4A7C15 >> (64 - width) }

// longAt is the long term at a place of text.
func longAt(text []byte, at uint32) []byte {
	size, n := binary.Uvarint(text[at:])
	return text[int(at)+n:][:size]
}

func appendLong[T string | []byte](text []byte, term T) []byte {
	return append(binary.AppendUvarint(text, uint64(len(term))), term...)
}

// Counter fills Counts. The zero value is ready to use. It must not be used by
// several goroutines at once.
type Counter struct {
	slots []uint64 // the run's mark in the upper half, the index of a count in the lower
	mark  uint32   // of this run: slots with another are free
}

// Count replaces the content of dst with that of terms. It does not retain
// their strings.
func (c *Counter) Count(dst *Counts, terms []Term) {
	dst.text, dst.tokens, dst.lengths = dst.text[:0], appendTokens(dst.tokens[:0], terms),
		[NumFields]uint32{}
	width := uint(bits.Len(uint(2*len(terms)) | 64))
	if len(c.slots) < 1<<width {
		c.slots, c.mark = make([]uint64, 1<<width), 0
	}
	for f := range dst.fields {
		dst.fields[f] = dst.fields[f][:0]
		if c.mark++; c.mark == 0 {
			clear(c.slots)
			c.mark = 1
		}
		for i := range terms {
			if int(terms[i].Field) == f {
				dst.lengths[f]++
				c.add(dst, f, terms[i].Text, width)
			}
		}
	}
}

func (c *Counter) add(dst *Counts, f int, term string, width uint) {
	key := keyOf(term)
	for i := key.slot(width); ; i = (i + 1) & (1<<width - 1) {
		slot := c.slots[i]
		if uint32(slot>>32) != c.mark {
			c.slots[i] = uint64(c.mark)<<32 | uint64(len(dst.fields[f]))
			break
		}
		if n := &dst.fields[f][uint32(slot)]; n.key == key &&
			(!key.isLong() || string(longAt(dst.text, n.at)) == term) {
			n.freq = min(n.freq+1, MaxFrequency)
			return
		}
	}
	dst.fields[f] = append(dst.fields[f], count{key: key, at: uint32(len(dst.text)), freq: 1})
	if key.isLong() {
		dst.text = appendLong(dst.text, term)
	}
}
