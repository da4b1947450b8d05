package text

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"

	"github.com/mundap/mundap/internal/load/charset"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/outline"

	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"github.com/mundap/mundap/internal/korean"
)

func markdownFormat() format.Format {
	return format.Format{Name: "md", Extensions: []string{"md", "markdown"}, Isolated: true,
		Open: openMarkdown}
}

// markdownFile reads Markdown in parts of some 256 KB, cut at headings, so that
// its tree stays small.
type markdownFile struct{ encoded }

func openMarkdown(_ context.Context, s format.Source, _ format.Env) (format.Reader, error) {
	e, err := openEncoded(s, "md")
	if err != nil {
		return nil, err
	}
	return &markdownFile{e}, nil
}

// markdownPart is where a part of the file may end: at the next heading, or
// anywhere at twice the size.
const markdownPart = 256 << 10

func (m *markdownFile) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		w := &markdownWalker{Pager: content.Pager{Yield: yield, From: from,
			Finish: new(outline.Attachments).Finish}, about: &m.about}
		count := &countingReader{in: charset.Reader(m.source.Section(m.bom), m.about.Charset)}
		parts := &markdownParts{in: bufio.NewReaderSize(count, maxLine)}
		for !w.Stopped {
			part, err := parts.next()
			if err == nil {
				err = ctx.Err()
			}
			switch {
			case errors.Is(err, io.EOF):
				w.Flush(m.source.Size)
				return
			case err != nil:
				w.Fail(err)
				return
			}
			w.part(part, parts.line)
			w.Full(count.n)
		}
	}
}

// markdownParts cuts a stream of Markdown at headings.
type markdownParts struct {
	in      *bufio.Reader
	pending []byte // the heading that began the next part
	line    int    // of the part given last
	lines   int    // read so far
}

func (p *markdownParts) next() ([]byte, error) {
	part := p.pending
	p.line = p.lines + 1 - bytes.Count(part, []byte("\n"))
	p.pending = nil
	fence := ""
	for {
		b, err := p.in.ReadSlice('\n')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if len(b) == 0 && errors.Is(err, io.EOF) {
			if len(part) == 0 {
				return nil, io.EOF
			}
			return part, nil
		}
		p.lines += bytes.Count(b, []byte("\n"))
		fence = fenceAfter(fence, b)
		atHeading := len(part) > markdownPart && fence == "" && bytes.HasPrefix(b, []byte("#"))
		if atHeading || len(part) > 2*markdownPart {
			p.pending = append([]byte(nil), b...)
			return part, nil
		}
		part = append(part, b...)
	}
}

// fenceAfter follows code fences: it returns the fence that is open after the line, or "".
func fenceAfter(open string, b []byte) string {
	t := bytes.TrimLeft(b, " ")
	for _, mark := range []string{"```", "~~~"} {
		if bytes.HasPrefix(t, []byte(mark)) {
			switch open {
			case "":
				return mark
			case mark:
				return ""
			}
		}
	}
	return open
}

// markdownWalker walks a part's tree and builds blocks.
type markdownWalker struct {
	content.Pager
	about  *content.Info
	source []byte
	starts []int // offsets of the part's lines
	first  int   // number of the part's first line
	item   string
	depth  int // of lists
}

func (w *markdownWalker) part(source []byte, line int) {
	source = []byte(korean.Normalise(string(source)))
	w.first = line
	if line == 1 {
		source = w.frontMatter(source)
	}
	w.source, w.starts = source, []int{0}
	for i, c := range source {
		if c == '\n' {
			w.starts = append(w.starts, i+1)
		}
	}
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.TaskList,
		extension.Footnote, extension.CJK))
	root := md.Parser().Parse(text.NewReader(shallow(source)), parser.WithContext(parser.NewContext()))
	w.nodes(root, 0)
}

var (
	frontMatter = regexp.MustCompile(`\A---\n(?s:(.*?))\n(?:---|\.\.\.)\n`)
	frontTitle  = regexp.MustCompile(`(?m)^title:[ \t]*["']?(.+?)["']?[ \t]*$`)
)

