package evidence

import (
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/placement"
	"github.com/mundap/mundap/internal/verify/view"
)

// tableRow compares a row of a table in the answer with the passage's rows. Its
// first cell names the row; the other cells must be in that row, in the same
// order. It returns the index of the row's unit, or -1 if there is none.
func tableRow(v *view.View) (int, *view.Problem) {
	v.Placed = nil
	label := v.Claim.Cells[0]
	best, most, wrong := -1, -1, korean.Span{}
	for i := range v.Units {
		u := &v.Units[i]
		if !labels(v, u, label) {
			continue
		}
		n, bad := matches(v, u)
		if n > most {
			best, most, wrong = i, n, bad
		}
	}
	switch {
	case best < 0 && headerOnly(v):
		return v.Best, nil
	case best < 0:
		return -1, looseRow(v)
	case wrong.End > wrong.Start:
		return best, &view.Problem{Reason: view.OtherRow, Claim: wrong}
	}
	return best, nil
}

// labels reports whether a cell names a unit.
func labels(v *view.View, u *passage.Unit, label korean.Span) bool {
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
func matches(v *view.View, u *passage.Unit) (int, korean.Span) {
	n, from := 0, u.First
	if u.Row {
		from++
	}
	for i, cell := range v.Claim.Cells[1:] {
		text := lexicon.Dense(cell.Of(v.Claim.Text))
		if strings.Trim(text, "-–") == "" {
			continue
		}
		at := cellAt(v, u, from, i+1)
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
func cellAt(v *view.View, u *passage.Unit, from, i int) int {
	cell := &v.Claim.Parts[i]
	text := lexicon.Dense(v.Claim.Text[cell.Start:cell.End])
	for k := from; k < u.Last; k++ {
		g := &v.Parts[k]
		own := lexicon.Dense(v.Text[g.Start:g.End])
		if own == text {
			return k
		}
		if len(cell.Values) > 0 {
			if allIn(v, cell, g) {
				return k
			}
			continue
		}
		if strings.Contains(own, text) || share(v, cell, g) >= .6 {
			return k
		}
	}
	return -1
}

func allIn(v *view.View, cell, g *passage.Part) bool {
	for k := range cell.Values {
		if equal, _ := g.Find(&cell.Values[k]); equal == nil {
			return false
		}
	}
	return true
}

// share is the share of a cell's words that a part contains.
func share(v *view.View, cell, g *passage.Part) float64 {
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
func headerOnly(v *view.View) bool {
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
func looseRow(v *view.View) *view.Problem {
	if v.Best < 0 {
		return &view.Problem{Reason: view.NotInSources}
	}
	if p := placement.Values(v); p != nil {
		return p
	}
	if covered(v) < view.LeastCovered {
		return &view.Problem{Reason: view.NotInSources}
	}
	return nil
}
