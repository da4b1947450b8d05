package export

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// Markup is XML being written. The zero value is empty.
type Markup struct{ b strings.Builder }

// Raw writes markup as it is. It must be well-formed with what is around it.
func (m *Markup) Raw(parts ...string) {
	for _, p := range parts {
		m.b.WriteString(p)
	}
}

// Text writes text, also as the value of an attribute. Characters that XML
// can't hold become U+FFFD.
func (m *Markup) Text(s string) { _ = xml.EscapeText(&m.b, []byte(s)) } // a Builder takes everything

// String is what was written.
func (m *Markup) String() string { return m.b.String() }

// Part is a file of a package.
type Part struct {
	Name   string
	Text   string
	Stored bool // not compressed: programs read it without unpacking
}

// Pack writes a zip archive of parts in their order.
func Pack(w io.Writer, parts []Part) error {
	z := zip.NewWriter(w)
	for _, p := range parts {
		method := zip.Deflate
		if p.Stored {
			method = zip.Store
		}
		f, err := z.CreateHeader(&zip.FileHeader{Name: p.Name, Method: method})
		if err == nil {
			_, err = io.WriteString(f, p.Text)
		}
		if err != nil {
			return fmt.Errorf("packing %s: %w", p.Name, err)
		}
	}
	return z.Close()
}
