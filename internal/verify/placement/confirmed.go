package placement

import (
	"regexp"

	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// given reports whether the question gives x as a case to which the passage is applied,
// as in 5년 다니면 며칠이에요? A question such as 3시간까지 무료 맞죠? gives no case: it asks
// whether the value is right.
func given(v *view.View, x *value.Value, o *occurrence) bool {
	return v.Claim.AsksFor(x) && !known(v, x) && !confirmed(v, x, o)
}

// confirmed reports whether the question asks if x is so, the claim says that it is and
// has no other value, and the passage has another one in its place that is no bound
// which x keeps: 10명도 돼요 is a case of 12명까지.
func confirmed(v *view.View, x *value.Value, o *occurrence) bool {
	g := v.Claim.PartOf(x)
	return o.there >= 0 && g != nil && !g.Condition && passage.SignOf(v.Claim.Text, g) > 0 &&
		!wordOfAsking.MatchString(v.Claim.Ask.Text) && !hasCompany(v, x) &&
		!isCase(v, x, o)
}

// isCase reports whether x is a case of a bound in the passage, and not a bound itself.
func isCase(v *view.View, x *value.Value, o *occurrence) bool {
	e := bound(&v.Parts[o.there], x)
	return e != nil && x.Limit != e.Limit
}

// wordOfAsking matches what a question has that can't be answered by yes or no.
var wordOfAsking = regexp.MustCompile(`얼마|며칠|몇|언제|어디|누구|누가|무엇|무슨|뭐|뭔|어떻|어떤|어느|왜`)

// hasCompany reports whether the claim has a value that the question has not.
func hasCompany(v *view.View, x *value.Value) bool {
	for k := range v.Claim.Values {
		if y := &v.Claim.Values[k]; y.Start != x.Start && !v.Claim.AsksFor(y) {
			return true
		}
	}
	return false
}