// frontMatter takes a title from the metadata that static site generators put
// first, and blanks the metadata out.
func (w *markdownWalker) frontMatter(source []byte) []byte {
	m := frontMatter.FindSubmatchIndex(source)
	if m == nil {
		return source
	}
	if t := frontTitle.FindSubmatch(source[m[2]:m[3]]); t != nil {
		w.about.Title = korean.Line(string(t[1]))
	}
	w.first += bytes.Count(source[:m[1]], []byte("\n"))
	return source[m[1]:]
}

// maxQuotes bounds nesting: deeper than this a line's marks for quotes are
// dropped, because parsing them costs the square of their depth.
const maxQuotes = 32

var deepQuotes = regexp.MustCompile(`(?m)^((?:[ \t]{0,3}>){32})[> \t]+`)

func shallow(source []byte) []byte {
	if !bytes.Contains(source, bytes.Repeat([]byte(">"), maxQuotes)) && !bytes.Contains(source, []byte("> > > > >")) {
		return source
	}
	return deepQuotes.ReplaceAllFunc(source, func(m []byte) []byte { // the same length, so that offsets hold
		sub := deepQuotes.FindSubmatch(m)
		return append(append([]byte(nil), sub[1]...), bytes.Repeat([]byte(" "), len(m)-len(sub[1]))...)
	})
}

func (w *markdownWalker) nodes(n ast.Node, depth int) {
	for c := n.FirstChild(); c != nil && !w.Stopped && depth < content.MaxDepth; c = c.NextSibling() {
		w.block(c, depth+1)
		w.Full(0)
	}
}

func (w *markdownWalker) block(n ast.Node, depth int) {
	before := len(w.Blocks)
	line := w.lineOf(n)
	switch n := n.(type) {
	case *ast.Heading:
		w.headingNode(n)
	case *ast.Paragraph, *ast.TextBlock:
		w.paragraphNode(w.inline(n))
	case *ast.FencedCodeBlock:
		w.Code(string(n.Language(w.source)), "", string(n.Lines().Value(w.source)), line)
	case *ast.CodeBlock:
		w.Code("", "", string(n.Lines().Value(w.source)), line)
	case *ast.HTMLBlock:
		w.Paragraph(htmlText(bytes.NewReader(n.Lines().Value(w.source))))
	case *ast.List:
		w.listNode(n, depth)
	case *east.Table:
		w.tableNode(n, line)
	case *east.Footnote:
		w.Add(content.Block{Kind: content.Note}, w.childText(n))
	default:
		w.nodes(n, depth)
	}
	for i := before; i < len(w.Blocks); i++ {
		if w.Blocks[i].Line == 0 {
			w.Blocks[i].Line = line
		}
	}
}

func (w *markdownWalker) headingNode(n *ast.Heading) {
	title := w.inline(n)
	if n.Level == 1 && w.about.Title == "" {
		w.about.Title = korean.Line(title)
	}
	w.Heading(n.Level, title)
}

// paragraphNode writes a paragraph, as the text of a list item if one has just begun.
func (w *markdownWalker) paragraphNode(s string) {
	if w.depth == 0 {
		w.Paragraph(s)
		return
	}
	w.Builder.Item(w.depth, w.item, s)
	w.item = ""
}

func (w *markdownWalker) listNode(n *ast.List, depth int) {
	w.depth++
	number := n.Start
	for c := n.FirstChild(); c != nil && !w.Stopped; c = c.NextSibling() {
		w.item = "•"
		if n.IsOrdered() {
			w.item = strconv.Itoa(number) + string(n.Marker)
			number++
		}
		w.nodes(c, depth+1)
	}
	w.item = ""
	w.depth--
}

