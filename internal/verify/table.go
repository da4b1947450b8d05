package verify

import (
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// tableRow compares a row of a table in the answer with the passage's rows. Its
// first cell names the row; the other cells must be in that row, in the same
// order. It returns the index of the row's unit, or -1 if there is none.
func (v *view) tableRow() (int, *problem) {
	v.placed = nil
	label := v.c.cells[0]
	best, most, wrong := -1, -1, korean.Span{}
	for i := range v.units {
		u := &v.units[i]
		if !v.labels(u, label) {
			continue
		}
		n, bad := v.matches(u)
		if n > most {
			best, most, wrong = i, n, bad
		}
	}
	switch {
	case best < 0 && v.headerOnly():
		return v.best, nil
	case best < 0:
		return -1, v.looseRow()
	case wrong.End > wrong.Start:
		return best, &problem{reason: OtherRow, claim: wrong}
	}
	return best, nil
}

// labels reports whether a cell names a unit.
func (v *view) labels(u *unit, label korean.Span) bool {
	name := dense(label.Of(v.c.text))
	if u.row {
		first := dense(u.cells[0].Of(v.text))
		return name != "" && (first == name || len(name) >= len("가") &&
			(strings.Contains(first, name) || first != "" && strings.Contains(name, first)))
	}
	return name != "" && strings.Contains(u.own.dense, name)
}

// matches counts the cells of the claim that the unit contains, and returns the
// first one that it lacks.
func (v *view) matches(u *unit) (int, korean.Span) {
	n, from := 0, u.first
	if u.row {
		from++
	}
	for i, cell := range v.c.cells[1:] {
		text := dense(cell.Of(v.c.text))
		if strings.Trim(text, "-–") == "" {
			continue
		}
		at := v.cellAt(u, from, i+1)
		if at < 0 {
			return n, cell
		}
		if u.row {
			from = at + 1
		}
		n++
	}
	return n, korean.Span{}
}

// cellAt looks for the i-th cell of the claim among the parts of the unit,
// beginning with the given one.
func (v *view) cellAt(u *unit, from, i int) int {
	cell := &v.c.parts[i]
	text := dense(v.c.text[cell.start:cell.end])
	for k := from; k < u.last; k++ {
		g := &v.parts[k]
		own := dense(v.text[g.start:g.end])
		if own == text {
			return k
		}
		if len(cell.values) > 0 {
			if v.allIn(cell, g) {
				return k
			}
			continue
		}
		if strings.Contains(own, text) || v.share(cell, g) >= .6 {
			return k
		}
	}
	return -1
}

func (v *view) allIn(cell, g *part) bool {
	for k := range cell.values {
		if equal, _ := g.find(&cell.values[k]); equal == nil {
			return false
		}
	}
	return true
}

// share is the share of a cell's words that a part contains.
func (v *view) share(cell, g *part) float64 {
	if len(cell.words) == 0 {
		return 0
	}
	found := 0.0
	for k := range cell.words {
		found += g.own.has(&cell.words[k])
	}
	return found / float64(len(cell.words))
}

// headerOnly reports whether the row is a table's header, whose cells are the
// names of columns. Nothing in it can be wrong.
func (v *view) headerOnly() bool {
	if len(v.c.values) > 0 {
		return false
	}
	for k := range v.c.words {
		if v.all.has(&v.c.words[k]) == 0 && !v.c.asks(&v.c.words[k]) {
			return false
		}
	}
	return true
}

// looseRow judges a row whose name occurs nowhere as if it were a sentence.
func (v *view) looseRow() *problem {
	if v.best < 0 {
		return &problem{reason: NotInSources}
	}
	if p := v.place(); p != nil {
		return p
	}
	if v.covered() < leastCovered {
		return &problem{reason: NotInSources}
	}
	return nil
}
