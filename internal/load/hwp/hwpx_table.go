package hwp

import (
	"encoding/xml"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/outline"
)

// hwpxTable is a <hp:tbl> while it is read.
type hwpxTable struct {
	grid    content.Grid
	header  int
	columns int
	caption string
	frame   bool            // so far, no row has two cells with text
	blocks  content.Builder // of a frame
}

func (t *hwpxTable) element(w *hwpxWalker) func(*archive.XML, xml.StartElement) error {
	return func(x *archive.XML, e xml.StartElement) error {
		switch e.Name.Local {
		case "caption":
			text, err := w.inside(x)
			t.caption = strings.TrimSpace(text)
			return err
		case "tr":
			if len(t.grid.Cells) >= content.MaxRows {
				w.file.about.Warn(document.CellsLeftOut)
				return x.Skip()
			}
			return t.row(x, w)
		}
		return x.Skip()
	}
}

// row reads a row. It belongs to the header if all its cells say so and all rows
// above belong to it, too. Cells beyond content.MaxColumns are left out.
func (t *hwpxTable) row(x *archive.XML, w *hwpxWalker) error {
	t.grid.Next()
	cells, heads, texts := 0, 0, 0
	err := x.Children(func(x *archive.XML, e xml.StartElement) error {
		if e.Name.Local != "tc" || cells >= content.MaxColumns {
			return x.Skip()
		}
		cells++
		if archive.Attr(e, "header") == "1" {
			heads++
		}
		columns, rows := 1, 1
		in := w.inner()
		in.plain = !t.frame
		err := x.Children(func(x *archive.XML, e xml.StartElement) error {
			if e.Name.Local == "cellSpan" {
				columns, rows = archive.SmallNumber(archive.Attr(e, "colSpan")),
					archive.SmallNumber(archive.Attr(e, "rowSpan"))
			}
			return in.list(x, e)
		})
		if t.frame {
			outline.FlattenBlocks(&in.flat, &in.Builder)
			t.blocks.Append(&in.Builder)
		}
		text := strings.TrimSpace(in.flat.String())
		if text != "" {
			texts++
		}
		if t.frame && texts > 1 {
			t.frame, t.blocks = false, content.Builder{}
		}
		w.adopt(&in.written, text)
		t.grid.Add(text, columns, rows)
		return err
	})
	if heads == cells && cells > 0 && t.header == len(t.grid.Cells)-1 {
		t.header++
	}
	t.columns = max(t.columns, cells)
	return err
}

// write writes the table. If no row has two cells with text, it is a frame around
// text, which may contain other tables.
func (t *hwpxTable) write(w *hwpxWalker) {
	if t.frame && t.blocks.Holds(content.Table) {
		w.Paragraph(t.caption)
		w.Append(&t.blocks)
		return
	}
	outline.WriteTable(&w.Builder, t.grid.Rows(), t.header, t.columns,
		t.caption, w.plain, &w.flat)
}
