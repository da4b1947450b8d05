package signal

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/verify/arithmetic"
	"github.com/mundap/mundap/internal/verify/decision"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/placement"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// noRival is the margin of a value that has no other one of its kind to be confused with.
const noRival = 1.0

// placeSignals adds how sure the places of the claim's values are: how much better their
// words fit there than beside another value of the kind, whether values that the claim gives
// together stand in one sentence or row, and whether a value was worked out rather than read.
func placeSignals(v *view.View, s *decision.Signals) {
	margin, derived, cued := noRival, false, false
	for k := range v.Claim.Values {
		x := &v.Claim.Values[k]
		if x.Period || v.InTitle(x) {
			continue
		}
		if m, rivals := placement.Margin(v, x); rivals {
			margin = min(margin, m)
		}
		if v.Has(x) || faulty(v, x) {
			continue
		}
		derived = true
		cued = cued || arithmetic.Calculated(v)
	}
	s.Add("values.margin", margin)
	s.Flag("values.derived", derived)
	s.Flag("values.derived.uncued", derived && !cued)
	s.Add("values.scattered", min(2, float64(scattered(v))))
}

// faulty reports whether the passage lacks a value or has it elsewhere.
func faulty(v *view.View, x *value.Value) bool {
	for _, f := range v.Faults {
		if f.Claim.Start == x.Start {
			return true
		}
	}
	return false
}

// scattered counts the neighbouring values of a clause that the passage has, but in no
// sentence or row together.
func scattered(v *view.View) int {
	n := 0
	for i := range v.Claim.Parts {
		var last *value.Value
		for k := range v.Claim.Parts[i].Values {
			x := &v.Claim.Parts[i].Values[k]
			if x.Period || v.InTitle(x) || !v.Has(x) {
				continue
			}
			if last != nil && !standTogether(v, last, x) {
				n++
			}
			last = x
		}
	}
	return n
}

// standTogether reports whether a clause, with what it stands under, or a row has two values.
func standTogether(v *view.View, a, b *value.Value) bool {
	for i := range v.Units {
		u := &v.Units[i]
		if !v.HasValue(u, a) || !v.HasValue(u, b) {
			continue
		}
		if u.Row {
			return true
		}
		for k := u.First; k < u.Last; k++ {
			if h := &v.Parts[k]; stands(h, a) && stands(h, b) {
				return true
			}
		}
	}
	return false
}

func stands(h *passage.Part, x *value.Value) bool {
	equal, _ := h.Find(x)
	return equal != nil || passage.Holds(h.Given, x)
}

// nameSignals adds whether the claim has a noun that no passage has and that differs in one
// syllable from one that this passage has and the claim lacks: 석가온, for 석가람.
func nameSignals(v *view.View, s *decision.Signals) {
	near := false
	for i := range v.Claim.Parts {
		for _, e := range passage.Eojeols(v.Claim.Text, &v.Claim.Parts[i]) {
			if !e.Verbal && !near {
				near = nearMiss(v, lexicon.Dense(v.Claim.Text[e.Start:e.End]))
			}
		}
	}
	s.Flag("names.near", near)
}

// leastNear is the least number of syllables of names that may differ in one.
const leastNear = 3

// nearMiss reports whether no passage has a name, and this one has a noun that differs from it
// in one syllable and that the claim lacks.
func nearMiss(v *view.View, name string) bool {
	mine := []rune(name)
	if len(mine) < leastNear || slices.ContainsFunc(v.List, func(p *passage.Passage) bool {
		return strings.Contains(p.All.Dense, name)
	}) {
		return false
	}
	for i := range v.Parts {
		for k := range v.Parts[i].Words {
			w := &v.Parts[i].Words[k]
			if w.Noun && oneApart(mine, w.Text) && !v.Claim.Has(w) && !v.Claim.Asks(w) {
				return true
			}
		}
	}
	return false
}

// oneApart reports whether two names of the same length differ in one character.
func oneApart(a []rune, text string) bool {
	n, differ := 0, 0
	for _, r := range text {
		if n == len(a) {
			return false
		}
		if a[n] != r {
			differ++
		}
		n++
	}
	return n == len(a) && differ == 1
}
