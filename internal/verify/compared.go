package verify

import (
	"math"
	"regexp"
	"slices"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/evidence"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/placement"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// comparison are the words for a difference between two things.
var comparison = regexp.MustCompile(`차이|차액|더 |보다|비해|대비|늘|줄|증가|감소|인상|인하|오르|올랐|올라|내렸|내려|비싸|비쌉|비싼|저렴|많|적[어은습]|무겁|무거|가볍|가벼|길|짧|높|낮|작|크|큰|컸|넓|좁|빠르|빨라|느리|두껍|얇|오래|늦|이르|일찍|당겨|앞당|배[로가를입예이 ]`)

// compared asks whether a value is the difference of what two passages say of
// the same, or how many times as much one says as the other.
func (p *Passages) compared(c *claim.Claim) (Finding, bool) {
	var part *passage.Part // of the value before
	compares := false
	for k := range c.Values {
		x := &c.Values[k]
		g := c.PartOf(x)
		if x.Class != value.Quantity || g == nil || g.Condition {
			continue
		}
		if g != part {
			part, compares = g, comparison.MatchString(c.Text[g.Start:g.End])
		}
		if !compares {
			continue
		}
		of := (*value.Value).Measures
		if x.Dim == value.Seconds {
			of = (*value.Value).Lasts
		}
		fits := func(a, b float64) bool { return value.Near(math.Abs(a-b), x.Number) }
		if x.Dim == value.Multiple {
			of = (*value.Value).CanMultiply
			fits = func(a, b float64) bool {
				return value.Near(a, b*x.Number) || value.Near(b, a*x.Number)
			}
		}
		if f, ok := p.pairOf(p.likest(c, x, of), fits); ok {
			return f, true
		}
	}
	return Finding{}, false
}

// likest finds for each passage about the claim the value that stands where x
// does in the claim, of those that of accepts.
func (p *Passages) likest(c *claim.Claim, x *value.Value, of func(x, e *value.Value) bool) []placement.Placed {
	var places []placement.Placed
	for i := range p.set.List {
		v := &view.View{Set: &p.set, Passage: p.set.List[i], Claim: c}
		v.Weigh()
		if best, ok := placement.Likest(v, x, of); ok && evidence.Shared(v) >= leastShared {
			best.Shared, best.Passage, best.Opinion = evidence.Shared(v), i,
				view.Opinion{Passage: i, Evidence: v.Evidence(v.Parts[best.Part].Sentence)}
			places = append(places, best)
		}
	}
	return places
}

// The least shares of the claim's words that a passage must contain to be
// compared with another one: with a near duplicate, or with any passage.
const (
	leastShared  = .4
	enoughShared = .6
)

// standing is how much of the better score the worse one must come to: less in near
// duplicates, which name things alike.
func standing(alike bool) float64 {
	if alike {
		return .35
	}
	return .6
}

// pairOf finds two places of about the same standing whose amounts fit.
func (p *Passages) pairOf(places []placement.Placed, fits func(a, b float64) bool) (Finding, bool) {
	for i := range places {
		for j := range places[:i] {
			a, b := places[i], places[j]
			alike := p.set.Alike(a.Passage, b.Passage)
			if fits(a.Amount, b.Amount) && (alike || min(a.Shared, b.Shared) > enoughShared) &&
				min(a.Score, b.Score) > standing(alike)*max(a.Score, b.Score) {
				return both(b.Opinion, a.Opinion), true
			}
		}
	}
	return Finding{}, false
}

func both(a, b view.Opinion) Finding {
	f := Finding{Verdict: Supported, Citations: []int{a.Passage, b.Passage}}
	f.addEvidence(a)
	f.addEvidence(b)
	return f
}

// changed asks whether one passage has the old value and another one the new
// value of a change that the claim tells: 90일에서 30일로.
func (p *Passages) changed(c *claim.Claim) (Finding, bool) {
	for k := range c.Values {
		if k+1 == len(c.Values) || c.Values[k].Class != value.Quantity {
			continue
		}
		x, y := &c.Values[k], &c.Values[k+1]
		if !x.From(c.Text) || !y.To(c.Text) || !x.Measures(y) {
			continue
		}
		before := p.likest(c, x, (*value.Value).Measures)
		after := p.likest(c, y, (*value.Value).Measures)
		for _, a := range before {
			for _, b := range after {
				if a.Passage != b.Passage && p.set.Alike(a.Passage, b.Passage) &&
					value.Near(a.Amount, x.Number) && value.Near(b.Amount, y.Number) {
					return both(a.Opinion, b.Opinion), true
				}
			}
		}
	}
	return Finding{}, false
}

// reduced asks whether an amount of money is one that a passage gives, less a
// share that another one gives: a fee of one table with the discount of a rule.
func (p *Passages) reduced(c *claim.Claim) (Finding, bool) {
	for k := range c.Values {
		x := &c.Values[k]
		if !x.Dim.Money() || x.Class != value.Quantity || x.Period {
			continue
		}
		for _, price := range p.prices(c, x) {
			for j := range p.set.List {
				if j == price.Passage {
					continue
				}
				v := &view.View{Set: &p.set, Passage: p.set.List[j], Claim: c}
				v.Weigh()
				if o, ok := evidence.Reduces(v, price.Amount, x.Number); ok {
					o.Passage = j
					return both(price.Opinion, o), true
				}
			}
		}
	}
	return Finding{}, false
}

// prices are the amounts of the rows and sentences that the claim names.
func (p *Passages) prices(c *claim.Claim, x *value.Value) []placement.Placed {
	var out []placement.Placed
	for i := range p.set.List {
		v := &view.View{Set: &p.set, Passage: p.set.List[i], Claim: c}
		v.Weigh()
		for _, place := range evidence.Named(v, x) {
			place.Passage, place.Opinion.Passage = i, i
			out = append(out, place)
		}
	}
	return slices.Clip(out)
}

// scaled asks whether a quantity is the share or the multiple that one passage gives of
// what another one gives: half of the time of a test, by the rules of all tests.
func (p *Passages) scaled(c *claim.Claim) (Finding, bool) {
	for k := range c.Values {
		x := &c.Values[k]
		if x.Class != value.Quantity || x.Period || x.Dim == value.Ratio || x.Dim == value.Multiple || x.Dim == value.Ordinal {
			continue
		}
		for j := range p.set.List {
			rule := &view.View{Set: &p.set, Passage: p.set.List[j], Claim: c}
			rule.Weigh()
			for _, share := range evidence.Shares(rule) {
				if f, ok := p.scaledBy(c, x, share, j); ok {
					return f, true
				}
			}
		}
	}
	return Finding{}, false
}

// scaledBy asks whether x is a share, which the j-th passage gives, of an amount of
// another passage.
func (p *Passages) scaledBy(c *claim.Claim, x *value.Value, share placement.Placed, j int) (Finding, bool) {
	lacking := p.set.OffTopic(c)
	for i := range p.set.List {
		if lacking[i] >= view.OutOfScope {
			continue
		}
		v := &view.View{Set: &p.set, Passage: p.set.List[i], Claim: c}
		v.Weigh()
		if base, ok := evidence.Scaled(v, x, share.Amount); ok {
			base.Passage = i
			share.Opinion.Passage = j
			f := both(base, share.Opinion)
			f.Citations = slices.Compact(f.Citations)
			return f, true
		}
	}
	return Finding{}, false
}
