package verify

import (
	"cmp"
	"slices"

	"github.com/mundap/mundap/internal/korean"
)

// problem is what one passage finds wrong with a claim.
type problem struct {
	reason Reason
	claim  korean.Span
	sub    uint8
}

// opinion is one passage's result for a claim.
type opinion struct {
	passage  int
	fit      float64 // how far it is about the claim: the higher the better
	covered  float64 // share of the claim's words and values that it has, 0 to 1
	words    float64 // share of the claim's words, 0 to 1
	values   int     // how many of the claim's values it has
	best     int     // the unit that fits best
	problem  *problem
	evidence []korean.Span
}

// Thresholds, tuned on the tuning half of eval/verify.
const (
	leastCovered    = .34 // share of a claim's words that a passage must have
	outOfScope      = .75 // how much more of what the claim is about a passage may lack than another
	wordMargin      = .35 // how much less of a claim's words than another a passage may have
	valueMargin     = .2  // how much less for each value that it has, two at most
	betterElsewhere = .2  // how much better a passage about something else must fit to be the source
	fitMargin       = .18 // how much worse than the best passage one may fit that has no objection
)

// judge compares a claim with all passages.
func (p *Passages) judge(c *claim) Finding {
	opinions := make([]opinion, len(p.list))
	lacking := p.offTopic(c)
	for i := range p.list {
		opinions[i] = p.opinionOf(i, c)
		opinions[i].fit -= lacking[i]
	}
	order := slices.Clone(opinions)
	slices.SortStableFunc(order, func(a, b opinion) int { return cmp.Compare(b.fit, a.fit) })
	best := order[0]
	var bearing []opinion
	near, most := slices.Min(lacking), 0.0
	for _, o := range order {
		if lacking[o.passage] < near+outOfScope {
			most = max(most, o.words)
		}
	}
	for _, o := range order {
		if lacking[o.passage] >= near+outOfScope {
			continue
		}
		if o.problem == nil && o.fit >= best.fit-fitMargin && o.covered >= leastCovered &&
			(o.words > 0 || most < leastCovered) && o.words >= most-wordMargin-valueMargin*float64(min(2, o.values)) {
			bearing = append(bearing, o)
		}
	}
	if len(bearing) > 0 {
		if borrowed(opinions, lacking, near, bearing[0]) {
			return Finding{Verdict: Unsupported, Reason: OtherRow}
		}
		return p.support(c, bearing)
	}
	if f, ok := p.together(c, lacking); ok {
		return f
	}
	if best.problem == nil {
		best.problem = &problem{reason: NotInSources}
	}
	return Finding{Verdict: Unsupported, Reason: best.problem.reason, Claim: best.problem.claim}
}

// borrowed reports whether a passage about something else supports the claim
// much better than the passages about the claim's topic do.
func borrowed(opinions []opinion, lacking []float64, near float64, best opinion) bool {
	own := best.fit + lacking[best.passage]
	return slices.ContainsFunc(opinions, func(o opinion) bool {
		return lacking[o.passage] >= near+outOfScope && o.problem == nil &&
			o.covered > best.covered && o.fit+lacking[o.passage] > own+betterElsewhere
	})
}

// support cites the passage that fits best. A passage that the model cited wins
// over one that fits only slightly better.
func (p *Passages) support(c *claim, bearing []opinion) Finding {
	chosen := bearing[0]
	for _, o := range bearing[1:] {
		if slices.Contains(c.cites, o.passage) && !slices.Contains(c.cites, chosen.passage) &&
			o.fit > chosen.fit-.05 {
			chosen = o
			break
		}
	}
	f := Finding{Verdict: Supported, Citations: []int{chosen.passage}}
	f.addEvidence(chosen)
	return f
}

func (f *Finding) addEvidence(o opinion) {
	for _, s := range o.evidence {
		r := Range{Passage: o.passage, Start: s.Start, End: s.End}
		if !slices.Contains(f.Evidence, r) {
			f.Evidence = append(f.Evidence, r)
		}
	}
}

// opinionOf compares the claim with one passage.
func (p *Passages) opinionOf(index int, c *claim) opinion {
	v := &view{Passages: p, passage: p.list[index], c: c}
	v.weigh()
	o := opinion{passage: index, best: v.best, covered: v.covered(), words: v.worded()}
	o.fit = o.covered + .5*v.valued() + .15*v.askedShare()
	if c.cells != nil {
		row, problem := v.tableRow()
		o.problem = problem
		if row >= 0 {
			o.best = row
			o.fit += .3
		}
	} else {
		o.problem = v.problem()
	}
	if o.problem == nil && v.strange(index) {
		o.problem = &problem{reason: OtherRow}
	}
	for k, at := range v.placed {
		if at >= 0 && !c.values[k].period {
			o.values++
		}
	}
	o.evidence = v.evidence(o.best)
	return o
}
