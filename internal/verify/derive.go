package verify

import (
	"regexp"
	"slices"
	"strings"
)

// Words that announce a calculated value.
var (
	difference = regexp.MustCompile(`차이|차액|더 |보다|늘|줄|감액|증액|인상|인하|오르|올랐|올라|내렸|내려|남|나머지|비싸|비쌉|비싼|저렴|싸|쌉|높|낮|적[어은습]|많|마저|깎|빼|제외|아니|아닙|넘|초과`)
	sum        = regexp.MustCompile(`합계|합하|합치|합쳐|합한|합해|합산|합이|합은|모두|총|전체|더하|더해|더한|도합|전부|다 해서|까지 하|까지 받|포함`)
	proportion = regexp.MustCompile(`절반|반만|반을|할인|감면|깎|배|줄|퍼센트|%|1/|분의`)
	each       = regexp.MustCompile(`꼴|평균|나누|씩`)
)

// derived reports whether x follows from the passage's values, provided that
// the claim says that it was calculated.
func (v *view) derived(x *value) bool {
	if x.class != quantity || v.best < 0 || x.from(v.c.text) {
		return false
	}
	related := v.related(x)
	return x.dim == ratio && v.c.matches(rest) &&
		slices.ContainsFunc(related, func(a float64) bool { return near(a+x.number, 1) }) ||
		v.addedGives(x) || v.c.matches(difference) && v.differenceGives(x, related) ||
		v.c.matches(sum) && v.sumGives(x) ||
		x.dim != ratio && v.proportioned() && v.proportionGives(x, related) ||
		x.dim == ratio && v.quotientGives(x) ||
		v.c.matches(each) && v.shareGives(x, related) ||
		x.dim == seconds && v.clockGives(x) || v.countedOut(x) || v.countsIn(x) ||
		(x.dim == months || x.dim == days) && x.limit == noLimit && v.c.matches(period) && v.periodGives(x)
}

// from reports whether a value is the starting point of a change: the 2권 of
// 2권에서 3권으로.
func (x *value) from(text string) bool { return strings.HasPrefix(text[x.end:], "에서 ") }

// to reports whether a value is the end point of a change.
func (x *value) to(text string) bool {
	return strings.HasPrefix(text[x.end:], "으로") || strings.HasPrefix(text[x.end:], "로 ")
}

// mostRelated is the most amounts that are added and subtracted.
const mostRelated = 48

// related returns the amounts of x's dimension in the units that the claim is
// about.
func (v *view) related(x *value) []float64 {
	var out []float64
	for i := range v.units {
		if v.scores[i] < .5*v.scores[v.best] && v.c.names(&v.units[i]) == unnamed {
			continue
		}
		for e := range v.valuesOf(&v.units[i]) {
			if x.measures(e) || v.units[i].row && x.maybe(e) {
				if out = append(out, e.amount()); len(out) == mostRelated {
					return out
				}
			}
		}
	}
	return out
}

// valuesOf gives the values of a unit in their order.
func (v *view) valuesOf(u *unit) func(yield func(*value) bool) {
	return func(yield func(*value) bool) {
		for k := u.first; k < u.last; k++ {
			for j := range v.parts[k].values {
				if !yield(&v.parts[k].values[j]) {
					return
				}
			}
		}
	}
}

// measures reports whether x and e are amounts that can be added.
func (x *value) measures(e *value) bool {
	return x.class == quantity && e.class == quantity && e.dim == x.dim &&
		(x.dim != counted || sameCounter(x.unit, e.unit))
}

// maybe reports whether e, a number in a cell that names no unit, may be an
// amount of x's kind.
func (x *value) maybe(e *value) bool {
	return e.class == quantity && e.dim == bare && (x.dim == won || x.dim == counted)
}

