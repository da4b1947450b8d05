package placement

import (
	"slices"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/predicate"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// The least share of the claim's nouns that the place of a frequency must have for the passage
// to say how often, and by how much less another place may have.
const (
	sameMatter   = .6
	nearlyAsMuch = .1
	otherThing   = .25 // less than this share: the place is about something else
)

// agreement is whether the passage says the same as the claim of how often something happens.
type agreement uint8

const (
	silent agreement = iota // it doesn't say how often
	agrees
	differsFrom
	strays // it says the same of other things only
)

// compareOften compares a frequency of the claim with those that the passage gives where it has
// most of the claim's nouns.
func compareOften(v *view.View, f *value.Frequency) agreement {
	most, mostEqual, equal := 0.0, 0.0, false
	for i := range v.Parts {
		g := &v.Parts[i]
		for k := range g.Often {
			share := matterOf(v, f, g, k)
			if !g.Often[k].Amount && !predicate.ModalOf(v.Text[g.Often[k].End:g.End]).Negative() {
				most = max(most, share)
			}
			if f.Equal(&g.Often[k]) {
				mostEqual, equal = max(mostEqual, share), true
			}
		}
	}
	switch {
	case mostEqual >= sameMatter && mostEqual >= most-nearlyAsMuch:
		return agrees
	case equal && most < otherThing && saysOfWhat(v, f):
		return strays
	case most < sameMatter:
		return silent
	}
	return differsFrom
}

// matterOf is the share of the nouns beside a frequency of the claim that stand beside the k-th
// frequency of a part. Those beside its other frequencies and in its sentence's other clauses
// count less, and so does a place that is about a thing that the claim doesn't name.
func matterOf(v *view.View, f *value.Frequency, g *passage.Part, k int) float64 {
	u, own := &v.Units[g.Sentence], ownStretch(g, k)
	found, all := 0.0, 0.0
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		if !w.Noun || lexicon.General[w.Text] || w.Start >= f.Start && w.End <= f.End {
			continue
		}
		weight := v.Rare.Of(w)
		if h := v.Claim.PartAt(f.Start); h != nil && (w.Start < h.Start || w.End > h.End) {
			weight *= .5
		}
		has := max(otherMatter*u.Own.Has(w), .5*v.Titled.Has(w))
		if u.Row {
			has = max(has, .5*u.Above.Has(w)) // a column's head
		}
		if len(g.Often) == 1 {
			has = max(has, g.Own.Has(w))
		}
		same := func(x lexicon.Word) bool {
			return x.Same(w) && (x.Start >= own.Start && x.End <= own.End || x.End <= g.Start)
		}
		if slices.ContainsFunc(g.Words, same) || slices.ContainsFunc(g.Carried, same) {
			has = 1
		}
		found, all = found+weight*has, all+weight
	}
	if all == 0 {
		return 0
	}
	if strayHead(v, g, &g.Often[k]) {
		found *= otherMatter
	}
	return found / all
}

// otherMatter is how much the words of other places count.
const otherMatter = .7

// ownStretch is the stretch of a part from behind the frequency before the k-th one up to the
// next one.
func ownStretch(g *passage.Part, k int) korean.Span {
	s := korean.Span{Start: g.Start, End: g.End}
	for j := range g.Often {
		if o := &g.Often[j]; o.End <= g.Often[k].Start {
			s.Start = max(s.Start, o.End)
		} else if o.Start >= g.Often[k].End {
			s.End = min(s.End, o.Start)
		}
	}
	return s
}

// strayHead reports whether a frequency is said of a thing that neither the claim nor the
// question names: of 보고서, in 점검 보고서는 매월.
func strayHead(v *view.View, g *passage.Part, f *value.Frequency) bool {
	var head *lexicon.Word
	for j := range g.Words {
		if w := &g.Words[j]; w.Noun && w.End <= f.Start && isMarked(v.Text, w) {
			head = w
		}
	}
	return head != nil && !v.Claim.Has(head) && !v.Claim.Asks(head)
}

// saysOfWhat reports whether the claim has nouns beside a frequency, all of which the passages
// have too. Otherwise the place of the frequency may have other words for them.
func saysOfWhat(v *view.View, f *value.Frequency) bool {
	n := 0
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		if !w.Noun || lexicon.General[w.Text] || w.Start >= f.Start && w.End <= f.End {
			continue
		}
		if v.Rare.Count[w.Text] == 0 && (w.Class == "" || v.Rare.Count[w.Class] == 0) {
			return false
		}
		n++
	}
	return n > 0
}

// frequent reports whether x is part of a frequency of the claim that the passage gives, perhaps
// in other words.
func frequent(v *view.View, x *value.Value) bool {
	f := v.Claim.OftenAt(x)
	return f != nil && compareOften(v, f) == agrees
}

// oftener returns a problem if the passage gives another frequency of what the claim is about.
func oftener(v *view.View) *view.Problem {
	for i := range v.Claim.Parts {
		g := &v.Claim.Parts[i]
		for k := range g.Often {
			f := &g.Often[k]
			if f.Amount {
				continue
			}
			if a := compareOften(v, f); !g.Condition && (a == differsFrom || a == strays) {
				return &view.Problem{Reason: view.WrongNumber, Claim: korean.Span{Start: f.Start, End: f.End}, Missing: true, Sure: a == differsFrom}
			}
		}
	}
	return nil
}
