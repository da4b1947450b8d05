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

// opposed compares a clause of the claim with the passage's clause that shares most with it.
func (v *view) opposed(g *part) *problem {
	h := v.counterpart(g)
	if h == nil || h.condition || v.exempted(g) {
		return nil
	}
	if len(g.values) > 0 && !v.anyIn(g, h) {
		return nil
	}
	stop := v.units[h.sentence].end
	for i := len(g.words) - 1; i >= 0; i-- {
		w := &g.words[i]
		mine := predicateOf(v.c.text, w.start, w.end, g.end)
		span := korean.Span{Start: w.start, End: min(g.end, w.end+len("하지 않습니다"))}
		for k := range h.words {
			x := &h.words[k]
			theirs := predicateOf(v.text, x.start, x.end, min(stop, h.end))
			if same := w.text == x.text || w.class != "" && w.class == x.class; same && g.isPredicate(w) && (h.isPredicate(x) || w.noun && v.plain(g, w)) && v.c.mostlyIn(h) {
				if r := conflict(mine, theirs); r != NoReason {
					return &problem{r, clip(v.c.text, span)}
				}
				return nil
			}
		}
		for k := range h.words {
			x := &h.words[k]
			if v.barredInstead(g, w, x, mine) {
				return &problem{Negated, clip(v.c.text, span)}
			}
			if opposite(w, x, mine, predicateOf(v.text, x.start, x.end, min(stop, h.end))) && !v.c.says(x) {
				return &problem{Negated, clip(v.c.text, span)}
			}
		}
	}
	return nil
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
		return nil
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
