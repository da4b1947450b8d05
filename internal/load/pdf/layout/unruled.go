package layout

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/load/outline"
)

// table takes a table out of a run if it looks like one: pieces that stand in
// columns and on common lines. If nil, its columns are texts of their own. What
// stands above and below the table leaves the run.
func (r *run) table() *table {
	all := slices.Concat(r.left, r.right)
	for _, a := range all {
		if a.table != nil || a.frame != nil {
			return nil
		}
	}
	rows, above, below := trimRows(rowsOf(all))
	rows, rest := headersAbove(rows, r.above)
	columns := columnsIn(rows)
	if len(columns) < 2 || texts(rows, columns) || indexes(rows, columns) || !aligned(rows, columns) {
		return nil
	}
	if hanging(rows, columns) {
		return r.list(rows, columns, above, rest, below)
	}
	few := len(columns) == 2 && len(rows) < 3
	r.above = append(rest, slices.Concat(above...)...)
	r.below = append(slices.Concat(below...), r.below...)
	t := newUnruled(rows, columns)
	t.list = few || t.labels()
	return t
}

// trimRows takes lines of one piece from both ends: captions, units and the
// last lines of paragraphs.
func trimRows(rows [][]atom) (kept, above, below [][]atom) {
	first, last := 0, len(rows)
	for first < last && len(rows[first]) == 1 {
		first++
	}
	for last > first && len(rows[last-1]) == 1 {
		last--
	}
	for last > first && last < len(rows) && goesOnCell(rows[last-1], rows[last]) {
		last++ // the last row has a cell of several lines
	}
	return rows[first:last], rows[:first], rows[last:]
}

// goesOnCell reports whether a piece goes on a cell of the row above that is
// not its first.
func goesOnCell(above, row []atom) bool {
	a := row[0]
	for _, c := range above[1:] {
		if abs(c.X0-a.X0) < 0.5*a.size && a.Y0-c.Y1 < 0.9*a.size {
			return true
		}
	}
	return false
}

// headersAbove adds lines with several pieces that stand directly above rows:
// headings over several columns don't leave their gaps free.
func headersAbove(rows [][]atom, above []atom) (with [][]atom, rest []atom) {
	const most = 3 // rows of a header
	if len(rows) == 0 {
		return rows, above
	}
	lines := rowsOf(above)
	top := rows[0][0]
	n := len(lines)
	for n > 0 && len(lines)-n < most {
		line := lines[n-1]
		gap := top.Y0 - line[0].Y1
		if len(line) < 2 || gap < -0.2*top.size || gap > 1.2*top.size || line[0].table != nil ||
			line[0].frame != nil {
			break
		}
		top = line[0]
		n--
	}
	if n == len(lines) {
		return rows, above
	}
	return append(slices.Clone(lines[n:]), rows...), slices.Concat(lines[:n]...)
}

// columnsIn finds the columns of rows. A heading at the left and numbers at
// the right of a column don't meet, but never stand on one line either.
func columnsIn(rows [][]atom) []span {
	columns := columnBorders(slices.Concat(rows...))
	for k := 0; k+1 < len(columns); {
		if standTogether(rows, columns, k) {
			k++
			continue
		}
		columns[k].hi = columns[k+1].hi
		columns = slices.Delete(columns, k+1, k+2)
	}
	return columns
}

// standTogether reports whether a row has pieces in columns k and k+1.
func standTogether(rows [][]atom, columns []span, k int) bool {
	for _, row := range rows {
		left, right := false, false
		for _, a := range row {
			c := columnOf(columns, a.Box)
			left, right = left || c == k, right || c == k+1
		}
		if left && right {
			return true
		}
	}
	return false
}

// bullet is the mark or number of a list's item.
var bullet = regexp.MustCompile(`^(?:[•●○◦■□▪▫◆◇▶▷►➢✓✔※*·\-–—ㅇo]|\(?\d{1,3}[.)]|[①-⑳]|\(?` + outline.HangulNumber + `[.)]|\(?[a-z][.)])$`)

// labels reports whether a table of two columns is a list: of labels with their
// values (성명: 홍길동), or of marks with their items.
func (t *table) labels() bool {
	if len(t.xs) != 3 {
		return false
	}
	n := 0
	for _, row := range t.rows {
		text := row[0].text(breaks{})
		if strings.HasSuffix(text, ":") || strings.HasSuffix(text, "：") ||
			bullet.MatchString(strings.TrimSpace(text)) {
			n++
		}
	}
	return 2*n > len(t.rows)
}

// span is an interval of x.
type span struct{ lo, hi float32 }

