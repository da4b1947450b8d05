package polarity

import (
	"regexp"
	"slices"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/predicate"
	"github.com/mundap/mundap/internal/verify/view"
)

// recommending matches what is advised and not demanded.
var recommending = regexp.MustCompile(`권장|권고|권한다|권합니다|권해|바람직|좋다|좋습니다|좋아요`)

// Recommended returns a problem if the claim requires what the passage only
// recommends: 써야 한다 for 쓰도록 권장한다. A claim that only recommends what the passage
// requires is not a problem.
func Recommended(v *view.View) *view.Problem {
	u := &v.Units[v.Best]
	if p := voluntary(v); p != nil {
		return p
	}
	if u.Row || v.Claim.Matches(recommending) || v.Claim.Matches(predicate.Freed) ||
		!v.Claim.Matches(predicate.Obliged) {
		return nil
	}
	there := v.Text[u.Start:u.End]
	if !recommending.MatchString(there) || predicate.Obliged.MatchString(there) || sharedNouns(v, v.Best) == 0 {
		return nil
	}
	return &view.Problem{Reason: view.Modality, Claim: korean.Span{End: len(v.Claim.Text)}}
}

// leftOpen matches what a claim leaves to those whom it concerns.
var leftOpen = regexp.MustCompile(`(?:원하는|희망하는|바라는) [가-힣]+만|희망자만|(?:원하면|원할 때만?|원하시면|희망하면) [^.]{0,30}면 (?:되|됩|돼)|선택 ?사항|자율(?:이|입|에 맡)|안 해도|의무(?:는|가)? 아(?:니|닙)`)

// voluntary returns a problem if the claim leaves open what the clause that has most of it
// requires: 원하는 사람만 받으면 된다, for 받아야 한다.
func voluntary(v *view.View) *view.Problem {
	m := leftOpen.FindStringIndex(v.Claim.Text)
	if m == nil || v.Units[v.Best].Row || len(v.Claim.Parts) == 0 {
		return nil
	}
	g := v.Claim.Parts[len(v.Claim.Parts)-1]
	if len(g.Words) == 0 {
		return nil
	}
	about := g
	about.Words = slices.DeleteFunc(slices.Clone(g.Words), func(w lexicon.Word) bool { return w.Start < m[1] && w.End > m[0] })
	h, share := nearest(v, &about, g.LastWord())
	if h == nil || share < leastCommon {
		return nil
	}
	text := v.Text[h.Start:v.WholeClause(h).End]
	if !predicate.Obliged.MatchString(text) || leftOpen.MatchString(text) || recommending.MatchString(text) {
		return nil
	}
	return &view.Problem{Reason: view.Modality, Claim: korean.Span{Start: m[0], End: m[1]}}
}

// sharedNouns counts the nouns of the claim that a unit has.
func sharedNouns(v *view.View, unit int) int {
	n := 0
	for k := range v.Claim.Words {
		if w := &v.Claim.Words[k]; w.Noun && !lexicon.General[w.Text] && v.Units[unit].Own.Has(w) == 1 {
			n++
		}
	}
	return n
}
