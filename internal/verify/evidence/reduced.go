package evidence

import (
	"regexp"
	"slices"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/lexicon"
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
// another one. If the amount stands in a row of the same passage (row is not -1), the noun must
// be one that the row has not, and the sentence must speak of a reduction: 단체는 20%를 깎아 준다.
func Reduces(v *view.View, amount, result float64, row int) (view.Opinion, bool) {
	for i := range v.Units {
		u := &v.Units[i]
		if nounsIn(v, u) < leastShared {
			continue
		}
		if row >= 0 && (!lessening.MatchString(v.Text[u.Start:u.End]) || !hasOtherNoun(v, u, &v.Units[row])) {
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
var lessening = regexp.MustCompile(`깎|할인|감면|덜 받|빼 ?준`)

// hasOtherNoun reports whether a sentence has a noun of the claim that a row and its head lack.
func hasOtherNoun(v *view.View, u, row *passage.Unit) bool {
	return slices.ContainsFunc(v.Claim.Words, func(w lexicon.Word) bool {
		return w.Noun && !lexicon.General[w.Text] && u.Own.Has(&w) == 1 && max(row.Own.Has(&w), row.Above.Has(&w), v.Titled.Has(&w)) < view.LeastLevel
	})
}

func nounsIn(v *view.View, u *passage.Unit) int {
	n := 0
	for k := range v.Claim.Words {
		if w := &v.Claim.Words[k]; w.Noun && u.Own.Has(w) == 1 {
			n++
		}
	}
	return n
}
