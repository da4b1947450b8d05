package evidence

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/arithmetic"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// rowWords returns a problem if a word or a value of the claim belongs to
// another row than the one that the claim names.
func rowWords(v *view.View) *view.Problem {
	named := v.NamedRows()
	if len(named) == 0 {
		return nil
	}
	for i := range v.Claim.Parts {
		for _, e := range passage.Eojeols(v.Claim.Text, &v.Claim.Parts[i]) {
			if e.Condition && len(v.Claim.Parts) > 1 {
				continue
			}
			for _, w := range e.Words {
				if w.Noun && !lexicon.General[w.Text] && !v.Claim.Asks(w) &&
					!view.Doing.MatchString(v.Claim.Text[w.End:]) && elsewhere(v, w, named) {
					return &view.Problem{Reason: view.OtherRow, Claim: korean.Span{Start: e.Start, End: e.End}}
				}
			}
		}
	}
	for k := range v.Claim.Values {
		if x := &v.Claim.Values[k]; misplaced(v, x, named) {
			return &view.Problem{Reason: view.OtherRow, Claim: korean.Span{Start: x.Start, End: x.End}}
		}
	}
	return nil
}

// elsewhere reports whether a word occurs in other rows of the passage but
// neither in the named rows nor above them.
func elsewhere(v *view.View, w *lexicon.Word, named []int) bool {
	for _, i := range named {
		u := &v.Units[i]
		if u.Own.Has(w) > 0 || u.Above.Has(w) > 0 || v.Titled.Has(w) > 0 {
			return false
		}
	}
	if best := &v.Units[v.Best]; best.Own.Has(w) == 1 && (!best.Row || best.Header == nil || !fullyNamed(v, named)) {
		return false
	}
	for i := range v.Units {
		if u := &v.Units[i]; len(u.Label) == 0 && u.Own.Has(w) == 1 &&
			v.Scores[i] >= .6*v.Scores[v.Best] {
			return false
		}
	}
	for i := range v.Units {
		u := &v.Units[i]
		if len(u.Label) > 0 && !slices.Contains(named, i) && u.Row == v.Units[named[0]].Row &&
			u.Own.Has(w) == 1 && !fullyNamed(v, []int{i}) {
			return true
		}
	}
	return false
}

// fullyNamed reports whether the claim contains the whole first cell of one of
// the rows, provided that it has at least two characters.
func fullyNamed(v *view.View, rows []int) bool {
	said := lexicon.Dense(v.Claim.Text)
	return slices.ContainsFunc(rows, func(i int) bool {
		u := &v.Units[i]
		return u.Row && korean.Length(u.Name) >= 2 && strings.Contains(said, u.Name)
	})
}

// misplaced reports whether a value occurs in other rows of the table but not
// in the named ones, which have a different value or other content in that
// column.
func misplaced(v *view.View, x *value.Value, named []int) bool {
	like := false
	if x.Period && x.Single() {
		return false
	}
	for _, i := range named {
		u := &v.Units[i]
		if v.HasValue(u, x) || !u.Row || x.Passing() {
			return false
		}
		for e := range v.ValuesOf(u) {
			like = like || x.Rivals(e) || x.Class == value.Quantity && e.Class == value.Quantity &&
				e.Dim == value.Bare
		}
	}
	worked := !v.Has(x) || arithmetic.Calculated(v)
	if v.InTitle(x) || worked && arithmetic.Derives(v, x) || arithmetic.PerUnit(v, x) || inProse(v, x) {
		return false
	}
	return like && !v.Claim.AsksFor(x) || inColumn(v, x, named)
}

// inProse reports whether a sentence with about the same content contains the
// value.
func inProse(v *view.View, x *value.Value) bool {
	for _, i := range v.Close() {
		if u := &v.Units[i]; !u.Row && v.HasValue(u, x) {
			return true
		}
	}
	return false
}

// inColumn reports whether another row of the table has the value in a column
// in which all named rows have something else.
func inColumn(v *view.View, x *value.Value, named []int) bool {
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
