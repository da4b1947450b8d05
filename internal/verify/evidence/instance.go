package evidence

import (
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
)

// isSupposed reports whether the claim only supposes x, as an instance to which a
// rule is applied: 40분이라면, 7명이어도.
func (v *View) isSupposed(x *value.Value) bool {
	return x.Class == value.Quantity && !x.Period && x.Dim != value.Won && x.Dim != value.Ratio &&
		(v.Claim.InCondition(x) || supposing.MatchString(v.Claim.Text[x.End:]))
}

// instanced reports whether x is supposed and lies within a bound that a sentence of
// the passage sets, which shares a noun with the claim.
func (v *View) instanced(x *value.Value) bool {
	if !v.isSupposed(x) {
		return false
	}
	for i := range v.Parts {
		h := &v.Parts[i]
		if u := &v.Units[h.Sentence]; bound(h, x) != nil && (v.sharesNoun(u) || v.hasOther(u, x)) {
			return true
		}
	}
	return false
}

// hasOther reports whether a unit has another value of the claim than x.
func (v *View) hasOther(u *passage.Unit, x *value.Value) bool {
	for k := range v.Claim.Values {
		if y := &v.Claim.Values[k]; y.Start != x.Start && !y.Period && v.hasValue(u, y) {
			return true
		}
	}
	return false
}

// bound is a value of a part whose limit x keeps, nil if there is none.
func bound(h *passage.Part, x *value.Value) *value.Value {
	for k := range h.Values {
		if e := &h.Values[k]; x.Rivals(e) && !e.Period && e.Limit != value.NoLimit && !x.Equal(e) && e.Bounds(x) {
			return e
		}
	}
	return nil
}

// instance returns a problem if the claim supposes a case to which a condition of
// the passage applies, and denies what follows: 7명이어도 열립니다, where less than 8
// are too few.
func (v *View) instance() *Problem {
	for i := range v.Claim.Parts {
		g := &v.Claim.Parts[i]
		if g.Condition || len(g.Words) == 0 {
			continue
		}
		about := v.Claim.Under(i)
		for k := range about.Values {
			x := &about.Values[k]
			if v.isSupposed(x) && !v.Has(x) && v.contradicts(g, x) {
				return &Problem{Reason: Condition, Claim: korean.Span{Start: x.Start, End: x.End}}
			}
		}
	}
	return nil
}

// contradicts reports whether a condition that x meets has a consequence of which a
// clause of the claim says the opposite.
func (v *View) contradicts(g *passage.Part, x *value.Value) bool {
	last := g.LastWord()
	for i := range v.Parts {
		h := &v.Parts[i]
		if !h.Condition || bound(h, x) == nil || i+1 == len(v.Parts) || v.Parts[i+1].Sentence != h.Sentence {
			continue
		}
		whole := v.wholeClause(&v.Parts[i+1])
		if len(whole.Words) > 0 && v.sameDeedIn(whole, last) &&
			passage.SignOf(v.Text, whole) != passage.SignOf(v.Claim.Text, g) {
			return true
		}
	}
	return false
}
