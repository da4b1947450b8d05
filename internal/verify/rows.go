package verify

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// rowWords returns a problem if a word or a value of the claim belongs to
// another row than the one that the claim names.
func (v *view) rowWords() *problem {
	named := v.namedRows()
	if len(named) == 0 {
		return nil
	}
	for i := range v.c.parts {
		for _, e := range eojeols(v.c.text, &v.c.parts[i]) {
			if e.condition && len(v.c.parts) > 1 {
				continue
			}
			for _, w := range e.words {
				if w.noun && !v.c.asks(w) && v.elsewhere(w, named) {
					return &problem{reason: OtherRow, claim: korean.Span{Start: e.start, End: e.end}}
				}
			}
		}
	}
	for k := range v.c.values {
		if x := &v.c.values[k]; v.misplaced(x, named) {
			return &problem{reason: OtherRow, claim: korean.Span{Start: x.start, End: x.end}}
		}
	}
	return nil
}

// namedRows returns the rows that the claim names or, if there are none, the
// rows that the question names.
func (v *view) namedRows() []int {
	var out, asked []int
	for i := range v.units {
		switch v.c.names(&v.units[i]) {
		case byClaim:
			out = append(out, i)
		case byQuestion:
			asked = append(asked, i)
		}
	}
	if len(out) == 0 {
		return asked
	}
	return out
}

// elsewhere reports whether a word occurs in other rows of the passage but
// neither in the named rows nor above them.
func (v *view) elsewhere(w *word, named []int) bool {
	for _, i := range named {
		u := &v.units[i]
		if u.own.has(w) > 0 || u.above.has(w) > 0 || v.titled.has(w) > 0 {
			return false
		}
	}
	if best := &v.units[v.best]; best.own.has(w) == 1 && (!best.row || best.header == nil || !v.fullyNamed(named)) {
		return false
	}
	for i := range v.units {
		if u := &v.units[i]; len(u.label) == 0 && u.own.has(w) == 1 &&
			v.scores[i] >= .6*v.scores[v.best] {
			return false
		}
	}
	for i := range v.units {
		u := &v.units[i]
		if len(u.label) > 0 && !slices.Contains(named, i) && u.row == v.units[named[0]].row &&
			u.own.has(w) == 1 {
			return true
		}
	}
	return false
}

// fullyNamed reports whether the claim contains the whole first cell of one of
// the rows, provided that it has at least two characters.
func (v *view) fullyNamed(rows []int) bool {
	said := dense(v.c.text)
	return slices.ContainsFunc(rows, func(i int) bool {
		u := &v.units[i]
		return u.row && korean.Length(u.name) >= 2 && strings.Contains(said, u.name)
	})
}

// misplaced reports whether a value occurs in other rows of the table but not
// in the named ones, which have a different value or other content in that
// column.
func (v *view) misplaced(x *value, named []int) bool {
	like := false
	if x.period && x.single() {
		return false
	}
	for _, i := range named {
		u := &v.units[i]
		if v.hasValue(u, x) || !u.row || x.passing() {
			return false
		}
		for e := range v.valuesOf(u) {
			like = like || x.rivals(e) || x.class == quantity && e.class == quantity &&
				e.dim == bare
		}
	}
	worked := !v.hasAnywhere(x) || v.c.matches(difference) || v.c.matches(sum)
	if v.inTitle(x) || worked && v.derived(x) || v.c.perUnit(v, x) || v.inProse(x) {
		return false
	}
	return like && !v.c.asksFor(x) || v.inColumn(x, named)
}

// inProse reports whether a sentence with about the same content contains the
// value.
func (v *view) inProse(x *value) bool {
	for _, i := range v.close() {
		if u := &v.units[i]; !u.row && v.hasValue(u, x) {
			return true
		}
	}
	return false
}

// inColumn reports whether another row of the table has the value in a column
// in which all named rows have something else.
func (v *view) inColumn(x *value, named []int) bool {
	for i := range v.units {
		u := &v.units[i]
		if !u.row || u.header == nil || slices.Contains(named, i) || len(u.cells) != len(v.units[named[0]].cells) {
			continue
		}
		for k := u.first + 1; k < u.last; k++ {
			if equal, _ := v.parts[k].find(x); equal != nil {
				return !slices.ContainsFunc(named, func(n int) bool {
					g := &v.parts[v.units[n].first+k-u.first]
					return empty(v.text[g.start:g.end])
				})
			}
		}
	}
	return false
}

// empty reports whether a cell has no content.
func empty(cell string) bool { return strings.Trim(cell, "-–— ") == "" }
