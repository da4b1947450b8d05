package verify

import (
	"slices"
)

// stands reports whether a part has a value, or stands under it.
func (g *part) stands(y *value) bool {
	equal, _ := g.find(y)
	return equal != nil && !y.limit.contradicts(equal.limit) || slices.ContainsFunc(g.given, func(e value) bool { return y.equal(&e) })
}

// rivalIn reports whether a part has a value like x that the claim does not name beside x.
func (c *claim) rivalIn(x *value, g *part) bool {
	for k := range g.values {
		e := &g.values[k]
		if x.rivals(e) && x.period == e.period && !slices.ContainsFunc(c.values,
			func(y value) bool { return y.equal(e) }) {
			return true
		}
	}
	return false
}

// anchored is what a value beside x says for a part: that it is the place if
// the part has it too, that it is not if the part has another one instead.
func (v *view) anchored(y *value, g *part, u *unit) float64 {
	for k := range g.given {
		if y.equal(&g.given[k]) {
			return 1
		}
	}
	switch equal, _ := g.find(y); {
	case equal != nil:
		return 1
	case v.covers(u, y) != 0:
		return v.covers(u, y)
	case slices.ContainsFunc(g.given, func(e value) bool {
		return y.rivals(&e) &&
			!v.c.hasValue(&e)
	}):
		return -.5
	case v.c.rivalIn(y, g):
		return -.3
	case v.hasValue(u, y):
		if u.row {
			return .8
		}
		return .4
	}
	return 0
}

// hasValue reports whether the claim has a value.
func (c *claim) hasValue(e *value) bool {
	return slices.ContainsFunc(c.values, func(y value) bool { return y.equal(e) })
}

// find gives the value of the part that equals x, and whether it has one that
// could stand in x's place.
func (g *part) find(x *value) (equal *value, like bool) {
	for k := range g.values {
		e := &g.values[k]
		if (x.equal(e) || x.adjoins(e) || e.adjoins(x)) && (equal == nil || !x.limit.contradicts(e.limit)) {
			equal = e
		}
		like = like || x.rivals(e)
	}
	if equal == nil {
		equal = g.named(x)
	}
	return equal, like
}

// adjoins reports whether x, a whole number that is not counted in, is the
// bound of the same range as e, which is: 20 초과 and 21 이상.
func (x *value) adjoins(e *value) bool {
	if x.class == date && e.class == date && x.date.day > 0 && e.date.day > 0 &&
		x.limit == atLeast && e.limit == atMost {
		return x.date.after(e.date)
	}
	if x.class != quantity || e.class != quantity || x.dim != e.dim || x.limit != above &&
		x.limit != below || e.limit != noLimit && e.limit.up() != x.limit.up() {
		return false
	}
	if e.limit == above || e.limit == below {
		return false
	}
	one := unitFactor(x.unit)
	if x.limit == below {
		one = -one
	}
	return near(e.amount(), x.number+one)
}

// beside is how far the words around x in the claim are those of a part: those
// of its own clause first.
func (v *view) beside(x *value, g *part) float64 {
	u := &v.units[g.sentence]
	s := 0.0
	for i := range v.c.parts {
		local := &v.c.parts[i]
		factor := .5
		if x.start >= local.start && x.end <= local.end {
			factor = 1
		}
		for k := range local.words {
			w := &local.words[k]
			if x.class == person && w.start >= x.end && w.start <= x.end+1 {
				continue // what the person is called
			}
			s += factor * v.rare.of(w) * max(inOwn*g.own.has(w), inUnit*u.own.has(w),
				inAbove*u.above.has(w), inTitle*v.titled.has(w))
		}
		for k := range local.values {
			if y := &local.values[k]; y.start != x.start {
				a := v.anchored(y, g, u)
				if equal, _ := g.find(y); equal != nil && x.pairs(y) {
					a = .3 // the other end of the same range
				}
				s += factor * a
			}
		}
	}
	for k := range v.c.ask.words {
		if w := &v.c.ask.words[k]; !v.c.says(w) {
			s += .25 * v.rare.of(w) * max(inOwn*g.own.has(w), inUnit*u.own.has(w),
				inAbove*u.above.has(w))
		}
	}
	for k := range v.c.ask.values {
		if y := &v.c.ask.values[k]; !v.c.hasValue(y) {
			s += .4 * v.anchored(y, g, u)
		}
	}
	return s
}

// pairs reports whether x and y may be the ends of a range.
func (x *value) pairs(y *value) bool {
	return x.class == y.class && x.class != quantity || x.class == date && y.unit == "일" ||
		y.class == date && x.unit == "일"
}

// says reports whether the claim has a word of the question.
func (c *claim) says(w *word) bool {
	for k := range c.words {
		if s := &c.words[k]; s.text == w.text || s.class != "" && s.class == w.class {
			return true
		}
	}
	return false
}

// asksFor reports whether the question has the value.
func (c *claim) asksFor(x *value) bool {
	for k := range c.ask.values {
		if x.equal(&c.ask.values[k]) {
			return true
		}
	}
	return false
}
