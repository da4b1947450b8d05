package layout

import (
	"cmp"
	"slices"
)

// bridge completes what components lack to be whole tables: horizontal lines
// without vertical ones, whose pieces show the columns, and shaded rows
// between others that are not shaded.
func (a *arranger) bridge(all []component, breaks []point) []component {
	var lines []rung
	rest := all[:0:0]
	for _, c := range a.joinShaded(all) {
		if len(c.vertical) == 0 && len(c.horizontal) == 1 && c.width() > 40 {
			lines = append(lines, newRung(c.horizontal[0], breaks))
		} else {
			rest = append(rest, c)
		}
	}
	slices.SortFunc(lines, func(a, b rung) int {
		return cmp.Or(cmp.Compare(a.pos, b.pos),
			cmp.Compare(a.lo, b.lo))
	})
	used := make([]bool, len(lines))
	for i := range lines {
		if used[i] {
			continue
		}
		ladder := []rung{lines[i]}
		for j := i + 1; j < len(lines); j++ {
			if used[j] || !fits(ladder, lines[j]) {
				continue
			}
			if a.between(ladder[len(ladder)-1], lines[j]) {
				break
			}
			used[j] = true
			ladder = append(ladder, lines[j])
		}
		rest = append(rest, a.ladder(ladder))
	}
	return rest
}

// rung is a horizontal line with the places where its pieces meet.
type rung struct {
	stroke
	breaks []float32
}

func newRung(s stroke, breaks []point) rung {
	r := rung{stroke: s}
	for _, b := range breaks {
		if abs(b.y-s.pos) <= nearby && b.x > s.lo+nearby && b.x < s.hi-nearby {
			r.breaks = append(r.breaks, b.x)
		}
	}
	slices.Sort(r.breaks)
	r.breaks = slices.CompactFunc(r.breaks, func(a, b float32) bool { return abs(a-b) < nearby })
	return r
}

// fits reports whether a line belongs to those above: it is as wide, or ends
// where one of them has a border, since a cell that spans rows has no line.
func fits(ladder []rung, r rung) bool {
	if borders(ladder, r.lo) && borders(ladder, r.hi) {
		return true
	}
	below := []rung{r}
	for _, l := range ladder {
		if l.pos < r.pos-200 || !borders(below, l.lo) || !borders(below, l.hi) {
			return false
		}
	}
	return true
}

func borders(ladder []rung, x float32) bool {
	const slack = 6
	for _, l := range ladder {
		if abs(l.lo-x) < slack || abs(l.hi-x) < slack {
			return true
		}
		for _, b := range l.breaks {
			if abs(b-x) < slack {
				return true
			}
		}
	}
	return false
}

// between reports whether text stands between two lines that reaches over
// their columns: they are no lines of one table.
func (a *arranger) between(above, below rung) bool {
	xs := below.breaks
	if len(xs) == 0 {
		xs = above.breaks
	}
	if len(xs) == 0 {
		return false
	}
	area := Box{max(above.lo, below.lo), above.pos, min(above.hi, below.hi), below.pos}
	xs = append(append([]float32{area.X0 - 20}, xs...), area.X1+20)
	return a.across(area, xs)
}

// ladder makes one component of lines above one another. The borders between
// the pieces of a line divide the cells above it, and those below it if the
// next line has no pieces.
func (a *arranger) ladder(lines []rung) component {
	first := lines[0]
	out := component{Box: Box{first.lo, first.pos, first.hi, first.pos}}
	if first = widest(lines); first.pos-lines[0].pos < 100 {
		out.loose, out.first = len(first.breaks) > 0 &&
			first.pos <= lines[min(2, len(lines)-1)].pos, first.breaks
	}
	for i, l := range lines {
		out.horizontal = append(out.horizontal, l.stroke)
		out.Box = out.Box.union(Box{l.lo, l.pos, l.hi, l.pos})
		for _, x := range append([]float32{l.lo, l.hi}, l.breaks...) {
			if up := nearest(lines[:i], x, true); up != nil && inner(lines, x) {
				out.vertical = append(out.vertical, stroke{x, up.pos, l.pos})
			}
		}
		for _, x := range l.breaks {
			if down := nearest(lines[i+1:], x, false); down != nil && len(down.breaks) == 0 {
				out.vertical = append(out.vertical, stroke{x, l.pos, down.pos})
			}
		}
	}
	if len(out.vertical) > 0 {
		a.splitBands(&out)
	}
	return out
}

