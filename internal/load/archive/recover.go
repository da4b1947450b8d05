package archive

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"github.com/mundap/mundap/internal/load/format"
)

// Signatures and sizes of the records of a zip (APPNOTE 4.3).
const (
	localHeader     = "PK\x03\x04"
	localSize       = 30
	descriptor      = "PK\x07\x08"
	centralHeader   = "PK\x01\x02"
	centralSize     = 46
	directoryEnd    = "PK\x05\x06"
	hasDescriptor   = 1 << 3 // flag: sizes stand behind the data
	mostRecovered   = 10_000 // parts
	recoveredBytes  = 256 << 20
	descriptorBytes = 12 // checksum and two sizes, without the signature
)

// recovered opens a zip whose directory is missing or broken by the headers
// that stand before its parts. The last part may be cut.
func recovered(s format.Source) (*zip.Reader, error) {
	data := make([]byte, min(s.Size, recoveredBytes))
	n, err := io.ReadFull(s.Section(0), data)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	data = data[:n]
	var directory bytes.Buffer
	parts := 0
	for at := bytes.Index(data, Magic); at >= 0 && parts < mostRecovered; {
		p, ok := partAt(data, at)
		if ok {
			p.write(&directory, at)
			parts++
		}
		next := bytes.Index(data[p.end:], Magic)
		if next < 0 {
			break
		}
		at = p.end + next
	}
	if parts == 0 {
		return nil, zip.ErrFormat
	}
	size := directory.Len()
	end := append([]byte(directoryEnd), make([]byte, 18)...)
	binary.LittleEndian.PutUint16(end[8:], uint16(parts))
	binary.LittleEndian.PutUint16(end[10:], uint16(parts))
	binary.LittleEndian.PutUint32(end[12:], uint32(size))
	binary.LittleEndian.PutUint32(end[16:], uint32(len(data)))
	directory.Write(end)
	whole := joined{head: bytes.NewReader(data), size: int64(len(data)), tail: directory.Bytes()}
	return zip.NewReader(whole, whole.size+int64(len(whole.tail)))
}

// localPart is what the header before a part says.
type localPart struct {
	header           []byte // fixed part
	name             []byte
	checksum         uint32
	packed, unpacked uint32
	end              int // of its data
}

// partAt reads the header at a place. It returns false if it is none, or if there is no data.
func partAt(data []byte, at int) (localPart, bool) {
	p := localPart{end: at + len(localHeader)}
	if len(data)-at < localSize {
		return p, false
	}
	h := data[at : at+localSize]
	names, extra := int(binary.LittleEndian.Uint16(h[26:])), int(binary.LittleEndian.Uint16(h[28:]))
	start := at + localSize + names + extra
	if start >= len(data) || names == 0 {
		return p, false
	}
	p.header, p.name = h, data[at+localSize:at+localSize+names]
	p.checksum = binary.LittleEndian.Uint32(h[14:])
	p.packed = binary.LittleEndian.Uint32(h[18:])
	p.unpacked = binary.LittleEndian.Uint32(h[22:])
	if binary.LittleEndian.Uint16(h[6:])&hasDescriptor != 0 && p.packed == 0 {
		p.describe(data, start)
		return p, true
	}
	p.packed = min(p.packed, uint32(len(data)-start))
	p.end = start + int(p.packed)
	return p, true
}

// describe takes the sizes from the record after the data: the first one
// whose size fits. Without one, the part reaches to the end of the file.
func (p *localPart) describe(data []byte, start int) {
	for at := start; ; {
		next := bytes.Index(data[at:], []byte("PK"))
		if next < 0 {
			break
		}
		at += next
		d := at + len(descriptor)
		switch {
		case bytes.HasPrefix(data[at:], []byte(descriptor)):
		case bytes.HasPrefix(data[at:], Magic), bytes.HasPrefix(data[at:], []byte(centralHeader)):
			d = at - descriptorBytes // its signature is optional
		default:
			at++
			continue
		}
		dataEnd := min(at, d)
		if d >= start && d+descriptorBytes <= len(data) &&
			int(binary.LittleEndian.Uint32(data[d+4:])) == dataEnd-start {
			p.checksum = binary.LittleEndian.Uint32(data[d:])
			p.packed = binary.LittleEndian.Uint32(data[d+4:])
			p.unpacked = binary.LittleEndian.Uint32(data[d+8:])
			p.end = dataEnd
			return
		}
		at++
	}
	p.packed = uint32(len(data) - start)
	p.unpacked = ^uint32(0) - 1 // unknown: reading ends where the data does
	p.end = len(data)
}

// write adds the part to a directory.
func (p *localPart) write(directory *bytes.Buffer, at int) {
	h := make([]byte, centralSize)
	copy(h, centralHeader)
	copy(h[6:], p.header[4:14]) // version, flags, method, time
	binary.LittleEndian.PutUint32(h[16:], p.checksum)
	binary.LittleEndian.PutUint32(h[20:], p.packed)
	binary.LittleEndian.PutUint32(h[24:], p.unpacked)
	binary.LittleEndian.PutUint16(h[28:], uint16(len(p.name)))
	binary.LittleEndian.PutUint32(h[42:], uint32(at))
	directory.Write(h)
	directory.Write(p.name)
}

// joined is a file with a tail appended.
type joined struct {
	head io.ReaderAt
	size int64
	tail []byte
}

func (j joined) ReadAt(b []byte, at int64) (n int, err error) {
	if at < j.size {
		if n, err = j.head.ReadAt(b[:min(int64(len(b)), j.size-at)], at); n < len(b) &&
			(err == nil || errors.Is(err, io.EOF)) {
			m := copy(b[n:], j.tail)
			n, err = n+m, nil
		}
	} else if at-j.size < int64(len(j.tail)) {
		n = copy(b, j.tail[at-j.size:])
	}
	if err == nil && n < len(b) {
		err = io.EOF
	}
	return n, err
}
