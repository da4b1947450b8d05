package placement

import (
	"slices"

	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// anchored is what a value beside x says for a part: that it is the place if
// the part has it too, that it is not if the part has another one instead.
func anchored(v *view.View, y *value.Value, g *passage.Part, u *passage.Unit) float64 {
	for k := range g.Given {
		if y.Equal(&g.Given[k]) {
			return 1
		}
	}
	switch equal, _ := g.Find(y); {
	case equal != nil:
		return 1
	case covers(v, u, y) != 0:
		return covers(v, u, y)
	case slices.ContainsFunc(g.Given, func(e value.Value) bool {
		return y.Rivals(&e) &&
			!v.Claim.HasValue(&e)
	}):
		return -.5
	case v.Claim.RivalIn(y, g):
		return -.3
	case v.HasValue(u, y):
		if u.Row {
			return .8
		}
		return .4
	}
	return 0
}

// Beside returns how far the words around x in the claim are those of a part.
// The words of x's own clause count most.
func Beside(v *view.View, x *value.Value, g *passage.Part) float64 {
	u := &v.Units[g.Sentence]
	s := 0.0
	for i := range v.Claim.Parts {
		local := &v.Claim.Parts[i]
		factor := .5
		if x.Start >= local.Start && x.End <= local.End {
			factor = 1
		}
		for k := range local.Words {
			w := &local.Words[k]
			if x.Class == value.Person && w.Start >= x.End && w.Start <= x.End+1 {
				continue // what the person is called
			}
			s += factor * v.Rare.Of(w) * max(view.InOwn*g.Own.Has(w), view.InUnit*u.Own.Has(w),
				view.InAbove*u.Above.Has(w), view.InTitle*v.Titled.Has(w))
		}
		for k := range local.Values {
			if y := &local.Values[k]; y.Start != x.Start {
				a := anchored(v, y, g, u)
				if equal, _ := g.Find(y); equal != nil && x.Pairs(y) {
					a = .3 // the other end of the same range
				}
				s += factor * a
			}
		}
	}
	for k := range v.Claim.Ask.Words {
		if w := &v.Claim.Ask.Words[k]; !v.Claim.Says(w) {
			s += .25 * v.Rare.Of(w) * max(view.InOwn*g.Own.Has(w), view.InUnit*u.Own.Has(w),
				view.InAbove*u.Above.Has(w))
		}
	}
	for k := range v.Claim.Ask.Values {
		if y := &v.Claim.Ask.Values[k]; !v.Claim.HasValue(y) {
			s += .4 * anchored(v, y, g, u)
		}
	}
	return s
}
