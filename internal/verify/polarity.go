package verify

import "github.com/mundap/mundap/internal/korean"

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
	stop := v.units[h.sentence].end
	for i := len(g.words) - 1; i >= 0; i-- {
		w := &g.words[i]
		mine := predicateOf(v.c.text, w.start, w.end, g.end)
		span := korean.Span{Start: w.start, End: min(g.end, w.end+len("하지 않습니다"))}
		for k := range h.words {
			x := &h.words[k]
			theirs := predicateOf(v.text, x.start, x.end, min(stop, h.end))
			if same := w.text == x.text || w.class != "" && w.class == x.class; same && g.isPredicate(w) && h.isPredicate(x) && v.c.mostlyIn(h) {
				if r := conflict(mine, theirs); r != NoReason {
					return &problem{r, clip(v.c.text, span)}
				}
				return nil
			}
		}
		for k := range h.words {
			x := &h.words[k]
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
	return n >= .55*all
}

// exempted reports whether the claim tells the exception that the next sentence makes.
func (v *view) exempted(g *part) bool {
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
	return best
}
