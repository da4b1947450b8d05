package verify

import (
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// pair is a value and the noun directly before it.
type pair struct {
	noun  *word
	value *value
}

// longestGap is the greatest distance in bytes between a value and its noun.
const longestGap = 10

// pairsOf returns the values of a text that directly follow a noun.
func pairsOf(text string, words []word, values []value) []pair {
	var out []pair
	for k := range values {
		x := &values[k]
		var noun *word
		for j := range words {
			if w := &words[j]; w.noun && !general[w.text] && eojeolStart(text, w.start) == w.start && w.end <= x.start && x.start-w.end <= longestGap {
				noun = w
			}
		}
		if noun != nil && !x.period && !strings.ContainsAny(text[noun.end:x.start], ".,;)0123456789") {
			out = append(out, pair{noun, x})
		}
	}
	return out
}

// pairsThere returns the pairs of the sentences with about the same content,
// and those of all rows together with the words of the rows' labels.
func (v *view) pairsThere() []pair {
	var out []pair
	for i := range v.units {
		u := &v.units[i]
		if !u.row && v.scores[i] < .4*v.scores[v.best] {
			continue
		}
		for k := u.first; k < u.last; k++ {
			g := &v.parts[k]
			if !u.row {
				out = append(out, pairsOf(v.text, g.words, g.values)...)
				continue
			}
			for j := range g.values {
				for l := range u.label {
					out = append(out, pair{&u.label[l], &g.values[j]})
				}
			}
		}
	}
	return out
}

// interchanged returns a problem if a value follows one noun in the claim but
// another noun in the passage, where the first noun has a different value: 찬성
// 3, 반대 1 for 찬성 1, 반대 3.
func (v *view) interchanged() *problem {
	mine := pairsOf(v.c.text, v.c.words, v.c.values)
	if len(mine) == 0 {
		return nil
	}
	theirs := v.pairsThere()
	for _, m := range mine {
		own, other, moved := false, false, false
		for _, t := range theirs {
			switch same, equal := m.noun.same(t.noun), m.value.equal(t.value); {
			case same && equal:
				own = true
			case same && m.value.rivals(t.value):
				other = true
			case equal:
				moved = true
			}
		}
		if !own && other && moved && !v.derived(m.value) && !v.c.perUnit(v, m.value) {
			return &problem{reason: OtherRow, claim: korean.Span{Start: m.noun.start, End: m.value.end}}
		}
	}
	return nil
}

// same reports whether two words are the same or mean the same.
func (w *word) same(x *word) bool {
	return w.text == x.text || w.class != "" && w.class == x.class
}
