package text

import (
	"context"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/numbering"
)

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
	case writeShown(&w.buf, n):
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
