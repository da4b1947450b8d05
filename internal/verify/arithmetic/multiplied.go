package arithmetic

import (
	"regexp"
	"slices"

	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// The least and the greatest numbers by which an amount is multiplied.
const (
	leastTimes  = 2
	mostOfTimes = 5000
)

// countedOut reports whether x was calculated from an amount of the passage and
// a number of things, days or hours that the claim or the question assumes:
// 10명 at 4,400원 each, or a basic fee for four hours plus one more hour.
func countedOut(v *view.View, x *value.Value) bool {
	return !v.Has(x) && multiplied(v, x)
}

// WorkedOut reports whether the claim says that x was multiplied: 사흘이면 모두 9만 원.
// The passage may contain x as another amount.
func WorkedOut(v *view.View, x *value.Value) bool {
	return v.Claim.Matches(worked) && multiplied(v, x)
}

var worked = regexp.MustCompile(`이면|라면|모두|합쳐|합하|총 |동안`)

func multiplied(v *view.View, x *value.Value) bool {
	if x.Class != value.Quantity || !x.Dim.Money() || x.Period {
		return false
	}
	return slices.ContainsFunc(suppositions(v, x), func(n *value.Value) bool { return resultsFrom(v, x, n) }) ||
		trips(v) == 2 && slices.ContainsFunc(related(v, x), func(a float64) bool { return value.Near(2*a, x.Number) })
}

// trips is 2 if the claim is about a journey there and back and the passage gives the fares
// of one way, otherwise 1.
func trips(v *view.View) float64 {
	if v.Claim.Matches(thereAndBack) && (oneWay.MatchString(v.Text) || oneWay.MatchString(v.Title)) {
		return 2
	}
	return 1
}

var thereAndBack, oneWay = regexp.MustCompile(`왕복|오가|다녀오`), regexp.MustCompile(`편도`)

// doubled returns counts times n, nothing if n is 1.
func doubled(counts []float64, n float64) []float64 {
	if n == 1 {
		return nil
	}
	out := make([]float64, len(counts))
	for i, c := range counts {
		out[i] = c * n
	}
	return out
}

// suppositions returns the numbers of things in the claim and the question that
// are of another kind than x.
func suppositions(v *view.View, x *value.Value) []*value.Value {
	var out []*value.Value
	for _, list := range [...][]value.Value{v.Claim.Values, v.Claim.Ask.Values} {
		for k := range list {
			n := &list[k]
			if n.Multiplies() && slices.Max(countsOf(v, n)) >= leastTimes && n.Raw() <= mostOfTimes {
				out = append(out, n)
			}
		}
	}
	return out
}

// resultsFrom reports whether x results from n things.
func resultsFrom(v *view.View, x, n *value.Value) bool {
	amounts, ratios := related(v, x), ratios(v)
	for _, times := range slices.Concat(countsOf(v, n), doubled(countsOf(v, n), trips(v))) {
		if times < leastTimes {
			continue
		}
		for _, a := range amounts {
			if value.Near(a*times, x.Number) || discounted(a*times, x.Number, ratios) {
				return true
			}
			for _, b := range amounts {
				if a != b && value.Near(a+b*(times-1), x.Number) {
					return true
				}
			}
		}
	}
	return beyondFirst(v, x, n, amounts)
}

// discounted reports whether one of some shares of an amount is x.
func discounted(amount, x float64, ratios []float64) bool {
	return x < amount && slices.ContainsFunc(ratios, func(r float64) bool { return value.Near(amount*r, x) })
}

// countsOf returns the numbers that n may stand for: n itself, and its
// equivalent in months of a year or days of a week.
func countsOf(v *view.View, n *value.Value) []float64 {
	out := []float64{n.Raw()}
	if n.Word && n.Dim == value.Days {
		out[0] = n.Number
	}
	if n.Dim == value.Months && n.Unit == "년" {
		out = append(out, n.Number)
	}
	return out
}

// beyondFirst reports whether x is a basic amount plus an amount for each thing
// that the basic amount does not cover: 기본(4시간) 480, 초과 1시간 130.
func beyondFirst(v *view.View, x, n *value.Value, amounts []float64) bool {
	for i := range v.Parts {
		g := &v.Parts[i]
		for _, list := range [...][]value.Value{g.Values, g.Given} {
			for k := range list {
				m := &list[k]
				if m.Class != value.Quantity || m.Dim != n.Dim && m.Dim != value.Bare || m.Raw() >= n.Raw() || m.Raw() < 1 {
					continue
				}
				for _, a := range amounts {
					if value.Near(a*(n.Raw()-m.Raw()), x.Number) {
						return true // what the basic amount is for is free
					}
					for _, b := range amounts {
						if a != b && value.Near(a+b*(n.Raw()-m.Raw()), x.Number) {
							return true
						}
					}
				}
			}
		}
	}
	return false
}

// counts reports whether n is a number of things from which another value of
// the claim was calculated.
func countsIn(v *view.View, n *value.Value) bool {
	if !n.Multiplies() || n.Period || slices.Max(countsOf(v, n)) < leastTimes {
		return false
	}
	for k := range v.Claim.Values {
		x := &v.Claim.Values[k]
		if x.Start != n.Start && (countedOut(v, x) || WorkedOut(v, x)) {
			return true
		}
	}
	return false
}
