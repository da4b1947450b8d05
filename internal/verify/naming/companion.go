package naming

import (
	"regexp"
	"slices"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// companionMargin is how much more of what the claim is about the sentence with one of
// two people must have than any sentence with the other one.
const companionMargin = .8

// Intruded returns a problem if the claim names two people together and the passage
// says of one of them alone what the claim says of both.
func Intruded(v *view.View) *view.Problem {
	for k := 1; k < len(v.Claim.Values); k++ {
		x, y := &v.Claim.Values[k-1], &v.Claim.Values[k]
		if x.Class != value.Person || y.Class != value.Person || !togetherWith.MatchString(v.Claim.Text[x.End:y.Start]) {
			continue
		}
		a, b, both := saidWith(v, x, y)
		switch {
		case both >= max(a, b):
		case a > b+companionMargin:
			return &view.Problem{Reason: view.WrongName, Claim: korean.Span{Start: y.Start, End: y.End}}
		case b > a+companionMargin:
			return &view.Problem{Reason: view.WrongName, Claim: korean.Span{Start: x.Start, End: x.End}}
		}
	}
	return nil
}

// togetherWith matches what stands between two people of a list, the title of the first
// one included.
var togetherWith = regexp.MustCompile(`^ ?[가-힣]{0,6}(?:와|과|,|·|하고| 및) ?(?:[가-힣]{2,8} )?$`)

// saidWith weighs what the claim is about in the sentences with x alone, in those with y
// alone and in those with both.
func saidWith(v *view.View, x, y *value.Value) (withX, withY, both float64) {
	for i := range v.Units {
		u := &v.Units[i]
		has, other := v.HasValue(u, x), v.HasValue(u, y)
		if !has && !other {
			continue
		}
		n := topicWeight(v, u, x, y)
		switch {
		case has && other, has && titled(v, u, y), other && titled(v, u, x):
			both = max(both, n)
		case has:
			withX = max(withX, n)
		default:
			withY = max(withY, n)
		}
	}
	return withX, withY, both
}

// topicWeight weighs the claim's nouns that a unit has, without the titles of two people.
func topicWeight(v *view.View, u *passage.Unit, x, y *value.Value) float64 {
	n := 0.0
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		if w.Noun && !lexicon.General[w.Text] && !titleOf(x, w) && !titleOf(y, w) {
			n += v.Rare.Of(w) * max(u.Own.Has(w), u.Labels.Has(w))
		}
	}
	return n
}

// titled reports whether a unit names a person of the claim only by what the person is
// called there: 이사장, for 윤가람 이사장.
func titled(v *view.View, u *passage.Unit, x *value.Value) bool {
	for k := range v.Claim.Words {
		title := &v.Claim.Words[k]
		if !titleOf(x, title) {
			continue
		}
		for i := u.First; i < u.Last; i++ {
			h := &v.Parts[i]
			for j := range h.Words {
				w := &h.Words[j]
				if w.Text == title.Text && !slices.ContainsFunc(h.Values, func(e value.Value) bool {
					return e.Class == value.Person && titleOf(&e, w)
				}) {
					return true
				}
			}
		}
	}
	return false
}

// titleOf reports whether a noun is what a person is called.
func titleOf(x *value.Value, w *lexicon.Word) bool { return w.Start >= x.End && w.Start <= x.End+1 }
