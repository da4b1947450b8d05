package text

import (
	"strconv"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/outline"
)

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
	title, rows, header := outline.TitleRow(t.grid.Rows(), t.header)
	w.Builder.Paragraph(title)
	w.Builder.Table(rows, header, 0)
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
