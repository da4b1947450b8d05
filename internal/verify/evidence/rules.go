package evidence

import "slices"

// rule is a kind of objection to a claim.
type rule struct {
	signal string // whether it objects, as a signal of the decision
	check  func(*View) *Problem
	sure   bool // hardly ever wrong, whatever else speaks for the claim
}

// rules in the order in which their objections are reported. place comes first,
// because others build on where it finds the claim's values.
var rules = []rule{
	{"objection.place", (*View).place, false},
	{"objection.affiliation", (*View).misaffiliated, true},
	{"objection.attribution", (*View).misattributed, true},
	{"objection.included", (*View).included, true},
	{"objection.names", (*View).names, false},
	{"objection.kind", (*View).otherKind, false},
	{"objection.sibling", (*View).sibling, false},
	{"objection.rows", (*View).rowWords, false},
	{"objection.columns", (*View).otherColumn, true},
	{"objection.party", (*View).otherParty, true},
	{"objection.companion", (*View).intruded, true},
	{"objection.substituted", (*View).substituted, false},
	{"objection.instance", (*View).instance, true},
	{"objection.polarity", (*View).polarity, false},
	{"objection.stance", (*View).stance, false},
	{"objection.crossed", (*View).crossed, false},
	{"objection.specific", (*View).specific, true},
	{"objection.avoided", (*View).avoided, false},
	{"objection.interchanged", (*View).interchanged, false},
	{"objection.conditions", (*View).conditions, false},
	{"objection.also", (*View).added, true},
	{"objection.rejoined", (*View).rejoined, false},
	{"objection.conceded", (*View).conceded, true},
	{"objection.outdated", (*View).outdated, true},
	{"objection.proposed", (*View).onlyProposed, true},
	{"objection.topic", (*View).topicOpposed, true},
}

// problem asks all rules and returns the first objection, or nil if there is none.
func (v *View) problem() *Problem {
	if v.best < 0 {
		return &Problem{Reason: NotInSources}
	}
	var first *Problem
	v.objections = make([]*Problem, len(rules))
	for i := range rules {
		v.objections[i] = rules[i].check(v)
		if v.objections[i] != nil && rules[i].sure {
			v.objections[i].Sure = true
		}
		if first == nil {
			first = v.objections[i]
		}
	}
	return first
}

// SurelyOpposed reports whether a rule objects that is hardly ever wrong.
func (v *View) SurelyOpposed() bool {
	return slices.ContainsFunc(v.objections, func(p *Problem) bool { return p != nil && p.Sure })
}
