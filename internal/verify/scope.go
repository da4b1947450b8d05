package verify

// scope gives for each passage how much it lacks of what the claim is about: what stands in some passage's title and in
// the claim, or in the question where the claim names nothing of the kind.
func (p *Passages) scope(c *claim) []float64 {
	lacking := make([]float64, len(p.list))
	for k := range c.values {
		p.lackValue(&c.values[k], 1, lacking)
	}
	for k := range c.ask.values {
		if x := &c.ask.values[k]; !c.hasKind(x) {
			p.lackValue(x, 1, lacking)
		}
	}
	named := false
	for k := range c.words {
		named = p.lackWord(&c.words[k], .3, lacking) || named
	}
	for k := range c.ask.words {
		if w := &c.ask.words[k]; !c.says(w) && !named {
			p.lackWord(w, .2, lacking)
		}
	}
	return lacking
}

// hasKind reports whether the claim has a value that may name what another one of its kind names.
func (c *claim) hasKind(x *value) bool {
	for k := range c.values {
		y := &c.values[k]
		if y.class == x.class && (x.class != quantity || x.dim == y.dim) && (x.class != date || x.date.month == 0 == (y.date.month == 0)) {
			return true
		}
	}
	return false
}

// lackValue counts a value that stands in a title against the passages that don't have it at all.
func (p *Passages) lackValue(x *value, weight float64, lacking []float64) {
	if x.class == quantity && x.dim != bare && x.dim != ordinal {
		return
	}
	titled := false
	for _, q := range p.list {
		titled = titled || holds(q.values, x)
	}
	if !titled && x.class != code {
		return
	}
	for i, q := range p.list {
		if !holds(q.values, x) && (titled && (x.class != code && x.class != date || !q.mentions(x)) || !titled && !q.mentions(x)) {
			lacking[i] += weight
		}
	}
}

func holds(values []value, x *value) bool {
	for k := range values {
		if e := &values[k]; e.class == x.class && (x.class != quantity || e.dim == x.dim) && x.equal(e) {
			return true
		}
	}
	return false
}

// mentions reports whether the passage's text has the value.
func (p *passage) mentions(x *value) bool {
	for i := range p.parts {
		if holds(p.parts[i].values, x) {
			return true
		}
	}
	return false
}

// lackWord counts a word of a title against the passages that don't have it, and more against a near duplicate of the
// one that it names. It reports whether there is such a pair.
func (p *Passages) lackWord(w *word, weight float64, lacking []float64) bool {
	named := false
	for i, q := range p.list {
		if q.all.has(w) >= .5 {
			continue
		}
		titled, twin := false, false
		for j, r := range p.list {
			if r.titled.has(w) == 1 {
				titled = true
				twin = twin || p.alike(i, j)
			}
		}
		switch {
		case twin:
			lacking[i] += 2.7 * weight * w.weight()
			named = true
		case titled:
			lacking[i] += weight * w.weight()
		}
	}
	return named
}

// alikeShare is the share of one's words that near duplicates have in common.
const alikeShare = .4

// alike reports whether two passages are near duplicates.
func (p *Passages) alike(i, j int) bool {
	a, b := p.list[i].all.words, p.list[j].all.words
	if len(a) > len(b) {
		a, b = b, a
	}
	n := 0
	for w := range a {
		if b[w] {
			n++
		}
	}
	return float64(n) >= alikeShare*float64(len(a))
}
