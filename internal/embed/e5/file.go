package e5

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"unsafe"

	"github.com/mundap/mundap/internal/fault"
)

// The weights' file is little endian and has, one after another:
//
//	"mundapE5", the format's number (u32), the sizes (sizes below, u32 each)
//	the pieces of the vocabulary, sorted by their bytes:
//	  where each ends in the text (u32 each), their text, their scores (f32)
//	the normalisation: code points (u32 each, ascending), where the
//	  replacement of each ends (u32 each), the replacements (u32 each)
//	the embeddings: a row of Q4 blocks for each piece
//	the positions (f32), the embeddings' layer norm (weight and bias, f32)
//	each layer: query, key, value and output of the attention, the inner and
//	  the outer product of the feed-forward part (Q4 rows, then the bias in
//	  f32), the layer norms after the attention and after the feed-forward part
//	a CRC-32C of all this (u32)
//
// A Q4 block is 32 values: a scale (f16) and 16 bytes. Byte i holds value i in
// its low half and value i+16 in its high half; a value is (half - 8) * scale.
// Texts are padded with zeros to a multiple of four bytes.
const (
	fileMagic  = "mundapE5"
	fileFormat = 1
	blockBytes = 18
	blockLen   = 32
)

// sizes begin the file.
type sizes struct {
	Dimensions, Layers, Heads, Inner, Positions uint32
	Pieces, PieceBytes                          uint32
	Mapped, Replacements                        uint32
	Unknown                                     uint32 // id of the unknown piece
	Begin, End                                  uint32 // ids of the pieces around a text
	// lowest score of the vocabulary that was cut
	Least float32
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func damaged(format string, args ...any) error {
	return fault.New(fault.Damaged,
		"내장 임베딩 모델의 파일이 손상됐어요. 문답을 다시 설치해 주세요. 그때까지는 단어로만 찾아요.",
		"The built-in embedding model is damaged. Reinstall Mundap. Until then, it searches by words only.",
	).WithCause(fmt.Errorf(format, args...))
}

// cursor takes pieces off the front of the file. After the first that does not
// fit, all are empty and bad is set.
type cursor struct {
	rest []byte
	bad  bool
}

func (c *cursor) bytes(n uint64) []byte {
	if c.bad || n > uint64(len(c.rest)) {
		c.bad = true
		return nil
	}
	taken := c.rest[:n:n]
	c.rest = c.rest[n:]
	return taken
}

func (c *cursor) uint32s(n uint32) uint32s { return uint32s(c.bytes(4 * uint64(n))) }

// floats copies n numbers.
func (c *cursor) floats(n uint32) []float32 {
	raw := c.bytes(4 * uint64(n))
	list := make([]float32, len(raw)/4)
	for i := range list {
		list[i] = float(raw[4*i:])
	}
	return list
}

// uint32s is a view of numbers in the file.
type uint32s []byte

func (u uint32s) at(i int) uint32 { return binary.LittleEndian.Uint32(u[4*i:]) }

func (u uint32s) len() int { return len(u) / 4 }

// ends reports whether u ascends to last.
func (u uint32s) ends(last uint32) bool {
	var before uint32
	for i := range u.len() {
		if u.at(i) < before {
			return false
		}
		before = u.at(i)
	}
	return before == last
}

// view gives a string's bytes without copying them. They must not be changed.
func view(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
