package text

import (
	"io"

	"github.com/mundap/mundap/internal/load/charset"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
)

// encoded is a file of text in a character set. about.Charset names it.
type encoded struct {
	source format.Source
	about  content.Info
	bom    int64 // length of the byte order mark in bytes, 0 if there is none
}

// openEncoded finds the character set of a file of text.
func openEncoded(s format.Source, name string) (encoded, error) {
	set, bom, err := charset.Of(s.Section(0))
	return encoded{s, content.Info{Format: name, Charset: set, Total: s.Size,
		Unit: content.ByteUnit}, bom}, err
}

func (e *encoded) Info() content.Info { return e.about }
func (e *encoded) Close() error       { return nil }

// text returns the whole text in UTF-8, without a byte order mark.
func (e *encoded) text() io.Reader {
	return charset.Reader(e.source.Section(e.bom), e.about.Charset)
}
