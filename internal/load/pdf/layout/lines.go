package layout

import (
	"cmp"
	"slices"
)

// atom is a piece of a line: consecutive words without a gap that could
// separate columns.
type atom struct {
	Box
	words []word
	size  float32 // of most of its characters
	base  float32
	table *table // not nil: the atom is a whole table
	frame []leaf // not nil: the atom is a framed box with contents of its own
}

func (a *atom) runes() (n int) {
	for i := range a.words {
		n += len([]rune(a.words[i].text))
	}
	return n
}

// atomGap is the gap that ends an atom, as a fraction of the font size: more
// than a space in a justified line, less than the gap between columns.
const atomGap = 0.7

// atoms groups words into pieces of lines by their positions. dividers are the
// vertical rules, which end a piece too.
func atoms(all []word, dividers []Rule) []atom {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b word) int { return cmp.Compare(a.base, b.base) })
	var out []atom
	for start := 0; start < len(all); {
		end := start + 1
		for end < len(all) && all[end].base-all[end-1].base <= 0.2*min(all[end].size,
			all[end-1].size) &&
			all[end].base-all[start].base <= 0.6*all[start].size {
			end++
		}
		out = appendAtoms(out, all[start:end], dividers)
		start = end
	}
	return attachRaised(out)
}

// appendAtoms splits the words on one baseline into atoms.
func appendAtoms(out []atom, row []word, dividers []Rule) []atom {
	slices.SortStableFunc(row, func(a, b word) int { return cmp.Compare(a.X0, b.X0) })
	start := 0
	for i := 1; i <= len(row); i++ {
		if i < len(row) && !divided(row[i-1], row[i], dividers) {
			continue
		}
		out = append(out, newAtom(row[start:i:i]))
		start = i
	}
	return out
}

func newAtom(ws []word) atom {
	readingOrder(ws)
	a := atom{Box: ws[0].Box, words: ws, base: ws[0].base}
	most := 0
	for _, w := range ws {
		a.Box = a.Box.union(w.Box)
		if n := len(w.text); n > most {
			most, a.size, a.base = n, w.size, w.base
		}
	}
	return a
}

func divided(q, p word, dividers []Rule) bool {
	if p.label != 0 && p.label == q.id {
		return false
	}
	size := max(q.size, p.size)
	gap := p.X0 - q.X1
	if q.next == p.id {
		gap = min(gap, p.X0-max(q.X1, q.after))
	}
	if gap > atomGap*size {
		return true
	}
	for _, d := range dividers {
		x := d.midX()
		if x > q.midX() && x < p.midX() && x > q.X1-0.3*size && x < p.X0+0.3*size &&
			min(d.Y1, q.Y1)-max(d.Y0, q.Y0) > 0.5*q.height() {
			return true
		}
	}
	return false
}

// attachRaised adds superscripts and subscripts to the lines that they belong
// to.
func attachRaised(all []atom) []atom {
	slices.SortStableFunc(all, func(a, b atom) int { return cmp.Compare(a.Y0, b.Y0) })
	for i := range all {
		small := &all[i]
		if len(small.words) == 0 || len(small.words) > 3 {
			continue
		}
		if j := lineOf(all, i); j >= 0 {
			all[j].insert(small.words)
			small.words = nil
		}
	}
	return slices.DeleteFunc(all, func(a atom) bool { return len(a.words) == 0 })
}

// lineOf returns the index of the atom that contains the small atom i or
// directly precedes it, or -1 if there is none.
func lineOf(all []atom, i int) int {
	small := &all[i]
	const around = 40 // atoms that begin at about the same height
	for j := max(0, i-around); j < min(len(all), i+around); j++ {
		big := &all[j]
		if j == i || len(big.words) == 0 || big.size*0.8 < small.size {
			continue
		}
		near := small.X0 > big.X0-0.3*big.size && small.X0 < big.X1+0.4*big.size
		if near && small.overlapY(big.Box) > 0.4*small.height() &&
			abs(small.base-big.base) < 0.6*big.size && big.free(small.Box) {
			return j
		}
	}
	return -1
}

// free reports whether there is no word in the box.
func (a *atom) free(b Box) bool {
	for _, w := range a.words {
		if w.overlapX(b) > 0.5*b.width() {
			return false
		}
	}
	return true
}

func (a *atom) insert(ws []word) {
	for _, w := range ws {
		i := 0
		for i < len(a.words) && a.words[i].X0 <= w.X0 {
			i++
		}
		a.words = slices.Insert(slices.Clip(a.words), i, w)
		a.Box = a.Box.union(w.Box)
	}
}
