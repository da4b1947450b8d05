package polarity

import (
	"regexp"
	"slices"

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
