package layout

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/load/outline"
)

// unpack divides the rows of a ruled table that hold several entries: some
// tables have lines only around groups of entries, or only between columns.
func (t *table) unpack() {
	var out [][]cell
	for r, row := range t.rows {
		p := newPack(row, t.xs)
		top := r == 0 && len(t.rows) > 1
		numbered := p.numbered()
		switch {
		case r < t.header || t.spanned(r):
			out = append(out, row)
		case len(numbered) > 0:
			out = append(out, p.divideAt(numbered)...)
		case p.entries(top):
			out = append(out, p.divide()...)
		default:
			out = append(out, row)
		}
	}
	t.rows = out
}

// spanned reports whether a cell of row r belongs to another row too.
func (t *table) spanned(r int) bool {
	for _, row := range t.rows[r:min(r+2, len(t.rows))] {
		for _, c := range row {
			if c.again {
				return true
			}
		}
	}
	return false
}

// pack is a row that may hold several entries below one another.
type pack struct {
	row    []cell
	widths []float32 // of its cells
	bases  []float32 // of the lines of its fullest cell
}

func newPack(row []cell, xs []float32) pack {
	p := pack{row: row}
	k := 0
	for _, c := range row {
		p.widths = append(p.widths, xs[min(k+c.columns, len(xs)-1)]-xs[k])
		k = min(k+c.columns, len(xs)-1)
		if len(c.lines) > len(p.bases) {
			p.bases = nil
			for _, l := range c.lines {
				p.bases = append(p.bases, l[0].base)
			}
		}
	}
	return p
}

// entries reports whether each line of the row is an entry of its own: the
// cells have a line for each, at the same height, and none of the lines ends
// because its column does. The row at the top of a table, which may be its
// header, must have values, and so must a row of two lines.
func (p pack) entries(top bool) bool {
	if len(p.bases) < 2 {
		return false
	}
	filled, full, values := 0, 0, 0
	for i, c := range p.row {
		if c.empty() {
			continue
		}
		filled++
		switch {
		case len(c.lines) == len(p.bases) && p.aligned(c):
			full++
			if c.isValues() {
				values++
			} else if !c.loose(p.widths[i]) {
				return false
			}
		case !p.aligned(c) && !p.label(i):
			return false
		}
	}
	switch {
	// Most of the cells that have text must have an entry for each line; the others
	// are labels or were left empty in some lines.
	case full < 2 || 5*full < 3*filled:
		return false
	case len(p.bases) == 2:
		return 2*values >= full
	case top:
		return values > 0
	}
	return values > 0 || full == filled && full > 2 && !slices.ContainsFunc(p.row, cell.isList)
}

// aligned reports whether each line of a cell stands beside one of the fullest
// cell.
func (p pack) aligned(c cell) bool {
	at := 0
	for _, l := range c.lines {
		for at < len(p.bases) && !beside(l, p.bases[at]) {
			at++
		}
		if at == len(p.bases) {
			return false
		}
		at++
	}
	return true
}

func beside(l []word, base float32) bool { return abs(l[0].base-base) <= 0.35*l[0].size }

// label reports whether cell i names all entries of the row.
func (p pack) label(i int) bool { return i == 0 && len(p.row[i].lines) == 1 }

// divide makes a row of each line.
func (p pack) divide() [][]cell {
	rows := make([][]cell, len(p.bases))
	for i, c := range p.row {
		shared := p.label(i)
		for r, base := range p.bases {
			one := cell{columns: c.columns}
			switch {
			case shared:
				one.lines, one.again = c.lines, r > 0
			case len(c.lines) > 0 && beside(c.lines[0], base):
				one.lines, c.lines = c.lines[:1:1], c.lines[1:]
			}
			rows[r] = append(rows[r], one)
		}
	}
	return rows
}

// isValues reports whether each line of a cell is a number, perhaps with a unit,
// or a dash for none.
func (c cell) isValues() bool {
	digits := false
	for _, l := range c.lines {
		text := lineText(l)
		if !isValue(text) {
			return false
		}
		digits = digits || strings.ContainsFunc(text, unicode.IsDigit)
	}
	return digits
}

// isValue reports whether a line can be a value of its own. One that ends in a
// stop, a comma or a tilde goes on below, and parts of dates may.
func isValue(line string) bool {
	const longestUnit = 3
	letters := 0
	for _, r := range line {
		if strings.ContainsRune("년월일시분", r) {
			return false
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	first, _ := utf8.DecodeRuneInString(line)
	return letters <= longestUnit && !unicode.IsLetter(first) &&
		(letters == 0 || !strings.Contains(line, " ")) && // thousands may be set apart
		first != '~' && !strings.HasSuffix(line, ".") && !strings.HasSuffix(line, ",") &&
		!strings.HasSuffix(line, "~")
}

// loose reports whether the first word of each line would have had room in the
// line above: nothing but the next entry begins there.
func (c cell) loose(width float32) bool {
	const padding = 4
	for i, l := range c.lines[1:] {
		above := c.lines[i]
		used := above[len(above)-1].X1 - above[0].X0
		if used+0.3*l[0].size+l[0].width() > width-padding {
			return false
		}
	}
	return true
}

// isList reports whether lines of a cell are the items of a list.
func (c cell) isList() bool {
	for _, l := range c.lines {
		if outline.BeginsAnew(lineText(l)) {
			return true
		}
	}
	return false
}
