package evidence

import (
	"slices"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/value"
)

// Named returns the amounts of x's kind in the rows that the claim names.
func (v *View) Named(x *value.Value) []Placed {
	var out []Placed
	for i := range v.Units {
		u := &v.Units[i]
		if !u.Row || v.Claim.Names(u) != claim.ByClaim {
			continue
		}
		for k := u.First; k < u.Last; k++ {
			for j := range v.Parts[k].Values {
				e := &v.Parts[k].Values[j]
				if x.Measures(e) || x.Maybe(e) {
					out = append(out, Placed{Part: k, Amount: e.Amount(), Opinion: Opinion{Evidence: v.Evidence(i)}})
				}
			}
		}
	}
	return out
}

// leastShared is how many nouns of the claim a sentence about a share must have.
const leastShared = 1

// Reduces reports whether a sentence of the passage that shares a noun with the
// claim gives the share that is taken off an amount to get another one.
func (v *View) Reduces(amount, result float64) (Opinion, bool) {
	for i := range v.Units {
		u := &v.Units[i]
		n := 0
		for k := range v.Claim.Words {
			if w := &v.Claim.Words[k]; w.Noun && u.Own.Has(w) == 1 {
				n++
			}
		}
		if n < leastShared {
			continue
		}
		shares := func(e value.Value) bool {
			return e.Class == value.Quantity && e.Dim == value.Ratio && e.Number > 0 && e.Number < 1 &&
				value.Near(amount*(1-e.Number), result)
		}
		for k := u.First; k < u.Last; k++ {
			if slices.ContainsFunc(v.Parts[k].Values, shares) {
				return Opinion{Evidence: v.Evidence(i)}, true
			}
		}
	}
	return Opinion{}, false
}
