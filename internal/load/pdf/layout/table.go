package layout

// table is a table on a page.
type table struct {
	Box
	rows   [][]cell
	header int       // rows that name the columns; 0 if unknown
	xs     []float32 // borders of its columns
	ruled  bool
	list   bool   // it is no table: its lines are read from left to right
	atoms  []atom // of an unruled table
	items  []leaf // of a list with hanging numbers
}

// cell is a cell of a table. One that spans rows stands in each of them.
type cell struct {
	lines   [][]word
	columns int  // that it spans
	again   bool // it began in a row above
	foreign bool // it stands on an earlier page
}

func (c cell) empty() bool { return len(c.lines) == 0 }

// fill makes the rows of a ruled grid. words gives the lines of each cell by
// its first field.
func (g grid) fill(lines map[int][][]word) [][]cell {
	rows := make([][]cell, g.rows())
	for r := range rows {
		for k := 0; k < g.columns(); {
			root := g.cells.root(g.field(r, k))
			n := 1
			for k+n < g.columns() && g.cells.root(g.field(r, k+n)) == root {
				n++
			}
			first, _ := g.place(root)
			c := cell{lines: lines[root], columns: n, again: first < r}
			if c.again && isProse(c.lines) {
				c.lines = nil // it would be longer than the rows
			}
			rows[r] = append(rows[r], c)
			k += n
		}
	}
	return rows
}

// rightOf is where the lines of a cell of a ruled table can end: as far from the
// border as they begin behind it. 0 means that it is unknown.
func (t *table) rightOf(c cell, column int) float32 {
	end := column + c.columns
	if !t.ruled || len(c.lines) == 0 || end >= len(t.xs) {
		return 0
	}
	left := c.lines[0][0].X0
	for _, l := range c.lines {
		left = min(left, l[0].X0)
	}
	return t.xs[end] - max(0, left-t.xs[column])
}