// widest is the first of the widest lines.
func widest(lines []rung) rung {
	w := lines[0]
	for _, l := range lines {
		if l.hi-l.lo > w.hi-w.lo+2*nearby {
			w = l
		}
	}
	return w
}

// inner reports whether x is no end of all lines.
func inner(lines []rung, x float32) bool {
	lo, hi := lines[0].lo, lines[0].hi
	for _, l := range lines {
		lo, hi = min(lo, l.lo), max(hi, l.hi)
	}
	return x > lo+2*nearby && x < hi-2*nearby
}

// nearest is the last or the first of lines that reaches to x.
func nearest(lines []rung, x float32, last bool) *rung {
	order := slices.All(lines)
	if last {
		order = slices.Backward(lines)
	}
	for i, l := range order {
		if l.lo-nearby <= x && x <= l.hi+nearby {
			return &lines[i]
		}
	}
	return nil
}

// splitBands adds lines between the rows of a band that has several: tables
// may have lines only below their header and at their end.
func (a *arranger) splitBands(c *component) {
	ys := positions(c.horizontal, nil)
	if c.loose && c.Y0 < ys[0]-nearby {
		ys = append([]float32{c.Y0}, ys...)
	}
	columns := len(positions(c.vertical, c.horizontal)) - 1
	for i := 1; i < len(ys); i++ {
		c.horizontal = append(c.horizontal, a.rowLines(Box{c.X0, ys[i-1], c.X1, ys[i]}, columns,
			len(ys) <= 4)...)
	}
}

// rowLines gives the lines that are missing between the rows in a band. Lines
// of a single row fill few of its columns, except the first one. few: there
// are so few bands that they hardly are rows.
func (a *arranger) rowLines(band Box, columns int, few bool) (out []stroke) {
	var inside []word
	for _, w := range a.rest {
		if band.holds(w.midX(), w.midY()) {
			inside = append(inside, w)
		}
	}
	rows := rowsOf(atoms(inside, nil))
	filled := 0
	for _, row := range rows {
		filled += min(len(row), columns)
	}
	if len(rows) < 2 || len(rows) == 2 && !few || 10*filled < 6*len(rows)*columns {
		return nil
	}
	for i := 1; i < len(rows); i++ {
		above, below := rows[i-1][0].Box, rows[i][0].Box
		for _, at := range rows[i-1] {
			above = above.union(at.Box)
		}
		for _, at := range rows[i] {
			below = below.union(at.Box)
		}
		if len(rows[i]) > 1 || columns < 3 {
			out = append(out, stroke{(above.Y1 + below.Y0) / 2, band.X0, band.X1})
		}
	}
	return out
}

// highestRow is the highest shaded row, in points: four lines of text.
const highestRow = 60

// across reports whether a word in an area lies across one of the places.
func (a *arranger) across(area Box, xs []float32) bool {
	return slices.ContainsFunc(a.rest, func(w word) bool {
		return area.holds(w.midX(), w.midY()) && crosses(w.Box, xs)
	})
}

// joinShaded makes one component of rows of shaded cells with the same borders
// if there is room for one row between them, and no word there lies across a border:
// it would be the text between two tables.
func (a *arranger) joinShaded(all []component) []component {
	var rows, rest []component
	for _, c := range all {
		if len(c.vertical) >= 3 && len(c.horizontal) >= 2 && c.height() < highestRow {
			rows = append(rows, c)
		} else {
			rest = append(rest, c)
		}
	}
	slices.SortFunc(rows, func(a, b component) int {
		return cmp.Or(cmp.Compare(a.Y0, b.Y0),
			cmp.Compare(a.X0, b.X0))
	})
	used := make([]bool, len(rows))
	for i := range rows {
		if used[i] {
			continue
		}
		whole := rows[i]
		xs := positions(whole.vertical, nil)
		last := rows[i]
		// With two borders it is one cell, and boxes of one width stand below each
		// other in many layouts that are no tables.
		for j := i + 1; j < len(rows) && len(xs) > 2; j++ {
			next := rows[j]
			if used[j] || next.Y0 < last.Y1-1 || next.Y0-last.Y1 > 1.6*max(last.height(),
				next.height()) ||
				!sameColumns(xs, positions(next.vertical, nil)) ||
				a.across(Box{last.X0, last.Y1, last.X1, next.Y0}, xs) {
				continue
			}
			used[j] = true
			// The row between the two has no borders of its own: it gets theirs.
			for _, x := range xs {
				whole.vertical = append(whole.vertical, stroke{x, last.Y1, next.Y0})
			}
			whole.horizontal = append(whole.horizontal, next.horizontal...)
			whole.vertical = append(whole.vertical, next.vertical...)
			whole.Box = whole.Box.union(next.Box)
			whole.loose, whole.first = true, xs[1:len(xs)-1]
			last = next
		}
		rest = append(rest, whole)
	}
	return rest
}

