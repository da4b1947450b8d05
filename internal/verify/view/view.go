package view

import (
	"cmp"
	"iter"
	"regexp"
	"slices"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/scope"
	"github.com/mundap/mundap/internal/verify/value"
)

// View is a claim as seen from one passage. It is used by one goroutine.
type View struct {
	*scope.Set
	*passage.Passage
	Claim  *claim.Claim
	Scores []float64 // by unit: how far it is about the claim; set by Weigh
	Best   int       // the unit with the highest score, -1 if there is none; set by Weigh

	// Findings of rules and signals, on which later ones build.
	Placed     []int      // by the claim's value: the part that has it, -1 if none does
	Faults     []*Problem // with the claim's values
	Objections []*Problem // by rule; nil where the rule does not object
	Superseded bool       // a newer edition has another value
	Source     int        // the unit that has most of the claim, -1 if there is none

	rows      []int // see NamedRows
	rowsKnown bool
}

// Weights of a word by the place where it is found.
const (
	InOwn   = 1.0
	InUnit  = .8
	InAbove = .6
	InTitle = .35
)

// Weigh scores the units and finds the best one. Call it before anything else.
func (v *View) Weigh() {
	v.Scores = make([]float64, len(v.Units))
	v.Best = -1
	for i := range v.Units {
		u := &v.Units[i]
		s := 0.0
		for k := range v.Claim.Words {
			w := &v.Claim.Words[k]
			s += v.Rare.Of(w) * v.inUnit(u, w)
		}
		for k := range v.Claim.Ask.Words {
			w := &v.Claim.Ask.Words[k]
			s += .3 * v.Rare.Of(w) * v.inUnit(u, w)
		}
		for k := range v.Claim.Values {
			if v.HasValue(u, &v.Claim.Values[k]) {
				s += 1.3
			}
		}
		s += v.labelled(u)
		v.Scores[i] = s
		if v.Best < 0 || s > v.Scores[v.Best] {
			v.Best = i
		}
	}
}

// labelled is what a unit's score gains if the claim or the question names the
// unit.
func (v *View) labelled(u *passage.Unit) float64 {
	switch v.Claim.Names(u) {
	case claim.ByClaim:
		return 1.5
	case claim.ByQuestion:
		return .5
	}
	return 0
}

func (v *View) inUnit(u *passage.Unit, w *lexicon.Word) float64 {
	return max(InOwn*u.Own.Has(w), InAbove*u.Above.Has(w), InTitle*v.Titled.Has(w))
}

// HasValue reports whether a unit has a value. A person's name also counts where
// nothing marks it as one.
func (v *View) HasValue(u *passage.Unit, x *value.Value) bool {
	for i := u.First; i < u.Last; i++ {
		for k := range v.Parts[i].Values {
			if x.Equal(&v.Parts[i].Values[k]) {
				return true
			}
		}
		if v.Parts[i].Named(x) != nil {
			return true
		}
	}
	return false
}

// Doing matches the ending of a noun that is used as a verb: 적용됩니다.
var Doing = regexp.MustCompile(`^(?:하|되|해|돼|했|됐|할|된|될|합|됩|한다|함|됨)`)

// ValueWeight is the weight of a value relative to a word in the share of a
// claim that a passage contains.
const ValueWeight = 1.5

// Has reports whether the passage or its title has a value.
func (v *View) Has(x *value.Value) bool {
	for i := range v.Units {
		if v.HasValue(&v.Units[i], x) {
			return true
		}
	}
	return v.InTitle(x)
}

// HasAt reports whether the passage or its title has the claim's value at a span.
func (v *View) HasAt(at korean.Span) bool {
	return slices.ContainsFunc(v.Claim.Values, func(x value.Value) bool { return x.Start == at.Start && v.Has(&x) })
}

// InTitle reports whether the passage's title has a value.
func (v *View) InTitle(x *value.Value) bool {
	for k := range v.Passage.Values {
		if x.Equal(&v.Passage.Values[k]) {
			return true
		}
	}
	return false
}

// AskedShare returns the share of the question's words that the passage
// contains.
func (v *View) AskedShare() float64 {
	var found, all float64
	for k := range v.Claim.Ask.Words {
		w := &v.Claim.Ask.Words[k]
		found += v.Rare.Of(w) * v.All.Has(w)
		all += v.Rare.Of(w)
	}
	if all == 0 {
		return 0
	}
	return found / all
}

// Evidence returns the ranges that support the claim: the best unit, and the
// units that contain the values.
func (v *View) Evidence(best int) []korean.Span {
	var spans []korean.Span
	add := func(u int) {
		if u < 0 || u >= len(v.Units) {
			return
		}
		s := korean.Span{Start: v.Units[u].Start, End: v.Units[u].End}
		if !slices.Contains(spans, s) {
			spans = append(spans, s)
		}
	}
	add(best)
	for _, part := range v.Placed {
		if part >= 0 {
			add(v.Parts[part].Sentence)
		}
	}
	slices.SortFunc(spans, func(a, b korean.Span) int { return cmp.Compare(a.Start, b.Start) })
	return spans
}

// ValuesOf returns the values of a unit in order.
func (v *View) ValuesOf(u *passage.Unit) iter.Seq[*value.Value] {
	return func(yield func(*value.Value) bool) {
		for k := u.First; k < u.Last; k++ {
			for j := range v.Parts[k].Values {
				if !yield(&v.Parts[k].Values[j]) {
					return
				}
			}
		}
	}
}

// Close returns the units that are nearly as much about the claim as the best one.
func (v *View) Close() []int {
	var out []int
	for i := range v.Units {
		if v.Scores[i] >= .7*v.Scores[v.Best] {
			out = append(out, i)
		}
	}
	return out
}
