package polarity

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// alsoParticle matches the particles that say that something holds of one more.
var alsoParticle = regexp.MustCompile(`^(?:도|에도|에게도|에서도|으로도|로도|이라도|라도) `)

// alsoAnd matches what follows the first of several such things: 물도 얼음도.
var alsoAnd = regexp.MustCompile(`^도 [가-힣]+도 `)

// ownParticle matches the particles with which a passage speaks of something in
// particular.
var ownParticle = regexp.MustCompile(`^(?:은|는|만|에는|에게는|에서는|으로는|로는|에서만|에게만|로만|으로만|을 제외|를 제외|은 제외|는 제외|을 뺀|를 뺀) ?`)

// exempting matches what a clause says of what a rule does not hold for.
var exempting = regexp.MustCompile(`제외|예외|뺀|빼고|그러하지 아니`)

// leastAlso is the share of what the claim says of one more thing that the
// passage must say of it.
const leastAlso = .45

// Added returns a problem if the claim says that something also holds for one
// more thing (수습도 …), and the passage mentions that thing but makes an
// exception of it or says something else about it.
func Added(v *view.View) *view.Problem {
	for i := range v.Claim.Parts {
		if v.Claim.Parts[i].Condition {
			continue
		}
		g := v.Claim.Under(i)
		if len(g.Words) < 2 {
			continue
		}
		for k := range g.Words {
			w := &g.Words[k]
			if !w.Noun || lexicon.General[w.Text] && k == 0 || lexicon.EojeolStart(v.Claim.Text, w.Start) != w.Start ||
				!alsoParticle.MatchString(v.Claim.Text[w.End:]+" ") {
				continue
			}
			if alsoAnd.MatchString(v.Claim.Text[w.End:]) || strings.HasSuffix(v.Claim.Text[:w.Start], "도 ") {
				continue
			}
			if spoken, same := saysAlso(v, g, k); spoken && !same {
				return &view.Problem{Reason: view.Exception, Claim: korean.Span{Start: w.Start, End: w.End}}
			}
		}
		for k := range g.Values {
			x := &g.Values[k]
			if alsoBehind.MatchString(v.Claim.Text[x.End:]+" ") && excludes(v, g, x) {
				return &view.Problem{Reason: view.Exception, Claim: korean.Span{Start: x.Start, End: x.End}}
			}
		}
	}
	return excepted(v)
}

var (
	// alsoBehind matches what follows a value of one more thing: 65세 이상 어르신도.
	alsoBehind = regexp.MustCompile(`^(?: ?(?:이상|이하|미만|초과))?(?: ?[가-힣]{1,6})?(?:도|에도|에게도|에서도) `)
	// ofKind matches the noun that makes a value the name of a kind: 1일권.
	ofKind = regexp.MustCompile(`^(?:권|인실|인용|호|층)`)
	// ownBehind matches what follows a value of which a passage speaks in particular.
	ownBehind = regexp.MustCompile(`^(?: ?(?:이상|이하|미만|초과))?(?:인 [가-힣]{1,6}| [가-힣]{1,6}|권|인실|인용|호|층)?(?:은|는|만|에는|에게는|에서는|을 제외|를 제외) `)
)

// excludes reports whether the passage speaks of a value in particular and nowhere
// says of it what a clause of the claim does.
func excludes(v *view.View, g *passage.Part, x *value.Value) bool {
	if x.Class == value.Person || x.Class == value.Quantity && x.Limit == value.NoLimit &&
		!ofKind.MatchString(v.Claim.Text[x.End:]) {
		return false
	}
	mine, spoken := passage.SignOf(v.Claim.Text, g), false
	for i := range v.Parts {
		h := &v.Parts[i]
		if v.Units[h.Sentence].Row || h.Condition {
			continue
		}
		e, _ := h.Find(x)
		if e == nil || !ownBehind.MatchString(v.Text[min(e.End, len(v.Text)):min(len(v.Text), h.End+1)]+" ") {
			continue
		}
		spoken = true
		whole := v.WholeClause(h)
		if !exempting.MatchString(v.Text[h.Start:h.End]) && passage.SignOf(v.Text, whole) == mine &&
			restOf(v, g, x.Start, whole) >= leastAlso {
			return false
		}
	}
	return spoken
}

// saysAlso reports whether the passage speaks of the k-th word of a clause in
// particular, and whether it says of it what the clause does.
func saysAlso(v *view.View, g *passage.Part, k int) (spoken, same bool) {
	w := &g.Words[k]
	mine := passage.SignOf(v.Claim.Text, g)
	for i := range v.Parts {
		h := &v.Parts[i]
		if v.Units[h.Sentence].Row || h.Condition {
			continue
		}
		text := v.Text[h.Start:h.End]
		if (lexicon.General[w.Text] || !particular(v, h, w)) && !(k > 0 && exempts(v, h, &g.Words[k-1], w)) {
			if h.Own.Has(w) == 1 && !lexicon.General[w.Text] && !exempting.MatchString(text) && saysWholly(v, g, w, mine, h) {
				return true, true
			}
			continue
		}
		spoken = true
		if !exempting.MatchString(text) && passage.SignOf(v.Text, v.WholeClause(h)) == mine &&
			restOf(v, g, w.Start, v.WholeClause(h)) >= leastAlso {
			return true, true
		}
	}
	return spoken, false
}

// saysWholly reports whether a clause says all that a clause of the claim says of w, with the
// same sign.
func saysWholly(v *view.View, g *passage.Part, w *lexicon.Word, mine float64, h *passage.Part) bool {
	whole := v.WholeClause(h)
	return passage.SignOf(v.Text, whole) == mine && restOf(v, g, w.Start, whole) == 1
}

// particular reports whether a part speaks of w with a particle that sets it apart.
func particular(v *view.View, h *passage.Part, w *lexicon.Word) bool {
	return slices.ContainsFunc(h.Words, func(x lexicon.Word) bool {
		return x.Same(w) && ownParticle.MatchString(v.Text[x.End:min(len(v.Text), h.End+1)]+" ")
	})
}

// exempts reports whether a part makes an exception of something that the noun
// before w tells apart: 수습 기간인 사람은 제외한다, for 수습 직원도.
func exempts(v *view.View, h *passage.Part, before, w *lexicon.Word) bool {
	return before.Noun && before.End+1 == w.Start && !lexicon.General[before.Text] && h.Own.Has(before) == 1 &&
		exempting.MatchString(v.Text[h.Start:h.End])
}

// restOf is the share of a clause of the claim, what begins at the given offset left
// out, that a part has itself or above it.
func restOf(v *view.View, g *passage.Part, without int, h *passage.Part) float64 {
	found, all := 0.0, 0.0
	for k := range g.Words {
		x := &g.Words[k]
		if x.Start == without || lexicon.General[x.Text] || v.Claim.Asks(x) {
			continue
		}
		weight := v.Rare.Of(x)
		all += weight
		found += weight * max(h.Own.Has(x), v.Titled.Has(x))
	}
	for k := range g.Values {
		if g.Values[k].Start == without {
			continue
		}
		all += view.ValueWeight
		if h.Stands(&g.Values[k]) {
			found += view.ValueWeight
		}
	}
	if all == 0 {
		return 1
	}
	return found / all
}
