package text

import (
	"context"
	"errors"
	"io"
	"iter"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
)

// cutter says where the pieces of code begin. whole is false for code that
// does not parse: of its functions some may not be found.
type cutter func(lines []string) (pieces []piece, whole bool)

// codeFormats are the languages that are cut by function.
func codeFormats() []format.Format {
	var all []format.Format
	for _, l := range []struct {
		name, language string
		cut            cutter
		extensions     []string
	}{
		{"py", "python", cutPython, []string{"py", "pyi", "pyw"}},
		{"js", "javascript", script.cut, []string{"js", "mjs", "cjs", "jsx"}},
		{"ts", "typescript", script.cut, []string{"ts", "mts", "cts", "tsx"}},
		{"go", "go", cutGo, []string{"go"}},
		{"java", "java", java.cut, []string{"java"}},
		{"c", "c", c.cut, []string{"c", "h"}},
	} {
		all = append(all, format.Format{Name: l.name, Extensions: l.extensions,
			Open: openCode(l.name, l.language, l.cut)})
	}
	return all
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
	encoded
	language string
	cut      cutter
}

func openCode(name, language string, cut cutter) func(context.Context,
	format.Source, format.Env) (format.Reader, error) {
	return func(_ context.Context, s format.Source, _ format.Env) (format.Reader, error) {
		if s.Size > maxCode {
			return nil, format.Fail(format.ErrTooLarge, nil)
		}
		e, err := openEncoded(s, name)
		if err != nil {
			return nil, err
		}
		return &codeFile{e, language, cut}, nil
	}
}

func (c *codeFile) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		p := &content.Pager{Yield: yield, From: from}
		all, err := io.ReadAll(c.text())
		if err = errors.Join(err, ctx.Err()); err != nil {
			p.Fail(err)
			return
		}
		lines := strings.Split(korean.Normalise(string(all)), "\n")
		pieces, whole := c.cut(lines)
		if !whole {
			c.about.Warn(document.CodeNotParsed)
		}
		pieces = append(pieces, piece{line: len(lines)})
		if pieces[0].line > 0 {
			pieces = append([]piece{{}}, pieces...)
		}
		for i, begin := range pieces[:len(pieces)-1] {
			text := strings.Join(lines[begin.line:pieces[i+1].line], "\n")
			p.Code(c.language, begin.name, text, begin.line+1)
			if !p.Full(c.source.Size * int64(pieces[i+1].line) / int64(len(lines))) {
				return
			}
		}
		p.Flush(c.source.Size)
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
