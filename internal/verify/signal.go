package verify

import "slices"

// signals measure how well a passage supports a claim. names and values have the
// same order. Most values are shares from 0 to 1, or flags: 0 or 1.
type signals struct {
	names   []string
	values  []float64
	outside bool // the passage is about another product, version or year
}

func (s *signals) add(name string, x float64) {
	s.names, s.values = append(s.names, name), append(s.values, x)
}

func (s *signals) flag(name string, is bool) {
	x := 0.0
	if is {
		x = 1
	}
	s.add(name, x)
}

// signalsOf returns the signals of each passage for a claim. The last ones
// compare the passages with each other.
func (p *Passages) signalsOf(c *claim, views []*view, opinions []opinion, w *witness) []*signals {
	lacking := p.scope(c)
	out := make([]*signals, len(views))
	levels := make([]levels, len(views))
	for i, v := range views {
		o := &opinions[i]
		s := &signals{outside: o.lacking >= outOfScope}
		s.flag("objection", o.problem != nil)
		v.valueSignals(s)
		v.saidSignals(s)
		levels[i].unit = v.unitSignals(s) - .3*o.lacking
		v.pairSignals(s)
		v.cueSignals(s)
		v.topicSignals(s)
		v.slotSignals(s)
		s.add("covered", o.covered)
		s.add("words", o.words)
		s.add("asked", v.askedShare())
		s.add("lacking", min(2, o.lacking))
		s.add("lacking.all", min(2, lacking[i]))
		s.flag("cited", slices.Contains(c.cites, i))
		s.flag("uncited", len(c.cites) == 0)
		v.c.signals(s)
		levels[i].fit = o.fit
		if w != nil {
			levels[i].aligned, levels[i].alike = w.signals(s, v)
			levels[i].aligned -= .1 * o.lacking
			levels[i].alike -= .1 * o.lacking
		}
		out[i] = s
	}
	for i, s := range out {
		compare(s, levels, i, w != nil)
	}
	return out
}

// levels are the measures by which passages are compared with each other.
type levels struct{ fit, unit, aligned, alike float64 }

// unrelated are the levels of a passage that has little to do with a claim. The
// best of the other passages counts as having at least these.
var unrelated = levels{fit: .4, unit: .35, aligned: .35, alike: .3}

// compare adds signals for how far the i-th passage is ahead of the best of the
// others.
func compare(s *signals, all []levels, i int, witnessed bool) {
	best := unrelated
	for j, l := range all {
		if j != i {
			best = levels{max(best.fit, l.fit), max(best.unit, l.unit),
				max(best.aligned, l.aligned), max(best.alike, l.alike)}
		}
	}
	own := all[i]
	s.add("fit", own.fit)
	s.add("fit.ahead", max(-1, min(1, own.fit-best.fit)))
	s.add("unit.ahead", own.unit-best.unit)
	if witnessed {
		s.add("aligned.ahead", own.aligned-best.aligned)
		s.add("alike.ahead", own.alike-best.alike)
	}
}

// signals adds those of the claim alone.
func (c *claim) signals(s *signals) {
	s.add("claim.values", min(3, float64(len(c.values))))
	s.flag("claim.valueless", len(c.values) == 0)
	s.add("claim.words", min(10, float64(len(c.words)))/10)
	s.flag("claim.denies", c.sign() < 0)
	s.flag("claim.unconditional", c.matches(unconditional))
}

// sign is the sign of the claim's last clause; see signOf.
func (c *claim) sign() float64 {
	if len(c.parts) == 0 {
		return 1
	}
	return signOf(c.text, &c.parts[len(c.parts)-1])
}

// valueSignals adds how many of the claim's values the passage lacks, has in
// another place or limits differently.
func (v *view) valueSignals(s *signals) {
	missing, moved, limited := 0, 0, 0
	for _, p := range v.faults {
		switch {
		case p.missing:
			missing++
		case p.reason == Limit:
			limited++
		default:
			moved++
		}
	}
	s.flag("values.missing", missing > 0)
	s.flag("values.missing.several", missing > 1)
	s.add("values.missing.share", float64(missing)/float64(max(1, len(v.c.values))))
	s.flag("values.moved", moved > 0)
	s.flag("values.limit", limited > 0)
	ahead, own := mostBeside, mostBeside
	for k := range v.c.values {
		x := &v.c.values[k]
		if x.period {
			continue
		}
		if here, there := v.besideBest(x); here >= 0 {
			own = min(own, here)
			if there >= 0 {
				ahead = min(ahead, here-there)
			}
		}
	}
	s.add("values.ahead", max(-mostBeside, ahead))
	s.add("values.beside", own)
}

const mostBeside = 3.0 // more words beside a value make no difference

// besideBest returns how well the words beside a value fit the best place with
// the same value (here) and the best place with another value of its kind
// (there); -1 if there is no such place.
func (v *view) besideBest(x *value) (here, there float64) {
	here, there = -1, -1
	for i := range v.parts {
		g := &v.parts[i]
		switch equal, like := g.find(x); {
		case equal != nil:
			here = max(here, v.beside(x, g))
		case like:
			there = max(there, v.beside(x, g))
		}
	}
	return here, there
}

// saidSignals adds whether clauses with the claim's nouns and values say the
// same or the opposite.
func (v *view) saidSignals(s *signals) {
	same, opposite, verb := 0.0, 0.0, 0.0
	for i := range v.c.parts {
		g := &v.c.parts[i]
		if g.condition || len(g.words) == 0 {
			continue
		}
		w, about, mine := g.lastWord(), v.c.under(i), signOf(v.c.text, g)
		for k := range v.parts {
			h := &v.parts[k]
			if len(h.words) == 0 {
				continue
			}
			share := v.common(about, h, w)
			if !h.condition {
				h = v.wholeClause(h)
			}
			if signOf(v.text, h) == mine {
				same = max(same, share)
			} else {
				opposite = max(opposite, share)
			}
			if x := h.lastWord(); x.text == w.text || w.class != "" && x.class == w.class {
				verb = max(verb, share)
			}
		}
	}
	s.add("said.same", same)
	s.add("said.opposite", opposite)
	s.add("said.ahead", same-opposite)
	s.add("said.verb", verb)
}

// unknownSignals adds how many words of the claim neither the passage nor the
// question has.
func (v *view) unknownSignals(s *signals) {
	nouns, verbs := 0.0, 0.0
	for k := range v.c.words {
		w := &v.c.words[k]
		switch {
		case !v.unknownTo(w):
		case !w.noun:
			verbs++
		case !general[w.text]:
			nouns++
		}
	}
	s.add("unknown.nouns", min(3, nouns))
	s.add("unknown.verbs", min(3, verbs))
	s.add("unknown.share", (nouns+.5*verbs)/float64(max(1, len(v.c.words))))
}

func (v *view) unknownTo(w *word) bool {
	return v.all.has(w) < .6 && !v.c.asks(w) && !v.familiar(dense(w.text))
}
