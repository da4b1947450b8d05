package verify

import (
	"math"
	"regexp"
	"slices"
)

// Words that announce a value that was worked out.
var (
	difference = regexp.MustCompile(`차이|차액|더 |보다|늘|줄|감액|증액|인상|인하|오르|올랐|올라|내렸|내려|남|나머지|비싸|비쌉|비싼|저렴|싸|쌉|높|낮|적[어은습]|많|마저|깎|빼|제외|아니|아닙`)
	sum        = regexp.MustCompile(`합계|합하|합치|합쳐|합한|합해|합산|합이|합은|모두|총|전체|더하|도합|전부|다 해서`)
	proportion = regexp.MustCompile(`절반|반만|반을|할인|감면|깎|배|줄|퍼센트|%|1/|분의`)
	each       = regexp.MustCompile(`꼴|평균|나누|씩`)
	period     = regexp.MustCompile(`동안|기간|간 |년입|년이|일입|개월입|걸리|걸려|지나`)
)

// derived reports whether x follows from the passage's values, where the claim
// says that it was worked out.
func (v *view) derived(x *value) bool {
	if x.class != quantity || v.best < 0 {
		return false
	}
	related := v.related(x)
	return x.dim == ratio && rest.MatchString(v.c.text) &&
		slices.ContainsFunc(related, func(a float64) bool { return near(a+x.number, 1) }) ||
		v.addedGives(x) || difference.MatchString(v.c.text) &&
		pairGives(related, x.number, func(a, b float64) float64 { return a - b }) ||
		sum.MatchString(v.c.text) && v.sumGives(x) ||
		x.dim != ratio && proportion.MatchString(v.c.text) && v.proportionGives(x, related) ||
		each.MatchString(v.c.text) && v.shareGives(x, related) ||
		x.dim == seconds && v.clockGives(x) ||
		(x.dim == months || x.dim == days) && period.MatchString(v.c.text) && v.periodGives(x)
}

// mostRelated bounds the amounts that are added and subtracted.
const mostRelated = 48

