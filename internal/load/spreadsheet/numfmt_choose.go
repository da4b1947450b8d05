package spreadsheet

import (
	"slices"
	"strconv"
	"strings"
)

// condition says which numbers a section of a format is for, as in
// [>=100000000]0.0,,"억". The zero value is none.
type condition struct {
	operator string
	limit    float64
}

// parseCondition reads what stands in brackets. ok is false for anything else.
func parseCondition(inside string) (c condition, ok bool) {
	for _, operator := range []string{">=", "<=", "<>", ">", "<", "="} {
		if limit, found := strings.CutPrefix(inside, operator); found {
			v, err := strconv.ParseFloat(strings.TrimSpace(limit), 64)
			return condition{operator, v}, err == nil
		}
	}
	return condition{}, false
}

func (c condition) holds(v float64) bool {
	switch c.operator {
	case ">=":
		return v >= c.limit
	case "<=":
		return v <= c.limit
	case "<>":
		return v != c.limit
	case ">":
		return v > c.limit
	case "<":
		return v < c.limit
	}
	return v == c.limit
}

// choose gives the section that shows a number, and whether a minus sign is
// put before it: sections for negative numbers show the sign by themselves.
func (f NumberFormat) choose(v float64) (s section, minus bool) {
	conditional := func(s section) bool { return s.operator != "" }
	if !slices.ContainsFunc(f.sections, conditional) {
		switch n := len(f.sections); {
		case v < 0 && n > 1:
			return f.sections[1], false
		case v == 0 && n > 2:
			return f.sections[2], false
		}
		return f.sections[0], v < 0
	}
	last := len(f.sections) - 1
	for i, s := range f.sections {
		if conditional(s) && s.holds(v) || i == last || i == 1 && !conditional(s) && v < 0 {
			return s, v < 0 && !s.showsSign()
		}
	}
	return f.sections[last], v < 0
}

// showsSign reports whether a section writes a sign before the number.
func (s section) showsSign() bool {
	return slices.ContainsFunc(s.tokens, func(t token) bool {
		return t.kind == 'l' && strings.ContainsAny(t.text, "-−(△▲")
	})
}
