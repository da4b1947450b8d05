package polarity

import (
	"regexp"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/view"
)

// What a text says about several discounts or benefits for one person: that they add up, or
// that only one of them applies.
var (
	several = regexp.MustCompile(`(?:두|세|여러|모든|각) ?(?:가지 ?)?(?:할인|감면|혜택|지원|우대|쿠폰)[가-힣]{0,2} (?:모두|다|함께|동시에|전부)|` +
		`(?:할인|감면|혜택|지원|우대|쿠폰)[가-힣]{0,3} (?:모두 |전부 )?(?:겹쳐|중복|동시에|함께)`)
	oneOnly = regexp.MustCompile(`(?:겹쳐|중복|동시에|함께)[가-힣]{0,3} ?[가-힣 ]{0,12}(?:수 없|지 않|지 못|안 [되된됩]|불가|제외)|` +
		`(?:할인|감면|혜택|지원|우대|쿠폰)[가-힣]{0,3} ?(?:중|가운데) ?(?:하나|한 가지|큰 것|높은 것)[가-힣]{0,2}만`)
)

// Combined returns a problem if the claim says that discounts or benefits add up, and the
// passage says that they don't.
func Combined(v *view.View) *view.Problem {
	if p := summed(v); p != nil {
		return p
	}
	m := several.FindStringIndex(v.Claim.Text)
	if m == nil || oneOnly.MatchString(v.Claim.Text) || !oneOnly.MatchString(v.Text) {
		return nil
	}
	return &view.Problem{Reason: view.Negated, Claim: korean.Span{Start: m[0], End: m[1]}}
}

var (
	addedUp = regexp.MustCompile(`합쳐|합산|더해서|둘 다|(?:두|세) (?:가지|개|곳) (?:모두|다)|중복(?:해|하여|으로|해서)`)
	justOne = regexp.MustCompile(`(?:하나|한 가지|한 번|한쪽|한 개|쪽)만`)
)

// summed returns a problem if the claim adds up several things of which the sentence that
// has most of the claim allows just one: 합쳐서 받는다, for 큰 쪽 하나만 적용한다.
func summed(v *view.View) *view.Problem {
	m := addedUp.FindStringIndex(v.Claim.Text)
	u := &v.Units[v.Best]
	if m == nil || u.Row || v.Claim.Sign() < 0 || justOne.MatchString(v.Claim.Text) || !justOne.MatchString(v.Text[u.Start:u.End]) ||
		sharedNouns(v, v.Best) == 0 || v.Scores[v.Best] <= 0 {
		return nil
	}
	return &view.Problem{Reason: view.Negated, Claim: korean.Span{Start: m[0], End: m[1]}}
}
