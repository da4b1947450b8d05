package fileblob

import (
	"encoding/binary"
	"hash"
	"hash/crc32"
	"io"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/fault"
)

// sumBlock is how many bytes of an object a checksum covers: a part of an
// object is checked without reading all of it.
const sumBlock = 256 << 10

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// summer is an io.Writer that makes the checksums of what it is given: CRC-32C
// of each block, 4 bytes big end first.
type summer struct {
	sums []byte
	crc  hash.Hash32
	n    int // bytes in the block so far
}

func newSummer() *summer { return &summer{crc: crc32.New(castagnoli)} }

func (s *summer) Write(p []byte) (int, error) {
	written := len(p)
	for len(p) > 0 {
		part := p[:min(len(p), sumBlock-s.n)]
		s.crc.Write(part)
		p = p[len(part):]
		if s.n += len(part); s.n == sumBlock {
			s.seal()
		}
	}
	return written, nil
}

func (s *summer) seal() {
	s.sums = binary.BigEndian.AppendUint32(s.sums, s.crc.Sum32())
	s.crc.Reset()
	s.n = 0
}

// all ends the last block and gives the checksums.
func (s *summer) all() []byte {
	if s.n > 0 {
		s.seal()
	}
	return s.sums
}

// checked reads a range of an object and checks every block that it lies in.
// An object of an earlier version has no checksums and is read as it is.
type checked struct {
	file io.ReaderAt
	info blob.Info
	sums []byte
	at   int64 // of the object
	end  int64
	rest []byte // of the block that was read last
	err  error
}

func (c *checked) Read(p []byte) (int, error) {
	if len(c.rest) == 0 && c.err == nil {
		c.fill()
	}
	if len(c.rest) == 0 {
		return 0, c.err
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

// fill reads the next block.
func (c *checked) fill() {
	if c.at >= c.end {
		c.err = io.EOF
		return
	}
	n := c.at / sumBlock
	from := n * sumBlock
	block := make([]byte, min(sumBlock, c.info.Size-from))
	if _, err := c.file.ReadAt(block, from); err != nil {
		c.err = err
		return
	}
	if len(c.sums) > 0 {
		sum := c.sums[min(4*n, int64(len(c.sums))):]
		if len(sum) < 4 || binary.BigEndian.Uint32(sum) != crc32.Checksum(block, castagnoli) {
			c.err = damagedContent(c.info.Key)
			return
		}
	}
	c.rest = block[c.at-from : min(c.end-from, int64(len(block)))]
	c.at = from + int64(len(block))
}

func damagedContent(key string) error {
	return fault.New(fault.Damaged,
		"이 파일은 지워진 게 아니라 디스크에서 손상됐어요. 백업에서 되돌리거나 파일을 다시 올려 주세요.",
		"This file was not deleted; it is damaged on the disk. Restore it from a backup, or upload it again.").
		WithCause(fault.Newf(fault.Damaged, "the bytes of blob %s are not those that were stored", key))
}
