package polarity

import (
	"regexp"

	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/predicate"
	"github.com/mundap/mundap/internal/verify/view"
)

// DeniedLater reports whether a later clause of the part's sentence is negated:
// 배송료는 2,500원이고 4만 원부터는 받지 않는다.
func DeniedLater(v *view.View, h *passage.Part) bool {
	u := &v.Units[h.Sentence]
	for i := u.First; i < u.Last; i++ {
		if k := &v.Parts[i]; k.Start >= h.End && predicate.ModalOf(v.Text[k.Start:k.End]).Negative() {
			return true
		}
	}
	return false
}

// complement reports whether a clause of the passage allows something in one
// case only, and thereby rules out all others: 쓰기 전에만 환불할 수 있다.
func complement(v *view.View, h *passage.Part) bool {
	m := Exclusive.FindStringIndex(v.Text[h.Start:h.End])
	return m != nil && predicate.Permitted.MatchString(v.Text[h.Start+m[1]:h.End])
}

// After a time something can be done that can't be done for that time.
var (
	Waited  = regexp.MustCompile(`지나야|지난 (?:뒤|후)|뒤에야|후에야|이후에는`)
	lasting = regexp.MustCompile(`동안|까지는|이내`)
)

// Turned reports whether the limit is reversed as well: what can't be used
// above 600W can be used up to 600W.
func Turned(v *view.View, g, h *passage.Part) bool {
	for k := range g.Values {
		x := &g.Values[k]
		for j := range h.Values {
			if e := &h.Values[j]; x.Equal(e) && x.Limit.Contradicts(e.Limit) &&
				!(x.Limit.Includes() && e.Limit.Includes()) { // what is denied from 5 on is denied at 5
				return true
			}
		}
	}
	return otherSide(v, g, h)
}

// otherSide reports whether a part of the claim speaks of the time before something and a
// part of the passage of the time after it, or the reverse: 개통한 뒤 and 개통 전.
func otherSide(v *view.View, g, h *passage.Part) bool {
	for k := range g.Words {
		w := &g.Words[k]
		mine := timeBeside(v.Claim.Text[w.End:min(len(v.Claim.Text), max(g.End, w.End))])
		if mine == 0 {
			continue
		}
		for j := range h.Words {
			x := &h.Words[j]
			if x.Same(w) && timeBeside(v.Text[x.End:max(h.End, x.End)]) == -mine {
				return true
			}
		}
	}
	return false
}

// timeBeside is -1 if a text that follows a word speaks of the time before it, 1 if of the
// time after it, otherwise 0.
func timeBeside(rest string) int {
	switch {
	case beforeThat.MatchString(rest):
		return -1
	case afterThat.MatchString(rest):
		return 1
	}
	return 0
}

var (
	beforeThat = regexp.MustCompile(`^(?:하기|되기|기)? ?전(?:에|까지|이|의|부터|이라면|,| |$)`)
	afterThat  = regexp.MustCompile(`^(?:한|된|하고 난|고 난|은|ㄴ)? ?(?:뒤|후|다음|이후)(?:에|부터|로|라면|,| |$)`)
)

// otherwise returns a problem if the claim says that something can be done and
// the passage says of the same things, with another verb, that it can't.
func otherwise(v *view.View, g, h *passage.Part) *view.Problem {
	mine, theirs := predicate.ModalOf(v.Claim.Text[g.Start:g.End]), predicate.ModalOf(v.Text[h.Start:h.End])
	if !(mine == predicate.May && theirs == predicate.Cannot || mine == predicate.Cannot && theirs == predicate.May) {
		return nil
	}
	nouns := 0
	for k := range g.Words {
		switch w := &g.Words[k]; {
		case !w.Noun:
		case h.Own.Has(w) == 1:
			nouns++
		case k < len(g.Words)-1:
			return nil
		}
	}
	if nouns < 2 {
		return nil
	}
	return &view.Problem{Reason: view.Negated, Claim: tail(v, g, &g.Words[len(g.Words)-1])}
}

// barredInstead returns a problem if the claim says that something can't be
// done that the passage allows in general, or the other way round.
func barredInstead(v *view.View, g *passage.Part, w, x *lexicon.Word, mine predicate.Modal) bool {
	if !g.IsPredicate(w) || w.Text == x.Text {
		return false
	}
	return mine == predicate.Cannot && allowing[x.Text] && !v.Claim.Says(x) || (mine == predicate.May || mine == predicate.Does) &&
		forbidding[x.Text] && generalVerb[w.Text] && !v.Claim.Says(x)
}

var (
	allowing    = lexicon.Set("허용 인정")
	forbidding  = lexicon.Set("금지 불가 금하")
	generalVerb = lexicon.Set("쓰 사용 이용 하 들어가 출입 가져오")
)

// Conflict compares what two predicates say of the same verb.
func Conflict(mine, theirs predicate.Modal) view.Reason {
	switch {
	case mine.Negative() != theirs.Negative():
		if mine == predicate.NeedNot || theirs == predicate.NeedNot {
			return view.NoReason
		}
		return view.Negated
	case mine == predicate.NeedNot && (theirs == predicate.Must || theirs == predicate.Does), mine == predicate.Must && theirs == predicate.NeedNot:
		return view.Negated
	case mine == predicate.Must && theirs == predicate.May, mine == predicate.May && theirs == predicate.Must:
		return view.Modality
	}
	return view.NoReason
}
