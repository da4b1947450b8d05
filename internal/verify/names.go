package verify

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
)

// naming says whether the claim or the question names a row by its label.
type naming uint8

const (
	unnamed naming = iota
	byQuestion
	byClaim
)

// names reports whether the claim or the question contains a unit's whole
// label.
func (c *claim) names(u *unit) naming {
	if len(u.label) == 0 && len(u.marks) == 0 {
		return unnamed
	}
	if u.row && len(u.marks) == 0 && korean.Length(u.name) >= 2 {
		if strings.Contains(dense(c.text), u.name) {
			return byClaim
		}
		if strings.Contains(dense(c.ask.text), u.name) {
			return byQuestion
		}
	}
	whole := byClaim
	for k := range u.marks {
		m := &u.marks[k]
		switch {
		case slices.ContainsFunc(c.values, func(x value) bool { return x.equal(m) }):
		case c.asksFor(m):
			whole = byQuestion
		default:
			return unnamed
		}
	}
	for k := range u.label {
		w := &u.label[k]
		switch {
		case c.has(w):
		case c.asks(w):
			whole = byQuestion
		default:
			return unnamed
		}
	}
	return whole
}

// has reports whether the claim contains a word of a passage.
func (c *claim) has(w *word) bool {
	return c.says(w) || korean.Length(w.text) >= 2 && strings.Contains(dense(c.text), w.text)
}

// names returns a problem if the claim has a name that the passage lacks, or
// that takes the place of another name.
func (v *view) names() *problem {
	if p := v.unknown(); p != nil {
		return p
	}
	units := v.close()
	for i := range v.c.parts {
		g := &v.c.parts[i]
		for _, e := range eojeols(v.c.text, g) {
			w := v.foreign(&e)
			if w == nil {
				if v.swapped(&e) {
					return &problem{reason: OtherRow, claim: korean.Span{Start: e.start, End: e.end}}
				}
				continue
			}
			if v.beforeValue(&e, w) || e.only {
				return &problem{reason: WrongName, claim: korean.Span{Start: e.start, End: e.end}}
			}
			if e.also && korean.Length(w.text) >= 2 && w.class == "" || v.beforeNoun(&e, w, units) {
				return &problem{reason: WrongName, claim: korean.Span{Start: e.start, End: e.end}}
			}
			if v.settled() && !w.name {
				continue
			}
			if w.name && isProper(w.text) && !e.ends || e.inFocus() &&
				korean.Length(w.text) >= 2 && v.replaced(&e, units) {
				return &problem{reason: WrongName, claim: korean.Span{Start: e.start, End: e.end}}
			}
		}
	}
	return nil
}

// settled reports whether the best unit contains at least two values of the
// claim and everything that the claim names.
func (v *view) settled() bool {
	n := 0
	for k := range v.c.values {
		x := &v.c.values[k]
		if x.period {
			continue
		}
		if v.placed[k] < 0 || v.parts[v.placed[k]].sentence != v.best {
			return false
		}
		n++
	}
	return n >= 2
}

// mostUnknown is the share of a claim's nouns above which a passage that lacks
// them is about something else, provided that it lacks at least two.
const mostUnknown = .45

// unknown finds several nouns that the passage lacks, or a single one that
// occurs only in a passage about something else.
func (v *view) unknown() *problem {
	var missing []korean.Span
	nouns := 0
	for i := range v.c.parts {
		for _, e := range eojeols(v.c.text, &v.c.parts[i]) {
			if e.words[len(e.words)-1].noun {
				nouns++
			}
			w := v.foreign(&e)
			if w == nil || e.verbal && !w.name {
				continue
			}
			span := korean.Span{Start: e.start, End: e.end}
			if v.elsewhereOnly(w) && e.role != topic {
				return &problem{reason: OtherRow, claim: span}
			}
			missing = append(missing, span)
		}
	}
	if len(missing) >= 2 && float64(len(missing)) >= mostUnknown*float64(nouns+v.matched()) {
		return &problem{reason: NotInSources, claim: missing[0]}
	}
	return nil
}

// matched counts the values that speak for the passage: two for each value that
// it contains, not counting periods.
func (v *view) matched() int {
	n := 0
	for k, part := range v.placed {
		if part >= 0 && !v.c.values[k].period {
			n += 2
		}
	}
	return n
}

// elsewhereOnly reports whether a near duplicate of the passage contains a word
// that the passage lacks.
func (v *view) elsewhereOnly(w *word) bool {
	if korean.Length(w.text) < 2 || general[w.text] {
		return false
	}
	for j, q := range v.list {
		if q != v.passage && q.all.words[w.text] && v.alikeTo(j) {
			return true
		}
	}
	return false
}

func (v *view) alikeTo(j int) bool {
	for i, q := range v.list {
		if q == v.passage {
			return v.alike(i, j)
		}
	}
	return false
}

// isProper reports whether a word is a proper noun. Proper nouns of one
// syllable do not count, because most of them are misreadings.
func isProper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return korean.Length(s) >= 2 && (unicode.Is(unicode.Hangul, r) || unicode.IsLetter(r))
}

// foreign returns a word of e that neither the passage nor the question
// contains.
func (v *view) foreign(e *eojeol) *word {
	if v.familiar(dense(v.c.text[e.start:e.end])) {
		return nil
	}
	for _, w := range e.words {
		if w.noun && !general[w.text] && v.all.has(w) < .6 && !v.c.asks(w) {
			return w
		}
	}
	return nil
}

// familiar reports whether the passage contains a word, or the word without a
// final particle or suffix: 냉난방비 if it contains 냉난방.
func (v *view) familiar(word string) bool {
	if word == "" {
		return false
	}
	if strings.Contains(v.all.dense, word) {
		return true
	}
	runes := []rune(word)
	last := len(runes) - 1
	if last < 2 || !strings.ContainsRune("이가은는을를도의에로비료금값용", runes[last]) {
		return false
	}
	return strings.Contains(v.all.dense, string(runes[:last]))
}

// close returns the units with about the same content as the claim.
func (v *view) close() []int {
	var out []int
	for i := range v.units {
		if v.scores[i] >= .7*v.scores[v.best] {
			out = append(out, i)
		}
	}
	return out
}
