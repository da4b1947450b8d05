package verify

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// together asks whether two passages bear the claim out that neither does
// alone: each clause has one of its own, or a value is the difference of one of
// either.
func (p *Passages) together(c *claim) (Finding, bool) {
	if f, ok := p.apart(c); ok {
		return f, true
	}
	return p.compared(c)
}

// apart judges the clauses one by one. What the others say counts as asked.
func (p *Passages) apart(c *claim) (Finding, bool) {
	if len(c.parts) < 2 || len(c.parts) > 4 || c.cells != nil {
		return Finding{}, false
	}
	whole := Finding{Verdict: Supported}
	for i := range c.parts {
		own := c.only(i)
		if len(own.words) == 0 && len(own.values) == 0 {
			continue
		}
		if c.parts[i].condition || !own.hasSubject() ||
			len(own.values) == 0 && len(own.words) < 2 {
			return Finding{}, false
		}
		f := p.alone(own)
		if f.Verdict != Supported {
			return Finding{}, false
		}
		for _, n := range f.Citations {
			if !slices.Contains(whole.Citations, n) {
				whole.Citations = append(whole.Citations, n)
			}
		}
		whole.Evidence = append(whole.Evidence, f.Evidence...)
	}
	return whole, len(whole.Citations) > 1
}

// hasSubject reports whether a clause says what it is about: by a noun, a code
// or a name beside another value.
func (c *claim) hasSubject() bool {
	named := slices.ContainsFunc(c.values, func(v value) bool {
		return v.class == code || v.class == person || v.dim == ordinal
	})
	return named && len(c.values) > 1 ||
		slices.ContainsFunc(c.words, func(w word) bool { return w.noun })
}

// only is the claim's i-th clause as a claim of its own.
func (c *claim) only(i int) *claim {
	g := c.parts[i]
	own := &claim{text: strings.Repeat(" ", g.start) + c.text[g.start:g.end], cites: c.cites,
		words: g.words, values: g.values, parts: []part{g}}
	own.ask = asked{text: c.ask.text, words: slices.Clone(c.ask.words), values: c.ask.values}
	for k := range c.words {
		if w := c.words[k]; w.start < g.start || w.end > g.end {
			own.ask.words = append(own.ask.words, w)
		}
	}
	return own
}

// alone is judge without the passages together.
func (p *Passages) alone(c *claim) Finding {
	best := opinion{passage: -1}
	lacking := p.scope(&claim{words: c.words, values: c.values})
	for i := range p.list {
		_, o := p.opinionOf(i, c)
		o.fit -= 2 * lacking[i]
		if o.problem == nil && o.covered >= leastCovered && (best.passage < 0 || o.fit > best.fit) {
			best = o
		}
	}
	if best.passage < 0 {
		return Finding{Verdict: Unsupported}
	}
	f := Finding{Verdict: Supported, Citations: []int{best.passage}}
	f.addEvidence(best)
	return f
}

// comparison are the words for a difference between two things.
var comparison = regexp.MustCompile(`차이|차액|더 |보다|비해|대비|늘|줄|증가|감소|인상|인하|오르|올랐|올라|내렸|내려|비싸|비쌉|비싼|저렴|많|적[어은습]|무겁|무거|가볍|가벼|길|짧|높|낮`)

// compared: a difference between what two passages say of the same.
func (p *Passages) compared(c *claim) (Finding, bool) {
	for k := range c.values {
		x := &c.values[k]
		g := c.partOf(x)
		if x.class != quantity || g == nil || g.condition ||
			!comparison.MatchString(c.text[g.start:g.end]) {
			continue
		}
		var places []placed
		for i := range p.list {
			v := &view{Passages: p, passage: p.list[i], c: c}
			v.weigh()
			if best, ok := v.likest(x); ok && v.shared() > .6 {
				best.passage, best.opinion = i,
					opinion{passage: i, evidence: v.evidence(v.parts[best.part].sentence)}
				places = append(places, best)
			}
		}
		for i := range places {
			for j := range places[:i] {
				a, b := places[i], places[j]
				if near(math.Abs(a.amount-b.amount), x.number) &&
					min(a.score, b.score) > .6*max(a.score, b.score) {
					f := Finding{Verdict: Supported, Citations: []int{b.passage, a.passage}}
					f.addEvidence(b.opinion)
					f.addEvidence(a.opinion)
					return f, true
				}
			}
		}
	}
	return Finding{}, false
}

// placed is the value of a passage that stands where another one does in the claim.
type placed struct {
	passage, part int
	amount, score float64
	opinion       opinion
}

func (v *view) likest(x *value) (placed, bool) {
	best := placed{part: -1}
	for i := range v.parts {
		for k := range v.parts[i].values {
			e := &v.parts[i].values[k]
			if e.class != quantity || e.dim != x.dim {
				continue
			}
			if s := v.beside(x, &v.parts[i]); best.part < 0 || s > best.score {
				best.part, best.amount, best.score = i, e.amount(), s
			}
		}
	}
	return best, best.part >= 0
}

// shared is which share of the words that any passage has this one has.
func (v *view) shared() float64 {
	n, all := 0.0, 0.0
	for k := range v.c.words {
		w := &v.c.words[k]
		if v.rare.count[w.text] > 0 || w.class != "" && v.rare.count[w.class] > 0 {
			n, all = n+v.all.has(w), all+1
		}
	}
	if all == 0 {
		return 0
	}
	return n / all
}
