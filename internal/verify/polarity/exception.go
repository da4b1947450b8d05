package polarity

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/predicate"
	"github.com/mundap/mundap/internal/verify/view"
)

// tellsException reports whether the claim says what the exception says, and names what
// the exception is about, which is the best sentence or the one after it.
func tellsException(v *view.View, after string) bool {
	general, special := v.Best, v.Best+1
	if after == "" {
		general, special = v.Best-1, v.Best
	}
	if general < 0 || !IsException(v, special) || v.Units[special].Last == v.Units[special].First ||
		passage.SignOf(v.Text, &v.Parts[v.Units[special].Last-1]) != v.Claim.Sign() {
		return false
	}
	own, next := &v.Units[general], &v.Units[special]
	return slices.ContainsFunc(v.Claim.Words, func(w lexicon.Word) bool {
		return w.Noun && !lexicon.General[w.Text] && next.Own.Has(&w) == 1 && own.Own.Has(&w) < view.LeastLevel
	})
}

// adverse returns the sentence after the best one, with a space before it, if
// that sentence makes an exception; otherwise it returns "".
func adverse(v *view.View) string {
	if v.Best+1 >= len(v.Units) {
		return ""
	}
	next := v.Units[v.Best+1]
	s := v.Text[next.Start:next.End]
	if Adversative.MatchString(s) || sparing(v, &next) {
		return " " + s
	}
	return ""
}

// sparing reports whether a unit denies something that the claim mentions.
func sparing(v *view.View, u *passage.Unit) bool {
	if u.Row || !predicate.ModalOf(v.Text[u.Start:u.End]).Negative() ||
		!v.Claim.Matches(universal) {
		return false
	}
	n := 0
	for k := range v.Claim.Words {
		if w := &v.Claim.Words[k]; w.Noun && !lexicon.General[w.Text] && u.Own.Has(w) == 1 {
			n++
		}
	}
	return n >= 2
}

// excepting matches the transition to an exception within a sentence.
var excepting = regexp.MustCompile(`(?:하나|지만|으나|되), `)

// IsException reports whether a sentence makes an exception from the one before it.
func IsException(v *view.View, unit int) bool {
	text := v.Spoken(unit)
	return !v.Units[unit].Row && (Adversative.MatchString(text) || excepts.MatchString(text))
}

// otherThan matches what follows that which alone a rule does not hold for: 전학이 아니면,
// 대회 참가 외에는.
var otherThan = regexp.MustCompile(`(?:이|가) 아니면 |(?:이|가) 아닌 (?:경우|때|한)|(?:을|를) 제외하고는? |(?: 외에| 이외에| 말고)는 `)

// excepted returns a problem if the claim says of something what a sentence says of all others.
func excepted(v *view.View) *view.Problem {
	if v.Claim.Matches(exempting) || v.Claim.Matches(otherThan) || len(v.Claim.Parts) == 0 {
		return nil
	}
	for i := range v.Units {
		u := &v.Units[i]
		if u.Row || u.Last == u.First || v.Scores[i] < Reaches*v.Scores[v.Best] || !mayExcept(v.Text[u.Start:u.End]) {
			continue
		}
		for k := u.First; k < u.Last; k++ {
			h := &v.Parts[k]
			if w := exceptedHere(v, u, k, true); w != nil && (nounsIn(v, h) > 1 || sharesRule(v, u, h, w)) {
				return &view.Problem{Reason: view.Exception, Claim: korean.Span{Start: w.Start, End: w.End}}
			}
		}
	}
	return nil
}

// mayExcept reports whether a sentence has a word without which neither otherThan nor
// ownException matches.
func mayExcept(text string) bool {
	for _, w := range [...]string{"예외", "제외", "아니", "아닌", "외에", "말고"} {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// tellsExcepted reports whether the claim says the opposite of a rule of that which the rule's own
// sentence excepts: 입원하면 돌려준다, for 입원이 아니면 돌려주지 않는다.
func tellsExcepted(v *view.View) bool {
	for i := range v.Units {
		u := &v.Units[i]
		if u.Row || u.Last == u.First || v.Scores[i] < Reaches*v.Scores[v.Best] || !mayExcept(v.Text[u.Start:u.End]) {
			continue
		}
		for k := u.First; k < u.Last; k++ {
			if exceptedHere(v, u, k, false) != nil {
				return true
			}
		}
	}
	return false
}

// exceptedHere returns the noun of the claim of which the k-th part makes an exception, if the
// claim has the sign of the rule or, if same is false, the other one; nil if there is none.
func exceptedHere(v *view.View, u *passage.Unit, k int, same bool) *lexicon.Word {
	h := &v.Parts[k]
	if m := otherThan.FindStringIndex(v.Text[h.Start:min(len(v.Text), h.End+1)]); m != nil {
		if (passage.SignOf(v.Text, &v.Parts[u.Last-1]) == v.Claim.Sign()) != same {
			return nil
		}
		return nounIn(v, func(w *lexicon.Word) bool { return hasBefore(h, w, h.Start+m[0]) })
	}
	if k == u.First || !ownException.MatchString(v.Text[h.Start:h.End]) {
		return nil
	}
	rule := &v.Parts[k-1]
	if rule.Condition || nounsIn(v, h) < 2 || (passage.SignOf(v.Text, rule) == v.Claim.Sign()) != same {
		return nil
	}
	return nounIn(v, func(w *lexicon.Word) bool { return h.Has(w) && rule.Own.Has(w) < view.LeastLevel })
}

// ownException matches a clause that makes an exception of what it is about.
var ownException = regexp.MustCompile(`(?:은|는) (?:예외|제외|그러하지 아니)`)

// nounIn returns the first noun of the claim that has, nil if there is none.
func nounIn(v *view.View, has func(w *lexicon.Word) bool) *lexicon.Word {
	for k := range v.Claim.Words {
		if w := &v.Claim.Words[k]; w.Noun && !lexicon.General[w.Text] && korean.Length(w.Text) > 1 && has(w) {
			return w
		}
	}
	return nil
}

// nounsIn counts the nouns of the claim that a part has.
func nounsIn(v *view.View, h *passage.Part) int {
	n := 0
	for k := range v.Claim.Words {
		if w := &v.Claim.Words[k]; w.Noun && !lexicon.General[w.Text] && korean.Length(w.Text) > 1 && h.Has(w) {
			n++
		}
	}
	return n
}

// hasBefore reports whether a part has a word before an offset of the passage.
func hasBefore(h *passage.Part, w *lexicon.Word, end int) bool {
	return slices.ContainsFunc(h.Words, func(x lexicon.Word) bool { return x.End <= end && x.Same(w) })
}

// sharesRule reports whether a sentence has another noun of the claim outside the exception,
// which the rule is about.
func sharesRule(v *view.View, u *passage.Unit, h *passage.Part, excepted *lexicon.Word) bool {
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		if w.Start == excepted.Start || !w.Noun || lexicon.General[w.Text] {
			continue
		}
		for i := u.First; i < u.Last; i++ {
			if &v.Parts[i] != h && v.Parts[i].Has(w) {
				return true
			}
		}
	}
	return false
}
