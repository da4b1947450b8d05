package placement

import (
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/polarity"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// isSupposed reports whether the claim only supposes x, as an instance to which a
// rule is applied: 40분이라면, 7명이어도.
func isSupposed(v *view.View, x *value.Value) bool {
	return x.Class == value.Quantity && !x.Period && x.Dim != value.Won && (x.Dim != value.Ratio || v.Claim.InCondition(x)) &&
		(v.Claim.InCondition(x) || supposing.MatchString(v.Claim.Text[x.End:]))
}

// instanced reports whether x is supposed and lies within a bound that a sentence of
// the passage sets, which shares a noun with the claim.
func instanced(v *view.View, x *value.Value) bool {
	if !isSupposed(v, x) {
		return false
	}
	for i := range v.Parts {
		h := &v.Parts[i]
		if u := &v.Units[h.Sentence]; bound(h, x) != nil && (v.SharesNoun(u) || hasOther(v, u, x)) {
			return true
		}
	}
	return false
}

// hasOther reports whether a unit has another value of the claim than x.
func hasOther(v *view.View, u *passage.Unit, x *value.Value) bool {
	for k := range v.Claim.Values {
		if y := &v.Claim.Values[k]; y.Start != x.Start && !y.Period && v.HasValue(u, y) {
			return true
		}
	}
	return false
}

// bound is a value of a part whose limit x keeps, nil if there is none.
func bound(h *passage.Part, x *value.Value) *value.Value {
	for k := range h.Values {
		if e := &h.Values[k]; x.Rivals(e) && !e.Period && e.Limit != value.NoLimit && !x.Equal(e) && e.Bounds(x) && commensurate(x, e) {
			return e
		}
	}
	return nil
}

// mostApart is how many times as large the unit of a bound may be as that of a value.
const mostApart = 100

// commensurate reports whether two amounts are in units of about the same size: a rule for
// hours says nothing about seconds.
func commensurate(x, e *value.Value) bool {
	if x.Number == 0 || e.Number == 0 || x.Raw() == 0 || e.Raw() == 0 {
		return true
	}
	a, b := x.Number/x.Raw(), e.Number/e.Raw()
	return max(a, b) <= mostApart*min(a, b)
}

// Instance returns a problem if the claim is about a case to which a condition
// of the passage applies, but denies the consequence: 7명이어도 열립니다, if fewer than
// 8 are not enough.
func Instance(v *view.View) *view.Problem {
	for i := range v.Claim.Parts {
		g := &v.Claim.Parts[i]
		if g.Condition || len(g.Words) == 0 {
			continue
		}
		about := v.Claim.Under(i)
		for k := range about.Values {
			x := &about.Values[k]
			if isSupposed(v, x) && !v.Has(x) && contradicts(v, g, x) {
				return &view.Problem{Reason: view.Condition, Claim: korean.Span{Start: x.Start, End: x.End}}
			}
		}
	}
	return nil
}

// contradicts reports whether a condition that x meets has a consequence of which a
// clause of the claim says the opposite.
func contradicts(v *view.View, g *passage.Part, x *value.Value) bool {
	last := g.LastWord()
	for i := range v.Parts {
		h := &v.Parts[i]
		if !h.Condition || bound(h, x) == nil || i+1 == len(v.Parts) || v.Parts[i+1].Sentence != h.Sentence {
			continue
		}
		whole := v.WholeClause(&v.Parts[i+1])
		if len(whole.Words) > 0 && polarity.SameDeedIn(v, whole, last) &&
			passage.SignOf(v.Text, whole) != passage.SignOf(v.Claim.Text, g) {
			return true
		}
	}
	return false
}
