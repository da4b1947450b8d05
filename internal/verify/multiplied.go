package verify

import "slices"

// The least and the most things that an amount is multiplied by.
const (
	leastTimes  = 2
	mostOfTimes = 5000
)

// countedOut reports whether x was calculated from an amount of the passage and
// a number of things, days or hours that the claim or the question assumes:
// 10명 at 4,400원 each, or a basic fee for four hours plus one more hour.
func (v *view) countedOut(x *value) bool {
	if x.class != quantity || !x.dim.money() || x.period || v.hasAnywhere(x) {
		return false
	}
	return slices.ContainsFunc(v.suppositions(x), func(n *value) bool { return v.gives(x, n) })
}

// suppositions returns the numbers of things in the claim and the question that
// are of another kind than x.
func (v *view) suppositions(x *value) []*value {
	var out []*value
	for _, list := range [...][]value{v.c.values, v.c.ask.values} {
		for k := range list {
			n := &list[k]
			if n.multiplies() && slices.Max(v.countsOf(n)) >= leastTimes && n.raw() <= mostOfTimes {
				out = append(out, n)
			}
		}
	}
	return out
}

// multiplies reports whether n may be a number of things that each cost
// something, rather than part of the name of a kind of thing: 10명 and 3시간,
// but not 3등급 or 4인실.
func (n *value) multiplies() bool {
	if n.class != quantity {
		return false
	}
	switch n.dim {
	case counted:
		return !kindsBy[n.unit]
	case bare, days, months, seconds, grams, volume, length, energy:
		return true
	}
	return false
}

// kindsBy are counters whose number names a kind.
var kindsBy = set("등급 급 층 세 살 인실 인승 인용 호 호실 동 호선 호기 기 차 단계 단 조 항 학년 학점 구간 위 점 차선 공장 코스 라인")

// money reports whether a dimension is an amount of money.
func (d dimension) money() bool { return d == won || d == dollars || d == euros || d == yen }

// gives reports whether n things result in x.
func (v *view) gives(x, n *value) bool {
	amounts := v.related(x)
	for _, times := range v.countsOf(n) {
		if times < leastTimes {
			continue
		}
		for _, a := range amounts {
			if near(a*times, x.number) {
				return true
			}
			for _, b := range amounts {
				if a != b && near(a+b*(times-1), x.number) {
					return true
				}
			}
		}
	}
	return v.beyondFirst(x, n, amounts)
}

// countsOf returns the numbers that n may stand for: n itself, and its
// equivalent in months of a year or days of a week.
func (v *view) countsOf(n *value) []float64 {
	out := []float64{n.raw()}
	if n.word && n.dim == days {
		out[0] = n.number
	}
	if n.dim == months && n.unit == "년" {
		out = append(out, n.number)
	}
	return out
}

// beyondFirst reports whether x is a basic amount plus an amount for each thing
// that the basic amount does not cover: 기본(4시간) 480, 초과 1시간 130.
func (v *view) beyondFirst(x, n *value, amounts []float64) bool {
	for i := range v.parts {
		g := &v.parts[i]
		for _, list := range [...][]value{g.values, g.given} {
			for k := range list {
				m := &list[k]
				if m.class != quantity || m.dim != n.dim && m.dim != bare || m.raw() >= n.raw() || m.raw() < 1 {
					continue
				}
				for _, a := range amounts {
					if near(a*(n.raw()-m.raw()), x.number) {
						return true // what the basic amount is for is free
					}
					for _, b := range amounts {
						if a != b && near(a+b*(n.raw()-m.raw()), x.number) {
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
func (v *view) countsIn(n *value) bool {
	if !n.multiplies() || n.period || slices.Max(v.countsOf(n)) < leastTimes {
		return false
	}
	for k := range v.c.values {
		x := &v.c.values[k]
		if x.start != n.start && v.countedOut(x) {
			return true
		}
	}
	return false
}