// related are the amounts of x's dimension in the units that the claim is about.
func (v *view) related(x *value) []float64 {
	var out []float64
	for i := range v.units {
		if v.scores[i] < .5*v.scores[v.best] {
			continue
		}
		for k := v.units[i].first; k < v.units[i].last; k++ {
			for j := range v.parts[k].values {
				if e := &v.parts[k].values[j]; e.class == quantity && e.dim == x.dim &&
					(x.dim != counted || sameCounter(x.unit, e.unit)) {
					if out = append(out, e.amount()); len(out) == mostRelated {
						return out
					}
				}
			}
		}
	}
	return out
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

// sumGives: x is the sum of two related amounts, or of all amounts of its kind
// in a unit or a column.
func (v *view) sumGives(x *value) bool {
	for i := range v.units {
		total, n := 0.0, 0
		for k := v.units[i].first; k < v.units[i].last; k++ {
			for j := range v.parts[k].values {
				if e := &v.parts[k].values[j]; e.class == quantity && e.dim == x.dim &&
					(x.dim != counted || sameCounter(x.unit, e.unit)) {
					total, n = total+e.amount(), n+1
				}
			}
		}
		if n > 1 && near(total, x.number) {
			return true
		}
	}
	return v.columnGives(x) || pairGives(v.related(x), x.number,
		func(a, b float64) float64 { return a + b })
}

// proportionGives: x is a share or a multiple of a related amount, by a ratio
// that the passage gives.
func (v *view) proportionGives(x *value, related []float64) bool {
	var ratios []float64
	for i := range v.parts {
		for k := range v.parts[i].values {
			switch e := &v.parts[i].values[k]; {
			case e.dim == ratio && e.number > 0 && e.number < 1:
				ratios = append(ratios, e.number, 1-e.number)
			case e.dim == multiple && e.number > 1:
				ratios = append(ratios, e.number, 1/e.number)
			}
		}
	}
	return slices.ContainsFunc(related, func(a float64) bool {
		return slices.ContainsFunc(ratios, func(r float64) bool { return near(a*r, x.number) })
	})
}

// addedGives: x is an amount with what the passage says is added to it.
func (v *view) addedGives(x *value) bool {
	for i := range v.units {
		u := &v.units[i]
		if !added.MatchString(v.text[u.start:u.end]) || !v.speaksOf(u, x) {
			continue
		}
		for k := u.first; k < u.last; k++ {
			for j := range v.parts[k].values {
				e := &v.parts[k].values[j]
				if e.class != quantity || e.dim != x.dim || e.dim == counted {
					continue
				}
				if slices.ContainsFunc(v.related(x),
					func(a float64) bool { return near(a+e.amount(), x.number) }) {
					return true
				}
			}
		}
	}
	return false
}

// rest are the words for what a share leaves.
var rest = regexp.MustCompile(`스스로|본인|직접|나머지|부담|남은`)

var added = regexp.MustCompile(`더한다|더합|추가|가산|더 내|더해`)

// speaksOf reports whether the claim has a value of a unit, other than x.
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

// perUnit reports whether x, or what x gives, was worked out by a rate: 레진 1g당
// 200원, so 10g cost 2,000원.
func (c *claim) perUnit(v *view, x *value) bool {
	for i := range c.values {
		for j := range c.values {
			n, total := &c.values[i], &c.values[j]
			if i == j || n.class != quantity || total.class != quantity || n != x && total != x ||
				n.number == 0 {
				continue
			}
			if v.rate(n, total) {
				return true
			}
		}
	}
	return false
}

// rate reports whether the passage gives total for n by a rate, in one clause.
func (v *view) rate(n, total *value) bool {
	for i := range v.parts {
		g := &v.parts[i]
		for a := range g.values {
			for b := range g.values {
				u, p := &g.values[a], &g.values[b]
				if u.dim == n.dim && p.dim == total.dim && u.class == quantity &&
					p.class == quantity && u.period && u.number > 0 &&
					(u.dim != counted || sameCounter(u.unit, n.unit)) &&
					near(p.amount()*n.number/u.number, total.number) {
					return true
				}
			}
		}
	}
	return false
}

// listed reports whether x counts what a close sentence lists: 두 번 for 6월과 12월.
func (v *view) listed(x *value) bool {
	if x.class != quantity || x.dim != counted || x.number < 2 || x.number > 7 {
		return false
	}
	for _, i := range v.close() {
		n, said := 0, 0
		for k := v.units[i].first; k < v.units[i].last; k++ {
			for j := range v.parts[k].values {
				e := &v.parts[k].values[j]
				if e.class == quantity {
					continue
				}
				n++
				if v.c.hasValue(e) {
					said++
				}
			}
		}
		if float64(n) == x.number && said == n {
			return true
		}
	}
	return false
}

// shareGives: x is a related amount divided by a number of months, days or
// things that the claim or the passage names.
func (v *view) shareGives(x *value, related []float64) bool {
	for k := range v.c.values {
		y := &v.c.values[k]
		if y.class != quantity || y.dim == x.dim || y.number <= 1 {
			continue
		}
		for _, a := range related {
			if near(a/y.number, x.number) {
				return true
			}
		}
	}
	return false
}

// clockGives: x is the time between two times of day of one unit.
func (v *view) clockGives(x *value) bool {
	for i := range v.units {
		var times []float64
		for k := v.units[i].first; k < v.units[i].last; k++ {
			for j := range v.parts[k].values {
				if e := &v.parts[k].values[j]; e.class == clock {
					times = append(times, e.number)
				}
			}
		}
		for k := 1; k < len(times); k++ {
			if near((times[k]-times[k-1])*60, x.number) || near((times[k]-times[k-1]+24*60)*60,
				x.number) {
				return true
			}
		}
	}
	return false
}

// columnGives: x is the sum of a column of the passage's table.
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

// periodGives: x is the time between two dates of one unit.
func (v *view) periodGives(x *value) bool {
	for i := range v.units {
		var dates []day
		for k := v.units[i].first; k < v.units[i].last; k++ {
			for j := range v.parts[k].values {
				if e := &v.parts[k].values[j]; e.class == date && e.date.month > 0 {
					dates = append(dates, e.date)
				}
			}
		}
		for k := 1; k < len(dates); k++ {
			a, b := dates[k-1], dates[k]
			if b.year == 0 {
				b.year = a.year
			}
			length := float64((b.year-a.year)*12 + b.month - a.month)
			exact := float64(b.day-a.day) / 30
			if x.dim == months && math.Abs(length+exact-x.number) < .15 {
				return true
			}
			if x.dim == days && length <= 1 && math.Abs((length+exact)*30-x.number) <= 2 {
				return true
			}
		}
	}
	return false
}
