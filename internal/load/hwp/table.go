package hwp

import (
	"slices"
	"strings"

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
	outline.WriteTable(&w.Builder, g.Rows(), header, columns, caption, w.plain,
		&w.flat)
}

// frame handles a table that contains other tables and none of whose rows has two
// cells with text: it is drawn around a part of the text.
func (w *hwpWalker) frame(records []hwpRecord, depth int) bool {
	table := slices.IndexFunc(records, func(r hwpRecord) bool { return r.tag == hwpTagTable })
	if w.plain || table < 0 ||
		!slices.ContainsFunc(records, func(r hwpRecord) bool {
			return r.tag == hwpTagControl && controlID(r) == "tbl "
		}) || records[table].U16(6) != 1 && !singleTexts(records[table:]) {
		return false
	}
	w.list(records, depth)
	return true
}

// singleTexts reports whether no row of a table has two cells with text. The
// table's own record comes first.
func singleTexts(records []hwpRecord) bool {
	filled := map[int]bool{}
	for i := 1; i < len(records); {
		r := records[i]
		end := i + 1
		for end < len(records) && !(records[end].tag == hwpTagListHeader &&
			records[end].level == records[0].level) {
			end++
		}
		if r.tag == hwpTagListHeader && slices.ContainsFunc(records[i:end], hasText) {
			if row := r.U16(10); filled[row] {
				return false
			} else {
				filled[row] = true
			}
		}
		i = end
	}
	return true
}

// hasText reports whether a record is a text with more than white space and marks.
func hasText(r hwpRecord) bool {
	if r.tag != hwpTagText {
		return false
	}
	var p hwpParagraph
	p.read(r)
	return strings.TrimSpace(p.text.String()) != ""
}