// reach adds the row above a component's first line and the one below its last
// if words stand there in its columns: such tables have no lines around them.
func (a *arranger) reach(c component) component {
	if !c.loose || len(c.first) == 0 {
		return c
	}
	xs := append([]float32{c.X0}, c.first...)
	xs = append(xs, c.X1)
	slices.Sort(xs)
	if top, ok := a.rowBeside(c.Box, xs, true); ok {
		row := Box{c.X0, top, c.X1, c.Y0}
		c = c.extended(row, c.first, top)
		c.horizontal = append(c.horizontal, a.rowLines(row, len(xs)-1, true)...)
	}
	if bottom, ok := a.rowBeside(c.Box, xs, false); ok {
		row := Box{c.X0, c.Y1, c.X1, bottom}
		c = c.extended(row, c.first, bottom)
		c.horizontal = append(c.horizontal, a.rowLines(row, len(xs)-1, true)...)
	}
	return c
}

func (c component) extended(row Box, xs []float32, edge float32) component {
	c.Box = c.Box.union(row)
	c.horizontal = append(slices.Clone(c.horizontal), stroke{edge, c.X0, c.X1})
	for _, x := range xs {
		c.vertical = append(slices.Clone(c.vertical), stroke{x, row.Y0, row.Y1})
	}
	return c
}

// rowBeside gives the outer edge of the lines directly above or below a box
// whose words stand in its columns.
func (a *arranger) rowBeside(box Box, xs []float32, above bool) (edge float32, ok bool) {
	const reach = 80
	lines := atoms(within(a.rest, box, reach, above), nil)
	rows := rowsOf(lines)
	if above {
		slices.Reverse(rows)
	}
	edge = box.Y1
	if above {
		edge = box.Y0
	}
	start := edge // rows are added from here outwards
	for i, row := range rows {
		near := row[0].Box
		for _, at := range row {
			near = near.union(at.Box)
			for _, w := range at.words {
				if crosses(w.Box, xs) {
					return edge, edge != start
				}
			}
		}
		gap := near.Y0 - edge
		if above {
			gap = edge - near.Y1
		}
		// The next row of a table is about a line away. A single piece must be nearer:
		// it may be a caption or a paragraph, and certainly is one where it comes first.
		if gap > 1.4*row[0].size || gap > 0.9*row[0].size && len(row) < 2 || i == 0 &&
			len(row) < 2 {
			break
		}
		if edge = near.Y1 + 1; above {
			edge = near.Y0 - 1
		}
	}
	return edge, edge != start
}

// within gives the words above or below a box, no farther than reach.
func within(all []word, box Box, reach float32, above bool) []word {
	area := Box{box.X0 - 2, box.Y1, box.X1 + 2, box.Y1 + reach}
	if above {
		area.Y0, area.Y1 = box.Y0-reach, box.Y0
	}
	var out []word
	for _, w := range all {
		if w.overlapX(area) > 0 && area.Y0 < w.midY() && w.midY() < area.Y1 {
			out = append(out, w)
		}
	}
	return out
}

// crosses reports whether a word reaches over a border, or out of the table.
func crosses(a Box, xs []float32) bool {
	const slack = 2
	for i, x := range xs {
		if i == 0 && a.X0 < x-slack || i == len(xs)-1 && a.X1 > x+slack || a.X0 < x-slack &&
			a.X1 > x+slack {
			return true
		}
	}
	return false
}
