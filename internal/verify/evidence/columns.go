package evidence

import (
	"slices"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// otherColumn returns a problem if the claim names one column of the best row and says
// what stands in another one, whose head names a rival: 팬 고장 of LX-600, said of
// LX-400.
func otherColumn(v *view.View) *view.Problem {
	u := &v.Units[v.Best]
	if !u.Row || u.Header == nil || len(u.Cells) != len(u.Header) || len(u.Header) < 3 {
		return nil
	}
	named := namedColumns(v, u, v.Claim.Values)
	if len(named) == 0 {
		named = namedColumns(v, u, v.Claim.Ask.Values)
	}
	if len(named) != 1 {
		return nil
	}
	if x := otherPrice(v, u, named[0]); x != nil {
		return &view.Problem{Reason: view.OtherRow, Claim: korean.Span{Start: x.Start, End: x.End}}
	}
	own := &v.Parts[u.First+named[0]]
	for i := range v.Claim.Words {
		w := &v.Claim.Words[i]
		if !w.Noun || lexicon.General[w.Text] || v.Claim.Asks(w) || u.Above.Has(w) > 0 || own.Has(w) {
			continue
		}
		other := false
		for k := 1; k < len(u.Cells); k++ {
			if cell := &v.Parts[u.First+k]; k != named[0] && cell.Has(w) {
				if !rivalHeads(u.Header[named[0]], u.Header[k]) {
					other = false
					break
				}
				other = true
			}
		}
		if other {
			return &view.Problem{Reason: view.OtherRow, Claim: korean.Span{Start: w.Start, End: w.End}}
		}
	}
	return nil
}

// namedColumns are the columns of a row whose heads have one of some values.
func namedColumns(v *view.View, u *passage.Unit, values []value.Value) []int {
	var out []int
	for k := 1; k < len(u.Header); k++ {
		head := value.Scan(u.Header[k])
		if slices.ContainsFunc(values, func(x value.Value) bool { return x.Class != value.Quantity && passage.Holds(head, &x) }) {
			out = append(out, k)
		}
	}
	return out
}

// rivalHeads reports whether two heads name different things of one kind.
func rivalHeads(a, b string) bool {
	others := value.Scan(b)
	return slices.ContainsFunc(value.Scan(a), func(x value.Value) bool {
		return slices.ContainsFunc(others, func(e value.Value) bool { return x.Rivals(&e) && !x.Equal(&e) })
	})
}
