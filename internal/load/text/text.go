package text

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/charset"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/outline"
)

func textFormat() format.Format {
	return format.Format{Name: "txt", Extensions: []string{"txt", "text"}, Open: openText}
}

// textFile reads plain text: a paragraph a line, lines that an editor broke
// joined again, headings recognised by their numbering.
type textFile struct{ encoded }

func openText(_ context.Context, s format.Source, _ format.Env) (format.Reader, error) {
	e, err := openEncoded(s, "txt")
	if err != nil {
		return nil, err
	}
	return &textFile{e}, nil
}

func (t *textFile) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		p := &content.Pager{Yield: yield, From: from, Finish: new(outline.Attachments).Finish}
		lines := newLines(t.source, t.about.Charset, t.bom)
		for !p.Stopped {
			run, err := lines.run()
			if len(run) > 0 {
				outline.AddLines(&p.Builder, run)
				p.Full(lines.done())
			}
			if err == nil {
				err = ctx.Err()
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				p.Fail(err)
			}
		}
		if lines.broken {
			t.about.Warn(document.LongLines)
		}
		if lines.bad {
			t.about.Warn(document.BadCharacters)
		}
		p.Flush(t.source.Size)
	}
}

// lines reads a text file line by line.
type lines struct {
	in     *bufio.Reader
	count  *countingReader
	number int
	broken bool // a line was longer than maxLine
	bad    bool // a byte was no character
}

// Lines of more than maxLine bytes of UTF-8 are broken. At most maxRun lines
// are held at once, with about runBytes of text.
const (
	maxLine  = 64 << 10
	maxRun   = 500
	runBytes = 128 << 10
)

func newLines(s format.Source, set string, bom int64) *lines {
	count := &countingReader{in: charset.Reader(s.Section(bom), set)}
	return &lines{in: bufio.NewReaderSize(count, 2*maxLine), count: count}
}

// done is roughly how many bytes of the file have been read. It counts UTF-8,
// which is what progress needs and no more.
func (l *lines) done() int64 { return l.count.n }

// next returns the next line without its end, and io.EOF after the last.
func (l *lines) next() (string, error) {
	b, _ := l.in.Peek(l.in.Buffered())
	n := bytes.IndexByte(b, '\n') + 1
	if n == 0 {
		var err error
		if b, err = l.in.Peek(maxLine); len(b) == 0 {
			return "", err
		}
		if n = bytes.IndexByte(b, '\n') + 1; n == 0 {
			n = len(b)
			if err == nil {
				l.broken = true
				n = lastBlank(b)
			}
		}
	}
	b = b[:n]
	l.bad = l.bad || !utf8.Valid(b) || bytes.ContainsRune(b, utf8.RuneError)
	text := string(bytes.TrimRight(b, "\r\n"))
	l.number++
	_, err := l.in.Discard(n)
	return text, err
}

// run gives the lines up to the next empty one, at most maxRun or runBytes.
func (l *lines) run() ([]outline.Line, error) {
	var run []outline.Line
	size := 0
	for len(run) < maxRun && size < runBytes {
		text, err := l.next()
		if err != nil {
			return run, err
		}
		text = korean.Normalise(text)
		if strings.TrimSpace(text) == "" {
			if len(run) > 0 {
				break
			}
			continue
		}
		run = append(run, outline.Line{Text: text, Number: l.number})
		size += len(text)
	}
	return run, nil
}

func lastBlank(b []byte) int {
	for i := len(b) - 1; i > len(b)/2; i-- {
		if b[i] == ' ' || b[i] == '\t' {
			return i + 1
		}
	}
	return charset.LastRuneStart(b)
}

// countingReader counts what is read through it.
type countingReader struct {
	in io.Reader
	n  int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	return n, err
}
