package load

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// docxTable is a table while it is read.
type docxTable struct {
	rows   [][]cell
	header int            // leading rows marked as header
	above  map[int]string // by grid column: the text of the cell that rows below may continue
	wide   bool           // some row has two cells
}

func (w *docxWalker) tableElement(x *xmlStream) error {
	t := &docxTable{above: map[int]string{}}
	if err := x.children(w.rowElement(t)); err != nil {
		return err
	}
	switch {
	case w.plain:
		for _, row := range t.rows {
			for _, c := range row {
				w.flat.WriteString(korean.Line(c.text) + " ")
			}
			w.flat.WriteString("\n")
		}
		return nil
	case !t.wide: // a frame around text
		for _, row := range t.rows {
			for _, c := range row {
				for line := range strings.SplitSeq(c.text, "\n") {
					w.builder.paragraph(line)
				}
			}
		}
	default:
		w.builder.table(t.rows, t.header, 0)
	}
	if w.ctx != nil && !w.full(x.in.InputOffset()) {
		return errStopped
	}
	return nil
}

// rowElement handles a child of <w:tbl>.
func (w *docxWalker) rowElement(t *docxTable) func(*xmlStream, xml.StartElement) error {
	var f func(*xmlStream, xml.StartElement) error
	f = func(x *xmlStream, e xml.StartElement) error {
		switch e.Name.Local {
		case "tr":
			if len(t.rows) >= maxRows {
				w.file.about.warn(CellsLeftOut)
				return x.skip()
			}
			return w.row(x, t)
		case "sdt", "sdtContent", "customXml", "ins", "moveTo":
			return x.children(f)
		}
		return x.skip()
	}
	return f
}

func (w *docxWalker) row(x *xmlStream, t *docxTable) error {
	r := &docxRow{table: t}
	if err := x.children(w.cellElement(r)); err != nil {
		return err
	}
	if r.deleted {
		return nil
	}
	if r.header && t.header == len(t.rows) {
		t.header++
	}
	t.rows = append(t.rows, r.cells)
	t.wide = t.wide || len(r.cells) > 1
	return nil
}

// docxRow is a row while it is read.
type docxRow struct {
	table   *docxTable
	cells   []cell
	column  int // of the grid
	header  bool
	deleted bool
}

// cellElement handles a child of <w:tr>.
func (w *docxWalker) cellElement(r *docxRow) func(*xmlStream, xml.StartElement) error {
	var f func(*xmlStream, xml.StartElement) error
	f = func(x *xmlStream, e xml.StartElement) error {
		switch e.Name.Local {
		case "trPr":
			return x.children(r.property)
		case "tc":
			if len(r.cells) >= maxColumns {
				w.file.about.warn(CellsLeftOut)
				return x.skip()
			}
			return w.cell(x, r)
		case "sdt", "sdtContent", "customXml", "ins", "moveTo":
			return x.children(f)
		}
		return x.skip()
	}
	return f
}

func (r *docxRow) property(x *xmlStream, e xml.StartElement) error {
	switch e.Name.Local {
	case "tblHeader":
		r.header = isOn(attr(e, "val"))
	case "del":
		r.deleted = true
	case "gridBefore":
		r.column += smallNumber(attr(e, "val"))
	}
	return x.skip()
}

// cell reads a <w:tc>. A cell that continues the one above has its text.
func (w *docxWalker) cell(x *xmlStream, r *docxRow) error {
	columns, continues := 1, false
	inside := &docxWalker{file: w.file, lists: w.lists, plain: true}
	err := x.children(func(x *xmlStream, e xml.StartElement) error {
		if e.Name.Local != "tcPr" {
			return inside.blockElement(x, e)
		}
		return x.children(func(x *xmlStream, e xml.StartElement) error {
			switch e.Name.Local {
			case "gridSpan":
				columns = max(1, smallNumber(attr(e, "val")))
			case "vMerge":
				continues = attr(e, "val") != "restart"
			}
			return x.skip()
		})
	})
	if err != nil {
		return err
	}
	c := cell{text: strings.TrimSpace(inside.flat.String())}
	if continues && c.text == "" {
		c.text = r.table.above[r.column]
	}
	r.table.above[r.column] = c.text
	r.column += columns
	if columns > 1 {
		c.columns = columns
	}
	r.cells = append(r.cells, c)
	return nil
}

// smallNumber reads a count, at most maxColumns, 0 for anything else.
func smallNumber(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return min(n, maxColumns)
}
