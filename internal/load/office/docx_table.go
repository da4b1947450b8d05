package office

import (
	"encoding/xml"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/outline"
)

// docxTable is a table while it is read.
type docxTable struct {
	rows   [][]content.GridCell
	header int            // leading rows marked as header
	above  map[int]string // by grid column: the text of the cell that rows below may continue
	wide   bool           // some row has two cells
}

func (w *docxWalker) tableElement(x *archive.XML) error {
	t := &docxTable{above: map[int]string{}}
	if err := x.Children(w.rowElement(t)); err != nil {
		return err
	}
	switch {
	case w.plain:
		for _, row := range t.rows {
			for _, c := range row {
				w.flat.WriteString(korean.Line(c.Text) + " ")
			}
			w.flat.WriteString("\n")
		}
		return nil
	case !t.wide: // a frame around text
		for _, row := range t.rows {
			for _, c := range row {
				for line := range strings.SplitSeq(c.Text, "\n") {
					w.Builder.Paragraph(line)
				}
			}
		}
	default:
		title, rows, header := outline.TitleRow(t.rows, t.header)
		w.Builder.Paragraph(title)
		w.Builder.Table(rows, header, 0)
	}
	w.writeComments()
	if w.ctx != nil && !w.Full(x.Offset()) {
		return content.ErrStopped
	}
	return nil
}

// rowElement handles a child of <w:tbl>.
func (w *docxWalker) rowElement(t *docxTable) func(*archive.XML, xml.StartElement) error {
	var f func(*archive.XML, xml.StartElement) error
	f = func(x *archive.XML, e xml.StartElement) error {
		switch e.Name.Local {
		case "tr":
			if len(t.rows) >= content.MaxRows {
				w.file.about.Warn(document.CellsLeftOut)
				return x.Skip()
			}
			return w.row(x, t)
		case "sdt", "sdtContent", "customXml", "ins", "moveTo":
			return x.Children(f)
		}
		return x.Skip()
	}
	return f
}

func (w *docxWalker) row(x *archive.XML, t *docxTable) error {
	r := &docxRow{table: t}
	if err := x.Children(w.cellElement(r)); err != nil {
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
	cells   []content.GridCell
	column  int // of the grid
	header  bool
	deleted bool
}

// cellElement handles a child of <w:tr>.
func (w *docxWalker) cellElement(r *docxRow) func(*archive.XML, xml.StartElement) error {
	var f func(*archive.XML, xml.StartElement) error
	f = func(x *archive.XML, e xml.StartElement) error {
		switch e.Name.Local {
		case "trPr":
			return x.Children(r.property)
		case "tc":
			if len(r.cells) >= content.MaxColumns {
				w.file.about.Warn(document.CellsLeftOut)
				return x.Skip()
			}
			return w.cell(x, r)
		case "sdt", "sdtContent", "customXml", "ins", "moveTo":
			return x.Children(f)
		}
		return x.Skip()
	}
	return f
}

func (r *docxRow) property(x *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "tblHeader":
		r.header = isOn(archive.Attr(e, "val"))
	case "del":
		r.deleted = true
	case "gridBefore":
		r.column += archive.SmallNumber(archive.Attr(e, "val"))
	}
	return x.Skip()
}

// cell reads a <w:tc>. A cell that continues the one above gets the text of
// that one.
func (w *docxWalker) cell(x *archive.XML, r *docxRow) error {
	columns, continues := 1, false
	inside := &docxWalker{file: w.file, lists: w.lists, plain: true}
	err := x.Children(func(x *archive.XML, e xml.StartElement) error {
		if e.Name.Local != "tcPr" {
			return inside.blockElement(x, e)
		}
		return x.Children(func(x *archive.XML, e xml.StartElement) error {
			switch e.Name.Local {
			case "gridSpan":
				columns = max(1, archive.SmallNumber(archive.Attr(e, "val")))
			case "vMerge":
				continues = archive.Attr(e, "val") != "restart"
			}
			return x.Skip()
		})
	})
	if err != nil {
		return err
	}
	c := content.GridCell{Text: strings.TrimSpace(inside.flat.String())}
	w.adopt(inside, c.Text)
	if continues && c.Text == "" {
		c.Text = r.table.above[r.column]
	}
	r.table.above[r.column] = c.Text
	r.column += columns
	if columns > 1 {
		c.Columns = columns
	}
	r.cells = append(r.cells, c)
	return nil
}
