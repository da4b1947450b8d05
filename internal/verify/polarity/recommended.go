package polarity

import (
	"regexp"

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
