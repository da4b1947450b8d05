package verify

// covers is 1 if y lies in the range that a unit is about, such as 8세 in 6~11세
// and in 6세 이상, -1 if it lies outside, 0 if the unit names no range of y's kind.
func (v *view) covers(u *unit, y *value) float64 {
	if y.class != quantity || y.dim == won || y.period {
		return 0
	}
	found := 0.0
	var before *value
	for e := range v.valuesOf(u) {
		if e.class != quantity || !y.rivals(e) || e.period {
			before = nil
			continue
		}
		if before != nil && v.ranges(before, e) {
			if y.adjoins(before) || y.bound() >= before.amount() && y.bound() <= e.amount() {
				return 1
			}
			found = -1
		}
		switch {
		case y.equal(e) && y.limit != noLimit:
			return map[bool]float64{true: -1, false: 1}[y.limit.contradicts(e.limit)]
		case e.limit == noLimit:
		case e.bounds(y):
			return 1
		default:
			found = -1
		}
		before = e
	}
	return found
}

// inRange reports whether x lies in a range of a sentence that has another
// value of the claim.
func (v *view) inRange(x *value) bool {
	if !ranked[x.unit] {
		return false
	}
	for i := range v.units {
		u := &v.units[i]
		if v.covers(u, x) <= 0 {
			continue
		}
		for k := range v.c.values {
			if y := &v.c.values[k]; y.start != x.start && !y.period && v.hasValue(u, y) {
				return true
			}
		}
	}
	return false
}

// ranked are units that rules sort people by.
var ranked = set("세 살 학년 등급")

// bound is y's number, a trace more or less where y itself is not meant.
func (y *value) bound() float64 {
	switch y.limit {
	case above:
		return y.number * (1 + 1e-9)
	case below:
		return y.number * (1 - 1e-9)
	}
	return y.number
}

// ranges reports whether a range goes from one value of the passage to another.
func (v *view) ranges(from, to *value) bool {
	if from.end > to.start {
		return false
	}
	switch v.text[from.end:to.start] {
	case "~", "-", "–", "∼", "～", " ~ ", "부터 ", " 이상 ", "에서 ":
		return true
	}
	return false
}

// bounds reports whether y keeps the limit of e.
func (e *value) bounds(y *value) bool {
	switch e.limit {
	case atLeast:
		return y.bound() >= e.amount()
	case above:
		return y.bound() > e.amount()
	case atMost:
		return y.bound() <= e.amount()
	case below:
		return y.bound() < e.amount()
	}
	return false
}
