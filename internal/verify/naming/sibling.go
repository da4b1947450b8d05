package naming

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/view"
)

// OtherKind returns a problem if the claim names a thing that the passage
// doesn't mention, and the passage names another thing of the same kind
// instead: 크롬 for 파이어폭스.
func OtherKind(v *view.View) *view.Problem {
	for i := range v.Claim.Parts {
		for _, e := range passage.Eojeols(v.Claim.Text, &v.Claim.Parts[i]) {
			name := lexicon.Dense(v.Claim.Text[e.Start:e.End])
			kind := lexicon.KindOf(name)
			if e.Verbal || !lexicon.Exclusive(kind) || familiar(v, name) || v.Claim.Asks(e.Words[len(e.Words)-1]) ||
				v.All.Has(e.Words[len(e.Words)-1]) == 1 {
				continue
			}
			if namesOther(v, kind) {
				return &view.Problem{Reason: view.WrongName, Claim: korean.Span{Start: e.Start, End: e.End}}
			}
		}
	}
	return nil
}

// namesOther reports whether the best unit has a thing of a kind that neither the
// claim nor the question mentions.
func namesOther(v *view.View, kind string) bool {
	u := &v.Units[v.Best]
	for k := u.First; k < u.Last; k++ {
		for _, f := range passage.Eojeols(v.Text, &v.Parts[k]) {
			if !f.Verbal && lexicon.KindOf(lexicon.Dense(v.Text[f.Start:f.End])) == kind && IsNew(v, &f) {
				return true
			}
		}
	}
	return false
}

// Sibling returns a problem if the claim says of one thing what a sentence says of
// another one, and a table has both in one column: 독서실 for 헬스장.
func Sibling(v *view.View) *view.Problem {
	u := placedUnit(v)
	if u == nil || u.Row {
		return nil
	}
	said := lexicon.Dense(v.Claim.Text)
	for i := range v.Claim.Parts {
		for _, e := range passage.Eojeols(v.Claim.Text, &v.Claim.Parts[i]) {
			name := lexicon.Dense(v.Claim.Text[e.Start:e.End])
			if e.Verbal || lexicon.General[name] || nearby(v, name) || hasAllOf(v, u, &e) {
				continue
			}
			for _, column := range v.Columns {
				if column[name] && hasSibling(v, u, column, said, name) {
					return &view.Problem{Reason: view.OtherRow, Claim: korean.Span{Start: e.Start, End: e.End}}
				}
			}
		}
	}
	return nil
}

// hasAllOf reports whether a unit, with what it stands under, has all words of an
// eojeol.
func hasAllOf(v *view.View, u *passage.Unit, e *passage.Eojeol) bool {
	return !slices.ContainsFunc(e.Words, func(w *lexicon.Word) bool {
		return u.Own.Has(w) < 1 && u.Above.Has(w) < 1 && v.Titled.Has(w) < 1
	})
}

// hasSibling reports whether a unit names a thing of a column that the claim and
// the question leave out.
func hasSibling(v *view.View, u *passage.Unit, column map[string]bool, said, name string) bool {
	for other := range column {
		if other != name && strings.Contains(u.Own.Dense, other) && !strings.Contains(said, other) &&
			!strings.Contains(name, other) && !strings.Contains(other, name) &&
			!strings.Contains(lexicon.Dense(v.Claim.Ask.Text), other) {
			return true
		}
	}
	return false
}

// nearby reports whether a sentence with about the same content has a name.
func nearby(v *view.View, name string) bool {
	return slices.ContainsFunc(v.Close(), func(i int) bool {
		return !v.Units[i].Row && strings.Contains(v.Units[i].Own.Dense, name)
	})
}

// placedUnit is the unit that has the claim's values, nil if several have; without
// values, it is the best one.
func placedUnit(v *view.View) *passage.Unit {
	unit := -1
	for k, part := range v.Placed {
		switch {
		case v.Claim.Values[k].Period:
		case part < 0, unit >= 0 && unit != v.Parts[part].Sentence:
			return nil
		default:
			unit = v.Parts[part].Sentence
		}
	}
	if unit < 0 {
		unit = v.Best
	}
	return &v.Units[unit]
}
