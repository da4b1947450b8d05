package verify

import (
	"slices"

	"github.com/mundap/mundap/internal/korean"
)

// swapped reports whether e is a name of the sentence that fits best that
// stands in another clause of it than the words around it.
func (v *view) swapped(e *eojeol) bool {
	u := &v.units[v.best]
	if u.row {
		return false
	}
	for _, w := range e.words {
		if !w.noun || !w.name && (!e.inFocus() || e.role != subject) || u.own.has(w) < 1 {
			continue
		}
		var here, there *part
		var own, other float64
		for k := u.first; k < u.last; k++ {
			g := &v.parts[k]
			s := v.around(e, g)
			switch {
			case g.own.has(w) == 1 && (here == nil || s > own):
				here, own = g, s
			case g.own.has(w) == 0 && v.otherName(e, w, g) && (there == nil || s > other):
				there, other = g, s
			}
		}
		if here != nil && there != nil && other > own+.5 {
			return true
		}
	}
	return false
}

// otherName reports whether a part has a name that the claim lacks, or a noun in the role of e.
func (v *view) otherName(e *eojeol, w *word, g *part) bool {
	if w.name {
		return slices.ContainsFunc(g.words, func(x word) bool { return x.name && !v.c.says(&x) })
	}
	for _, f := range eojeols(v.text, g) {
		if f.role == e.role && !f.verbal &&
			slices.ContainsFunc(f.words, func(x *word) bool { return x.noun && !v.c.has(x) }) {
			return true
		}
	}
	return false
}

// around weighs the claim's other nouns that a part has.
func (v *view) around(e *eojeol, g *part) float64 {
	s := 0.0
	for k := range v.c.words {
		w := &v.c.words[k]
		if w.noun && (w.start < e.start || w.start >= e.end) && !v.inTail(g, w) {
			s += v.rare.of(w) * g.own.has(w)
		}
	}
	return s
}

// replaced reports whether a close unit has a word that the claim lacks, in the role of e.
func (v *view) replaced(e *eojeol, units []int) bool {
	for _, i := range units {
		u := &v.units[i]
		for k := u.first; k < u.last; k++ {
			g := &v.parts[k]
			for _, f := range eojeols(v.text, g) {
				if f.role != e.role && f.role != noRole && !(u.row || len(u.label) > 0) ||
					f.verbal {
					continue
				}
				lacks := false
				for _, w := range f.words {
					lacks = lacks || w.noun && !v.c.has(w) && !v.c.asks(w)
				}
				if lacks {
					return true
				}
			}
		}
	}
	return false
}

// beforeValue reports whether e stands directly before a value that stands
// behind another noun in the passage: 편도 4,000원 for 왕복 4,000원.
func (v *view) beforeValue(e *eojeol, w *word) bool {
	for k := range v.c.values {
		x := &v.c.values[k]
		if x.start != e.end+1 || v.c.text[e.end:x.start] != " " || v.placed[k] < 0 {
			continue
		}
		g := &v.parts[v.placed[k]]
		equal, _ := g.find(x)
		if equal == nil {
			return false
		}
		for j := range g.words {
			if f := &g.words[j]; f.noun && f.end+1 == equal.start && !v.c.has(f) &&
				!v.c.asks(f) && w.class == "" {
				return true
			}
		}
	}
	return false
}

// beforeNoun reports whether e stands directly before a noun that stands behind
// another one in a close unit: 오렌지 주스 for 자몽 주스.
func (v *view) beforeNoun(e *eojeol, w *word, units []int) bool {
	if e.role != noRole || e.verbal || w.class != "" || korean.Length(w.text) < 2 {
		return false
	}
	var next *word
	for k := range v.c.words {
		if x := &v.c.words[k]; x.noun && x.start == e.end+1 && v.c.text[e.end] == ' ' {
			next = x
		}
	}
	if next == nil || general[next.text] {
		return false
	}
	for _, i := range units {
		u := &v.units[i]
		for k := u.first; k < u.last; k++ {
			words := v.parts[k].words
			for j := 1; j < len(words); j++ {
				a, b := &words[j-1], &words[j]
				if b.text == next.text && a.noun && a.end+1 == b.start && v.text[a.end] == ' ' &&
					!v.c.has(a) && !v.c.asks(a) {
					return true
				}
			}
		}
	}
	return false
}