// said returns the amounts of x's dimension that the claim and the question
// contain themselves, except x and periods.
func (c *claim) said(x *value) []float64 {
	var out []float64
	for k := range c.values {
		if y := &c.values[k]; y.start != x.start && !y.period && x.measures(y) {
			out = append(out, y.amount())
		}
	}
	for k := range c.ask.values {
		if y := &c.ask.values[k]; !y.period && x.measures(y) {
			out = append(out, y.amount())
		}
	}
	return out
}

// differenceGives reports whether x is the difference of two related amounts,
// or of two amounts in the claim.
func (v *view) differenceGives(x *value, related []float64) bool {
	return pairGives(append(v.c.said(x), related...), x.number,
		func(a, b float64) float64 { return a - b })
}

func pairGives(amounts []float64, want float64, f func(a, b float64) float64) bool {
	for i, a := range amounts {
		for j, b := range amounts {
			if i != j && near(f(a, b), want) {
				return true
			}
		}
	}
	return false
}

// sumGives reports whether x is the sum of the amounts in the claim, of two
// related amounts, or of all amounts of its kind in a unit or a column.
func (v *view) sumGives(x *value) bool {
	said := v.c.said(x)
	if total := totalOf(said); len(said) > 1 && near(total, x.number) {
		return true
	}
	plus := func(a, b float64) float64 { return a + b }
	var sentences []float64
	for i := range v.units {
		u := &v.units[i]
		var all []float64
		for e := range v.valuesOf(u) {
			if x.measures(e) || u.row && x.maybe(e) {
				all = append(all, e.amount())
			}
		}
		if total := totalOf(all); len(all) > 1 && near(total, x.number) ||
			pairGives(append(all, said...), x.number, plus) {
			return true
		}
		if !u.row && v.scores[i] >= .5*v.scores[v.best] && len(sentences) < mostRelated {
			sentences = append(sentences, all...)
		}
	}
	return v.columnGives(x) || pairGives(sentences, x.number, plus)
}

func totalOf(amounts []float64) float64 {
	total := 0.0
	for _, a := range amounts {
		total += a
	}
	return total
}

// columnGives reports whether x is the sum of a column of the passage's table.
func (v *view) columnGives(x *value) bool {
	total := map[int]float64{}
	for i := range v.units {
		u := &v.units[i]
		if !u.row {
			continue
		}
		for k := u.first; k < u.last; k++ {
			for j := range v.parts[k].values {
				if e := &v.parts[k].values[j]; e.class == quantity &&
					(e.dim == x.dim || e.dim == bare) {
					total[k-u.first] += e.amount()
				}
			}
		}
	}
	for _, t := range total {
		if near(t, x.number) {
			return true
		}
	}
	return false
}

// addedGives reports whether x is an amount plus what the passage says is added
// to it.
func (v *view) addedGives(x *value) bool {
	for i := range v.units {
		u := &v.units[i]
		if !added.MatchString(v.text[u.start:u.end]) || !v.speaksOf(u, x) {
			continue
		}
		for e := range v.valuesOf(u) {
			if e.class != quantity || e.dim != x.dim || e.dim == counted {
				continue
			}
			if slices.ContainsFunc(v.related(x),
				func(a float64) bool { return near(a+e.amount(), x.number) }) {
				return true
			}
		}
	}
	return false
}

// rest matches words for what remains after a share is taken away.
var rest = regexp.MustCompile(`스스로|본인|직접|나머지|부담|남은|뺀|빼고|떼|제외|공제`)

var added = regexp.MustCompile(`더한다|더합|추가|가산|더 내|더해`)

// speaksOf reports whether the claim has a value with the given unit, other
// than x.
func (v *view) speaksOf(u *unit, x *value) bool {
	for k := range v.c.values {
		if y := &v.c.values[k]; y != x && !y.period && v.hasValue(u, y) {
			return true
		}
	}
	for k := range v.c.words {
		if w := &v.c.words[k]; w.noun && u.own.has(w) == 1 && v.units[v.best].own.has(w) < 1 {
			return true
		}
	}
	return false
}
