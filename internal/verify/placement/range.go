package placement

import (
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// covers is 1 if y lies in the range that a unit is about, such as 8세 in 6~11세
// and in 6세 이상, -1 if it lies outside, 0 if the unit names no range of y's kind.
func covers(v *view.View, u *passage.Unit, y *value.Value) float64 {
	if y.Class != value.Quantity || y.Dim == value.Won || y.Period {
		return 0
	}
	found := 0.0
	var before *value.Value
	for e := range v.ValuesOf(u) {
		if e.Class != value.Quantity || !y.Rivals(e) || e.Period {
			before = nil
			continue
		}
		if before != nil && ranges(v, before, e) {
			if y.Adjoins(before) || y.Bound() >= before.Amount() && y.Bound() <= e.Amount() {
				return 1
			}
			found = -1
		}
		switch {
		case y.Equal(e) && y.Limit != value.NoLimit:
			return map[bool]float64{true: -1, false: 1}[y.Limit.Contradicts(e.Limit)]
		case e.Limit == value.NoLimit:
		case e.Bounds(y):
			return 1
		default:
			found = -1
		}
		before = e
	}
	return found
}

// inRange reports whether x lies in a range of a sentence that has another
// value of the claim.
func inRange(v *view.View, x *value.Value) bool {
	if !ranked[x.Unit] {
		return false
	}
	for i := range v.Units {
		u := &v.Units[i]
		if covers(v, u, x) <= 0 {
			continue
		}
		for k := range v.Claim.Values {
			if y := &v.Claim.Values[k]; y.Start != x.Start && v.HasValue(u, y) {
				return true
			}
		}
	}
	return false
}

// ranked are units that rules sort people by.
var ranked = lexicon.Set("세 살 학년 등급")

// ranges reports whether a range goes from one value of the passage to another.
func ranges(v *view.View, from, to *value.Value) bool {
	if from.End > to.Start {
		return false
	}
	switch v.Text[from.End:to.Start] {
	case "~", "-", "–", "∼", "～", " ~ ", "부터 ", " 이상 ", "에서 ":
		return true
	}
	return false
}
