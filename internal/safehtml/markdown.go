package safehtml

import (
	"bufio"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown knows the Markdown that models write. Left out on purpose: raw HTML
// (it is text, but for <br>), link definitions (a line like "[1]: 규정" is text
// that belongs to the answer), headings by underlining (a rule right below a
// paragraph is a rule) and single tildes. Mundap's own client reads answers in
// the same way: testdata/markdown.json is tested there, too.
var markdown = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewCodeBlockParser(), 500),
		util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(shallow{parser.NewBlockquoteParser()}, 800),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	),
	parser.WithInlineParsers(
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(newBounded(parser.NewLinkParser()), 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(breakTag{}, 400),
		util.Prioritized(newBounded(newEmphasisParser()), 500),
		util.Prioritized(newBounded(newStrikeParser()), 500),
	),
	parser.WithParagraphTransformers(util.Prioritized(extension.NewTableParagraphTransformer(),
		200)),
	parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)),
)

// Markdown renders an answer, whole or so far. A line break of the source is a
// line break: models that write line by line (one address a line) mean it. Safe
// for concurrent use.
func Markdown(md string) HTML {
	source := []byte(lines(md))
	var out strings.Builder
	out.Grow(len(source) + len(source)/8)
	r := renderer{source: source, out: bufio.NewWriterSize(&out, bufferSize)}
	r.blocks(markdown.Parse(text.NewReader(source)))
	_ = r.out.Flush() // a strings.Builder takes everything
	return HTML(out.String())
}

// bufferSize is that of the writer that goldmark's escaping wants: small,
// because the text is in memory anyway.
const bufferSize = 512

type renderer struct {
	source []byte
	out    *bufio.Writer
}

func (r *renderer) write(s string)  { _, _ = r.out.WriteString(s) }
func (r *renderer) escape(b []byte) { _, _ = escaper.WriteString(r.out, string(b)) }

func (r *renderer) open(element string) {
	r.write("<")
	r.write(element)
	r.write(">")
}

func (r *renderer) end(element string) {
	r.write("</")
	r.write(element)
	r.write(">")
}

// blocks renders the block children of n. An empty line stands between two of
// them unless one breaks lines by itself.
func (r *renderer) blocks(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if p := c.PreviousSibling(); p != nil && flows(p) && flows(c) {
			r.write("\n\n")
		}
		r.block(c)
	}
}

// flows reports whether a block is rendered as bare text.
func flows(n ast.Node) bool {
	switch n.Kind() {
	case ast.KindParagraph, ast.KindTextBlock, ast.KindHeading:
		return true
	}
	return false
}

func (r *renderer) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		r.open("b")
		r.inlines(n)
		r.end("b")
	case *ast.List:
		r.list(n)
	case *ast.ListItem:
		r.open("li")
		r.blocks(n)
		r.end("li")
	case *ast.Blockquote:
		r.open("blockquote")
		r.blocks(n)
		r.end("blockquote")
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		r.code(n)
	case *ast.ThematicBreak:
		r.open("hr")
	case *east.Table:
		r.table(n)
	default:
		r.inlines(n)
	}
}

func (r *renderer) list(n *ast.List) {
	element := "ul"
	if n.IsOrdered() {
		element = "ol"
	}
	r.write("<" + element)
	if n.IsOrdered() && n.Start != 1 {
		r.write(` start="` + strconv.Itoa(n.Start) + `"`)
	}
	r.write(">")
	r.blocks(n)
	r.end(element)
}

func (r *renderer) code(n ast.Node) {
	var code strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		code.Write(line.Value(r.source))
	}
	r.write("<pre><code>")
	r.write(escaper.Replace(strings.TrimRight(code.String(), "\n")))
	r.write("</code></pre>")
}

func (r *renderer) table(n *east.Table) {
	r.open("table")
	body := false
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		if _, head := row.(*east.TableHeader); head {
			r.open("thead")
			r.row(row, "th")
			r.end("thead")
			continue
		}
		if !body {
			r.open("tbody")
			body = true
		}
		r.row(row, "td")
	}
	if body {
		r.end("tbody")
	}
	r.end("table")
}

func (r *renderer) row(row ast.Node, cell string) {
	r.open("tr")
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		r.open(cell)
		r.inlines(c)
		r.end(cell)
	}
	r.end("tr")
}

func (r *renderer) inlines(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.inline(c)
	}
}

func (r *renderer) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		r.text(n)
	case *ast.String:
		r.escape(n.Value)
	case *ast.CodeSpan:
		r.codeSpan(n)
	case *ast.Emphasis:
		element := "i"
		if n.Level == 2 {
			element = "b"
		}
		r.open(element)
		r.inlines(n)
		r.end(element)
	case *east.Strikethrough:
		r.open("del")
		r.inlines(n)
		r.end("del")
	case *ast.Link:
		r.inlines(n)
		r.address(n.Destination)
	case *ast.Image:
		r.inlines(n)
		r.address(n.Destination)
	case *ast.AutoLink:
		r.escape(n.Label(r.source))
	default:
		r.inlines(n)
	}
}

func (r *renderer) text(n *ast.Text) {
	if n.IsRaw() {
		r.escape(n.Value(r.source))
	} else {
		// resolves entities and backslashes, escapes the rest
		html.DefaultWriter.Write(r.out, n.Value(r.source))
	}
	if n.SoftLineBreak() || n.HardLineBreak() {
		r.write("\n")
	}
}

func (r *renderer) codeSpan(n *ast.CodeSpan) {
	r.open("code")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			r.write(escaper.Replace(strings.ReplaceAll(string(t.Value(r.source)), "\n", " ")))
		}
	}
	r.end("code")
}

// breakTag reads the one tag that models use, in cells of tables: <br>.
type breakTag struct{}

var breakTagForm = regexp.MustCompile(`^<[bB][rR]\s*/?>`)

// Trigger implements parser.InlineParser.
func (breakTag) Trigger() []byte { return []byte{'<'} }

// Parse implements parser.InlineParser.
func (breakTag) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	tag := breakTagForm.Find(line)
	if tag == nil {
		return nil
	}
	block.Advance(len(tag))
	return ast.NewString([]byte("\n"))
}

// address shows where a link of the text would lead.
func (r *renderer) address(destination []byte) {
	if len(destination) > 0 {
		r.write(" (")
		r.escape(destination)
		r.write(")")
	}
}
