package verify

import (
	"math"
	"regexp"
	"slices"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/evidence"
	"github.com/mundap/mundap/internal/verify/value"
)

// together asks whether two passages bear the claim out that neither does
// alone: each clause has one of its own, or a value is the difference of one of
// either.
func (p *Passages) together(c *claim.Claim) (Finding, bool) {
	if f, ok := p.apart(c); ok {
		return f, true
	}
	return p.compared(c)
}

// apart judges the clauses one by one. What the others say counts as asked.
func (p *Passages) apart(c *claim.Claim) (Finding, bool) {
	if len(c.Parts) < 2 || len(c.Parts) > 4 || c.Cells != nil {
		return Finding{}, false
	}
	whole := Finding{Verdict: Supported}
	for i := range c.Parts {
		own := c.Only(i)
		if len(own.Words) == 0 && len(own.Values) == 0 {
			continue
		}
		if c.Parts[i].Condition || !own.HasSubject() ||
			len(own.Values) == 0 && len(own.Words) < 2 {
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

// alone is judge without the passages together.
func (p *Passages) alone(c *claim.Claim) Finding {
	best := evidence.Opinion{Passage: -1}
	lacking := p.set.Lacking(&claim.Claim{Words: c.Words, Values: c.Values})
	for i := range p.set.List {
		_, o := evidence.OpinionOf(&p.set, i, c)
		o.Fit -= 2 * lacking[i]
		if o.Problem == nil && o.Covered >= evidence.LeastCovered && (best.Passage < 0 || o.Fit > best.Fit) {
			best = o
		}
	}
	if best.Passage < 0 {
		return Finding{Verdict: Unsupported}
	}
	f := Finding{Verdict: Supported, Citations: []int{best.Passage}}
	f.addEvidence(best)
	return f
}

// comparison are the words for a difference between two things.
var comparison = regexp.MustCompile(`차이|차액|더 |보다|비해|대비|늘|줄|증가|감소|인상|인하|오르|올랐|올라|내렸|내려|비싸|비쌉|비싼|저렴|많|적[어은습]|무겁|무거|가볍|가벼|길|짧|높|낮`)

// compared: a difference between what two passages say of the same.
func (p *Passages) compared(c *claim.Claim) (Finding, bool) {
	for k := range c.Values {
		x := &c.Values[k]
		g := c.PartOf(x)
		if x.Class != value.Quantity || g == nil || g.Condition ||
			!comparison.MatchString(c.Text[g.Start:g.End]) {
			continue
		}
		var places []evidence.Placed
		for i := range p.set.List {
			v := &evidence.View{Set: &p.set, Passage: p.set.List[i], Claim: c}
			v.Weigh()
			if best, ok := v.Likest(x); ok && v.Shared() > .6 {
				best.Passage, best.Opinion = i,
					evidence.Opinion{Passage: i, Evidence: v.Evidence(v.Parts[best.Part].Sentence)}
				places = append(places, best)
			}
		}
		for i := range places {
			for j := range places[:i] {
				a, b := places[i], places[j]
				if value.Near(math.Abs(a.Amount-b.Amount), x.Number) &&
					min(a.Score, b.Score) > .6*max(a.Score, b.Score) {
					f := Finding{Verdict: Supported, Citations: []int{b.Passage, a.Passage}}
					f.addEvidence(b.Opinion)
					f.addEvidence(a.Opinion)
					return f, true
				}
			}
		}
	}
	return Finding{}, false
}
