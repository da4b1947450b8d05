package hwp

import (
	"slices"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/outline"
)

// table handles a table's records: its own, and for each cell a header followed
// by paragraphs on the same level.
func (w *hwpWalker) table(records []hwpRecord, depth int) {
	if w.frame(records, depth) {
		return
	}
	var g content.Grid
	row, header, columns, caption := -1, 0, 0, ""
	inTable := false
	for i := 0; i < len(records); {
		r := records[i]
		end := i + 1
		for end < len(records) && (records[end].level > r.level ||
			records[end].tag == hwpTagParagraph && records[end].level == r.level) {
			end++
		}
		switch {
		case r.tag == hwpTagTable:
			inTable = true
			end = under(records, i)
		case r.tag != hwpTagListHeader || len(g.Cells) > content.MaxRows:
		case !inTable:
			caption = w.inside(records[i+1:end], depth)
		default:
			for ; row < r.U16(10) && row < content.MaxRows; row++ {
				g.Next()
			}
			g.Add(w.cell(records[i+1:end], depth), max(1, min(r.U16(12), content.MaxColumns)),
				max(1, r.U16(14)))
			columns = max(columns, r.U16(8)+1)
			const title = 1 << 18
			if r.U32(4)&title != 0 && row == header {
				header = row + 1
			}
		}
		i = end
	}
	outline.WriteTable(&w.Builder, g.Rows(), max(header, g.Head()), columns, caption, w.plain,
		&w.flat)
}

// frame handles a table of one column that contains other tables: it is drawn
// around a part of the text.
func (w *hwpWalker) frame(records []hwpRecord, depth int) bool {
	table := slices.IndexFunc(records, func(r hwpRecord) bool { return r.tag == hwpTagTable })
	if w.plain || table < 0 || records[table].U16(6) != 1 ||
		!slices.ContainsFunc(records, func(r hwpRecord) bool {
			return r.tag == hwpTagControl && controlID(r) == "tbl "
		}) {
		return false
	}
	w.list(records, depth)
	return true
}