func (w *markdownWalker) tableNode(n *east.Table, line int) {
	var rows [][]content.GridCell
	var notes []string // lines behind the rows
	header := 0
	for r := n.FirstChild(); r != nil && len(rows) < content.MaxRows; r = r.NextSibling() {
		if r.Kind() == east.KindTableHeader {
			header = 1
		}
		if header > 0 && w.withoutBar(r) {
			notes = append(notes, w.inline(r.FirstChild()))
			continue
		}
		var row []content.GridCell
		for c := r.FirstChild(); c != nil && len(row) < content.MaxColumns; c = c.NextSibling() {
			row = append(row, content.GridCell{Text: w.inline(c)})
		}
		rows = append(rows, row)
	}
	w.Table(rows, header, line)
	if len(notes) > 0 {
		w.Paragraph(strings.Join(notes, "\n"))
	}
}

// withoutBar reports whether the line of a table's row has no bar. To CommonMark, such a
// line is a row of one cell. People mean a sentence about the table, and leave out the
// empty line before it.
func (w *markdownWalker) withoutBar(row ast.Node) bool {
	cell := row.FirstChild()
	if cell == nil || cell.Lines().Len() == 0 {
		return false
	}
	start := cell.Lines().At(0).Start
	from := bytes.LastIndexByte(w.source[:start], '\n') + 1
	line, _, _ := bytes.Cut(w.source[from:], []byte("\n"))
	return !bytes.ContainsRune(line, '|')
}

func (w *markdownWalker) childText(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		b.WriteString(w.inline(c))
		b.WriteByte('\n')
	}
	return b.String()
}

// inline is the text of a block's inline nodes: links and emphasis give what
// they enclose, pictures their description.
func (w *markdownWalker) inline(n ast.Node) string {
	var b strings.Builder
	w.writeInline(&b, n, 0)
	return struck.ReplaceAllString(bold.ReplaceAllString(b.String(), "$1"), "$1")
}

// bold matches bold text that CommonMark leaves as it is: it does not see the end of
// **굵게** directly before a particle.
var bold = regexp.MustCompile(`\*\*([^*\n]+)\*\*`)

// struck matches text that is struck through by two tildes. A single tilde is left
// alone, because Korean texts write ranges with it: 09~22시.
var struck = regexp.MustCompile(`~~([^~\n]+)~~`)

// labelled matches what follows a line that ends before one with a label: 장소: 대회의실.
// People write such lines below each other and mean them to stay apart.
var labelled = regexp.MustCompile(`\A[ \t]*\n[ \t]*\p{L}[\p{L}\p{N} ()·/]{0,14}[:：][ \t]`)

func (w *markdownWalker) writeInline(b *strings.Builder, n ast.Node, depth int) {
	for c := n.FirstChild(); c != nil && depth < content.MaxDepth; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.Write(c.Value(w.source))
			switch {
			case c.HardLineBreak():
				b.WriteByte('\n')
			case c.SoftLineBreak() && labelled.Match(w.source[c.Segment.Stop:]):
				b.WriteByte('\n')
			case c.SoftLineBreak():
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(c.Value)
		case *ast.AutoLink:
			b.Write(c.Label(w.source))
		case *ast.RawHTML:
			if strings.HasPrefix(strings.ToLower(string(c.Segments.Value(w.source))), "<br") {
				b.WriteByte('\n')
			}
		case *east.TaskCheckBox:
			if c.IsChecked {
				b.WriteString("☑ ")
			} else {
				b.WriteString("☐ ")
			}
		case *east.FootnoteLink, *east.FootnoteBacklink:
		default:
			w.writeInline(b, c, depth+1)
		}
	}
}

// lineOf is the line in the file where a block begins, 0 if it does not say.
func (w *markdownWalker) lineOf(n ast.Node) int {
	for ; n != nil; n = n.FirstChild() {
		if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
			return w.first + searchLine(w.starts, n.Lines().At(0).Start)
		}
	}
	return 0
}

// searchLine is the index of the line that holds offset.
func searchLine(starts []int, offset int) int {
	low, high := 0, len(starts)
	for high-low > 1 {
		if mid := (low + high) / 2; starts[mid] <= offset {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}
