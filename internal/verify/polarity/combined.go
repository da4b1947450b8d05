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
	m := several.FindStringIndex(v.Claim.Text)
	if m == nil || oneOnly.MatchString(v.Claim.Text) || !oneOnly.MatchString(v.Text) {
		return nil
	}
	return &view.Problem{Reason: view.Negated, Claim: korean.Span{Start: m[0], End: m[1]}}
}
