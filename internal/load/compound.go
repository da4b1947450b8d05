package load

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
	xkorean "golang.org/x/text/encoding/korean"
)

// compoundMagic begins every OLE compound file: doc, xls, ppt, hwp 5, and Office documents with a password.
var compoundMagic = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}

// compoundEntries lists the names of the streams and storages at the root of a compound file; nil for any other file.
func compoundEntries(s Source, head []byte) (names []string) {
	if !bytes.HasPrefix(head, compoundMagic) {
		return nil
	}
	defer func() {
		if recover() != nil { // a broken directory: then it is nothing that we know
			names = nil
		}
	}()
	doc, err := mscfb.New(s.section(0))
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

// isEncryptedOffice recognises the container in which Office wraps documents that have a password.
func isEncryptedOffice(s Source, head []byte) bool {
	return slices.Contains(compoundEntries(s, head), "EncryptedPackage")
}

// compound is a compound file whose streams can be read up to a total size.
type compound struct {
	streams map[string]*mscfb.File // by path with slashes
	left    int64                  // bytes that may still be read or unpacked
}

func openCompound(s Source, limit int64) (*compound, error) {
	doc, err := mscfb.New(s.section(0))
	if err != nil {
		return nil, fail(ErrDamaged, err)
	}
	c := &compound{streams: map[string]*mscfb.File{}, left: limit}
	for _, f := range doc.File {
		name := f.Name
		if len(f.Path) > 0 {
			name = strings.Join(f.Path, "/") + "/" + name
		}
		if _, taken := c.streams[name]; !taken {
			c.streams[name] = f
		}
	}
	return c, nil
}

func (c *compound) has(name string) bool { return c.streams[name] != nil }

// stream reads a stream whole.
func (c *compound) stream(name string) ([]byte, error) {
	f := c.streams[name]
	if f == nil {
		return nil, fail(ErrDamaged, fmt.Errorf("no stream %q", name))
	}
	if f.Size < 0 || f.Size > c.left {
		return nil, fail(ErrTooLarge, fmt.Errorf("stream %q has %d bytes", name, f.Size))
	}
	data, err := io.ReadAll(io.LimitReader(io.NewSectionReader(f, 0, f.Size), f.Size))
	c.left -= int64(len(data))
	if err != nil && len(data) == 0 && f.Size > 0 {
		return nil, fail(ErrDamaged, fmt.Errorf("stream %q: %w", name, err))
	}
	return data, nil
}

// inflate unpacks a raw deflate stream. What came before damage in it is kept.
func (c *compound) inflate(data []byte) ([]byte, error) {
	in := flate.NewReader(bytes.NewReader(data))
	out, err := io.ReadAll(io.LimitReader(in, c.left+1))
	c.left -= int64(len(out))
	switch {
	case c.left < 0:
		return nil, fail(ErrTooLarge, errors.New("the document unpacks to more than the limit"))
	case err != nil && len(out) == 0:
		return nil, fail(ErrDamaged, err)
	}
	return out, nil
}

// summaryTitle reads the title from a stream of properties ([MS-OLEPS]), "" if there is none. Its name is without the
// unprintable character that it begins with, as mscfb gives it.
func (c *compound) summaryTitle(name string) string {
	if !c.has(name) {
		return ""
	}
	data, err := c.stream(name)
	if err != nil {
		return ""
	}
	r := hwpRecord{data: data}
	section := int(r.u32(44))
	for i := range min(int(r.u32(section+4)), 1000) {
		const title = 2
		if r.u32(section+8+8*i) != title {
			continue
		}
		return propertyText(hwpRecord{data: data[min(len(data), section+int(r.u32(section+12+8*i))):]})
	}
	return ""
}

// propertyText reads a property that is text: in UTF-16, or in the character set of the time.
func propertyText(r hwpRecord) string {
	const (
		narrow = 0x1e
		wide   = 0x1f
	)
	n := int(min(r.u32(4), 2000))
	switch {
	case r.u32(0) == wide && 8+2*n <= len(r.data):
		text, _ := hwpRecord{data: append([]byte{byte(n), byte(n >> 8)}, r.data[8:8+2*n]...)}.text(0)
		return strings.TrimRight(text, "\x00")
	case r.u32(0) == narrow && 8+n <= len(r.data):
		raw := bytes.TrimRight(r.data[8:8+n], "\x00")
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
