package view

import (
	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
)

// NamedRows returns the rows that the claim names or, if there are none, the
// rows that the question names.
func (v *View) NamedRows() []int {
	if !v.rowsKnown {
		v.rows, v.rowsKnown = v.findRows(), true
	}
	return v.rows
}

func (v *View) findRows() []int {
	var out, asked []int
	for i := range v.Units {
		switch v.Claim.Names(&v.Units[i]) {
		case claim.ByClaim:
			out = append(out, i)
		case claim.ByQuestion:
			asked = append(asked, i)
		}
	}
	if len(out) == 0 {
		out = asked
	}
	if len(out) == 0 {
		out = v.nearlyNamed()
	}
	return v.narrowed(out)
}

// How much of a row's label the claim must have to name the row if it has none in full, and
// how much more than of other rows' labels.
const (
	leastLabel  = .6
	labelMargin = .3
)

// nearlyNamed returns the row of whose label the claim has most, if it has that of no other
// row: 독감 주사, for the row 독감 예방 주사.
func (v *View) nearlyNamed() []int {
	best, most, next := -1, 0.0, 0.0
	for i := range v.Units {
		u := &v.Units[i]
		if !u.Row || u.Header == nil || len(u.Label) < 2 {
			continue
		}
		said, all := 0.0, 0.0
		for k := range u.Label {
			w := &u.Label[k]
			all += v.Rare.Of(w)
			if v.Claim.Has(w) {
				said += v.Rare.Of(w)
			}
		}
		switch share := said / all; {
		case share > most:
			best, most, next = i, share, most
		default:
			next = max(next, share)
		}
	}
	if most < leastLabel || most < next+labelMargin {
		return nil
	}
	return []int{best}
}

// narrowed leaves out rows that share their label with another one that has more of
// what the claim names besides: of two rows 물받이, that of the model BX-5.
func (v *View) narrowed(rows []int) []int {
	if len(rows) < 2 {
		return rows
	}
	most := map[string]float64{}
	keys := make([]float64, len(rows))
	for n, i := range rows {
		if u := &v.Units[i]; u.Row {
			keys[n] = v.keysIn(u)
			most[u.Name] = max(most[u.Name], keys[n])
		}
	}
	var out []int
	for n, i := range rows {
		if u := &v.Units[i]; !u.Row || keys[n] == most[u.Name] {
			out = append(out, i)
		}
	}
	return out
}

// keysIn weighs what the claim names that a row has behind its label: nouns, codes
// and days of the week.
func (v *View) keysIn(u *passage.Unit) float64 {
	n := 0.0
	for k := u.First + 1; k < u.Last; k++ {
		h := &v.Parts[k]
		for j := range h.Words {
			if w := &h.Words[j]; w.Noun && v.Claim.Says(w) {
				n += v.Rare.Of(w)
			}
		}
		for j := range h.Values {
			if e := &h.Values[j]; (e.Class == value.Code || e.Class == value.Weekday) && v.Claim.HasValue(e) {
				n += ValueWeight
			}
		}
	}
	return n
}
