package evidence

import (
	"slices"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/placement"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// Named returns the amounts of x's kind in the rows that the claim names.
func Named(v *view.View, x *value.Value) []placement.Placed {
	var out []placement.Placed
	for i := range v.Units {
		u := &v.Units[i]
		if !u.Row || v.Claim.Names(u) != claim.ByClaim {
			continue
		}
		for k := u.First; k < u.Last; k++ {
			for j := range v.Parts[k].Values {
				e := &v.Parts[k].Values[j]
				if x.Measures(e) || x.Maybe(e) {
					out = append(out, placement.Placed{Part: k, Amount: e.Amount(), Opinion: view.Opinion{Evidence: v.Evidence(i)}})
				}
			}
		}
	}
	return out
}

// leastShared is how many nouns of the claim a sentence about a share must have.
const leastShared = 1

// Reduces reports whether a sentence of the passage that has a noun in common
// with the claim gives the share that is subtracted from an amount to get
// another one.
func Reduces(v *view.View, amount, result float64) (view.Opinion, bool) {
	for i := range v.Units {
		u := &v.Units[i]
		if nounsIn(v, u) < leastShared {
			continue
		}
		shares := func(e value.Value) bool {
			return e.Class == value.Quantity && e.Dim == value.Ratio && e.Number > 0 && e.Number < 1 &&
				value.Near(amount*(1-e.Number), result)
		}
		for k := u.First; k < u.Last; k++ {
			if slices.ContainsFunc(v.Parts[k].Values, shares) {
				return view.Opinion{Evidence: v.Evidence(i)}, true
			}
		}
	}
	return view.Opinion{}, false
}

// leastTold is how many nouns of the claim a sentence must have to count as a rule about
// what the claim says.
const leastTold = 2

// Shares returns the shares and multiples in the sentences that the claim is mainly
// about.
func Shares(v *view.View) []placement.Placed {
	var out []placement.Placed
	for _, i := range v.Close() {
		u := &v.Units[i]
		if u.Row || nounsIn(v, u) < leastShared {
			continue
		}
		for e := range v.ValuesOf(u) {
			if e.Class == value.Quantity && (e.Dim == value.Ratio && e.Number > 0 && e.Number < 1 || e.Dim == value.Multiple && e.Number > 1) {
				out = append(out, placement.Placed{Part: u.First, Amount: e.Number, Opinion: view.Opinion{Evidence: v.Evidence(i)}})
			}
		}
	}
	return out
}

// Scaled reports whether x is a multiple of an amount of the same kind that is
// in a close sentence or in a row that the claim names.
func Scaled(v *view.View, x *value.Value, share float64) (view.Opinion, bool) {
	for _, i := range v.Close() {
		u := &v.Units[i]
		if nounsIn(v, u) < leastTold && v.Claim.Names(u) != claim.ByClaim {
			continue
		}
		for e := range v.ValuesOf(u) {
			if (x.Measures(e) || u.Row && x.Maybe(e)) && value.Near(e.Amount()*share, x.Number) {
				return view.Opinion{Evidence: v.Evidence(i)}, true
			}
		}
	}
	return view.Opinion{}, false
}

// nounsIn counts the claim's nouns that a unit has.
func nounsIn(v *view.View, u *passage.Unit) int {
	n := 0
	for k := range v.Claim.Words {
		if w := &v.Claim.Words[k]; w.Noun && u.Own.Has(w) == 1 {
			n++
		}
	}
	return n
}
