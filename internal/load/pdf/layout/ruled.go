package layout

import "slices"

// maxLines bounds the rows and the columns of a ruled grid.
const maxLines = 400

// grid is a ruled table: borders, and which of its fields belong together.
type grid struct {
	xs, ys []float32
	cells  sets // of fields, row by row
}

// newGrid finds the grid of a component. It returns false if there is none.
func newGrid(c component) (grid, bool) {
	g := grid{xs: positions(c.vertical, c.horizontal), ys: positions(c.horizontal, c.vertical)}
	if len(g.xs) < 2 || len(g.ys) < 2 || len(g.xs) > maxLines || len(g.ys) > maxLines ||
		len(c.vertical) == 0 {
		return g, false
	}
	g.cells = newSets(g.columns() * g.rows())
	vertical, horizontal := strokesAt(c.vertical, g.xs), strokesAt(c.horizontal, g.ys)
	for r := range g.rows() {
		for k := range g.columns() {
			if k > 0 && !covered(vertical[k], g.ys[r], g.ys[r+1]) {
				g.cells.join(g.field(r, k-1), g.field(r, k))
			}
			if r > 0 && !covered(horizontal[r], g.xs[k], g.xs[k+1]) {
				g.cells.join(g.field(r-1, k), g.field(r, k))
			}
		}
	}
	g.square()
	return g, true
}

func (g grid) columns() int           { return len(g.xs) - 1 }
func (g grid) rows() int              { return len(g.ys) - 1 }
func (g grid) field(r, k int) int     { return r*g.columns() + k }
func (g grid) place(f int) (r, k int) { return f / g.columns(), f % g.columns() }

// positions are the places of strokes, those nearby taken as one, with the ends
// of the strokes across where these reach further: tables may be open at their
// sides.
func positions(along, across []stroke) []float32 {
	var all []float32
	for _, s := range along {
		all = append(all, s.pos)
	}
	slices.Sort(all)
	var out []float32
	for start := 0; start < len(all); {
		end := start + 1
		for end < len(all) && all[end]-all[start] <= nearby+1 {
			end++
		}
		out = append(out, (all[start]+all[end-1])/2)
		start = end
	}
	if len(out) == 0 {
		return nil
	}
	lo, hi := out[0], out[len(out)-1]
	for _, s := range across {
		lo, hi = min(lo, s.lo), max(hi, s.hi)
	}
	const open = 8 // points by which strokes must reach further: less is a careless drawing
	if lo < out[0]-open {
		out = slices.Insert(out, 0, lo)
	}
	if hi > out[len(out)-1]+open {
		out = append(out, hi)
	}
	return out
}

// strokesAt gives the strokes at each of the positions.
func strokesAt(all []stroke, positions []float32) [][]stroke {
	out := make([][]stroke, len(positions))
	for i, pos := range positions {
		for _, s := range all {
			if abs(s.pos-pos) <= nearby+1 {
				out[i] = append(out[i], s)
			}
		}
	}
	return out
}

// covered reports whether one of the strokes covers most of the way from lo to hi.
func covered(all []stroke, lo, hi float32) bool {
	var longest float32
	for _, s := range all {
		longest = max(longest, min(s.hi, hi)-max(s.lo, lo))
	}
	return longest >= 0.6*(hi-lo)
}

// square divides cells that are no rectangles into their fields again, keeping
// what belongs together within a row.
func (g *grid) square() {
	n := len(g.cells)
	count := make([]int, n)
	bounds := make([][4]int, n) // rows and columns: first, last
	for f := range n {
		root := g.cells.root(f)
		r, k := g.place(f)
		if b := &bounds[root]; count[root] == 0 {
			*b = [4]int{r, r, k, k}
		} else {
			*b = [4]int{min(b[0], r), max(b[1], r), min(b[2], k), max(b[3], k)}
		}
		count[root]++
	}
	fixed := newSets(n)
	for f := range n {
		root := g.cells.root(f)
		b := bounds[root]
		r, k := g.place(f)
		if count[root] == (b[1]-b[0]+1)*(b[3]-b[2]+1) {
			fixed.join(g.field(b[0], b[2]), f)
		} else if k > 0 && g.cells.root(g.field(r, k-1)) == root {
			fixed.join(g.field(r, k-1), f)
		}
	}
	g.cells = fixed
}

// fieldAt returns the field that contains a point, or -1 if none does.
func (g grid) fieldAt(x, y float32) int {
	k, r := between(g.xs, x), between(g.ys, y)
	if k < 0 || r < 0 {
		return -1
	}
	return g.field(r, k)
}

func between(all []float32, x float32) int {
	i, _ := slices.BinarySearch(all, x)
	if i == 0 || i == len(all) {
		return -1
	}
	return i - 1
}
