package verify

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// polarity finds a clause of the claim that says the opposite of the passage's clause about the same.
func (v *view) polarity() *problem {
	for i := range v.c.parts {
		g := &v.c.parts[i]
		if g.condition {
			continue
		}
		if p := v.opposed(g); p != nil {
			return p
		}
	}
	return nil
}

// opposed compares a clause of the claim with the passage's clause that shares most with it, or with another one of the
// same sentence that has the same verb.
func (v *view) opposed(g *part) *problem {
	h := v.counterpart(g)
	if h == nil || h.condition || v.exempted(g) || len(g.words) == 0 || len(g.values) > 0 && !v.anyIn(g, h) {
		return nil
	}
	last := &g.words[len(g.words)-1]
	if g.isPredicate(last) {
		if x, k := v.sameVerb(g, h, last); x != nil {
			return v.denies(g, last, k, x)
		}
	}
	for i := len(g.words) - 1; i >= 0; i-- {
		w := &g.words[i]
		mine := predicateOf(v.c.text, w.start, w.end, g.end)
		for k := range h.words {
			x := &h.words[k]
			theirs := predicateOf(v.text, x.start, x.end, h.end)
			if v.barredInstead(g, w, x, mine) || opposite(w, x, mine, theirs) && !v.c.says(x) {
				return &problem{Negated, v.tail(g, w)}
			}
		}
	}
	return v.otherwise(g, h)
}

// sameVerb finds the verb of a clause of the claim in the passage's clause, or else in its sentence.
func (v *view) sameVerb(g, h *part, w *word) (*word, *part) {
	same := func(x *word) bool { return w.text == x.text || w.class != "" && w.class == x.class }
	for k := range h.words {
		if x := &h.words[k]; same(x) && (h.isPredicate(x) || w.noun && v.plain(g, w)) && v.c.mostlyIn(h) {
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
			if x := &k.words[j]; same(x) && !k.condition && k.isPredicate(x) && v.c.mostlyIn(k) && v.sharesTopic(g, u) {
				return x, k
			}
		}
	}
	return nil, nil
}

// sharesTopic reports whether a sentence has most of the nouns of a clause of the claim.
func (v *view) sharesTopic(g *part, u *unit) bool {
	n, all := 0.0, 0.0
	for k := range g.words {
		if w := &g.words[k]; w.noun {
			n, all = n+max(u.own.has(w), u.above.has(w), v.titled.has(w)), all+1
		}
	}
	return n >= .7*all
}

func (v *view) denies(g *part, w *word, h *part, x *word) *problem {
	r := conflict(predicateOf(v.c.text, w.start, w.end, g.end), predicateOf(v.text, x.start, x.end, h.end))
	if r == NoReason {
		return nil
	}
	return &problem{r, v.tail(g, w)}
}

// tail is a predicate from its word on.
func (v *view) tail(g *part, w *word) korean.Span {
	return clip(v.c.text, korean.Span{Start: w.start, End: min(g.end, w.end+len("하지 않습니다"))})
}

// otherwise: the claim says that something can be done, and the passage of the same things that it can't, by another verb.
func (v *view) otherwise(g, h *part) *problem {
	mine, theirs := modalOf(v.c.text[g.start:g.end]), modalOf(v.text[h.start:h.end])
	if !(mine == may && theirs == cannot || mine == cannot && theirs == may) {
		return nil
	}
	nouns := 0
	for k := range g.words {
		if w := &g.words[k]; w.noun {
			if h.own.has(w) < 1 {
				return nil
			}
			nouns++
		}
	}
	if nouns < 2 {
		return nil
	}
	return &problem{Negated, v.tail(g, &g.words[len(g.words)-1])}
}

func clip(text string, s korean.Span) korean.Span {
	for s.End < len(text) && text[s.End]&0xC0 == 0x80 {
		s.End++
	}
	return s
}

// isPredicate reports whether nothing but particles, endings and verbs without a meaning of their own follow a word in
// its clause.
func (g *part) isPredicate(w *word) bool {
	if len(g.words) == 0 || g.words[len(g.words)-1].start != w.start {
		return false
	}
	for k := range g.values {
		if g.values[k].start > w.start {
			return false
		}
	}
	return true
}

// mostlyIn reports whether the claim and its question have most of a part's words.
func (c *claim) mostlyIn(h *part) bool {
	n, all := 0.0, 0.0
	for k := range h.words {
		w := &h.words[k]
		all += w.weight()
		if c.has(w) || c.asks(w) {
			n += w.weight()
		}
	}
	return n >= .6*all
}

