package polarity

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/predicate"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// deed is a verb, or a noun used as one, and what is said of it.
type deed struct {
	word *lexicon.Word
	part *passage.Part
	said predicate.Modal
}

// Reaches is a share of the best unit's score. The verbs of another unit are
// compared with those of the claim if its score is at least this high.
const Reaches = .5

// Stance returns a problem if a clause of the claim denies what the passage
// affirms about the same things, or affirms what it denies. The verbs may
// differ.
func Stance(v *view.View) *view.Problem {
	if v.Claim.Matches(recommending) && recommending.MatchString(v.Spoken(v.Best)) {
		return nil // not a duty, and advised
	}
	if tellsExcepted(v) {
		return nil
	}
	for i := range v.Claim.Parts {
		g := &v.Claim.Parts[i]
		if g.Condition || len(g.Words) == 0 {
			continue
		}
		w := g.LastWord()
		if exempted(v, g) && !onException(v, v.Claim.Under(i), w) {
			continue
		}
		if bothWays(v, g, w) || v.Claim.Matches(Waited) ||
			strings.Contains(v.Claim.Text, "대신") && !v.Claim.Matches(forSomebody) {
			continue
		}
		if _, ok := yesOrNo(v, g); ok {
			continue
		}
		about := v.Claim.Under(i)
		if passage.SaidOf(v.Claim.Text, g, w) == predicate.May && len(g.Words)+len(g.Values) > 1 {
			if opposedThere(v, g, about, w) && !Reversed(v, i) {
				return &view.Problem{Reason: view.Negated, Claim: tail(v, g, w)}
			}
			about = g // what is forbidden is so on any condition
		}
		nearest, share := nearest(v, about, w)
		if nearest == nil {
			continue
		}
		if r, found := sameDeed(v, g, about, w, share); found {
			if r != view.NoReason && !Reversed(v, i) && !(r == view.Negated && contrapositive(v, g, nearest)) {
				return &view.Problem{Reason: r, Claim: tail(v, g, w)}
			}
			continue
		}
		if Reversed(v, i) {
			continue
		}
		if share >= .7 && otherDeed(v, g, w, nearest) {
			return &view.Problem{Reason: view.Negated, Claim: tail(v, g, w)}
		}
	}
	return nil
}

// forSomebody matches who does something for somebody else: 다른 사람이 대신.
var forSomebody = regexp.MustCompile(`[가-힣](?:이|가|께서) 대신 `)

// opposedThere reports whether the clause that has most of a clause of the claim and of its
// condition says the opposite: 중고로 산 제품은 보증하지 않는다, for 중고로 사도 보증을 받을 수 있다.
func opposedThere(v *view.View, g, about *passage.Part, w *lexicon.Word) bool {
	h, share := nearest(v, about, w)
	return h != nil && share >= .8 && otherDeed(v, g, w, h)
}

// Reversed reports whether a condition before the claim's i-th clause is
// negated in the passage but not in the claim, or the other way round: 해지하면
// for 해지하지 않으면.
func Reversed(v *view.View, i int) bool {
	for k := i - 1; k >= 0 && v.Claim.Parts[k].Condition && len(v.Claim.Parts[k].Words) > 0; k-- {
		g := &v.Claim.Parts[k]
		w := g.LastWord()
		for j := range v.Parts {
			h := &v.Parts[j]
			if !h.Condition || !within(v, h) || len(h.Words) == 0 {
				continue
			}
			x := h.LastWord()
			same := x.Text == w.Text || w.Class != "" && x.Class == w.Class
			if same && passage.SaidOf(v.Claim.Text, g, w).Negative() != passage.SaidOf(v.Text, h, x).Negative() {
				return true
			}
		}
	}
	return false
}

// onException reports whether a clause of the claim is about the exception that
// the best unit makes.
func onException(v *view.View, about *passage.Part, w *lexicon.Word) bool {
	u := &v.Units[v.Best]
	if len(about.Values) == 0 && (len(v.Claim.Parts) > 1 || len(about.Words) < 2) || !Adversative.MatchString(v.Text[u.Start:u.End]) {
		return false
	}
	for i := u.First; i < u.Last; i++ {
		if Common(v, about, &v.Parts[i], w) >= .7 {
			return true
		}
	}
	return false
}

// sameDeed compares what the claim says of its verb with what the clauses say
// of it that share most with the claim. found is false if none has the verb.
//
// about is the clause with the condition that it stands under, and share how
// much of it the nearest clause has, whatever its verb.
func sameDeed(v *view.View, g, about *passage.Part, w *lexicon.Word, share float64) (r view.Reason, found bool) {
	mine := passage.SaidOf(v.Claim.Text, g, w)
	most := 0.0
	var deeds []deed
	var shares []float64
	for i := range v.Parts {
		h := &v.Parts[i]
		if !within(v, h) || Turned(v, about, h) {
			continue
		}
		if !h.Condition {
			h = v.WholeClause(h)
		}
		for k := range h.Words {
			x := &h.Words[k]
			if x.Noun && !h.IsPredicate(x) && !view.Doing.MatchString(v.Text[x.End:]) {
				continue
			}
			if x.Text != w.Text && (w.Class == "" || x.Class != w.Class) {
				continue
			}
			s := Common(v, about, h, w)
			if x.Text == w.Text && !w.Noun && v.Rare.Count[w.Text] <= 2 {
				s += .3 // hardly anything else is said with this verb
			}
			most = max(most, s)
			deeds = append(deeds, deed{x, h, passage.SaidOf(v.Text, h, x)})
			shares = append(shares, s)
		}
	}
	margin := .1
	if mine == predicate.May && !predicate.Obliged.MatchString(v.Claim.Text[g.Start:g.End]) {
		margin = .35 // what is forbidden may stand in a clause of its own
	}
	if most < leastCommon || most < share-margin {
		return view.NoReason, false
	}
	for i, d := range deeds {
		if shares[i] < .8*most {
			continue
		}
		if r = Conflict(mine, d.said); r != view.Negated || d.part.Condition {
			return view.NoReason, true
		}
	}
	return r, true
}

