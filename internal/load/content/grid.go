package content

// Grid lays out a table's cells with their spans: a cell that spans rows appears in each of them.
type Grid struct {
	Cells [][]GridCell
	down  []spanning // by column: what the rows above reach into the next row
	at    int        // column of the next cell
}

// spanning is a cell that reaches into further rows.
type spanning struct {
	GridCell
	rows int
}

// Next begins a row.
func (g *Grid) Next() {
	g.finish()
	g.Cells = append(g.Cells, nil)
	g.at = 0
}

// Add adds a cell to the current row, after those that reach down into it.
func (g *Grid) Add(text string, columns, rows int) {
	if len(g.Cells) == 0 {
		g.Next()
	}
	g.fill()
	c := GridCell{Text: text}
	if columns > 1 {
		c.Columns = columns
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

func (g *Grid) append(c GridCell) { g.Cells[len(g.Cells)-1] = append(g.Cells[len(g.Cells)-1], c) }

// fill copies the cells that reach into the current row at its current column.
func (g *Grid) fill() {
	for g.at < len(g.down) && g.down[g.at].rows > 0 {
		d := &g.down[g.at]
		d.rows--
		g.append(d.GridCell)
		g.at += max(1, d.Columns)
	}
}

// finish ends the current row with the cells that reach into it after its own.
func (g *Grid) finish() {
	if len(g.Cells) == 0 {
		return
	}
	for ; g.at < len(g.down); g.at++ {
		if d := &g.down[g.at]; d.rows > 0 {
			d.rows--
			g.append(d.GridCell)
		}
	}
}

// Rows ends the table and gives its rows.
func (g *Grid) Rows() [][]GridCell {
	g.finish()
	g.at = len(g.down)
	return g.Cells
}
