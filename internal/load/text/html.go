package text

import (
	"bytes"
	"context"
	"io"
	"iter"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/charset"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/numbering"
)

func htmlFormat() format.Format {
	return format.Format{Name: "html", Extensions: []string{"html", "htm", "xhtml"}, Isolated: true,
		Matches: isHTML, Open: openHTML}
}

// maxHTML bounds the file because its tree is held in memory, at about eight times the size.
const maxHTML = 48 << 20

// isHTML: the file begins with a doctype or an html element, and its name does
// not say that it is about HTML.
func isHTML(s format.Source, head []byte) bool {
	switch s.Extension() {
	case "md", "markdown", "py", "js", "mjs", "jsx", "ts", "tsx", "go", "java", "c", "h", "csv", "tsv":
		return false
	}
	head = bytes.TrimLeft(bytes.TrimPrefix(head, charset.BOM), " \t\r\n")
	for bytes.HasPrefix(head, []byte("<?xml")) || bytes.HasPrefix(head, []byte("<!--")) {
		i := bytes.IndexByte(head, '>')
		if i < 0 {
			return false
		}
		head = bytes.TrimLeft(head[i+1:], " \t\r\n")
	}
	start := bytes.ToLower(head[:min(len(head), 14)])
	return bytes.HasPrefix(start, []byte("<!doctype html")) ||
		bytes.HasPrefix(start, []byte("<html"))
}

type htmlFile struct {
	about content.Info
	root  *html.Node
}

func openHTML(_ context.Context, s format.Source, _ format.Env) (format.Reader, error) {
	if s.Size > maxHTML {
		return nil, format.Fail(format.ErrTooLarge, nil)
	}
	set, bom, err := charset.Of(s.Section(0))
	if err != nil {
		return nil, err
	}
	text := charset.Reader(s.Section(bom), set)
	if named, name := metaCharset(s); set == charset.CP949 && named != nil {
		text, set = transform.NewReader(s.Section(0), named.NewDecoder()), name
	}
	counted := &zeroCounter{in: text}
	root, err := html.ParseWithOptions(counted, html.ParseOptionEnableScripting(false))
	if err != nil {
		return nil, format.Damaged(err)
	}
	f := &htmlFile{about: content.Info{Format: "html", Charset: set, Total: s.Size,
		Unit: content.ByteUnit}, root: root}
	if counted.found {
		f.about.Warn(document.BadCharacters)
	}
	if endsEarly(s) {
		f.about.Warn(document.Incomplete)
	}
	if t := find(root, 0, func(n *html.Node) bool { return n.DataAtom == atom.Title }); t != nil {
		f.about.Title = korean.Line(textOf(t))
	}
	return f, nil
}

// zeroCounter notices bytes of zero, which no page has.
type zeroCounter struct {
	in    io.Reader
	found bool
}

func (z *zeroCounter) Read(p []byte) (int, error) {
	n, err := z.in.Read(p)
	z.found = z.found || bytes.IndexByte(p[:n], 0) >= 0
	return n, err
}

// endsEarly reports whether a page that begins as a whole document does not end as one.
func endsEarly(s format.Source) bool {
	if !isHTML(format.Source{Name: "a.html"}, s.Head(format.SniffBytes)) {
		return false
	}
	const end = 8 << 10
	last, err := io.ReadAll(s.Section(max(0, s.Size-end)))
	last = bytes.ToLower(bytes.ReplaceAll(last, []byte{0}, nil)) // UTF-16
	return err == nil && !bytes.Contains(last, []byte("</html")) &&
		!bytes.Contains(last, []byte("</body"))
}

func (f *htmlFile) Info() content.Info { return f.about }
func (f *htmlFile) Close() error       { return nil }

func (f *htmlFile) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		w := &htmlWalker{Pager: content.Pager{Yield: yield, From: from}, ctx: ctx}
		w.children(f.content(), 0)
		w.paragraph()
		if err := ctx.Err(); err != nil {
			w.Fail(err)
		}
		w.Flush(f.about.Total)
	}
}

var metaName = regexp.MustCompile(`(?i)<meta[^>]{0,200}charset\s*=\s*["']?([A-Za-z0-9_:.-]{2,40})`)

// metaBytes is how far a page's character set is looked for: scripts and styles
// may stand before it.
const metaBytes = 64 << 10

// metaCharset is what the file says of its character set. It counts only for a
// text that is not UTF-8.
func metaCharset(s format.Source) (encoding.Encoding, string) {
	m := metaName.FindSubmatch(s.Head(metaBytes))
	if m == nil {
		return nil, ""
	}
	e, err := htmlindex.Get(string(m[1]))
	if err != nil || e == unicode.UTF8 {
		return nil, ""
	}
	name, _ := htmlindex.Name(e)
	return e, name
}