// within reports whether a part is a clause of a sentence that may be about the
// same thing.
func within(v *view.View, h *passage.Part) bool {
	return v.Scores[h.Sentence] >= Reaches*v.Scores[v.Best] && !v.Units[h.Sentence].Row
}

// nearest returns the clause of the passage that has most in common with a
// clause of the claim.
func nearest(v *view.View, about *passage.Part, w *lexicon.Word) (best *passage.Part, share float64) {
	for i := range v.Parts {
		h := &v.Parts[i]
		if !within(v, h) || h.Condition || len(h.Words) == 0 || Turned(v, about, h) {
			continue
		}
		if s := Common(v, about, h, w); s > share {
			best, share = h, s
		}
	}
	return best, share
}

// leastCommon is the share of a claim's clause that a clause of the passage
// must contain for the two to be about the same thing.
const leastCommon = .6

// Common returns the share of the nouns and values in a clause of the claim,
// without its verb, that a part contains. Those that are only in the part's
// sentence count less.
func Common(v *view.View, g, h *passage.Part, verb *lexicon.Word) float64 {
	u := &v.Units[h.Sentence]
	found, all := 0.0, 0.0
	for k := range g.Words {
		w := &g.Words[k]
		if w.Start == verb.Start || !w.Noun || lexicon.General[w.Text] {
			continue
		}
		weight := v.Rare.Of(w)
		all += weight
		found += weight * max(h.Own.Has(w), .7*u.Own.Has(w), .3*u.Above.Has(w), .5*v.Titled.Has(w))
	}
	for k := range g.Values {
		x := &g.Values[k]
		if x.Period {
			continue
		}
		all += view.ValueWeight
		switch equal, _ := h.Find(x); {
		case equal != nil && !x.Limit.Contradicts(equal.Limit),
			slices.ContainsFunc(h.Given, func(e value.Value) bool { return x.Equal(&e) }):
			found += view.ValueWeight
		case v.InTitle(x):
			found += view.ValueWeight
		case v.HasValue(u, x):
			found += .5 * view.ValueWeight
		}
	}
	if all == 0 {
		return 0
	}
	return found / all
}

// otherDeed compares the effect of a clause with that of the nearest one: 살 수
// 있다 and 구매에는 쓸 수 없다.
func otherDeed(v *view.View, g *passage.Part, w *lexicon.Word, nearest *passage.Part) bool {
	h := v.WholeClause(nearest)
	last := h.LastWord()
	mine, theirs := passage.SaidOf(v.Claim.Text, g, w), passage.SaidOf(v.Text, h, last)
	if mine == predicate.NeedNot && theirs == predicate.Must || mine == predicate.Must && theirs == predicate.NeedNot {
		return true
	}
	if mine == predicate.Does && lightlyDenied.MatchString(v.Text[h.Start:h.End]) && !v.Claim.Matches(denying) && !v.Claim.Matches(keeping) {
		return true // 시작하기로 했다, for 하지 않기로 하였다
	}
	return decided(mine) && decided(theirs) &&
		net(mine, v.Claim.Text[w.Start:g.End])*net(theirs, v.Text[last.Start:h.End]) < 0
}

// lightlyDenied matches the end of a clause by which something is not done, with a verb that says
// nothing else, and keeping matches what says that something stays as it is.
var (
	lightlyDenied = regexp.MustCompile(` (?:하|실시하|시행하|진행하|추진하|도입하)지 (?:않|아니하|못하)[가-힣]*(?: (?:하|했|한)[가-힣]*)?[.,]? ?$`)
	keeping       = regexp.MustCompile(`그대로|유지|계속|두기로|둔다|둡니다|남기|보류|무산|부결`)
)

// decided reports whether a clause says that something can, may or must be done
// or not, rather than that it merely happens.
func decided(m predicate.Modal) bool {
	return m == predicate.May || m == predicate.Cannot || m == predicate.DoesNot || m == predicate.Suffices
}

// net is 1 if a predicate says in effect that something is or may be, -1 if it
// says that it is not or may not be, and 0 if neither is clear.
func net(m predicate.Modal, text string) int {
	if m == predicate.NeedNot || m == predicate.Must {
		return 0
	}
	n := 1
	if m.Negative() {
		n = -1
	}
	if denying.MatchString(text) {
		return 0
	}
	return n
}

// denying matches verbs that mean that something is not, or no longer, the
// case.
var denying = regexp.MustCompile(`금지|제한|제외|쉬|닫|면제|무료|취소|삼가|피하|없애|삭제|사라|소멸|무효|거절|거부|반려|막|끊|멈추|중단|빼|공제|굶|금식|불참|잃|잊|어기|위반|넘|초과|중복|부담|책임|연체|늦`)
