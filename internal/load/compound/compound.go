// Package compound reads OLE compound files ([MS-CFB]). HWP 5 and Microsoft
// Office before 2007 store documents in them.
package compound

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/richardlehane/mscfb"

	"github.com/mundap/mundap/internal/load/format"

	xkorean "golang.org/x/text/encoding/korean"
)

// Magic begins every OLE compound file: doc, xls, ppt, hwp 5, and Office documents with a password.
var Magic = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}

// Entries lists the names of the streams and storages at the root of a compound
// file; nil for any other file.
func Entries(s format.Source, head []byte) (names []string) {
	if !bytes.HasPrefix(head, Magic) {
		return nil
	}
	defer func() {
		if recover() != nil { // a broken directory: then it is nothing that we know
			names = nil
		}
	}()
	doc, err := mscfb.New(s.Section(0))
	if err != nil {
		return nil
	}
	const most = 10_000
	for e, err := doc.Next(); err == nil && len(names) < most; e, err = doc.Next() {
		if len(e.Path) == 0 {
			names = append(names, e.Name)
		}
	}
	return names
}

// Holds reports whether a file is a compound file that has all these streams or
// storages at its root.
func Holds(s format.Source, head []byte, names ...string) bool {
	entries := Entries(s, head)
	for _, name := range names {
		if !slices.ContainsFunc(entries,
			func(e string) bool { return strings.EqualFold(e, name) }) {
			return false
		}
	}
	return entries != nil
}

// File is a compound file whose streams can be read up to a total size.
type File struct {
	streams map[string]*mscfb.File // by path with slashes, in lower case
	left    int64                  // bytes that may still be read or unpacked
	cut     bool
}

// Cut reports whether a stream that was read or unpacked ended early: the file
// is cut off or damaged.
func (c *File) Cut() bool { return c.cut }

// Open reads a compound file's directory. Names in it are the same in capitals
// and in small letters. limit is how many bytes may be read and unpacked.
func Open(s format.Source, limit int64) (_ *File, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = format.Fail(format.ErrDamaged, fmt.Errorf("panic: %v", p))
		}
	}()
	doc, err := mscfb.New(s.Section(0))
	if err != nil && endsEarly(s) {
		return nil, format.Fail(format.ErrCutOff, err)
	}
	if err != nil {
		return nil, format.Fail(format.ErrDamaged, err)
	}
	c := &File{streams: map[string]*mscfb.File{}, left: limit}
	for _, f := range doc.File {
		name := f.Name
		if len(f.Path) > 0 {
			name = strings.Join(f.Path, "/") + "/" + name
		}
		if name = strings.ToLower(name); c.streams[name] == nil {
			c.streams[name] = f
		}
	}
	return c, nil
}

// endsEarly reports whether a file ends before a sector that its header names:
// of the directory or of the allocation table ([MS-CFB] 2.2).
func endsEarly(s format.Source) bool {
	const header = 512
	head := Bytes(s.Head(header))
	shift := head.U16(30)
	if len(head) < header || shift != 9 && shift != 12 {
		return len(head) < header
	}
	sectors := []uint32{head.U32(48)}
	for i := range min(int(head.U32(44)), 109) {
		sectors = append(sectors, head.U32(76+4*i))
	}
	for _, n := range sectors {
		if n < 0xfffffffa && (int64(n)+2)<<shift > s.Size+1<<shift-1 {
			return true
		}
	}
	return false
}

// Has reports whether there is a stream of this name.
func (c *File) Has(name string) bool { return c.streams[strings.ToLower(name)] != nil }

// Stream reads a stream whole. What came before damage in it is kept, and Cut reports it.
func (c *File) Stream(name string) ([]byte, error) {
	f := c.streams[strings.ToLower(name)]
	if f == nil {
		return nil, format.Fail(format.ErrDamaged, fmt.Errorf("no stream %q", name))
	}
	if f.Size < 0 || f.Size > c.left {
		return nil, format.Fail(format.ErrTooLarge, fmt.Errorf("stream %q has %d bytes", name,
			f.Size))
	}
	data, err := io.ReadAll(io.LimitReader(io.NewSectionReader(f, 0, f.Size), f.Size))
	c.left -= int64(len(data))
	if err != nil && len(data) == 0 && f.Size > 0 {
		return nil, format.Fail(format.ErrDamaged, fmt.Errorf("stream %q: %w", name, err))
	}
	c.cut = c.cut || int64(len(data)) < f.Size
	return data, nil
}

// Inflate unpacks a raw deflate stream. What came before damage in it is kept, and Cut reports it.
func (c *File) Inflate(data []byte) ([]byte, error) {
	in := flate.NewReader(bytes.NewReader(data))
	out, err := io.ReadAll(io.LimitReader(in, c.left+1))
	c.left -= int64(len(out))
	switch {
	case c.left < 0:
		return nil, format.Fail(format.ErrTooLarge,
			errors.New("the document unpacks to more than the limit"))
	case err != nil && len(out) == 0:
		return nil, format.Fail(format.ErrDamaged, err)
	}
	c.cut = c.cut || err != nil
	return out, nil
}

// SummaryTitle reads the title from a stream of properties ([MS-OLEPS]), "" if
// there is none. Its name is without the unprintable character that it begins
// with, as mscfb gives it.
func (c *File) SummaryTitle(name string) string {
	if !c.Has(name) {
		return ""
	}
	data, err := c.Stream(name)
	if err != nil {
		return ""
	}
	r := Bytes(data)
	section := int(r.U32(44))
	for i := range min(int(r.U32(section+4)), 1000) {
		const title = 2
		if r.U32(section+8+8*i) != title {
			continue
		}
		return propertyText(Bytes(data[min(len(data), section+int(r.U32(section+12+8*i))):]))
	}
	return ""
}

// propertyText reads a property that is text: UTF-16, or in older files CP949.
func propertyText(r Bytes) string {
	const (
		narrow = 0x1e
		wide   = 0x1f
	)
	n := int(min(r.U32(4), 2000))
	switch {
	case r.U32(0) == wide && 8+2*n <= len(r):
		text, _ := Bytes(append([]byte{byte(n), byte(n >> 8)}, r[8:8+2*n]...)).Text(0)
		return strings.TrimRight(text, "\x00")
	case r.U32(0) == narrow && 8+n <= len(r):
		raw := bytes.TrimRight(r[8:8+n], "\x00")
		if utf8.Valid(raw) {
			return string(raw)
		}
		text, err := xkorean.EUCKR.NewDecoder().Bytes(raw)
		if err == nil {
			return string(text)
		}
	}
	return ""
}
