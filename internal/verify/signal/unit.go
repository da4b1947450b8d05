package signal

import (
	"regexp"
	"slices"

	"github.com/mundap/mundap/internal/verify/decision"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/polarity"
	"github.com/mundap/mundap/internal/verify/predicate"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// unconditional matches words that claim that there is no condition.
var unconditional = regexp.MustCompile(`누구나|누구든|언제든|언제나|무조건|항상|모든|모두|어디서나|관계없이|상관없이|` +
	`자유롭게|제한 없이|없이도|그대로|바로|전부|아무`)

// unitSignals adds how much of the claim a single sentence or row contains. It
// sets v.source to the unit that fits best and returns how well that fits.
func unitSignals(v *view.View, s *decision.Signals) float64 {
	full, both, with, without := 0.0, 0.0, 0.0, 0.0
	v.Source = -1
	for k := range v.Units {
		u := &v.Units[k]
		wide := shareOfWords(v, func(w *lexicon.Word) float64 {
			return max(u.Own.Has(w), .9*u.Above.Has(w), .8*v.Titled.Has(w))
		})
		full = max(full, wide)
		values := shareOfValues(v, u)
		fit := wide
		if len(v.Claim.Values) > 0 {
			fit = (2*wide + values) / 3
		}
		if v.Source < 0 || fit > both {
			both, v.Source = fit, k
		}
		if values == 1 {
			with = max(with, wide)
		} else {
			without = max(without, wide)
		}
	}
	s.Add("unit.full", full)
	s.Add("unit.both", both)
	s.Add("unit.values", with)
	s.Add("unit.values.ahead", min(0, with-without))
	sourceSignals(v, s)
	return both
}

// shareOfWords is the share of the claim's words for which has returns more than
// 0, weighed by rarity and by that result. General words count less, and so do
// words of the question that were not found.
func shareOfWords(v *view.View, has func(*lexicon.Word) float64) float64 {
	found, all := 0.0, 0.0
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		weight, x := v.Rare.Of(w), has(w)
		if lexicon.General[w.Text] {
			weight *= .4
		}
		if x == 0 && v.Claim.Asks(w) {
			weight *= .5
		}
		found += weight * x
		all += weight
	}
	if all == 0 {
		return 1
	}
	return found / all
}

// shareOfValues is the share of the claim's values that a unit has.
func shareOfValues(v *view.View, u *passage.Unit) float64 {
	found, all := 0.0, 0.0
	for k := range v.Claim.Values {
		if x := &v.Claim.Values[k]; !x.Period {
			all++
			if v.HasValue(u, x) {
				found++
			}
		}
	}
	if all == 0 {
		return 1
	}
	return found / all
}

// sourceSignals compares the claim with its likeliest source, v.source.
func sourceSignals(v *view.View, s *decision.Signals) {
	var opposed, conflicts, extra, bounded, excepted, rivaled bool
	share := 0.0
	if v.Source >= 0 {
		u := &v.Units[v.Source]
		text := v.Text[u.Start:u.End]
		opposed = u.Last > u.First && passage.SignOf(v.Text, &v.Parts[u.Last-1]) != v.Claim.Sign()
		conflicts = polarity.Conflict(predicate.ModalOf(v.Claim.Text), predicate.ModalOf(text)) != view.NoReason
		share, bounded = leftOut(v, u)
		extra = share > 0
		excepted = v.Source+1 < len(v.Units) && polarity.Adversative.MatchString(
			v.Text[v.Units[v.Source+1].Start:v.Units[v.Source+1].End])
		rivaled = rivaledIn(v, u)
	}
	s.Flag("source.opposed", opposed)
	s.Flag("source.denies", opposed && v.Claim.Sign() > 0)
	s.Flag("source.modal", conflicts)
	s.Flag("source.extra", extra)
	s.Add("source.extra.share", share)
	s.Flag("source.condition", bounded)
	s.Flag("source.exception", excepted)
	s.Flag("source.rival", rivaled)
	s.Flag("source.row", v.Source >= 0 && v.Units[v.Source].Row)
}

// leftOut returns the share of a unit's nouns that neither the claim nor the
// question has, and whether a condition is left out entirely.
func leftOut(v *view.View, u *passage.Unit) (share float64, condition bool) {
	missing, all := 0.0, 0.0
	for i := u.First; i < u.Last; i++ {
		g := &v.Parts[i]
		nouns, said := 0, 0
		for k := range g.Words {
			w := &g.Words[k]
			if !w.Noun || lexicon.General[w.Text] {
				continue
			}
			nouns++
			if v.Claim.Has(w) || v.Claim.Asks(w) {
				said++
			}
		}
		missing, all = missing+float64(nouns-said), all+float64(nouns)
		condition = condition || g.Condition && nouns > 0 && said == 0
	}
	return missing / max(1, all), condition
}

// rivaledIn reports whether a unit lacks one of the claim's values but has
// another value of its kind.
func rivaledIn(v *view.View, u *passage.Unit) bool {
	return slices.ContainsFunc(v.Claim.Values, func(x value.Value) bool {
		if v.HasValue(u, &x) {
			return false
		}
		for i := u.First; i < u.Last; i++ {
			if _, like := v.Parts[i].Find(&x); like {
				return true
			}
		}
		return false
	})
}
