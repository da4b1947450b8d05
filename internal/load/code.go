package load

import (
	"context"
	"errors"
	"io"
	"iter"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

func pythonFormat() Format {
	return Format{Name: "py", Extensions: []string{"py", "pyi", "pyw"}, open: openCode("py", "python", cutPython)}
}

func javascriptFormat() Format {
	return Format{Name: "js", Extensions: []string{"js", "mjs", "cjs", "jsx"}, open: openCode("js", "javascript", cutJavaScript)}
}

// maxCode bounds a file of code, which is held in memory. Larger ones are data.
const maxCode = 16 << 20

// piece is where a function, a class or what stands between them begins.
type piece struct {
	line int    // index of its first line
	name string // "" for what stands between
}

// codeFile reads code function by function.
type codeFile struct {
	source   Source
	about    Info
	bom      int64
	language string
	cut      func(lines []string) []piece
}

func openCode(format, language string, cut func([]string) []piece) func(context.Context, Source, env) (reader, error) {
	return func(_ context.Context, s Source, _ env) (reader, error) {
		if s.Size > maxCode {
			return nil, fail(ErrTooLarge, nil)
		}
		charset, bom, err := charsetOf(s)
		if err != nil {
			return nil, err
		}
		about := Info{Format: format, Charset: charset, Total: s.Size, Unit: ByteUnit}
		return &codeFile{s, about, bom, language, cut}, nil
	}
}

func (c *codeFile) info() Info   { return c.about }
func (c *codeFile) close() error { return nil }

func (c *codeFile) pages(ctx context.Context, from int) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		p := &pager{yield: yield, from: from}
		all, err := io.ReadAll(textReader(c.source, c.about.Charset, c.bom))
		if err = errors.Join(err, ctx.Err()); err != nil {
			p.fail(err)
			return
		}
		lines := strings.Split(korean.Normalise(string(all)), "\n")
		pieces := append(c.cut(lines), piece{line: len(lines)})
		if pieces[0].line > 0 {
			pieces = append([]piece{{}}, pieces...)
		}
		for i, begin := range pieces[:len(pieces)-1] {
			text := strings.Join(lines[begin.line:pieces[i+1].line], "\n")
			p.code(c.language, begin.name, text, begin.line+1)
			if !p.full(c.source.Size * int64(pieces[i+1].line) / int64(len(lines))) {
				return
			}
		}
		p.flush(c.source.Size)
	}
}

// longPiece is the length in lines from which on a class is cut at its methods.
const longPiece = 80

// withComments moves a piece's beginning up over the comments and decorators directly above it.
func withComments(lines []string, at int, prefixes ...string) int {
	for at > 0 {
		above := strings.TrimSpace(lines[at-1])
		if above == "" || !hasAnyPrefix(above, prefixes) {
			break
		}
		at--
	}
	return at
}

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
