package verify

import (
	"regexp"
	"slices"
)

// ratios returns the shares and multiples that the passage gives.
func (v *view) ratios() []float64 {
	var out []float64
	for i := range v.parts {
		for k := range v.parts[i].values {
			switch e := &v.parts[i].values[k]; {
			case e.dim == ratio && e.number > 0 && e.number < 1:
				out = append(out, e.number, 1-e.number)
				if raised.MatchString(v.text) {
					out = append(out, 1+e.number)
				}
			case e.dim == multiple && e.number > 1:
				out = append(out, e.number, 1/e.number)
			}
		}
	}
	return out
}

// raised matches words with which a share is added to an amount.
var raised = regexp.MustCompile(`더한|더하|더 내|할증|가산|인상|추가`)

// proportioned reports whether the claim mentions a share, assumes an amount,
// or is about a sentence that gives a share.
func (v *view) proportioned() bool {
	if v.c.matches(proportion) ||
		slices.ContainsFunc(v.c.parts, func(g part) bool { return g.condition }) {
		return true
	}
	for e := range v.valuesOf(&v.units[v.best]) {
		if e.class == quantity && e.dim == ratio {
			return true
		}
	}
	return false
}

// proportionGives reports whether x is a share or a multiple of a related
// amount, or of an amount in the claim or the question, by a ratio that the
// passage gives.
func (v *view) proportionGives(x *value, related []float64) bool {
	ratios := v.ratios()
	return slices.ContainsFunc(append(v.c.said(x), related...), func(a float64) bool {
		return slices.ContainsFunc(ratios, func(r float64) bool { return near(a*r, x.number) })
	})
}

// quotientGives reports whether x is the ratio of an amount in the claim to a
// related one: 60만 원 is 절반 if the passage has 120만 원.
func (v *view) quotientGives(x *value) bool {
	if x.number == 1 {
		return false
	}
	for k := range v.c.values {
		y := &v.c.values[k]
		if y.start == x.start || y.class != quantity || y.period || y.number == 0 {
			continue
		}
		whole := func(a float64) bool { return near(a*x.number, y.amount()) }
		if slices.ContainsFunc(v.amountsLike(y), whole) {
			return true
		}
	}
	return false
}

// amountsLike returns all amounts of the passage that y can be compared with.
func (v *view) amountsLike(y *value) []float64 {
	var out []float64
	for i := range v.units {
		for e := range v.valuesOf(&v.units[i]) {
			if (y.measures(e) || v.units[i].row && y.maybe(e)) && len(out) < mostRelated {
				out = append(out, e.amount())
			}
		}
	}
	return out
}

// supposed reports whether the claim only assumes the amount x, in order to
// calculate another amount with a share of the passage: 매출이 3,000만 원이면.
func (v *view) supposed(x *value) bool {
	if x.class != quantity || !v.c.inCondition(x) && !v.c.asksFor(x) {
		return false
	}
	for k := range v.c.values {
		total := &v.c.values[k]
		if total.start == x.start || !x.measures(total) {
			continue
		}
		if slices.ContainsFunc(v.ratios(),
			func(r float64) bool { return near(x.number*r, total.number) }) {
			return true
		}
	}
	return false
}

// inCondition reports whether a value stands in a conditional clause of the claim.
func (c *claim) inCondition(x *value) bool {
	g := c.partOf(x)
	return g != nil && g.condition
}

// partOf returns the clause of the claim that contains a value.
func (c *claim) partOf(x *value) *part {
	for i := range c.parts {
		if g := &c.parts[i]; x.start >= g.start && x.end <= g.end {
			return g
		}
	}
	return nil
}

// perUnit reports whether x, or a value that follows from x, was calculated
// with a rate: at 레진 1g당 200원, 10g cost 2,000원. The question may give the
// number of units.
func (c *claim) perUnit(v *view, x *value) bool {
	if x.class != quantity {
		return false
	}
	for i := range c.values {
		other := &c.values[i]
		if other.start != x.start && (v.rate(x, other) || v.rate(other, x)) {
			return true
		}
	}
	for i := range c.ask.values {
		if v.rate(&c.ask.values[i], x) {
			return true
		}
	}
	return v.times(x)
}

// mostTimes is the largest number of things by which a price is multiplied.
const mostTimes = 60

// times reports whether x is a number of things in the claim, or their price,
// and the passage has the price of one: 두 명에 116,000원 for 58,000원.
func (v *view) times(x *value) bool {
	for k := range v.c.values {
		n := &v.c.values[k]
		if n.class != quantity || n.period || n.dim == won || n.dim == ratio || n.dim == ordinal || n.raw() < 2 ||
			n.raw() > mostTimes {
			continue
		}
		for j := range v.c.values {
			total := &v.c.values[j]
			if total.class != quantity || total.dim != won || n.start != x.start &&
				total.start != x.start {
				continue
			}
			if slices.ContainsFunc(v.related(total),
				func(one float64) bool { return near(one*n.raw(), total.number) }) {
				return true
			}
		}
	}
	return false
}

// rate reports whether one clause or cell of the passage contains a rate that
// results in total for n.
func (v *view) rate(n, total *value) bool {
	if n.class != quantity || total.class != quantity || n.number == 0 {
		return false
	}
	for i := range v.parts {
		g := &v.parts[i]
		for _, u := range slices.Concat(g.values, g.given) {
			if u.class != quantity || !u.period || u.number <= 0 || u.dim != n.dim ||
				u.dim == counted && !sameCounter(u.unit, n.unit) {
				continue
			}
			for b := range g.values {
				if p := &g.values[b]; p.class == quantity && p.dim == total.dim && !p.period &&
					near(p.amount()*n.number/u.number, total.number) {
					return true
				}
			}
		}
	}
	return false
}

// shareGives reports whether x is a related amount divided by a number of
// months, days or things in the claim or the passage.
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
