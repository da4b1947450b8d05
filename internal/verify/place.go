package verify

import (
	"slices"

	"github.com/mundap/mundap/internal/korean"
)

// rowMargin is how much better the words beside a value must fit another value's place for the value to be misplaced.
const rowMargin = .55

// place finds each value of the claim in the passage, beside the words that it stands beside in the claim.
func (v *view) place() *problem {
	v.placed = make([]int, len(v.c.values))
	for k := range v.c.values {
		v.placed[k] = -1
		if p := v.placeValue(k); p != nil {
			return p
		}
	}
	return nil
}

func (v *view) placeValue(k int) *problem {
	x := &v.c.values[k]
	here, there := -1, -1 // parts that have the value, and one like it
	var own, rival float64
	var match *value
	for i := range v.parts {
		g := &v.parts[i]
		equal, like := g.find(x)
		like = like && equal == nil && v.c.rivalIn(x, g)
		if equal == nil && !like {
			continue
		}
		s := v.beside(x, g)
		if equal != nil && !equal.limit.contradictsValue(x) {
			s += .1
		}
		switch {
		case equal != nil && (here < 0 || s > own):
			here, own, match = i, s, equal
		case equal == nil && (there < 0 || s > rival):
			there, rival = i, s
		}
	}
	span := korean.Span{Start: x.start, End: x.end}
	if here < 0 {
		if v.inTitle(x) || v.c.asksFor(x) || v.derived(x) || x.period && !v.otherPeriod(x) {
			return nil
		}
		return &problem{reasonFor(x), span}
	}
	if there >= 0 && rival > own+rowMargin && !v.derived(x) {
		return &problem{OtherRow, span}
	}
	v.placed[k] = here
	if x.limit.contradicts(match.limit) {
		return &problem{Limit, span}
	}
	return nil
}

// rivalIn reports whether a part has a value like x that the claim does not name beside x.
func (c *claim) rivalIn(x *value, g *part) bool {
	for k := range g.values {
		e := &g.values[k]
		if x.rivals(e) && !slices.ContainsFunc(c.values, func(y value) bool { return y.equal(e) }) {
			return true
		}
	}
	return false
}

// otherPeriod reports whether the unit that fits best says of another period what the claim says of x.
func (v *view) otherPeriod(x *value) bool {
	u := &v.units[v.best]
	for i := u.first; i < u.last; i++ {
		for k := range v.parts[i].values {
			if e := &v.parts[i].values[k]; e.period && e.dim != counted && x.dim != counted && !x.equal(e) {
				return true
			}
		}
	}
	return false
}

func (l limit) contradictsValue(x *value) bool { return x.limit.contradicts(l) }

// find gives the value of the part that equals x, and whether it has one that could stand in x's place.
func (g *part) find(x *value) (equal *value, like bool) {
	for k := range g.values {
		e := &g.values[k]
		if x.equal(e) && (equal == nil || !x.limit.contradicts(e.limit)) {
			equal = e
		}
		like = like || x.rivals(e)
	}
	return equal, like
}

// beside is how far the words around x in the claim are those of a part: those of its own clause first.
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
			s += factor * v.rare.of(w) * max(inOwn*g.own.has(w), inUnit*u.own.has(w), inAbove*u.above.has(w), inTitle*v.titled.has(w))
		}
		for k := range local.values {
			if y := &local.values[k]; y.start != x.start {
				if equal, _ := g.find(y); equal != nil {
					s += factor * .8
				} else if v.hasValue(u, y) {
					s += factor * .5
				}
			}
		}
	}
	for k := range v.c.ask.words {
		if w := &v.c.ask.words[k]; !v.c.says(w) {
			s += .25 * v.rare.of(w) * max(inOwn*g.own.has(w), inUnit*u.own.has(w), inAbove*u.above.has(w))
		}
	}
	for k := range v.c.ask.values {
		if equal, _ := g.find(&v.c.ask.values[k]); equal != nil {
			s += .3
		}
	}
	return s
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

func reasonFor(x *value) Reason {
	switch x.class {
	case quantity:
		return WrongNumber
	case code:
		return WrongCode
	}
	return WrongDate
}
