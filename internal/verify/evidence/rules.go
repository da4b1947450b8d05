package evidence

import (
	"iter"
	"slices"

	"github.com/mundap/mundap/internal/verify/naming"
	"github.com/mundap/mundap/internal/verify/placement"
	"github.com/mundap/mundap/internal/verify/polarity"
	"github.com/mundap/mundap/internal/verify/view"
)

// rule is a kind of objection to a claim.
type rule struct {
	signal string // whether it objects, as a signal of the decision
	check  func(*view.View) *view.Problem
	sure   bool // hardly ever wrong, whatever else speaks for the claim
}

// rules in the order in which their objections are reported. Values comes first,
// because others build on where it finds the claim's values.
var rules = []rule{
	{"objection.place", placement.Values, false},
	{"objection.affiliation", naming.Misaffiliated, true},
	{"objection.attribution", naming.Misattributed, true},
	{"objection.title", naming.Retitled, true},
	{"objection.included", polarity.Included, true},
	{"objection.names", naming.Names, false},
	{"objection.kind", naming.OtherKind, false},
	{"objection.sibling", naming.Sibling, false},
	{"objection.rows", rowWords, false},
	{"objection.columns", otherColumn, true},
	{"objection.party", naming.OtherParty, true},
	{"objection.companion", naming.Intruded, true},
	{"objection.substituted", naming.Substituted, false},
	{"objection.instance", placement.Instance, true},
	{"objection.polarity", polarity.Opposed, false},
	{"objection.stance", polarity.Stance, false},
	{"objection.crossed", crossed, false},
	{"objection.specific", polarity.Specific, true},
	{"objection.avoided", polarity.Avoided, false},
	{"objection.interchanged", placement.Interchanged, false},
	{"objection.conditions", polarity.Conditions, false},
	{"objection.combined", polarity.Combined, true},
	{"objection.also", polarity.Added, true},
	{"objection.rejoined", rejoined, false},
	{"objection.conceded", polarity.Conceded, true},
	{"objection.outdated", outdated, true},
	{"objection.proposed", onlyProposed, true},
	{"objection.topic", polarity.TopicOpposed, true},
	{"objection.strayed", strayed, true},
	{"objection.cell", otherCell, true},
	{"objection.recommended", polarity.Recommended, true},
}

// problem asks all rules and returns the first objection, or nil if there is none.
func problem(v *view.View) *view.Problem {
	if v.Best < 0 {
		return &view.Problem{Reason: view.NotInSources}
	}
	var first *view.Problem
	v.Objections = make([]*view.Problem, len(rules))
	for i := range rules {
		v.Objections[i] = rules[i].check(v)
		if v.Objections[i] != nil && rules[i].sure {
			v.Objections[i].Sure = true
		}
		if first == nil {
			first = v.Objections[i]
		}
	}
	return first
}

// Objections returns the name of each rule's signal, and whether the rule
// objects.
func Objections(v *view.View) iter.Seq2[string, bool] {
	return func(yield func(string, bool) bool) {
		for i := range rules {
			if !yield(rules[i].signal, i < len(v.Objections) && v.Objections[i] != nil) {
				return
			}
		}
	}
}

// SurelyOpposed reports whether one of the rules objects that are hardly ever
// wrong.
func SurelyOpposed(v *view.View) bool {
	return slices.ContainsFunc(v.Objections, func(p *view.Problem) bool { return p != nil && p.Sure })
}
