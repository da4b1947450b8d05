package verify

import (
	"math"
	"slices"

	"github.com/mundap/mundap/internal/korean"
)

// problem is what one passage finds wrong with a claim.
type problem struct {
	reason  Reason
	claim   korean.Span
	missing bool // the passage has no such value
}

// opinion is one passage's result for a claim.
type opinion struct {
	passage  int
	fit      float64 // how far it is about the claim: the higher the better
	lacking  float64 // what it lacks that a rival has; fit is reduced by it
	covered  float64 // share of the claim's words and values that it has, 0 to 1
	words    float64 // share of the claim's words, 0 to 1
	problem  *problem
	evidence []korean.Span
}

const (
	outOfScope   = .75 // how much more than a rival a passage may lack
	unheardOf    = .15 // share below which a passage is about something else
	leastCovered = .34 // share of a claim's words that a passage must have
	objected     = .5  // how much worse a passage fits that has an objection
	preferred    = .1  // how much better one fits that the model cited
)

// judge asks the passage that is likeliest to be the claim's source.
func (p *Passages) judge(c *claim, w *witness) Finding {
	views, opinions := p.opinions(c)
	var chosen int
	var bears bool
	if c.cells != nil {
		chosen, bears = ofRow(c, opinions)
	} else {
		d := &learned.Core
		if w != nil {
			d = &learned.Encoder
		}
		signals := p.signalsOf(c, views, opinions, w)
		chosen = d.likeliest(signals)
		bears = !opinions[chosen].elsewhere() && !c.invents(views, chosen) &&
			d.sum(signals[chosen].values) >= d.Bar
	}
	if bears {
		f := Finding{Verdict: Supported, Citations: []int{chosen}}
		f.addEvidence(opinions[chosen])
		return f
	}
	if f, ok := p.together(c); ok {
		return f
	}
	f := Finding{Verdict: Unsupported, Reason: NotInSources}
	if o := opinions[chosen].problem; o != nil {
		f.Reason, f.Claim = o.reason, o.claim
	}
	return f
}

// opinions compares the claim with all passages.
func (p *Passages) opinions(c *claim) ([]*view, []opinion) {
	views, opinions := make([]*view, len(p.list)), make([]opinion, len(p.list))
	lacking := p.offTopic(c)
	for i := range p.list {
		views[i], opinions[i] = p.opinionOf(i, c)
		opinions[i].lacking = lacking[i]
		opinions[i].fit -= lacking[i]
	}
	return views, opinions
}

// ofRow judges a row of a table by objections alone: it has no sentence to
// compare. It returns the passage that the row is most likely taken from.
func ofRow(c *claim, opinions []opinion) (best int, bears bool) {
	most := math.Inf(-1)
	for i := range opinions {
		o := &opinions[i]
		if o.lacking >= outOfScope {
			continue
		}
		fit := o.fit
		if o.problem != nil {
			fit -= objected
		}
		if slices.Contains(c.cites, i) {
			fit += preferred
		}
		if fit > most {
			best, most = i, fit
		}
	}
	return best, opinions[best].problem == nil && opinions[best].covered >= leastCovered
}

func (f *Finding) addEvidence(o opinion) {
	for _, s := range o.evidence {
		r := Range{Passage: o.passage, Start: s.Start, End: s.End}
		if !slices.Contains(f.Evidence, r) {
			f.Evidence = append(f.Evidence, r)
		}
	}
}

// elsewhere reports whether the passage is about something else than the claim.
func (o *opinion) elsewhere() bool {
	return o.covered < leastCovered && o.problem != nil || o.covered < unheardOf
}

// invents reports whether the claim has a value that neither the chosen passage
// nor any other one has. However well the rest of a sentence matches, such a
// value is not to be found in the sources. Numbers without a unit don't count:
// they may number a list.
func (c *claim) invents(views []*view, chosen int) bool {
	for _, f := range views[chosen].faults {
		if f.missing && !c.isBare(f.claim) && !slices.ContainsFunc(views, func(v *view) bool {
			return !slices.ContainsFunc(v.faults, func(g *problem) bool {
				return g.missing && g.claim == f.claim
			})
		}) {
			return true
		}
	}
	return false
}

// isBare reports whether the claim's value at a span is a number without a unit.
func (c *claim) isBare(at korean.Span) bool {
	return slices.ContainsFunc(c.values, func(x value) bool {
		return x.start == at.Start && x.class == quantity && x.dim == bare
	})
}

// opinionOf compares the claim with one passage.
func (p *Passages) opinionOf(index int, c *claim) (*view, opinion) {
	v := &view{Passages: p, passage: p.list[index], c: c}
	v.weigh()
	o := opinion{passage: index, covered: v.covered(), words: v.worded()}
	o.fit = o.covered + .5*v.valued() + .15*v.askedShare()
	best := v.best
	if c.cells != nil {
		row, problem := v.tableRow()
		o.problem = problem
		if row >= 0 {
			best = row
			o.fit += .3
		}
	} else {
		o.problem = v.problem()
	}
	if o.problem == nil && v.strange(index) {
		o.problem = &problem{reason: OtherRow}
	}
	o.evidence = v.evidence(best)
	return v, o
}
