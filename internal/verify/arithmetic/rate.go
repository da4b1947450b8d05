package arithmetic

import (
	"math"
	"regexp"
	"slices"

	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// ratios returns the shares and multiples that the passage gives.
func ratios(v *view.View) []float64 {
	all := make([]int, len(v.Units))
	for i := range all {
		all[i] = i
	}
	return ratiosOf(v, all)
}

// ratiosOf returns the shares and multiples that some units give.
func ratiosOf(v *view.View, units []int) []float64 {
	var out []float64
	for _, i := range units {
		for e := range v.ValuesOf(&v.Units[i]) {
			switch {
			case e.Dim == value.Ratio && e.Number > 0 && e.Number < 1:
				out = append(out, e.Number, 1-e.Number)
				if raised.MatchString(v.Text) {
					out = append(out, 1+e.Number)
				}
			case e.Dim == value.Multiple && e.Number > 1:
				out = append(out, e.Number, 1/e.Number)
			}
		}
	}
	return out
}

// raised matches words with which a share is added to an amount.
var raised = regexp.MustCompile(`더한|더하|더 내|할증|가산|인상|추가`)

// proportioned reports whether the claim mentions a share, assumes an amount,
// or is about a sentence that gives a share.
func proportioned(v *view.View) bool {
	if v.Claim.Matches(proportion) ||
		slices.ContainsFunc(v.Claim.Parts, func(g passage.Part) bool { return g.Condition }) {
		return true
	}
	for e := range v.ValuesOf(&v.Units[v.Best]) {
		if e.Class == value.Quantity && e.Dim == value.Ratio {
			return true
		}
	}
	return false
}

// proportionGives reports whether x is a share or a multiple of a related
// amount, or of an amount in the claim or the question, by a ratio that the
// passage gives.
func proportionGives(v *view.View, x *value.Value, related []float64) bool {
	ratios := ratios(v)
	if !x.Dim.Money() && !v.Claim.Matches(proportion) {
		ratios = ratiosOf(v, v.Close())
	}
	return slices.ContainsFunc(append(v.Claim.Said(x), related...), func(a float64) bool {
		return slices.ContainsFunc(ratios, func(r float64) bool { return value.Near(a*r, x.Number) })
	})
}

// quotientGives reports whether x is the ratio of an amount in the claim to a
// related one: 60만 원 is 절반 if the passage has 120만 원.
func quotientGives(v *view.View, x *value.Value) bool {
	if x.Number == 1 {
		return false
	}
	for k := range v.Claim.Values {
		y := &v.Claim.Values[k]
		if y.Start == x.Start || y.Class != value.Quantity || y.Period || y.Number == 0 {
			continue
		}
		whole := func(a float64) bool { return value.Near(a*x.Number, y.Amount()) }
		if slices.ContainsFunc(append(v.Claim.Said(y), amountsLike(v, y)...), whole) {
			return true
		}
	}
	return false
}

// amountsLike returns all amounts of the passage that y can be compared with.
func amountsLike(v *view.View, y *value.Value) []float64 {
	var out []float64
	for i := range v.Units {
		for e := range v.ValuesOf(&v.Units[i]) {
			if (y.Measures(e) || v.Units[i].Row && y.Maybe(e)) && len(out) < mostRelated {
				out = append(out, e.Amount())
			}
		}
	}
	return out
}

// Supposed reports whether the claim only assumes the amount x, in order to
// calculate another amount with a share of the passage: 매출이 3,000만 원이면.
func Supposed(v *view.View, x *value.Value) bool {
	if x.Class != value.Quantity || !v.Claim.InCondition(x) && !v.Claim.AsksFor(x) {
		return false
	}
	for k := range v.Claim.Values {
		total := &v.Claim.Values[k]
		if total.Start == x.Start || !x.Measures(total) {
			continue
		}
		if slices.ContainsFunc(ratios(v),
			func(r float64) bool { return value.Near(x.Number*r, total.Number) }) {
			return true
		}
	}
	return false
}

// PerUnit reports whether x, or a value that follows from x, was calculated
// with a rate: if 1g of 레진 costs 200원, 10g cost 2,000원. The question may
// contain the number of units.
func PerUnit(v *view.View, x *value.Value) bool {
	if x.Class != value.Quantity {
		return false
	}
	for i := range v.Claim.Values {
		other := &v.Claim.Values[i]
		if other.Start != x.Start && (rate(v, x, other) || rate(v, other, x)) {
			return true
		}
	}
	for i := range v.Claim.Ask.Values {
		if rate(v, &v.Claim.Ask.Values[i], x) {
			return true
		}
	}
	return times(v, x)
}

// mostTimes is the largest number of things by which a price is multiplied.
const mostTimes = 60

// times reports whether x is a number of things in the claim, or their price,
// and the passage has the price of one: 두 명에 116,000원 for 58,000원.
func times(v *view.View, x *value.Value) bool {
	for k := range v.Claim.Values {
		n := &v.Claim.Values[k]
		if !n.Multiplies() || n.Period || n.Raw() < 2 ||
			n.Raw() > mostTimes {
			continue
		}
		for j := range v.Claim.Values {
			total := &v.Claim.Values[j]
			if total.Class != value.Quantity || total.Dim != value.Won || n.Start != x.Start &&
				total.Start != x.Start {
				continue
			}
			if slices.ContainsFunc(related(v, total),
				func(one float64) bool { return value.Near(one*n.Raw(), total.Number) }) {
				return true
			}
		}
	}
	return false
}

// rate reports whether one clause or cell of the passage contains a rate that
// results in total for n.
func rate(v *view.View, n, total *value.Value) bool {
	if n.Class != value.Quantity || total.Class != value.Quantity || n.Number == 0 {
		return false
	}
	if rowRate(v, n, total) {
		return true
	}
	for i := range v.Parts {
		g := &v.Parts[i]
		for _, values := range [...][]value.Value{g.Values, g.Given} {
			for k := range values {
				if u := &values[k]; isRateOf(u, n) && gives(g, u, total, n.Number/u.Number, isFor) || isPer(v, g, u, n) && gives(g, u, total, n.Number/u.Number, behind) {
					return true
				}
			}
		}
	}
	return false
}

// isRateOf reports whether u is what a price is for, in the unit of n: 1g당 for
// 10g.
func isRateOf(u, n *value.Value) bool {
	return u.Class == value.Quantity && u.Period && u.Number > 0 && u.Dim == n.Dim &&
		(u.Dim != value.Counted || value.SameCounter(u.Unit, n.Unit))
}

// isPer reports whether the text of a part names a price for each u, in the unit of n, where u
// is more than one: 15분마다, 100GB당.
func isPer(v *view.View, g *passage.Part, u, n *value.Value) bool {
	return u.Class == value.Quantity && u.Start >= g.Start && u.End <= g.End && u.Number > 0 && u.Dim == n.Dim &&
		(u.Dim != value.Counted || value.SameCounter(u.Unit, n.Unit)) && perEach.MatchString(v.Text[u.End:])
}

var perEach = regexp.MustCompile(`^(?:마다|당) `)

// gives reports whether an amount of the clause or cell g that is for each u, multiplied
// by factor, is total.
func gives(g *passage.Part, u, total *value.Value, factor float64, of func(g *passage.Part, p, u *value.Value) bool) bool {
	for k := range g.Values {
		if p := &g.Values[k]; p.Class == value.Quantity && p.Dim == total.Dim && !p.Period &&
			value.Near(p.Amount()*factor, total.Number) && of(g, p, u) {
			return true
		}
	}
	return false
}

// behind reports whether an amount of money follows what it is for each time.
func behind(_ *passage.Part, p, u *value.Value) bool { return p.Dim.Money() && p.Start >= u.End }

// isFor reports whether no other period than u stands between u and an amount, or directly
// before the amount: in 보고서는 매월 내며 점검은 연 1회 한다, 1회 is not for each month.
func isFor(g *passage.Part, p, u *value.Value) bool {
	return !slices.ContainsFunc(g.Values, func(e value.Value) bool {
		return e.Period && e.Start != u.Start && e.Start < p.Start && (e.Start > u.Start || u.Start > p.Start)
	})
}

// rowRate reports whether a row that the claim names gives a price for some time or
// number, and total is that of a multiple of it: 4시간 for 2시간 | 15,000.
func rowRate(v *view.View, n, total *value.Value) bool {
	if !total.Dim.Money() || n.Dim.Money() || n.Dim == value.Ratio || n.Dim == value.Bare ||
		n.Dim == value.Counted && !n.Multiplies() {
		return false
	}
	for _, i := range v.NamedRows() {
		u := &v.Units[i]
		if !u.Row {
			continue
		}
		for of := range v.ValuesOf(u) {
			times := n.Number / max(of.Number, 1e-9)
			if !n.Measures(of) || times < leastTimes || times != math.Trunc(times) {
				continue
			}
			for price := range v.ValuesOf(u) {
				if (total.Measures(price) || total.Maybe(price)) && value.Near(price.Amount()*times, total.Number) {
					return true
				}
			}
		}
	}
	return false
}

// Rated reports whether x is the price of a length of time or a number that the
// claim names, calculated from the price of a part of it in a row.
func Rated(v *view.View, x *value.Value) bool {
	return x.Class == value.Quantity && x.Dim.Money() && slices.ContainsFunc(v.Claim.Values, func(n value.Value) bool {
		return n.Class == value.Quantity && n.Start != x.Start && rowRate(v, &n, x)
	})
}

// shareGives reports whether x is a related amount divided by a number of
// months, days or things in the claim or the passage.
func shareGives(v *view.View, x *value.Value, related []float64) bool {
	divides := func(y *value.Value) bool {
		return y.Class == value.Quantity && !y.Measures(x) && y.Number > 1 &&
			slices.ContainsFunc(related, func(a float64) bool {
				return value.Near(a/y.Number, x.Number) || y.Raw() > 1 && value.Near(a/y.Raw(), x.Number)
			})
	}
	for k := range v.Claim.Values {
		if divides(&v.Claim.Values[k]) {
			return true
		}
	}
	for i := range v.Units {
		if v.Scores[i] < .5*v.Scores[v.Best] {
			continue
		}
		for y := range v.ValuesOf(&v.Units[i]) {
			if y.Dim != value.Ratio && divides(y) {
				return true
			}
		}
	}
	return false
}
