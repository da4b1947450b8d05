package evidence

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
)

// rowWords returns a problem if a word or a value of the claim belongs to
// another row than the one that the claim names.
func (v *View) rowWords() *Problem {
	named := v.namedRows()
	if len(named) == 0 {
		return nil
	}
	for i := range v.Claim.Parts {
		for _, e := range passage.Eojeols(v.Claim.Text, &v.Claim.Parts[i]) {
			if e.Condition && len(v.Claim.Parts) > 1 {
				continue
			}
			for _, w := range e.Words {
				if w.Noun && !lexicon.General[w.Text] && !v.Claim.Asks(w) && v.elsewhere(w, named) {
					return &Problem{Reason: OtherRow, Claim: korean.Span{Start: e.Start, End: e.End}}
				}
			}
		}
	}
	for k := range v.Claim.Values {
		if x := &v.Claim.Values[k]; v.misplaced(x, named) {
			return &Problem{Reason: OtherRow, Claim: korean.Span{Start: x.Start, End: x.End}}
		}
	}
	return nil
}

// namedRows returns the rows that the claim names or, if there are none, the
// rows that the question names.
func (v *View) namedRows() []int {
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
				n += valueWeight
			}
		}
	}
	return n
}

// elsewhere reports whether a word occurs in other rows of the passage but
// neither in the named rows nor above them.
func (v *View) elsewhere(w *lexicon.Word, named []int) bool {
	for _, i := range named {
		u := &v.Units[i]
		if u.Own.Has(w) > 0 || u.Above.Has(w) > 0 || v.Titled.Has(w) > 0 {
			return false
		}
	}
	if best := &v.Units[v.best]; best.Own.Has(w) == 1 && (!best.Row || best.Header == nil || !v.fullyNamed(named)) {
		return false
	}
	for i := range v.Units {
		if u := &v.Units[i]; len(u.Label) == 0 && u.Own.Has(w) == 1 &&
			v.scores[i] >= .6*v.scores[v.best] {
			return false
		}
	}
	for i := range v.Units {
		u := &v.Units[i]
		if len(u.Label) > 0 && !slices.Contains(named, i) && u.Row == v.Units[named[0]].Row &&
			u.Own.Has(w) == 1 {
			return true
		}
	}
	return false
}

// fullyNamed reports whether the claim contains the whole first cell of one of
// the rows, provided that it has at least two characters.
func (v *View) fullyNamed(rows []int) bool {
	said := lexicon.Dense(v.Claim.Text)
	return slices.ContainsFunc(rows, func(i int) bool {
		u := &v.Units[i]
		return u.Row && korean.Length(u.Name) >= 2 && strings.Contains(said, u.Name)
	})
}

// misplaced reports whether a value occurs in other rows of the table but not
// in the named ones, which have a different value or other content in that
// column.
func (v *View) misplaced(x *value.Value, named []int) bool {
	like := false
	if x.Period && x.Single() {
		return false
	}
	for _, i := range named {
		u := &v.Units[i]
		if v.hasValue(u, x) || !u.Row || x.Passing() {
			return false
		}
		for e := range v.valuesOf(u) {
			like = like || x.Rivals(e) || x.Class == value.Quantity && e.Class == value.Quantity &&
				e.Dim == value.Bare
		}
	}
	worked := !v.Has(x) || v.Claim.Matches(difference) || v.Claim.Matches(sum)
	if v.inTitle(x) || worked && v.derived(x) || v.perUnit(x) || v.inProse(x) {
		return false
	}
	return like && !v.Claim.AsksFor(x) || v.inColumn(x, named)
}

// inProse reports whether a sentence with about the same content contains the
// value.
func (v *View) inProse(x *value.Value) bool {
	for _, i := range v.close() {
		if u := &v.Units[i]; !u.Row && v.hasValue(u, x) {
			return true
		}
	}
	return false
}

// inColumn reports whether another row of the table has the value in a column
// in which all named rows have something else.
func (v *View) inColumn(x *value.Value, named []int) bool {
	for i := range v.Units {
		u := &v.Units[i]
		if !u.Row || u.Header == nil || slices.Contains(named, i) || len(u.Cells) != len(v.Units[named[0]].Cells) {
			continue
		}
		for k := u.First + 1; k < u.Last; k++ {
			if equal, _ := v.Parts[k].Find(x); equal != nil {
				return !slices.ContainsFunc(named, func(n int) bool {
					g := &v.Parts[v.Units[n].First+k-u.First]
					return empty(v.Text[g.Start:g.End])
				})
			}
		}
	}
	return false
}

// empty reports whether a cell has no content.
func empty(cell string) bool { return strings.Trim(cell, "-–— ") == "" }
