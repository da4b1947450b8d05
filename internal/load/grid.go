package load

// grid lays out a table's cells with their spans: a cell that spans rows appears in each of them.
type grid struct {
	cells [][]cell
	down  []spanning // by column: what the rows above reach into the next row
	at    int        // column of the next cell
}

// spanning is a cell that reaches into further rows.
type spanning struct {
	cell
	rows int
}

// next begins a row.
func (g *grid) next() {
	g.finish()
	g.cells = append(g.cells, nil)
	g.at = 0
}

// add adds a cell to the current row, behind those that reach down into it.
func (g *grid) add(text string, columns, rows int) {
	if len(g.cells) == 0 {
		g.next()
	}
	g.fill()
	c := cell{text: text}
	if columns > 1 {
		c.columns = columns
	}
	g.append(c)
	if rows > 1 {
		for len(g.down) <= g.at {
			g.down = append(g.down, spanning{})
		}
		g.down[g.at] = spanning{c, rows - 1}
	}
	g.at += max(1, columns)
}

func (g *grid) append(c cell) { g.cells[len(g.cells)-1] = append(g.cells[len(g.cells)-1], c) }

// fill copies the cells that reach into the current row at its current column.
func (g *grid) fill() {
	for g.at < len(g.down) && g.down[g.at].rows > 0 {
		d := &g.down[g.at]
		d.rows--
		g.append(d.cell)
		g.at += max(1, d.columns)
	}
}

// finish ends the current row with the cells that reach into it behind its own.
func (g *grid) finish() {
	if len(g.cells) == 0 {
		return
	}
	for ; g.at < len(g.down); g.at++ {
		if d := &g.down[g.at]; d.rows > 0 {
			d.rows--
			g.append(d.cell)
		}
	}
}

// rows ends the table and gives its rows.
func (g *grid) rows() [][]cell {
	g.finish()
	g.at = len(g.down)
	return g.cells
}
