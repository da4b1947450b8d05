package placement

import (
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// Likest returns the value of the passage that is in the same place as x is in
// the claim. Only values that the function of accepts are considered.
func Likest(v *view.View, x *value.Value, of func(x, e *value.Value) bool) (Placed, bool) {
	best := Placed{Part: -1}
	for i := range v.Parts {
		for k := range v.Parts[i].Values {
			e := &v.Parts[i].Values[k]
			if !of(x, e) {
				continue
			}
			s := Beside(v, x, &v.Parts[i])
			if behindNoun(v, e, &v.Parts[i]) {
				s += directly
			}
			if best.Part < 0 || s > best.Score {
				best.Part, best.Amount, best.Score = i, e.Amount(), s
				if e.Class == value.Clock {
					best.Amount *= 60 // seconds
				}
			}
		}
	}
	return best, best.Part >= 0
}

// directly is what a value gains whose noun directly before it the claim has.
const directly = .3

// behindNoun reports whether the noun directly before a value of a part is in the claim.
func behindNoun(v *view.View, e *value.Value, h *passage.Part) bool {
	for k := len(h.Words) - 1; k >= 0; k-- {
		if w := &h.Words[k]; w.Noun && w.End <= e.Start {
			return e.Start-w.End <= longestGap && v.Claim.Has(w)
		}
	}
	return false
}

// Placed is the value of a passage in the place of a value of the claim.
type Placed struct {
	Passage, Part int
	Amount, Score float64
	Shared        float64 // share of the claim's words that the passage has
	Opinion       view.Opinion
}
