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
	return v.narrowed(out)
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