// exempted reports whether the claim tells the exception that the next sentence makes.
func (v *view) exempted(g *part) bool {
	if own := &v.units[v.best]; adversative.MatchString(v.text[own.start:own.end]) {
		return true
	}
	if v.adverse() == "" || len(v.c.parts) < 2 || concessive.MatchString(v.c.text) {
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

// plain reports whether no verb with a meaning of its own follows a noun in its clause: 가점이 없습니다.
func (v *view) plain(g *part, w *word) bool {
	rest := v.c.text[w.end:g.end]
	i := strings.IndexByte(rest, ' ')
	return i >= 0 && !isVerbal(rest) && existence.MatchString(rest[i:])
}

var existence = regexp.MustCompile(`^ (?:있|없|필요|불필요|아니|가능|불가|않)`)

// anyIn reports whether a part has a value of the claim's clause.
func (v *view) anyIn(g, h *part) bool {
	for k := range g.values {
		if equal, _ := h.find(&g.values[k]); equal != nil || g.values[k].period || v.inTitle(&g.values[k]) {
			return true
		}
	}
	return false
}

// barredInstead: the claim says that something can't be done that the passage allows as such, or the other way round.
func (v *view) barredInstead(g *part, w, x *word, mine modal) bool {
	if !g.isPredicate(w) || w.text == x.text {
		return false
	}
	return mine == cannot && allowing[x.text] && !v.c.says(x) || (mine == may || mine == does) && forbidding[x.text] && generalVerb[w.text] && !v.c.says(x)
}

var (
	allowing    = set("허용 인정")
	forbidding  = set("금지 불가 금하")
	generalVerb = set("쓰 사용 이용 하 들어가 출입 가져오")
)

// conflict compares what two predicates say of the same verb.
func conflict(mine, theirs modal) Reason {
	switch {
	case mine.negative() != theirs.negative():
		if mine == needNot || theirs == needNot {
			return NoReason
		}
		return Negated
	case mine == needNot && theirs == must, mine == must && theirs == needNot:
		return Negated
	case mine == must && theirs == may, mine == may && theirs == must:
		return Modality
	}
	return NoReason
}

// opposite reports whether two words are opposites, each with its negation, so that one denies the other.
func opposite(w, x *word, mine, theirs modal) bool {
	for _, a := range poles[w.text] {
		for _, b := range poles[x.text] {
			if a.axis != b.axis {
				continue
			}
			s, t := a.side, b.side
			if mine.negative() || mine == needNot {
				s = -s
			}
			if theirs.negative() || theirs == needNot {
				t = -t
			}
			return s != t
		}
	}
	return false
}

// counterpart is the clause of the passage that shares most with a clause of the claim, nil if none shares enough.
func (v *view) counterpart(g *part) *part {
	var best *part
	var most float64
	for i := range v.parts {
		h := &v.parts[i]
		if v.scores[h.sentence] < .6*v.scores[v.best] {
			continue
		}
		s := 0.0
		for k := range g.words {
			w := &g.words[k]
			s += v.rare.of(w) * max(h.own.has(w), .4*v.units[h.sentence].own.has(w))
		}
		for k := range g.values {
			if equal, _ := h.find(&g.values[k]); equal != nil {
				s += 1.5
			}
		}
		if s > most {
			best, most = h, s
		}
	}
	if best == nil {
		u := &v.units[v.best]
		if u.row || u.last <= u.first {
			return nil
		}
		best = &v.parts[u.last-1]
	}
	for k := range v.parts {
		if h := &v.parts[k]; best.condition && h.sentence == best.sentence && h.start >= best.end {
			best = h
		}
	}
	return v.wholeClause(best)
}

// wholeClause joins a part with those behind it up to one that has a verb: A3, A4, B5를 지원한다.
func (v *view) wholeClause(g *part) *part {
	u, joined := &v.units[g.sentence], *g
	if u.row {
		return g
	}
	for k := u.first; k < u.last; k++ {
		h := &v.parts[k]
		if h.start < joined.end || h.condition || verbEnd.MatchString(v.text[joined.start:joined.end]) {
			continue
		}
		joined.end = h.end
		joined.words = append(slices.Clone(joined.words), h.words...)
		joined.values = append(slices.Clone(joined.values), h.values...)
		merged := newBag("", nil)
		merged.add(joined.own)
		merged.add(h.own)
		joined.own = merged
	}
	return &joined
}

// verbEnd: a clause that ends as a verb does, not as an item of a list.
var verbEnd = regexp.MustCompile(`(?:다|요|고|며|면|지만|나|되|서|니|음|함|됨|임|것|까)[.,:]?$`)
