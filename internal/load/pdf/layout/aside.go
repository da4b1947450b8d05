package layout

// aside arranges a box of facts and the text beside it one by one. The lines
// between the facts end at the text, which therefore looks like a cell that
// spans all rows. It reports whether there is such a text.
func (a *arranger) aside(c component, g grid, byField map[int][]word, page Box) bool {
	first, end := g.textAt(0, byField), g.columns()
	if first < end {
		end -= g.textAt(end-1, byField)
	}
	if first == 0 && end == g.columns() || first >= end {
		return false
	}
	for _, part := range [][2]int{{0, first}, {first, end}, {end, g.columns()}} {
		if part[0] < part[1] {
			a.component(c.between(g.xs[part[0]], g.xs[part[1]]), page)
		}
	}
	return true
}

// textAt is how many columns the cell at a side of the grid spans, column being
// the outermost one, if it is a text from the top to the bottom; 0 if it isn't.
func (g grid) textAt(column int, byField map[int][]word) (columns int) {
	root := g.cells.root(g.field(0, column))
	for r := range g.rows() {
		if g.cells.root(g.field(r, column)) != root {
			return 0
		}
	}
	var lines [][]word
	for _, l := range linesOf(atoms(byField[root], nil)) {
		lines = append(lines, l.words)
	}
	if g.rows() < 2 || !isProse(lines) {
		return 0
	}
	for k := range g.columns() {
		if g.cells.root(g.field(0, k)) == root {
			columns++
		}
	}
	return columns
}

// isProse reports whether a cell holds a text rather than an entry of a table.
func isProse(lines [][]word) bool {
	const fewest, shortest = 5, 150 // lines, characters
	if len(lines) < fewest {
		return false
	}
	n := 0
	for _, ws := range lines {
		for _, w := range ws {
			n += len([]rune(w.text))
		}
	}
	return n >= shortest
}

// between is the part of a component from x0 to x1, with a line at either side.
func (c component) between(x0, x1 float32) component {
	out := component{Box: Box{x0, c.Y0, x1, c.Y1}}
	for _, h := range c.horizontal {
		if lo, hi := max(h.lo, x0), min(h.hi, x1); hi-lo > nearby {
			out.horizontal = append(out.horizontal, stroke{h.pos, lo, hi})
		}
	}
	out.vertical = []stroke{{x0, c.Y0, c.Y1}, {x1, c.Y0, c.Y1}}
	for _, v := range c.vertical {
		if v.pos > x0+nearby && v.pos < x1-nearby {
			out.vertical = append(out.vertical, v)
		}
	}
	return out
}
