package arithmetic

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// repeating are the words for what can be done several times, and for the most
// that it comes to.
var repeating = regexp.MustCompile(`최대|최장|모두|총 |까지|연장|연임|늘리|늘려`)

// extending matches words for adding to an amount or a term.
var extending = regexp.MustCompile(`연장|연임|중임|늘|추가|더 |갱신|미루|미룰`)

// mostRepeated is how often something is repeated at most.
const mostRepeated = 12

// repeatedGives reports whether x is a basic amount plus what it can be extended
// by, as often as the passage allows: 14일 and twice 7일 are 28일, a term of 2년
// with one more is 4년.
func repeatedGives(v *view.View, x *value.Value) bool {
	if x.Dim == value.Ratio || x.Dim == value.Bare || Times[x.Unit] || !v.Claim.Matches(repeating) {
		return false
	}
	basic := amountsLike(v, x)
	for i := range v.Units {
		u := &v.Units[i]
		if u.Row || !extending.MatchString(v.Text[u.Start:u.End]) {
			continue
		}
		for n := range v.ValuesOf(u) {
			if !Times[n.Unit] || n.Number < 1 || n.Number > mostRepeated {
				continue
			}
			for step := range v.ValuesOf(u) {
				if !x.Measures(step) {
					continue
				}
				for _, a := range basic {
					if value.Near(a+step.Amount()*n.Number, x.Number) {
						return true
					}
				}
			}
		}
	}
	return false
}

// Times are the counters for how often something is done.
var Times = map[string]bool{"번": true, "회": true, "차례": true}

// cellsDiffer reports whether x is the difference of two cells of one row.
func cellsDiffer(v *view.View, x *value.Value) bool {
	for i := range v.Units {
		u := &v.Units[i]
		if !u.Row {
			continue
		}
		var amounts []float64
		for e := range v.ValuesOf(u) {
			if x.Measures(e) || x.Maybe(e) {
				amounts = append(amounts, e.Amount())
			}
		}
		if pairGives(amounts, x.Number, func(a, b float64) float64 { return a - b }) {
			return true
		}
	}
	return false
}

// rowsGive reports whether x is how many times as much one of the rows that the
// claim names has in some column as another one: 열매는 줄기의 다섯 배.
func rowsGive(v *view.View, x *value.Value) bool {
	rows := v.NamedRows()
	for _, i := range rows {
		if u := &v.Units[i]; u.Row && cellsMultiply(v, u, x.Number) {
			return true
		}
		for _, j := range rows {
			a, b := &v.Units[i], &v.Units[j]
			if i == j || !a.Row || !b.Row || len(a.Cells) != len(b.Cells) {
				continue
			}
			for k := range min(a.Last-a.First, b.Last-b.First) {
				if timesAsMuch(v, a.First+k, b.First+k, x.Number) {
					return true
				}
			}
		}
	}
	return false
}

// cellsMultiply reports whether a cell of a row has so many times as much as another one.
func cellsMultiply(v *view.View, u *passage.Unit, times float64) bool {
	for a := u.First; a < u.Last; a++ {
		for b := u.First; b < u.Last; b++ {
			if a != b && timesAsMuch(v, a, b, times) {
				return true
			}
		}
	}
	return false
}

// cellsShare reports whether a cell of a row that the claim names has the share x of another one,
// and the claim has a noun of either column's head: 급식비의 절반이 지원됩니다, for 4,300 | 2,150.
func cellsShare(v *view.View, x *value.Value) bool {
	for _, i := range v.NamedRows() {
		u := &v.Units[i]
		if !u.Row || u.Header == nil || x.Number <= 0 || x.Number >= 1 {
			continue
		}
		for a := u.First; a < u.Last; a++ {
			for b := u.First; b < u.Last; b++ {
				if a != b && timesAsMuch(v, a, b, x.Number) && headed(v, u, a-u.First) && headed(v, u, b-u.First) {
					return true
				}
			}
		}
	}
	return false
}

// headed reports whether the claim has a noun of the head of a row's k-th column.
func headed(v *view.View, u *passage.Unit, k int) bool {
	if k >= len(u.Header) {
		return false
	}
	return slices.ContainsFunc(v.Claim.Words, func(w lexicon.Word) bool {
		return w.Noun && !lexicon.General[w.Text] && korean.Length(w.Text) > 1 && strings.Contains(u.Header[k], w.Text)
	})
}

// timesAsMuch reports whether a cell has so many times the amount of another one.
func timesAsMuch(v *view.View, a, b int, times float64) bool {
	for i := range v.Parts[a].Values {
		for j := range v.Parts[b].Values {
			p, q := &v.Parts[a].Values[i], &v.Parts[b].Values[j]
			if p.Measures(q) && q.Amount() != 0 && value.Near(p.Amount(), q.Amount()*times) {
				return true
			}
		}
	}
	return false
}
