package placement

import (
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// Graded returns a problem if the claim gives a case what the passage gives the cases of
// another range: 사흘 전에 취소하면 10%, where 10 % are for five to nine days before.
func Graded(v *view.View) *view.Problem {
	for k := range v.Claim.Values {
		x := &v.Claim.Values[k]
		if x.Class != value.Quantity || x.Period || x.Dim == value.Won || x.Dim == value.Ratio {
			continue
		}
		for j := range v.Claim.Values {
			y := &v.Claim.Values[j]
			if y.Class == value.Quantity && (y.Dim == value.Won || y.Dim == value.Ratio) && inOtherGrade(v, x, y) {
				return &view.Problem{Reason: view.OtherRow, Claim: korean.Span{Start: y.Start, End: y.End}}
			}
		}
	}
	return nil
}

// inOtherGrade reports whether the passage gives y to another range than the one in which
// x lies, and x's range another amount of y's kind.
func inOtherGrade(v *view.View, x, y *value.Value) bool {
	own, other := false, false
	for i := range v.Units {
		u := &v.Units[i]
		for k := u.First; k < u.Last; k++ {
			from, to, ok := gradeOf(v, k, x)
			if !ok {
				continue
			}
			has, rivals := outcome(v, k, y)
			inside := x.Number >= from && x.Number <= to
			switch {
			case inside && has:
				return false
			case inside:
				own = own || rivals
			default:
				other = other || has
			}
		}
	}
	return own && other
}

// gradeOf returns the range of x's kind that a part is about: 9일 전부터 5일 전까지.
func gradeOf(v *view.View, part int, x *value.Value) (from, to float64, ok bool) {
	h := &v.Parts[part]
	for k := 1; k < len(h.Values); k++ {
		a, b := &h.Values[k-1], &h.Values[k]
		if x.Rivals(a) && x.Rivals(b) && (ranges(v, a, b) || backwards(v, a, b)) {
			return min(a.Number, b.Number), max(a.Number, b.Number), true
		}
	}
	return 0, 0, false
}

// backwards reports whether a range of times before something goes from a to b.
func backwards(v *view.View, a, b *value.Value) bool {
	if a.End > b.Start || b.End > len(v.Text) {
		return false
	}
	between := strings.ReplaceAll(v.Text[a.End:b.Start], " ", "")
	return (between == "전부터" || between == "전~" || between == "전-") &&
		strings.HasPrefix(strings.TrimLeft(v.Text[b.End:], " "), "전")
}

// outcome reports whether a part, or the row of which it is the label, has y, and whether it
// has another amount of y's kind.
func outcome(v *view.View, part int, y *value.Value) (has, rivals bool) {
	u := &v.Units[v.Parts[part].Sentence]
	last := part + 1
	if u.Row && part == u.First {
		last = u.Last
	}
	for k := part; k < last; k++ {
		equal, like := v.Parts[k].Find(y)
		has, rivals = has || equal != nil, rivals || like
	}
	return has, rivals
}
