package naming

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// bodyBefore matches a body directly before a name: 총무팀 길태수.
var bodyBefore = regexp.MustCompile(`([가-힣A-Za-z0-9]{1,12}(?:팀|과|부|실|처|국|원|센터|분과|본부|위원회|사무소|지점|학과|은행|연구소))(?:의|인|에 있는|에서 일하는)? ?$`)

// Misaffiliated returns a problem if the claim says that a person belongs to a
// body, and the passage mentions the person only with another one: 고객지원실 도현우
// for 기술지원실 도현우.
func Misaffiliated(v *view.View) *view.Problem {
	for k := range v.Claim.Values {
		x := &v.Claim.Values[k]
		if x.Class != value.Person {
			continue
		}
		m := bodyBefore.FindStringSubmatchIndex(v.Claim.Text[:x.Start])
		if m == nil {
			continue
		}
		if body := lexicon.Dense(v.Claim.Text[m[2]:m[3]]); belongsElsewhere(v, x.Code, body) {
			return &view.Problem{Reason: view.WrongName, Claim: korean.Span{Start: m[2], End: x.End}}
		}
	}
	return nil
}

// belongsElsewhere reports whether the passage names a person beside a body other
// than the given one, and nowhere with that one.
func belongsElsewhere(v *view.View, person, body string) bool {
	other := false
	for i := range v.Parts {
		h := &v.Parts[i]
		if !strings.Contains(h.Own.Dense, person) {
			continue
		}
		u := &v.Units[h.Sentence]
		if strings.Contains(h.Own.Dense, body) || u.Row && affiliates(v, u, body) ||
			strings.Contains(u.Above.Dense, body) || strings.Contains(v.Titled.Dense, body) {
			return false
		}
		other = other || bodyOf(v, h, person, body)
	}
	return other
}

// affiliates reports whether a row is that of a body, perhaps named without its
// ending: 홍보 for 홍보분과.
func affiliates(v *view.View, u *passage.Unit, body string) bool {
	return strings.Contains(u.Own.Dense, body) || korean.Length(u.Name) >= 2 && strings.Contains(body, u.Name)
}

// bodyOf reports whether a part names another body directly before a person, or is
// a cell in the row of another body.
func bodyOf(v *view.View, h *passage.Part, person, body string) bool {
	if u := &v.Units[h.Sentence]; u.Row {
		return lexicon.KindOf(u.Name) == "body"
	}
	at := strings.Index(v.Text[h.Start:h.End], person)
	if at < 0 {
		return false
	}
	m := bodyBefore.FindStringSubmatch(v.Text[h.Start : h.Start+at])
	return m != nil && !strings.Contains(body, lexicon.Dense(m[1])) && !strings.Contains(lexicon.Dense(m[1]), body)
}
