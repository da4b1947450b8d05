package export

import (
	"bufio"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	markup "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
)

var parser = goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough)).Parser()

// deepest is how deep lists and quotations may nest. Deeper ones are written at
// that depth.
const deepest = 6

// reader makes blocks of Markdown.
type reader struct {
	source []byte
	cites  int // sources that numbers in brackets may cite
	lists  *int
	blocks []Block
}

// markdown gives the blocks of an answer. Numbers in brackets up to cites are
// citations; lists counts the lists of the document.
func markdown(source string, cites int, lists *int) []Block {
	r := &reader{source: []byte(source), cites: cites, lists: lists}
	r.children(parser.Parse(text.NewReader(r.source)), -1)
	return r.blocks
}

// children reads what a container holds; depth is that of the list around it,
// -1 outside of lists.
func (r *reader) children(n ast.Node, depth int) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.block(c, depth)
	}
}

func (r *reader) add(b Block) { r.blocks = append(r.blocks, b) }

func (r *reader) block(n ast.Node, depth int) {
	switch n := n.(type) {
	case *ast.Heading:
		r.add(Block{Kind: Heading, Level: min(2+n.Level, 4), Runs: r.runs(n)})
	case *ast.Paragraph, *ast.TextBlock:
		if depth >= 0 { // another paragraph of an item
			r.add(Block{Kind: Item, Level: depth, Number: -1, Runs: r.runs(n)})
			return
		}
		r.add(Block{Kind: Paragraph, Runs: r.runs(n)})
	case *ast.Blockquote:
		from := len(r.blocks)
		r.children(n, depth)
		for i := range r.blocks[from:] {
			if b := &r.blocks[from+i]; b.Kind == Paragraph {
				b.Kind = Quote
			}
		}
	case *ast.List:
		r.list(n, min(depth+1, deepest))
	case *ast.FencedCodeBlock, *ast.CodeBlock, *ast.HTMLBlock:
		r.add(Block{Kind: Code, Lines: r.lines(n)})
	case *ast.ThematicBreak:
		r.add(Block{Kind: Rule})
	case *east.Table:
		r.table(n)
	default:
		r.children(n, depth)
	}
}

// list reads a list. An item's first paragraph carries the marker.
func (r *reader) list(n *ast.List, depth int) {
	*r.lists++
	list, number := *r.lists, n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		first := Block{Kind: Item, Level: depth, List: list}
		if n.IsOrdered() {
			first.Number = max(number, 1)
			number++
		}
		c := item.FirstChild()
		if c != nil && (c.Kind() == ast.KindParagraph || c.Kind() == ast.KindTextBlock) {
			first.Runs = r.runs(c)
			c = c.NextSibling()
		}
		r.add(first)
		for ; c != nil; c = c.NextSibling() {
			r.block(c, depth)
		}
	}
}

func (r *reader) table(n *east.Table) {
	var rows [][]Cell
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []Cell
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			cells = append(cells, r.runs(c))
		}
		rows = append(rows, cells)
	}
	r.add(Block{Kind: Table, Rows: rows})
}

func (r *reader) lines(n ast.Node) []string {
	var lines []string
	for i := range n.Lines().Len() {
		at := n.Lines().At(i)
		lines = append(lines, strings.TrimRight(string(at.Value(r.source)), "\r\n"))
	}
	return lines
}

// runs gives the text of a block in runs.
func (r *reader) runs(n ast.Node) []Run {
	in := &inline{reader: r}
	in.children(n, Run{})
	return r.citations(in.runs)
}

type inline struct {
	*reader
	runs []Run
}

func (in *inline) children(n ast.Node, style Run) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		in.node(c, style)
	}
}

func (in *inline) node(n ast.Node, style Run) {
	switch n := n.(type) {
	case *ast.Text:
		in.text(plain(n.Segment.Value(in.source)), style)
		if n.HardLineBreak() {
			in.runs = append(in.runs, Run{Break: true})
		} else if n.SoftLineBreak() {
			in.text(" ", style)
		}
		return
	case *ast.String:
		in.text(string(n.Value), style)
		return
	case *ast.RawHTML: // text, as everywhere in answers
		for i := range n.Segments.Len() {
			at := n.Segments.At(i)
			in.text(string(at.Value(in.source)), style)
		}
		return
	case *ast.AutoLink:
		style.Link = safeLink(string(n.URL(in.source)))
		in.text(string(n.Label(in.source)), style)
		return
	case *ast.CodeSpan:
		style.Code = true
	case *ast.Emphasis:
		style.Italic, style.Bold = style.Italic || n.Level == 1, style.Bold || n.Level > 1
	case *east.Strikethrough:
		style.Strike = true
	case *ast.Link:
		style.Link = safeLink(string(n.Destination))
	}
	in.children(n, style)
}

// plain returns Markdown's text as it is read: without backslashes before
// punctuation, and with characters in place of entities. goldmark does both
// while it writes HTML, so its escaping is undone.
func plain(source []byte) string {
	var b strings.Builder
	w := bufio.NewWriterSize(&b, 512) // the text is in memory anyway
	markup.DefaultWriter.Write(w, source)
	_ = w.Flush() // a Builder never fails
	return html.UnescapeString(b.String())
}

// text appends text. It rejoins what the parser has split: the parser makes a
// node of its own of every bracket that could have begun a link.
func (in *inline) text(s string, style Run) {
	if n := len(in.runs); n > 0 && in.runs[n-1].in(style) {
		in.runs[n-1].Text += s
		return
	}
	if s != "" {
		style.Text = s
		in.runs = append(in.runs, style)
	}
}

// in reports whether a run has a style.
func (r Run) in(style Run) bool {
	style.Text = r.Text
	return r == style && !r.Break
}

var cited = regexp.MustCompile(` *\[(\d{1,3})\]`)

// numbersIn are the numbers of sources, of which there are count, that a text cites.
func numbersIn(text string, count int) map[int]bool {
	numbers := map[int]bool{}
	for _, m := range cited.FindAllStringSubmatch(text, -1) {
		if n, err := strconv.Atoi(m[1]); err == nil && n >= 1 && n <= count {
			numbers[n] = true
		}
	}
	return numbers
}

// citations makes runs of their own of the numbers of sources.
func (r *reader) citations(runs []Run) []Run {
	var all []Run
	for _, run := range runs {
		from := 0
		for _, at := range cited.FindAllStringSubmatchIndex(run.Text, -1) {
			number, err := strconv.Atoi(run.Text[at[2]:at[3]])
			if run.Code || err != nil || number < 1 || number > r.cites {
				continue
			}
			before := run
			before.Text = run.Text[from:at[0]]
			all = append(all, before, Run{Text: fmt.Sprintf("[%d]", number), Cite: true})
			run.Break, from = false, at[1]
		}
		if run.Text = run.Text[from:]; run.Text != "" || run.Break {
			all = append(all, run)
		}
	}
	return all
}

// safeLink is an address that may be opened from a document; "" for others.
func safeLink(address string) string {
	for _, scheme := range []string{"https://", "http://", "mailto:"} {
		if strings.HasPrefix(strings.ToLower(address), scheme) {
			return address
		}
	}
	return ""
}
