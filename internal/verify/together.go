package verify

import (
	"slices"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/evidence"
	"github.com/mundap/mundap/internal/verify/view"
)

// together asks whether two passages bear the claim out that neither does
// alone: each clause has one of its own, or a value follows from one of either.
func (p *Passages) together(c *claim.Claim) (Finding, bool) {
	if f, ok := p.apart(c); ok {
		return f, true
	}
	for _, ask := range [...]func(*claim.Claim) (Finding, bool){p.compared, p.changed, p.reduced, p.scaled} {
		if f, ok := ask(c); ok {
			return f, true
		}
	}
	return Finding{}, false
}

// apart judges the clauses of a sentence one by one. For each clause, the words of
// the others count as part of the question.
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
	best := view.Opinion{Passage: -1}
	lacking := p.set.Lacking(&claim.Claim{Words: c.Words, Values: c.Values})
	for i := range p.set.List {
		_, o := evidence.OpinionOf(&p.set, i, c)
		o.Fit -= 2 * lacking[i]
		if o.Problem == nil && o.Covered >= view.LeastCovered && (best.Passage < 0 || o.Fit > best.Fit) {
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
