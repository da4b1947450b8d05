package evidence

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/predicate"
)

// concession matches a verb that concedes: 했더라도, 취소해도, 없어도.
var concession = regexp.MustCompile(`[가-힣]+(?:더라도|아도|어도|해도|여도|려도|져도|와도|봐도|워도|써도) `)

// conceded returns a problem if the claim says that something makes no difference
// whose opposite is a condition of the passage: 내보내기를 했더라도, where one must not
// have done so.
func (v *View) conceded() *Problem {
	m := concession.FindStringIndex(v.Claim.Text)
	if m == nil || grants.MatchString(v.Claim.Text[m[1]:]) || len(v.Claim.Parts) == 0 {
		return nil
	}
	denied := predicate.ModalOf(v.Claim.Text[m[0]:m[1]]).Negative() || strings.Contains(v.Claim.Text[m[0]:m[1]], "않")
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		if !w.Noun || lexicon.General[w.Text] || w.End > m[1] || w.Start < m[0]-longestObject {
			continue
		}
		for i := range v.Parts {
			h := &v.Parts[i]
			if h.Condition && h.Own.Has(w) == 1 && v.within(h) && v.opposes(h, w, denied) {
				return &Problem{Reason: Condition, Claim: korean.Span{Start: m[0], End: m[1] - 1}}
			}
		}
	}
	return nil
}

// longestObject is how many bytes before a conceding verb its noun may begin.
const longestObject = 30

// opposes reports whether a condition's verb behind the noun w is denied where the
// claim affirms it, or the reverse, and the claim says what then follows.
func (v *View) opposes(h *passage.Part, w *lexicon.Word, denied bool) bool {
	for k := range h.Words {
		x := &h.Words[k]
		if !x.Same(w) {
			continue
		}
		theirs := predicate.ModalOf(v.Text[x.End:h.End]).Negative()
		for i := range v.Parts {
			next := &v.Parts[i]
			if next.Sentence == h.Sentence && next.Start >= h.End && !next.Condition {
				return theirs != denied && passage.SignOf(v.Text, v.wholeClause(next)) == v.Claim.Sign()
			}
		}
	}
	return false
}

// leastTopics is how many nouns the topic of a clause must have to be compared with
// the claim by itself.
const leastTopics = 2

// topicOpposed returns a problem if the claim has all of a topic's nouns and says the
// opposite of what the passage says of it with the same verb: 당일에 취소해도 환불된다, for
// 당일 취소는 환불하지 않는다.
func (v *View) topicOpposed() *Problem {
	if len(v.Claim.Parts) == 0 {
		return nil
	}
	g := &v.Claim.Parts[len(v.Claim.Parts)-1]
	if len(g.Words) == 0 || len(v.Claim.Parts) > 1 && v.bothWays(g, g.LastWord()) {
		return nil
	}
	mine, last := passage.SignOf(v.Claim.Text, g), g.LastWord()
	for i := range v.Parts {
		h := &v.Parts[i]
		if v.Units[h.Sentence].Row || h.Condition || i > 0 && v.Parts[i-1].Condition && v.Parts[i-1].Sentence == h.Sentence {
			continue
		}
		whole := v.wholeClause(h)
		if len(whole.Words) > 0 && v.saysTopic(h) && v.sameDeedIn(whole, last) &&
			passage.SignOf(v.Text, whole) != mine && !exclusive.MatchString(v.Text[whole.Start:whole.End]) {
			return &Problem{Reason: Negated, Claim: v.tail(g, last)}
		}
	}
	return nil
}

// saysTopic reports whether the claim has all nouns of a clause's topic, and at least
// two of them.
func (v *View) saysTopic(h *passage.Part) bool {
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
