package verify

import (
	"slices"

	"github.com/mundap/mundap/internal/korean"
)

// rowWords finds a word, or a value, of the claim that belongs to another row
// than the one that the claim names.
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
					return &problem{OtherRow, korean.Span{Start: e.start, End: e.end}}
				}
			}
		}
	}
	for k := range v.c.values {
		if x := &v.c.values[k]; v.misplaced(x, named) {
			return &problem{OtherRow, korean.Span{Start: x.start, End: x.end}}
		}
	}
	return nil
}

// namedRows are the rows that the claim names; those that the question names if it names none.
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

// elsewhere reports whether a word stands in other rows of the passage and not
// in the named ones, nor above them.
func (v *view) elsewhere(w *word, named []int) bool {
	for _, i := range named {
		u := &v.units[i]
		if u.own.has(w) > 0 || u.above.has(w) > 0 || v.titled.has(w) > 0 {
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

// misplaced reports whether a value stands in other rows of the table and not
// in the named ones, which have another.
func (v *view) misplaced(x *value, named []int) bool {
	like := false
	for _, i := range named {
		u := &v.units[i]
		if v.hasValue(u, x) || !u.row || x.passing() {
			return false
		}
		for k := u.first; k < u.last; k++ {
			for j := range v.parts[k].values {
				e := &v.parts[k].values[j]
				like = like || x.rivals(e) || x.class == quantity && e.class == quantity &&
					e.dim == bare
			}
		}
	}
	return like && !v.inTitle(x) && !v.derived(x) && !v.c.asksFor(x)
}
