package segment

import (
	"hash/crc32"
	"math/bits"
)

// Bitmap is a set of small numbers, such as the deleted documents of a segment.
// The nil Bitmap is empty. Make a copy before changing one that searches may be
// reading.
type Bitmap []uint64

// NewBitmap makes an empty set for the numbers below n.
func NewBitmap(n int) Bitmap { return make(Bitmap, (n+63)/64) }

// Has reports whether i is in the set; numbers beyond its size are not.
func (b Bitmap) Has(i uint32) bool {
	w := int(i >> 6)
	return w < len(b) && b[w]>>(i&63)&1 != 0
}

// Set adds i, which must be less than the size.
func (b Bitmap) Set(i uint32) { b[i>>6] |= 1 << (i & 63) }

// Count returns the number of members.
func (b Bitmap) Count() int {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

// Encode writes the set with a checksum.
func (b Bitmap) Encode() []byte {
	out := make([]byte, 0, 8*len(b)+4)
	for _, w := range b {
		out = le.AppendUint64(out, w)
	}
	return le.AppendUint32(out, crc32.Checksum(out, castagnoli))
}

// DecodeBitmap reads what Encode has written for a set of the numbers below n.
// For anything else, the error is fault.Damaged.
func DecodeBitmap(data []byte, n int) (Bitmap, error) {
	size := (n + 63) / 64 * 8
	if len(data) != size+4 || crc32.Checksum(data[:size], castagnoli) != le.Uint32(data[size:]) {
		return nil, damaged("deletions: wrong size or checksum")
	}
	b := NewBitmap(n)
	for i := range b {
		b[i] = le.Uint64(data[8*i:])
	}
	return b, nil
}