// columnBorders finds the columns in which pieces stand. A few pieces may
// reach over several of them.
func columnBorders(as []atom) []span {
	size := middleSize(as)
	rows := len(linesOf(slices.Clone(as)))
	all := make([]span, 0, len(as))
	for _, a := range as {
		all = append(all, span{a.X0, a.X1})
	}
	slices.SortFunc(all, func(a, b span) int { return cmp.Compare(a.hi-a.lo, b.hi-b.lo) })
	var out []span
	wide := 0
	for i, s := range all {
		touched := 0
		for _, o := range out {
			if min(o.hi, s.hi)-max(o.lo, s.lo) > -0.4*size {
				touched++
			}
		}
		if touched > 1 && wide < max(1, rows/6) && i > len(all)/2 {
			wide++ // a heading of several columns
			continue
		}
		out = unite(out, s, 0.4*size)
	}
	slices.SortFunc(out, func(a, b span) int { return cmp.Compare(a.lo, b.lo) })
	return out
}

// unite adds an interval to disjoint ones, joining those that it touches.
func unite(all []span, s span, slack float32) []span {
	kept := all[:0]
	for _, o := range all {
		if min(o.hi, s.hi)-max(o.lo, s.lo) > -slack {
			s = span{min(o.lo, s.lo), max(o.hi, s.hi)}
		} else {
			kept = append(kept, o)
		}
	}
	return append(kept, s)
}

// columnOf is the column that most of a piece stands in.
func columnOf(columns []span, a Box) int {
	best, most := 0, float32(-1e9)
	for i, c := range columns {
		if o := min(c.hi, a.X1) - max(c.lo, a.X0); o > most {
			best, most = i, o
		}
	}
	return best
}

// texts reports whether at least two columns are running text: their lines
// fill them. A line may consist of several pieces, since the gaps between the
// words of a justified line vary.
func texts(rows [][]atom, columns []span) bool {
	n := 0
	for k, c := range columns {
		full, lines, runes := 0, 0, 0
		var size float32
		for _, row := range rows {
			line, length, height := lineIn(row, columns, k)
			if length == 0 {
				continue
			}
			lines++
			runes += length
			size = max(size, height)
			if line.width() > 0.7*(c.hi-c.lo) {
				full++
			}
		}
		if lines >= 3 && 2*full >= lines && c.hi-c.lo > 9*size && runes > 9*lines {
			n++
		}
	}
	return n >= 2
}

// indexEntry is a line of an index: a term and the numbers of its pages.
var indexEntry = regexp.MustCompile(`^\P{N}*\p{L}.* \d{1,4}(?:(?:, | ?[-–] ?)\d{1,4})*,?$`)

// indexes reports whether each column is a part of an index: most of its lines
// are terms with the numbers of their pages.
func indexes(rows [][]atom, columns []span) bool {
	const fewest = 8 // lines of a column
	for k := range columns {
		lines, entries := 0, 0
		for _, row := range rows {
			var words []word
			for i := range row {
				if columnOf(columns, row[i].Box) == k {
					words = append(words, row[i].words...)
				}
			}
			if len(words) == 0 {
				continue
			}
			lines++
			if indexEntry.MatchString(lineText(words)) {
				entries++
			}
		}
		if lines < fewest || 2*entries < lines {
			return false
		}
	}
	return true
}

// lineIn gives the box, the characters and the font's size of what stands in
// column k of a row.
func lineIn(row []atom, columns []span, k int) (line Box, runes int, size float32) {
	for i := range row {
		a := &row[i]
		if columnOf(columns, a.Box) != k {
			continue
		}
		if runes == 0 {
			line = a.Box
		}
		line = line.union(a.Box)
		runes += a.runes()
		size = max(size, a.size)
	}
	return line, runes, size
}

// aligned reports whether most lines have pieces in several columns.
func aligned(rows [][]atom, columns []span) bool {
	shared, fewest := 0, len(rows)
	counts := make([]int, len(columns))
	for _, row := range rows {
		seen := map[int]bool{}
		for _, a := range row {
			seen[columnOf(columns, a.Box)] = true
		}
		for k := range seen {
			counts[k]++
		}
		if len(seen) > 1 {
			shared++
		}
	}
	for _, n := range counts {
		fewest = min(fewest, n)
	}
	return shared >= 2 && 10*shared >= 6*fewest
}

// rowsOf groups pieces that stand on one line, from above, and from left to
// right.
func rowsOf(as []atom) [][]atom {
	as = slices.Clone(as)
	slices.SortStableFunc(as, func(a, b atom) int { return cmp.Compare(a.base, b.base) })
	var out [][]atom
	for start := 0; start < len(as); {
		end := start + 1
		for end < len(as) && sameLine(as[start], as[end]) {
			end++
		}
		row := as[start:end:end]
		slices.SortStableFunc(row, func(a, b atom) int { return cmp.Compare(a.X0, b.X0) })
		out = append(out, row)
		start = end
	}
	return out
}

