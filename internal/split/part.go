package split

import (
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/content"
)

// part is a block of a page that begins at base in the version's text. The kinds
// have the same names.
func part(k content.Block, base int) document.Part {
	p := document.Part{Kind: document.PartKind(k.Kind), Start: base + k.Start, End: base + k.End,
		Level: k.Level, Header: k.Header}
	for _, row := range k.Rows {
		cells := make(document.PartRow, len(row.Cells))
		for i, c := range row.Cells {
			cells[i] = document.PartCell{Start: base + c.Start, End: base + c.End,
				Columns: c.Columns, Covered: c.Covered}
		}
		p.Rows = append(p.Rows, cells)
	}
	return p
}
