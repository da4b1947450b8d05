package office

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"strconv"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/outline"
)

func rtfFormat() format.Format {
	return format.Format{Name: "rtf", Plain: "txt", Traces: rtfTraces,
		Extensions: []string{"rtf"}, Isolated: true, Open: openRTF,
		Matches: func(_ format.Source, head []byte) bool {
			return bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n\ufeff"), []byte(`{\rtf`))
		}}
}

// rtfTraces are pieces of RTF. Paths of Windows (C:\\partner) and TeX have others.
var rtfTraces = []string{`\pard`, `\par `, "\\par\r", "\\par\n", `\par}`, `\par\`, `\f0\`, `\f0 `,
	`{\*\`, `{\f0`, `{\f1`, `{\fonttbl`, `{\rtlch`, `{\ltrch`, `{\listtext`, `\'8`, `\'9`, `\'a`, `\'b`,
	`\'c`, `\'e`}

// rtfFile reads the Rich Text Format (Microsoft, version 1.9.1) from its
// beginning to its end: paragraphs with their outline levels, tables, notes,
// headers and footers, and the numbers of lists as the file repeats them for
// old readers.
type rtfFile struct {
	about  content.Info
	source format.Source
}

func openRTF(_ context.Context, s format.Source, _ format.Env) (format.Reader, error) {
	return &rtfFile{content.Info{Format: "rtf", Unit: content.ByteUnit, Total: s.Size}, s}, nil
}

func (f *rtfFile) Info() content.Info { return f.about }
func (f *rtfFile) Close() error       { return nil }

func (f *rtfFile) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		in := &rtfTokens{in: bufio.NewReaderSize(f.source.Section(0), 64<<10)}
		w := newRTFWalker(&content.Pager{Yield: yield, From: from,
			Finish: (&outline.Tree{Lists: true}).Finish})
		for n := 0; !w.page.Stopped; n++ {
			t, err := in.next()
			if err == nil && n%4096 == 0 {
				err = ctx.Err()
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				w.page.Fail(err)
				return
			}
			if w.take(t, in); w.done {
				break
			}
			w.page.Full(in.at)
		}
		if in.broken {
			f.about.Warn(document.BadCharacters)
		}
		if (!w.done || in.rest()) && !w.page.Stopped {
			f.about.WarnOf(document.Warning{Code: document.Incomplete})
		}
		w.end()
		if f.about.Title == "" {
			f.about.Title = content.GoodTitle(w.title)
		}
		w.page.Flush(f.about.Total)
	}
}

// rtfToken is a piece of a file: '{', '}', 'c' a control word or symbol, 'b' a byte of text.
type rtfToken struct {
	kind  byte
	word  string
	value int
	given bool // the control word has a value
	b     byte
}

// rtfTokens cuts a file into tokens.
type rtfTokens struct {
	in     *bufio.Reader
	at     int64
	broken bool // there is what no writer writes: bytes of zero, codes that are no codes
}

// rest reports whether more than a little text follows.
func (r *rtfTokens) rest() bool {
	const little = 64
	b, _ := r.in.Peek(1024)
	return len(bytes.Trim(b, " \r\n\t\x00}")) > little
}

func (r *rtfTokens) read() (byte, error) {
	b, err := r.in.ReadByte()
	if err == nil {
		r.at++
	}
	return b, err
}

// skip passes over n bytes.
func (r *rtfTokens) skip(n int) {
	m, _ := r.in.Discard(n)
	r.at += int64(m)
}

// next returns the next token. Line breaks in the file mean nothing, and bytes
// of zero do not occur in whole files.
func (r *rtfTokens) next() (t rtfToken, err error) {
	for {
		b, err := r.read()
		if err != nil {
			return t, err
		}
		switch b {
		case '\r', '\n':
			continue
		case 0:
			r.broken = true
			continue
		case '{', '}':
			return rtfToken{kind: b}, nil
		case '\\':
			return r.control()
		}
		return rtfToken{kind: 'b', b: b}, nil
	}
}

// control reads what follows a backslash.
func (r *rtfTokens) control() (t rtfToken, err error) {
	b, err := r.read()
	if err != nil {
		return t, err
	}
	switch {
	case b == '\'':
		var hex [2]byte
		for i := range hex {
			if hex[i], err = r.read(); err != nil {
				return t, err
			}
		}
		v, err := strconv.ParseUint(string(hex[:]), 16, 8)
		if err != nil {
			r.broken = true
			return r.next()
		}
		return rtfToken{kind: 'b', b: byte(v)}, nil
	case b == '\r' || b == '\n': // as programs for the Mac end paragraphs
		return rtfToken{kind: 'c', word: "par"}, nil
	case b|0x20 < 'a' || b|0x20 > 'z':
		return rtfToken{kind: 'c', word: string(rune(b))}, nil
	}
	word := []byte{b}
	for len(word) < 40 {
		if b, err = r.read(); err != nil || b|0x20 < 'a' || b|0x20 > 'z' {
			break
		}
		word = append(word, b)
	}
	t = rtfToken{kind: 'c', word: string(word)}
	var digits []byte
	for err == nil && len(digits) < 11 && (b >= '0' && b <= '9' || b == '-' && len(digits) == 0) {
		digits = append(digits, b)
		b, err = r.read()
	}
	if len(digits) > 0 {
		t.value, _ = strconv.Atoi(string(digits))
		t.given = true
	}
	if err == nil && b != ' ' {
		_ = r.in.UnreadByte()
		r.at--
	}
	return t, nil
}
