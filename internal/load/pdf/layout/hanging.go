package layout

import (
	"regexp"
	"slices"
	"strings"
)

// hung is a number or mark that hangs beside the text that it counts: 8.7.7, R32,
// Q1, 제3조, or a single character that stands for a bullet.
var hung = regexp.MustCompile(`^(?:\S|\(?(?:\p{Lu}{1,3}[.-]?)?\d{1,3}(?:[.-]\d{1,3})*[.)]?|제\d{1,3}[조항장절](?:의\d{1,2})?)$`)

// hanging reports whether the first of two columns holds only the numbers or marks
// of what stands beside them, which is running text: the lines of a list or of
// numbered sections, and not the rows of a table.
func hanging(rows [][]atom, columns []span) bool {
	const fullest, letters = 0.7, 25 // of the column's width; of a line, on average
	if len(columns) != 2 {
		return false
	}
	labels, lines, full, runes := 0, 0, 0, 0
	for _, row := range rows {
		if label := textIn(row, columns, 0); label != "" {
			if !hung.MatchString(label) {
				return false
			}
			labels++
		}
		line, n, _ := lineIn(row, columns, 1)
		if n == 0 {
			continue
		}
		lines++
		runes += n
		if line.width() > fullest*(columns[1].hi-columns[1].lo) {
			full++
		}
	}
	return labels > 0 && 2*lines >= 3*labels && 2*full >= lines && runes >= letters*lines
}

// textIn is what a row has in column k.
func textIn(row []atom, columns []span, k int) string {
	var words []word
	for i := range row {
		if columnOf(columns, row[i].Box) == k {
			words = append(words, row[i].words...)
		}
	}
	return strings.TrimSpace(lineText(words))
}

// list takes a list with hanging numbers out of a run, as a table whose items are
// its parts.
func (r *run) list(rows [][]atom, columns []span, above [][]atom, rest []atom,
	below [][]atom) *table {
	// The last item's lines without a number stand below the rows.
	for len(below) > 0 && below[0][0].X0 > columns[1].lo-below[0][0].size &&
		directlyUnder(rows[len(rows)-1], below[0]) {
		rows, below = append(slices.Clip(rows), below[0]), below[1:]
	}
	r.above = append(rest, slices.Concat(above...)...)
	r.below = append(slices.Concat(below...), r.below...)
	t := &table{list: true, atoms: slices.Concat(rows...)}
	for _, row := range rows {
		lines := linesOf(slices.Clone(row))
		if textIn(row, columns, 0) != "" || len(t.items) == 0 {
			t.items = append(t.items, leaf{})
			lines[0].X0 = max(lines[0].X0, min(columns[1].lo, lines[0].X1))
		}
		item := &t.items[len(t.items)-1]
		item.lines = append(item.lines, lines...)
	}
	return t
}

// directlyUnder reports whether a row follows another one as closely as the lines
// of a paragraph do.
func directlyUnder(above, row []atom) bool {
	return row[0].base-above[0].base < 2.3*row[0].size
}
