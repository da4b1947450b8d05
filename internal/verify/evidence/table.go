package evidence

import (
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
)

// tableRow compares a row of a table in the answer with the passage's rows. Its
// first cell names the row; the other cells must be in that row, in the same
// order. It returns the index of the row's unit, or -1 if there is none.
func (v *View) tableRow() (int, *Problem) {
	v.placed = nil
	label := v.Claim.Cells[0]
	best, most, wrong := -1, -1, korean.Span{}
	for i := range v.Units {
		u := &v.Units[i]
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
		return best, &Problem{Reason: OtherRow, Claim: wrong}
	}
	return best, nil
}

// labels reports whether a cell names a unit.
func (v *View) labels(u *passage.Unit, label korean.Span) bool {
	name := lexicon.Dense(label.Of(v.Claim.Text))
	if u.Row {
		first := lexicon.Dense(u.Cells[0].Of(v.Text))
		return name != "" && (first == name || len(name) >= len("가") &&
			(strings.Contains(first, name) || first != "" && strings.Contains(name, first)))
	}
	return name != "" && strings.Contains(u.Own.Dense, name)
}

// matches counts the cells of the claim that the unit contains, and returns the
// first one that it lacks.
func (v *View) matches(u *passage.Unit) (int, korean.Span) {
	n, from := 0, u.First
	if u.Row {
		from++
	}
	for i, cell := range v.Claim.Cells[1:] {
		text := lexicon.Dense(cell.Of(v.Claim.Text))
		if strings.Trim(text, "-–") == "" {
			continue
		}
		at := v.cellAt(u, from, i+1)
		if at < 0 {
			return n, cell
		}
		if u.Row {
			from = at + 1
		}
		n++
	}
	return n, korean.Span{}
}

// cellAt looks for the i-th cell of the claim among the parts of the unit,
// beginning with the given one.
func (v *View) cellAt(u *passage.Unit, from, i int) int {
	cell := &v.Claim.Parts[i]
	text := lexicon.Dense(v.Claim.Text[cell.Start:cell.End])
	for k := from; k < u.Last; k++ {
		g := &v.Parts[k]
		own := lexicon.Dense(v.Text[g.Start:g.End])
		if own == text {
			return k
		}
		if len(cell.Values) > 0 {
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

func (v *View) allIn(cell, g *passage.Part) bool {
	for k := range cell.Values {
		if equal, _ := g.Find(&cell.Values[k]); equal == nil {
			return false
		}
	}
	return true
}

// share is the share of a cell's words that a part contains.
func (v *View) share(cell, g *passage.Part) float64 {
	if len(cell.Words) == 0 {
		return 0
	}
	found := 0.0
	for k := range cell.Words {
		found += g.Own.Has(&cell.Words[k])
	}
	return found / float64(len(cell.Words))
}

// headerOnly reports whether the row is a table's header, whose cells are the
// names of columns. Nothing in it can be wrong.
func (v *View) headerOnly() bool {
	if len(v.Claim.Values) > 0 {
		return false
	}
	for k := range v.Claim.Words {
		if v.All.Has(&v.Claim.Words[k]) == 0 && !v.Claim.Asks(&v.Claim.Words[k]) {
			return false
		}
	}
	return true
}

// looseRow judges a row whose name occurs nowhere as if it were a sentence.
func (v *View) looseRow() *Problem {
	if v.best < 0 {
		return &Problem{Reason: NotInSources}
	}
	if p := v.place(); p != nil {
		return p
	}
	if v.covered() < LeastCovered {
		return &Problem{Reason: NotInSources}
	}
	return nil
}
