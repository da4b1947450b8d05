package arithmetic

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// roundedBy is how much an amount that the claim calls approximate may differ from
// that of the passage.
const roundedBy = .05

var (
	aboutBefore = regexp.MustCompile(`(?:약|대략|거의) ?$`)
	aboutBehind = regexp.MustCompile(`^ ?(?:정도|가량|쯤|남짓|안팎|내외|여 )`)
)

// Rounded reports whether the claim gives x as approximate and a close sentence has
// nearly that amount: 약 33%, for 33.4%.
func Rounded(v *view.View, x *value.Value) bool {
	if x.Class != value.Quantity || !aboutBefore.MatchString(v.Claim.Text[:x.Start]) && !aboutBehind.MatchString(v.Claim.Text[x.End:]) {
		return false
	}
	for _, i := range v.Close() {
		for e := range v.ValuesOf(&v.Units[i]) {
			if x.Measures(e) || v.Units[i].Row && x.Maybe(e) {
				if a := e.Amount(); a > 0 && max(a, x.Number) <= min(a, x.Number)*(1+roundedBy) {
					return true
				}
			}
		}
	}
	return false
}

// DayOfDate reports whether x is the day of the week of the date before it in the
// claim, in the year that the passage gives.
func DayOfDate(v *view.View, x *value.Value) bool {
	for k := range v.Claim.Values {
		y := &v.Claim.Values[k]
		if y.Class != value.Date || y.Date.Day == 0 || y.End > x.Start ||
			strings.Trim(v.Claim.Text[y.End:x.Start], " (,은는이가") != "" {
			continue
		}
		d := y.Date
		if d.Year == 0 {
			d.Year = v.Year()
		}
		return d.Year > 0 && d.Month > 0 && v.Has(y) && x.FallsOn(d)
	}
	return false
}

// enumeration matches several nouns in a row: 헬스장, 독서실, 다목적실과 공유주방.
var enumeration = regexp.MustCompile(`(?:[가-힣A-Za-z0-9]+(?: [가-힣A-Za-z0-9]+)?(?:, |·|와 |과 | 및 |하고 )){1,9}[가-힣A-Za-z0-9]+`)

var enumerationJoint = regexp.MustCompile(`, |·|와 |과 | 및 |하고 `)

// CountsNouns reports whether x is the number of things that a close sentence
// enumerates.
func CountsNouns(v *view.View, x *value.Value) bool {
	if x.Dim != value.Counted || !things[x.Unit] || x.Number < 2 {
		return false
	}
	for _, i := range v.Close() {
		u := &v.Units[i]
		if u.Row {
			continue
		}
		for _, list := range enumeration.FindAllString(v.Text[u.Start:u.End], -1) {
			if float64(len(enumerationJoint.FindAllString(list, -1))+1) == x.Number {
				return true
			}
		}
	}
	return false
}
