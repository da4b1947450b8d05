package polarity

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/predicate"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// concession matches a verb that concedes: 했더라도, 취소해도, 없어도.
var concession = regexp.MustCompile(`[가-힣]+(?:더라도|아도|어도|해도|여도|려도|져도|와도|봐도|워도|써도|나도|가도|꺼도|켜도) `)

// Conceded returns a problem if the claim says that something makes no
// difference, and the passage has the opposite as a condition: 내보내기를 했더라도, if
// it must not have been done.
func Conceded(v *view.View) *view.Problem {
	if len(v.Claim.Parts) == 0 || !strings.Contains(v.Claim.Text, "도 ") {
		return nil
	}
	for _, m := range concession.FindAllStringIndex(v.Claim.Text, -1) {
		if grants.MatchString(v.Claim.Text[m[1]:]) || strings.HasPrefix(v.Claim.Text[m[0]:], "하나도") {
			continue
		}
		conceding := korean.Span{Start: m[0], End: m[1]}
		if concededNoun(v, conceding) || concededVerb(v, conceding) || qualified(v, conceding) {
			return &view.Problem{Reason: view.Condition, Claim: korean.Span{Start: m[0], End: m[1] - 1}}
		}
	}
	return nil
}

// deniedIn reports whether a conceding verb is negated.
func deniedIn(v *view.View, conceding korean.Span) bool {
	text := conceding.Of(v.Claim.Text)
	return predicate.ModalOf(text).Negative() || strings.Contains(text, "않")
}

// concededNoun reports whether a condition of the passage about a noun before a
// conceding verb says the opposite of that verb.
func concededNoun(v *view.View, conceding korean.Span) bool {
	denied := deniedIn(v, conceding)
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		if !w.Noun || lexicon.General[w.Text] || w.End > conceding.End || w.Start < conceding.Start-longestObject {
			continue
		}
		for i := range v.Parts {
			h := &v.Parts[i]
			if h.Condition && h.Own.Has(w) == 1 && within(v, h) && opposes(v, h, w, denied) {
				return true
			}
		}
	}
	return false
}

// concededVerb reports whether the passage says what follows if the conceding verb
// holds, and that it is something else than what the claim says: 지나도 무료, for
// 지나면 35,000원을 받는다.
func concededVerb(v *view.View, conceding korean.Span) bool {
	g := &v.Claim.Parts[len(v.Claim.Parts)-1]
	if len(g.Words) == 0 {
		return false
	}
	for i := range v.Parts {
		h := &v.Parts[i]
		if !h.Condition || !within(v, h) || !ifVerb(v, h, conceding) || !standUnder(v, h, conceding.End) || i+1 == len(v.Parts) || v.Parts[i+1].Sentence != h.Sentence {
			continue
		}
		if contradictsConsequence(v, g, v.WholeClause(&v.Parts[i+1])) {
			return true
		}
	}
	return false
}

// standUnder reports whether the values of the claim before an offset are those of a
// condition.
func standUnder(v *view.View, h *passage.Part, end int) bool {
	return !slices.ContainsFunc(v.Claim.Values, func(x value.Value) bool {
		return x.End <= end && !x.Period && !h.Stands(&x)
	})
}

// ifVerb reports whether a condition ends with the verb that a form concedes: 지나면, for
// 지나도.
func ifVerb(v *view.View, h *passage.Part, conceding korean.Span) bool {
	form := strings.TrimSpace(conceding.Of(v.Claim.Text))
	condition := strings.TrimRight(v.Text[h.Start:h.End], " ,")
	for _, e := range concessiveEndings {
		stem, ok := strings.CutSuffix(form, e.ending)
		if !ok || stem+e.stem == "" {
			continue
		}
		stem += e.stem
		return strings.HasSuffix(condition, stem+"면") || strings.HasSuffix(condition, stem+"으면")
	}
	return false
}

// concessiveEndings are the endings of conceding forms, with how the verb's stem ends.
var concessiveEndings = [...]struct{ ending, stem string }{
	{"더라도", ""}, {"아도", ""}, {"어도", ""}, {"해도", "하"}, {"여도", "이"}, {"려도", "리"}, {"져도", "지"}, {"와도", "오"}, {"봐도", "보"},
	{"워도", "우"}, {"써도", "쓰"}, {"나도", "나"}, {"가도", "가"}, {"꺼도", "끄"}, {"켜도", "켜"},
}

// contradictsConsequence reports whether a clause of the claim says the opposite of a
// clause of the passage, or that something is free which has a price there.
func contradictsConsequence(v *view.View, g, h *passage.Part) bool {
	if len(h.Words) == 0 {
		return false
	}
	last := g.LastWord()
	if SameDeedIn(v, h, last) {
		return passage.SignOf(v.Text, h) != passage.SignOf(v.Claim.Text, g)
	}
	return last.Class == lexicon.ClassOf("무료") && passage.SignOf(v.Claim.Text, g) > 0 &&
		slices.ContainsFunc(h.Values, func(e value.Value) bool { return e.Class == value.Quantity && e.Dim.Money() })
}

