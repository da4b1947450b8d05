package evidence

import (
	"slices"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/passage"
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
		if v.nounsIn(u) < leastShared {
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

// leastTold is how many nouns of the claim a sentence must have to count as a rule about
// what the claim says.
const leastTold = 2

// Shares returns the shares and multiples in the sentences that the claim is mainly
// about.
func (v *View) Shares() []Placed {
	var out []Placed
	for _, i := range v.close() {
		u := &v.Units[i]
		if u.Row || v.nounsIn(u) < leastShared {
			continue
		}
		for e := range v.valuesOf(u) {
			if e.Class == value.Quantity && (e.Dim == value.Ratio && e.Number > 0 && e.Number < 1 || e.Dim == value.Multiple && e.Number > 1) {
				out = append(out, Placed{Part: u.First, Amount: e.Number, Opinion: Opinion{Evidence: v.Evidence(i)}})
			}
		}
	}
	return out
}

// Scaled reports whether x is so many times an amount of x's kind in a close sentence,
// or in a row that the claim names.
func (v *View) Scaled(x *value.Value, share float64) (Opinion, bool) {
	for _, i := range v.close() {
		u := &v.Units[i]
		if v.nounsIn(u) < leastTold && v.Claim.Names(u) != claim.ByClaim {
			continue
		}
		for e := range v.valuesOf(u) {
			if (x.Measures(e) || u.Row && x.Maybe(e)) && value.Near(e.Amount()*share, x.Number) {
				return Opinion{Evidence: v.Evidence(i)}, true
			}
		}
	}
	return Opinion{}, false
}

// nounsIn counts the claim's nouns that a unit has.
func (v *View) nounsIn(u *passage.Unit) int {
	n := 0
	for k := range v.Claim.Words {
		if w := &v.Claim.Words[k]; w.Noun && u.Own.Has(w) == 1 {
			n++
		}
	}
	return n
}