// content is the element that holds the page's matter: its only <main> if that
// has text, otherwise the whole.
func (f *htmlFile) content() *html.Node {
	isMain := func(n *html.Node) bool {
		return n.DataAtom == atom.Main ||
			attribute(n, "role") == "main"
	}
	if main := find(f.root, 0, isMain); main != nil && strings.TrimSpace(textOf(main)) != "" {
		return main
	}
	return f.root
}

// htmlWalker walks a tree and builds blocks. Inline text gathers in buf until a
// block begins or ends.
type htmlWalker struct {
	content.Pager
	ctx  context.Context
	buf  strings.Builder
	list []htmlList // open lists, outermost first
	item string     // number of the list item whose first paragraph has not been written yet
	in   bool       // inside a list item
}

// htmlList is an open ol or ul.
type htmlList struct {
	ordered bool
	style   string // the type attribute: 1 a A i I
	next    int
}

func (w *htmlWalker) children(n *html.Node, depth int) {
	if depth > 2*content.MaxDepth {
		return
	}
	for c := n.FirstChild; c != nil && !w.Stopped; c = c.NextSibling {
		w.node(c, depth+1)
	}
}

func (w *htmlWalker) node(n *html.Node, depth int) {
	switch {
	case n.Type == html.TextNode:
		w.buf.WriteString(n.Data)
	case n.Type != html.ElementNode || isChrome(n):
	case n.DataAtom == atom.Br:
		w.buf.WriteString("\x00") // a line break that collapsing blanks must not eat
	case n.DataAtom == atom.Img:
		if alt := attribute(n, "alt"); alt != "" {
			w.buf.WriteString(" " + alt + " ")
		}
	case isBlock(n.DataAtom):
		w.block(n, depth)
	default:
		w.children(n, depth)
	}
}

// block handles an element that begins and ends a paragraph.
func (w *htmlWalker) block(n *html.Node, depth int) {
	w.paragraph()
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		w.Heading(int(n.Data[1]-'0'), collapse(textOf(n)))
	case atom.Pre:
		w.Code(codeLanguage(n), "", textOf(n), 0)
	case atom.Table:
		w.tableElement(n, depth)
	case atom.Ul, atom.Ol, atom.Menu:
		start, err := strconv.Atoi(attribute(n, "start"))
		if err != nil {
			start = 1
		}
		w.list = append(w.list, htmlList{n.DataAtom == atom.Ol, attribute(n, "type"), start})
		w.children(n, depth)
		w.paragraph()
		w.list = w.list[:len(w.list)-1]
	case atom.Li:
		w.listItem(n, depth)
	default:
		w.children(n, depth)
		w.paragraph()
	}
	w.Full(0)
	if w.ctx.Err() != nil {
		w.Fail(w.ctx.Err())
	}
}

func (w *htmlWalker) listItem(n *html.Node, depth int) {
	outer := w.in
	w.item, w.in = "•", true
	if len(w.list) > 0 {
		if l := &w.list[len(w.list)-1]; l.ordered {
			if v, err := strconv.Atoi(attribute(n, "value")); err == nil {
				l.next = v
			}
			w.item = numbering.Ordered(l.style, l.next)
			l.next++
		}
	}
	w.children(n, depth)
	w.paragraph()
	w.item, w.in = "", outer
}

// paragraph writes the inline text gathered so far, as a list item's text or as a paragraph.
func (w *htmlWalker) paragraph() {
	text := collapse(w.buf.String())
	w.buf.Reset()
	switch {
	case text == "":
	case w.in:
		w.Builder.Item(max(1, len(w.list)), w.item, text)
		w.item = ""
	default:
		w.Builder.Paragraph(text)
	}
}

// tableElement writes a table, or only what it holds when it merely arranges the page.
func (w *htmlWalker) tableElement(n *html.Node, depth int) {
	t := htmlTable{}
	t.collect(n, 0)
	if t.nested || t.columns < 2 {
		w.children(n, depth)
		w.paragraph()
		return
	}
	if t.caption != "" {
		w.Builder.Paragraph(t.caption)
	}
	if t.cut {
		w.Fail(format.Fail(format.ErrTooLarge, nil))
		return
	}
	w.Builder.Table(t.grid.Rows(), t.header, 0)
}

// htmlTable gathers a table's cells.
type htmlTable struct {
	grid    content.Grid
	caption string
	columns int
	header  int  // leading rows of th only, or in thead
	nested  bool // holds tables or headings: it arranges the page
	cut     bool // too large
}

func (t *htmlTable) collect(n *html.Node, depth int) {
	for c := n.FirstChild; c != nil && depth < content.MaxDepth; c = c.NextSibling {
		switch c.DataAtom {
		case atom.Caption:
			t.caption = collapse(textOf(c))
		case atom.Tr:
			t.row(c)
		case atom.Thead, atom.Tbody, atom.Tfoot:
			t.collect(c, depth+1)
		}
	}
}

