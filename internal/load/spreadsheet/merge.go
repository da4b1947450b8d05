package spreadsheet

import (
	"cmp"
	"slices"
)

// ordered gives the ranges that merge anything, by their top.
func ordered(merges []Range) []Range {
	kept := slices.DeleteFunc(slices.Clone(merges), func(m Range) bool {
		return m.Bottom < m.Top || m.Right < m.Left || m.Bottom == m.Top && m.Right == m.Left
	})
	slices.SortFunc(kept, func(a, b Range) int { return cmp.Or(a.Top-b.Top, a.Left-b.Left) })
	return kept
}

// merge gives a row with what merged cells make of it: how far its own cells
// reach, and those above that reach into it.
func (w *Writer) merge(r Row) Row {
	w.active = slices.DeleteFunc(w.active, func(c carry) bool { return c.Bottom < r.Number })
	for w.opened < len(w.merges) && w.merges[w.opened].Top < r.Number {
		w.opened++ // its first row has no text
	}
	begun := len(w.active)
	for ; w.opened < len(w.merges) && w.merges[w.opened].Top == r.Number; w.opened++ {
		m := w.merges[w.opened]
		for i := range r.Cells {
			c := &r.Cells[i]
			if c.Column == m.Left {
				c.span, c.down = m.Right-m.Left+1, m.Bottom-m.Top+1
				if m.Bottom > m.Top {
					w.active = append(w.active, carry{m, c.Text, c.Number})
				}
			}
		}
	}
	if begun == 0 {
		return r
	}
	taken := map[int]bool{}
	for _, c := range r.Cells {
		taken[c.Column] = true
	}
	for _, a := range w.active[:begun] {
		if !taken[a.Left] {
			r.Cells = append(r.Cells, Cell{Column: a.Left, Text: a.text, Number: a.number,
				span: a.Right - a.Left + 1,
				down: a.Bottom - r.Number + 1, carried: true})
		}
	}
	slices.SortStableFunc(r.Cells, func(a, b Cell) int { return a.Column - b.Column })
	return r
}