// qualified reports whether the claim concedes that something is not so which
// qualifies what the passage speaks of, and says the same of it: 인증을 쓰지 않아도, for
// 인증을 쓰는 계정은.
func qualified(v *view.View, conceding korean.Span) bool {
	if !deniedIn(v, conceding) {
		return false
	}
	var about *passage.Part
	for i := range v.Claim.Parts {
		if g := &v.Claim.Parts[i]; conceding.Start >= g.Start && conceding.Start < g.End {
			about = g
		}
	}
	if about == nil {
		return false
	}
	for i := range v.Parts {
		h := &v.Parts[i]
		if h.Condition || !within(v, h) || passage.SignOf(v.Text, v.WholeClause(h)) != v.Claim.Sign() {
			continue
		}
		if qualifies(v, h, about, conceding.End) {
			return true
		}
	}
	return false
}

// wholeTopic matches a clause up to the last particle of a topic, so that what qualifies
// the topic's noun is included: 인증을 쓰는 계정은.
var wholeTopic = regexp.MustCompile(`^[^,]{1,80}[가-힣](?:은|는|이|가|에게는|에는) `)

// qualifies reports whether a part's topic has, before its noun, a verb of a clause of
// the claim and that verb's noun, both of which end before the given offset.
func qualifies(v *view.View, h, about *passage.Part, end int) bool {
	m := wholeTopic.FindStringIndex(v.Text[h.Start:h.End])
	if m == nil {
		return false
	}
	verb, noun, last := false, false, -1
	for k := range h.Words {
		x := &h.Words[k]
		if x.End > h.Start+m[1] {
			break
		}
		for j := range about.Words {
			w := &about.Words[j]
			if w.End > end || !w.Same(x) {
				continue
			}
			if w.Noun {
				noun = noun || !lexicon.General[w.Text]
			} else {
				verb = !passage.SaidOf(v.Text, h, x).Negative()
			}
			last = x.End
		}
	}
	return verb && noun && slices.ContainsFunc(h.Words, func(x lexicon.Word) bool {
		return x.Noun && x.Start >= last && x.End <= h.Start+m[1]
	})
}

// longestObject is how many bytes before a conceding verb its noun may begin.
const longestObject = 30

// opposes reports whether a condition's verb behind the noun w is denied where the
// claim affirms it, or the reverse, and the claim says what then follows.
func opposes(v *view.View, h *passage.Part, w *lexicon.Word, denied bool) bool {
	for k := range h.Words {
		x := &h.Words[k]
		if !x.Same(w) {
			continue
		}
		theirs := predicate.ModalOf(v.Text[x.End:h.End]).Negative()
		for i := range v.Parts {
			next := &v.Parts[i]
			if next.Sentence == h.Sentence && next.Start >= h.End && !next.Condition {
				return theirs != denied && passage.SignOf(v.Text, v.WholeClause(next)) == v.Claim.Sign()
			}
		}
	}
	return false
}

// leastTopics is how many nouns the topic of a clause must have to be compared with
// the claim by itself.
const leastTopics = 2

// TopicOpposed returns a problem if the claim contains all nouns of a topic and
// says the opposite of what the passage says about the topic with the same
// verb: 당일에 취소해도 환불된다 for 당일 취소는 환불하지 않는다.
func TopicOpposed(v *view.View) *view.Problem {
	if len(v.Claim.Parts) == 0 || tellsExcepted(v) {
		return nil
	}
	g := &v.Claim.Parts[len(v.Claim.Parts)-1]
	if len(g.Words) == 0 || len(v.Claim.Parts) > 1 && bothWays(v, g, g.LastWord()) {
		return nil
	}
	mine, last := passage.SignOf(v.Claim.Text, g), g.LastWord()
	for i := range v.Parts {
		h := &v.Parts[i]
		if v.Units[h.Sentence].Row || h.Condition || i > 0 && v.Parts[i-1].Condition && v.Parts[i-1].Sentence == h.Sentence {
			continue
		}
		whole := v.WholeClause(h)
		if len(whole.Words) > 0 && saysTopic(v, h) && SameDeedIn(v, whole, last) &&
			passage.SignOf(v.Text, whole) != mine && !Exclusive.MatchString(v.Text[whole.Start:whole.End]) {
			return &view.Problem{Reason: view.Negated, Claim: tail(v, g, last)}
		}
	}
	return nil
}

// saysTopic reports whether the claim has all nouns of a clause's topic, and at least
// two of them.
func saysTopic(v *view.View, h *passage.Part) bool {
	m := passage.TopicMark.FindStringIndex(v.Text[h.Start:h.End])
	if m == nil {
		return false
	}
	n := 0
	for k := range h.Words {
		w := &h.Words[k]
		if w.End > h.Start+m[1] || lexicon.General[w.Text] {
			continue
		}
		if !v.Claim.Says(w) {
			return false
		}
		n++
	}
	for k := range h.Values {
		if e := &h.Values[k]; e.End <= h.Start+m[1] && !v.Claim.HasValue(e) {
			return false
		}
	}
	return n >= leastTopics
}
