package layout

import (
	"strconv"
	"strings"
)

// numbered gives the bases of the numbers in the first cell of a row, if the row holds
// entries that are numbered one after the other. The other cells may lack an entry,
// or have several lines for it. Nil if the row is no such row.
func (p pack) numbered() []float32 {
	const fewest = 3
	if len(p.row) < 2 || len(p.row[0].lines) < fewest {
		return nil
	}
	var bases []float32
	before := 0
	for i, l := range p.row[0].lines {
		n, err := strconv.Atoi(strings.TrimRight(lineText(l), ".)"))
		if err != nil || i > 0 && n != before+1 {
			return nil
		}
		before = n
		bases = append(bases, l[0].base)
	}
	begun := make([]bool, len(bases)) // the entries that begin beside their numbers
	for _, c := range p.row[1:] {
		if !c.begins(bases, begun) {
			return nil
		}
	}
	for _, b := range begun {
		if !b {
			return nil
		}
	}
	return bases
}

// begins marks the entries that have a line of the cell beside their number. It
// reports false if a line belongs to no entry, or hardly to that of the number above it,
// as where numbers stand in the middle of their entries.
func (c cell) begins(bases []float32, begun []bool) bool {
	const slack = 1.05
	for i, l := range c.lines {
		entry := entryOf(l, bases)
		switch {
		case entry < 0 || i == 0 && !beside(l, bases[entry]):
			return false
		case beside(l, bases[entry]):
			begun[entry] = true
		case i+1 < len(c.lines) &&
			l[0].base-c.lines[i-1][0].base > slack*(c.lines[i+1][0].base-l[0].base):
			return false
		}
	}
	return true
}

// entryOf is the last entry whose number stands beside a line or above it; -1 if none does.
func entryOf(l []word, bases []float32) int {
	entry := -1
	for i, base := range bases {
		if beside(l, base) || base < l[0].base {
			entry = i
		}
	}
	return entry
}

// divideAt makes a row of each numbered entry.
func (p pack) divideAt(bases []float32) [][]cell {
	rows := make([][]cell, len(bases))
	for _, c := range p.row {
		for r := range rows {
			rows[r] = append(rows[r], cell{columns: c.columns})
		}
		for _, l := range c.lines {
			one := rows[entryOf(l, bases)]
			one[len(one)-1].lines = append(one[len(one)-1].lines, l)
		}
	}
	return rows
}
