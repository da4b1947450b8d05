package verify

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// polarity returns a problem if a clause of the claim says the opposite of the
// passage's clause about the same thing.
func (v *view) polarity() *problem {
	for i := range v.c.parts {
		g := &v.c.parts[i]
		if g.condition {
			continue
		}
		if p, ok := v.yesOrNo(g); ok {
			if p != nil {
				return p
			}
			continue
		}
		if p := v.opposed(g); p != nil && !v.affirmed(g) {
			return p
		}
	}
	return nil
}

// opposed compares a clause of the claim with the passage's clause that has
// most in common with it, or with another clause of that sentence that has the
// same verb.
func (v *view) opposed(g *part) *problem {
	h := v.counterpart(g)
	if h == nil || h.condition || v.exempted(g) || len(g.words) == 0 || len(g.values) > 0 &&
		!v.anyIn(g, h) {
		return nil
	}
	if p := v.excluded(g, h); p != nil {
		return p
	}
	last := g.lastWord()
	if v.bothWays(g, last) {
		return nil
	}
	if g.isPredicate(last) {
		if x, k := v.sameVerb(g, h, last); x != nil {
			return v.denies(g, last, k, x)
		}
	}
	for i := len(g.words) - 1; i >= 0; i-- {
		w := &g.words[i]
		mine := predicateOf(v.c.text, w, g.end)
		for k := range h.words {
			x := &h.words[k]
			sides := opposite(w, x, modalOf(v.c.text[w.end:g.end]), modalOf(v.text[x.end:h.end]))
			sides = sides && !(g.isPredicate(w) && v.modifies(h, k))
			if v.barredInstead(g, w, x, mine) || sides && !v.c.says(x) &&
				!h.own.words[w.text] {
				return &problem{reason: Negated, claim: v.tail(g, w)}
			}
		}
	}
	if u := &v.units[h.sentence]; !u.row &&
		strings.ContainsAny(v.text[u.start:u.end], ":：") {
		for i := u.first; i < u.last; i++ {
			if k := &v.parts[i]; k.start > h.start && k.start >= h.end &&
				strings.HasSuffix(strings.TrimSpace(v.text[h.start:k.start]), ":") && v.contrary(g, k) {
				return &problem{reason: Negated, claim: v.tail(g, last)}
			}
		}
	}
	return v.otherwise(g, h)
}

// contrary reports whether the predicate of a clause is the opposite of the
// text after a label: 부결 for 예산안: 원안대로 가결.
func (v *view) contrary(g, k *part) bool {
	w := g.lastWord()
	mine := modalOf(v.c.text[w.end:g.end])
	for j := range k.words {
		x := &k.words[j]
		if opposite(w, x, mine, modalOf(v.text[x.end:k.end])) && !v.c.says(x) {
			return true
		}
	}
	return false
}

// modifies reports whether a part's k-th word stands directly before a noun.
func (v *view) modifies(h *part, k int) bool {
	return k+1 < len(h.words) && h.words[k+1].noun && h.words[k].noun &&
		v.text[h.words[k].end:h.words[k+1].start] == " "
}

// excluded returns a problem if the claim excludes something that the passage
// lists: 대상: 어린이, 임신부.
func (v *view) excluded(g, h *part) *problem {
	u := &v.units[h.sentence]
	listing := slices.ContainsFunc(u.label, func(w word) bool { return listed[w.text] })
	if !listing || !modalOf(v.c.text[g.words[len(g.words)-1].start:g.end]).negative() ||
		modalOf(v.text[u.start:u.end]).negative() {
		return nil
	}
	for k := range g.words {
		w := &g.words[k]
		if w.noun && h.own.has(w) == 1 &&
			!slices.ContainsFunc(u.label, func(x word) bool {
				return x.text == w.text ||
					x.class != "" && x.class == w.class
			}) {
			return &problem{reason: Negated, claim: v.tail(g, &g.words[len(g.words)-1])}
		}
	}
	return nil
}

// listed are labels of lists of what is included.
var listed = set("대상 자격 포함 우대 지원 혜택 준비물 서류 가능")

// sameVerb looks for the verb of a clause of the claim in the passage's clause,
// or else in its sentence.
func (v *view) sameVerb(g, h *part, w *word) (*word, *part) {
	same := func(x *word) bool {
		return w.text == x.text || w.class != "" && w.class == x.class ||
			korean.Length(w.text) >= 2 && strings.HasPrefix(x.text, w.text)
	}
	for k := range h.words {
		x := &h.words[k]
		if same(x) && v.topical(h) && (h.isPredicate(x) && v.c.mostlyIn(h) || w.noun &&
			v.plain(g, w) && v.c.shareOf(h) >= .3) {
			return x, h
		}
	}
	u := &v.units[h.sentence]
	if u.row {
		return nil, nil
	}
	for i := u.first; i < u.last; i++ {
		k := &v.parts[i]
		for j := range k.words {
			if x := &k.words[j]; same(x) && !k.condition && k.isPredicate(x) && v.c.mostlyIn(k) &&
				v.sharesTopic(g, u) && v.topical(k) {
				return x, k
			}
		}
	}
	return nil, nil
}

// bothWays reports whether the claim denies something in one clause and affirms
// it in another: 안 되지만 … 된다.
func (v *view) bothWays(g *part, w *word) bool {
	mine := modalOf(v.c.text[w.start:g.end]).negative()
	for i := range v.c.parts {
		h := &v.c.parts[i]
		for k := range h.words {
			x := &h.words[k]
			if h.start != g.start && x.text == w.text &&
				modalOf(v.c.text[x.start:h.end]).negative() != mine {
				return true
			}
		}
	}
	return false
}

func (v *view) denies(g *part, w *word, h *part, x *word) *problem {
	r := conflict(predicateOf(v.c.text, w, g.end), predicateOf(v.text, x, h.end))
	if r == Negated && v.contrapositive(g, h) {
		return nil
	}
	if r == Negated && (w.noun && v.plain(g, w) && v.deniedLater(h) ||
		modalOf(v.c.text[g.start:g.end]).negative() && v.complement(h)) {
		return nil
	}
	if r == NoReason || v.turned(g, h) ||
		r == Modality && exclusive.MatchString(v.c.text[g.start:g.end]) || v.c.matches(waited) &&
		lasting.MatchString(v.text[h.start:h.end]) {
		return nil
	}
	return &problem{reason: r, claim: v.tail(g, w)}
}

// tail is a predicate from its word to the end.
func (v *view) tail(g *part, w *word) korean.Span {
	return clip(v.c.text, korean.Span{Start: w.start, End: min(g.end, w.end+len("하지 않습니다"))})
}

func clip(text string, s korean.Span) korean.Span {
	for s.End < len(text) && text[s.End]&0xC0 == 0x80 {
		s.End++
	}
	return s
}

// exempted reports whether the claim states the exception that the next
// sentence of the passage makes.
func (v *view) exempted(g *part) bool {
	if own := &v.units[v.best]; adversative.MatchString(v.text[own.start:own.end]) {
		return true
	}
	if v.adverse() == "" || len(v.c.parts) < 2 || v.c.matches(concessive) {
		return false
	}
	next := &v.units[v.best+1]
	for k := range v.c.words {
		if w := &v.c.words[k]; w.noun && next.own.has(w) == 1 && v.units[v.best].own.has(w) < 1 {
			return true
		}
	}
	return false
}
