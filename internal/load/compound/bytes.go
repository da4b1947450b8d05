package compound

import (
	"encoding/binary"
	"unicode/utf16"
)

// Bytes reads little-endian numbers and texts at offsets. What lies beyond the
// end reads as 0 and as no text.
type Bytes []byte

// U16 is the number of 16 bits at an offset.
func (b Bytes) U16(at int) int {
	if at < 0 || at+2 > len(b) {
		return 0
	}
	return int(binary.LittleEndian.Uint16(b[at:]))
}

// U32 is the number of 32 bits at an offset.
func (b Bytes) U32(at int) uint32 {
	if at < 0 || at+4 > len(b) {
		return 0
	}
	return binary.LittleEndian.Uint32(b[at:])
}

// Text reads a string of a 16-bit length and as many UTF-16 units, and returns the offset after it.
func (b Bytes) Text(at int) (string, int) {
	n := b.U16(at)
	at += 2
	if at+2*n > len(b) {
		return "", len(b)
	}
	units := make([]uint16, n)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[at+2*i:])
	}
	return string(utf16.Decode(units)), at + 2*n
}
