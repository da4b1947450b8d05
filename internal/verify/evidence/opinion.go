package evidence

import (
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/scope"
)

// Problem is what one passage finds wrong with a claim.
type Problem struct {
	Reason  Reason
	Claim   korean.Span
	Missing bool // the passage has no such value
	Sure    bool // hardly ever wrong: the passage names somebody else, or says the opposite
}

// Opinion is one passage's result for a claim.
type Opinion struct {
	Passage  int
	Fit      float64 // how far it is about the claim: the higher the better
	Lacking  float64 // what it lacks that a rival has; fit is reduced by it
	Covered  float64 // share of the claim's words and values that it has, 0 to 1
	words    float64 // share of the claim's words, 0 to 1
	Problem  *Problem
	Evidence []korean.Span
}

// Elsewhere reports whether the passage is about something else than the claim.
func (o *Opinion) Elsewhere() bool { return o.Covered < unheardOf }

// OpinionOf compares the claim with one passage.
func OpinionOf(set *scope.Set, index int, c *claim.Claim) (*View, Opinion) {
	v := &View{Set: set, Passage: set.List[index], Claim: c}
	v.Weigh()
	o := Opinion{Passage: index, Covered: v.covered(), words: v.worded()}
	o.Fit = o.Covered + .5*v.valued() + .15*v.askedShare()
	best := v.best
	if c.Cells != nil {
		row, problem := v.tableRow()
		o.Problem = problem
		if row >= 0 {
			best = row
			o.Fit += .3
		}
	} else {
		o.Problem = v.problem()
	}
	if o.Problem == nil && v.strange(index) {
		o.Problem = &Problem{Reason: OtherRow}
	}
	o.Evidence = v.Evidence(best)
	return v, o
}

// Compare compares the claim with all passages.
func Compare(set *scope.Set, c *claim.Claim) ([]*View, []Opinion) {
	views, opinions := make([]*View, len(set.List)), make([]Opinion, len(set.List))
	lacking := set.OffTopic(c)
	for i := range set.List {
		views[i], opinions[i] = OpinionOf(set, i, c)
		opinions[i].Lacking = lacking[i]
		opinions[i].Fit -= lacking[i]
	}
	supersede(views, opinions)
	return views, opinions
}

const (
	OutOfScope   = .75 // how much more than a rival a passage may lack
	unheardOf    = .15 // share below which a passage is about something else
	LeastCovered = .34 // share of a claim's words that a passage must have
)
