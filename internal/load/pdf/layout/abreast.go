package layout

import (
	"cmp"
	"slices"
)

// abreast joins columns of a table that are drawn apart: stacks of fields beside
// one another whose horizontal lines are at the same heights, with nothing
// between the stacks. Korean reports print plans by year like this.
func (a *arranger) abreast(all []component) []component {
	const fewest = 3 // rows: two are a box with a title
	var stacks []stack
	rest := all[:0:0]
	for _, c := range all {
		g, ok := newGrid(c)
		if !ok || g.columns() != 1 || g.rows() < fewest || g.count() != g.rows() {
			rest = append(rest, c)
			continue
		}
		stacks = append(stacks, stack{c, g.ys})
	}
	slices.SortFunc(stacks, func(a, b stack) int { return cmp.Compare(a.X0, b.X0) })
	for i := range stacks {
		if stacks[i].ys == nil {
			continue
		}
		joined := stacks[i].component
		last := stacks[i]
		for j := i + 1; j < len(stacks); j++ {
			if next := stacks[j]; last.continues(next) && !a.separated(last.Box, next.Box) {
				joined = joined.beside(next.component)
				last, stacks[j].ys = next, nil
			}
		}
		rest = append(rest, joined)
	}
	return rest
}

// stack is a component whose grid has one column.
type stack struct {
	component
	ys []float32 // its horizontal lines; if nil, it is part of another one
}

// continues reports whether the next column of a table may be another stack.
func (s stack) continues(next stack) bool {
	const widest = 24 // of a gap between columns
	gap := next.X0 - s.X1
	return next.ys != nil && gap > 0 && gap <= widest &&
		slices.EqualFunc(s.ys, next.ys, func(a, b float32) bool { return abs(a-b) <= nearby })
}

// separated reports whether a word stands between two stacks.
func (a *arranger) separated(left, right Box) bool {
	gap := Box{left.X1, left.Y0, right.X0, left.Y1}
	return slices.ContainsFunc(a.rest, func(w word) bool { return gap.holds(w.midX(), w.midY()) })
}

// beside joins a component to the one on its left: a line in the middle of the
// gap takes the place of the borders at its sides.
func (c component) beside(right component) component {
	middle := (c.X1 + right.X0) / 2
	out := component{Box: c.Box.union(right.Box)}
	for _, side := range []struct {
		component
		edge float32
	}{{c, c.X1}, {right, right.X0}} {
		for _, v := range side.vertical {
			if abs(v.pos-side.edge) <= nearby+1 {
				v.pos = middle
			}
			out.vertical = append(out.vertical, v)
		}
		for _, h := range side.horizontal {
			if abs(h.hi-side.edge) <= nearby+1 {
				h.hi = middle
			}
			if abs(h.lo-side.edge) <= nearby+1 {
				h.lo = middle
			}
			out.horizontal = append(out.horizontal, h)
		}
	}
	return out
}