func newUnruled(rows [][]atom, columns []span) *table {
	t := &table{Box: rows[0][0].Box, atoms: slices.Concat(rows...)}
	for _, c := range columns {
		t.xs = append(t.xs, c.lo)
	}
	t.xs = append(t.xs, columns[len(columns)-1].hi)
	least := closest(rows)
	starts := rowStarts(rows, columns)
	var bottom float32
	for i, row := range rows {
		box := row[0].Box
		for _, a := range row {
			box = box.union(a.Box)
		}
		t.Box = t.Box.union(box)
		cells := cellsOf(row, columns)
		goes := i > 0 && goesOn(cells, box.Y0-bottom, least, row[0].size)
		if starts != nil {
			goes = i > 0 && !starts[i]
		}
		// Lines of a cell stand around the only line of the cell beside it.
		goes = goes || i > 0 && box.Y0 < bottom-0.3*row[0].size
		if goes {
			join(t.rows[len(t.rows)-1], cells)
		} else {
			t.rows = append(t.rows, cells)
		}
		bottom = box.Y1
	}
	return t
}

// rowStarts tells which lines begin a row if the gaps show it: those between
// rows are wider than those between the lines of a cell, which fill fewer
// columns. Nil means the gaps show nothing.
func rowStarts(rows [][]atom, columns []span) []bool {
	if len(rows) < 4 {
		return nil
	}
	steps := make([]float32, 0, len(rows))
	for i := 1; i < len(rows); i++ {
		steps = append(steps, rows[i][0].base-rows[i-1][0].base)
	}
	sorted := slices.Clone(steps)
	slices.Sort(sorted)
	least, size := sorted[0], middleSize(rows[0])
	limit, jump := float32(0), float32(0)
	for i := 1; i < len(sorted); i++ {
		if d := sorted[i] - sorted[i-1]; d > jump {
			limit, jump = (sorted[i]+sorted[i-1])/2, d
		}
	}
	if least > 1.9*size || jump < 0.2*size || jump < 0.15*least {
		return nil
	}
	starts := make([]bool, len(rows))
	starts[0] = true
	var full, part, fulls, parts int // cells of lines that begin rows, and of others
	for i := range rows {
		if i > 0 {
			starts[i] = steps[i-1] > limit
		}
		n := len(rows[i])
		if starts[i] {
			full, fulls = full+n, fulls+1
		} else {
			part, parts = part+n, parts+1
		}
	}
	if parts == 0 || 10*part*fulls > 7*full*parts {
		return nil
	}
	return starts
}

// closest is the smallest gap between two rows.
func closest(rows [][]atom) float32 {
	least := float32(1e9)
	for i := 1; i < len(rows); i++ {
		least = min(least, rows[i][0].Y0-rows[i-1][0].Y1)
	}
	return least
}

// goesOn reports whether a line belongs to the row above: its first cell is
// empty and it is no farther away than lines of a cell are.
func goesOn(cells []cell, gap, least, size float32) bool {
	filled := 0
	for _, c := range cells {
		if !c.empty() {
			filled++
		}
	}
	return cells[0].empty() && gap < least+0.3*size && gap < 0.9*size && 2*filled <= len(cells)+1
}

// join adds the lines of cells to the cells above them. Either may span
// several columns.
func join(above, below []cell) {
	k, start := 0, 0 // the cell above, and the column in which it begins
	column := 0
	for _, c := range below {
		for k+1 < len(above) && column >= start+above[k].columns {
			start += above[k].columns
			k++
		}
		above[k].lines = append(above[k].lines, c.lines...)
		column += c.columns
	}
}

// cellsOf puts the pieces of a line into columns.
func cellsOf(row []atom, columns []span) []cell {
	byColumn := make([][]word, len(columns))
	reach := make([]int, len(columns))
	for _, a := range row {
		first, last := columnOf(columns, a.Box), 0
		for k, c := range columns {
			if min(c.hi, a.X1)-max(c.lo, a.X0) > 0.5*min(c.hi-c.lo, a.width()) {
				first, last = min(first, k), max(last, k)
			}
		}
		byColumn[first] = append(byColumn[first], a.words...)
		reach[first] = max(reach[first], last-first)
	}
	var out []cell
	for k := 0; k < len(columns); k++ {
		c := cell{columns: 1}
		if len(byColumn[k]) > 0 {
			c.lines = [][]word{byColumn[k]}
		}
		for n := reach[k]; n > 0 && k+1 < len(columns) && len(byColumn[k+1]) == 0; n-- {
			c.columns++
			k++
		}
		out = append(out, c)
	}
	return out
}