func (t *htmlTable) row(tr *html.Node) {
	if t.cut = t.cut || len(t.grid.Cells) >= content.MaxRows; t.cut {
		return
	}
	t.grid.Next()
	heads, cells := 0, 0
	for c := tr.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
			continue
		}
		if cells++; cells > content.MaxColumns {
			break
		}
		if c.DataAtom == atom.Th {
			heads++
		}
		t.nested = t.nested || find(c, 0, arranges) != nil
		t.grid.Add(collapse(textOf(c)), span(c, "colspan"), span(c, "rowspan"))
	}
	t.columns = max(t.columns, cells)
	isHead := tr.Parent != nil && tr.Parent.DataAtom == atom.Thead || heads == cells && cells > 0
	if isHead && t.header == len(t.grid.Cells)-1 {
		t.header++
	}
}

func arranges(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Table, atom.H1, atom.H2, atom.H3:
		return true
	}
	return false
}

func span(n *html.Node, name string) int {
	v, err := strconv.Atoi(attribute(n, name))
	if err != nil {
		return 1
	}
	return min(max(v, 1), content.MaxColumns)
}

// isChrome: what surrounds a page's matter, and what nobody reads.
func isChrome(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Nav, atom.Footer, atom.Head,
		atom.Iframe, atom.Object,
		atom.Svg, atom.Math, atom.Button, atom.Select, atom.Input, atom.Textarea, atom.Dialog,
		atom.Canvas, atom.Audio,
		atom.Video, atom.Rp:
		return n.DataAtom != atom.Footer || !within(n, atom.Article, atom.Blockquote)
	}
	switch attribute(n, "role") {
	case "navigation", "banner", "contentinfo", "search", "menu", "dialog":
		return true
	}
	style := strings.ReplaceAll(strings.ToLower(attribute(n, "style")), " ", "")
	return hasAttribute(n, "hidden") || attribute(n, "aria-hidden") == "true" ||
		strings.Contains(style, "display:none")
}

func within(n *html.Node, elements ...atom.Atom) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		for _, e := range elements {
			if p.DataAtom == e {
				return true
			}
		}
	}
	return false
}

func isBlock(a atom.Atom) bool {
	switch a {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Caption,
		atom.Center, atom.Dd,
		atom.Details, atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure,
		atom.Footer, atom.Form,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Header, atom.Hr, atom.Html,
		atom.Legend, atom.Li,
		atom.Main, atom.Menu, atom.Ol, atom.P, atom.Pre, atom.Section, atom.Summary, atom.Table,
		atom.Tbody, atom.Td,
		atom.Tfoot, atom.Th, atom.Thead, atom.Tr, atom.Ul:
		return true
	}
	return false
}

// collapse makes runs of blanks one, as a browser shows them, and turns the
// marks of <br> into line breaks.
func collapse(s string) string {
	lines := strings.Split(s, "\x00")
	for i, l := range lines {
		lines[i] = strings.Join(strings.Fields(l), " ")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// textOf is the text below n without what nobody reads.
func textOf(n *html.Node) string {
	var b strings.Builder
	writeText(&b, n, 0)
	return b.String()
}

func writeText(b *strings.Builder, n *html.Node, depth int) {
	if depth > 2*content.MaxDepth {
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		case c.Type != html.ElementNode || isChrome(c):
		case c.DataAtom == atom.Br:
			b.WriteString("\n")
		case isBlock(c.DataAtom):
			b.WriteString("\n")
			writeText(b, c, depth+1)
			b.WriteString("\n")
		default:
			writeText(b, c, depth+1)
		}
	}
}

// find gives the first element below n, in document order, for which is holds.
func find(n *html.Node, depth int, is func(*html.Node) bool) *html.Node {
	if depth > 2*content.MaxDepth {
		return nil
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && is(c) {
			return c
		}
		if found := find(c, depth+1, is); found != nil {
			return found
		}
	}
	return nil
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

func hasAttribute(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// codeLanguage reads the class that highlighters use: language-go, lang-go.
func codeLanguage(pre *html.Node) string {
	class := attribute(pre, "class")
	if code := find(pre, 0, func(n *html.Node) bool { return n.DataAtom == atom.Code }); code != nil {
		class += " " + attribute(code, "class")
	}
	for c := range strings.FieldsSeq(class) {
		for _, prefix := range []string{"language-", "lang-"} {
			if l, ok := strings.CutPrefix(c, prefix); ok {
				return l
			}
		}
	}
	return ""
}

// htmlText is the text of a fragment of HTML, as it stands in Markdown.
func htmlText(fragment io.Reader) string {
	root, err := html.Parse(fragment)
	if err != nil {
		return ""
	}
	return textOf(root)
}
