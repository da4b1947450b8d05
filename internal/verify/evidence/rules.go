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
	of     family
	sure   bool // hardly ever wrong, whatever else speaks for the claim
}

// family is what the objections of a rule are about.
type family uint8

const (
	ofValues  family = iota // a value or a cell in the wrong place
	ofNames                 // a person, a body or a thing
	ofMeaning               // negation, obligation, a condition or an exception
	families
)

// rules in the order in which their objections are reported. Values comes first,
// because others build on where it finds the claim's values.
var rules = []rule{
	{"objection.place", placement.Values, ofValues, false},
	{"objection.affiliation", naming.Misaffiliated, ofNames, true},
	{"objection.attribution", naming.Misattributed, ofNames, true},
	{"objection.title", naming.Retitled, ofNames, true},
	{"objection.included", polarity.Included, ofMeaning, true},
	{"objection.names", naming.Names, ofNames, false},
	{"objection.kind", naming.OtherKind, ofNames, false},
	{"objection.sibling", naming.Sibling, ofNames, false},
	{"objection.rows", rowWords, ofValues, false},
	{"objection.columns", otherColumn, ofValues, true},
	{"objection.party", naming.OtherParty, ofNames, true},
	{"objection.companion", naming.Intruded, ofNames, true},
	{"objection.substituted", naming.Substituted, ofNames, false},
	{"objection.instance", placement.Instance, ofValues, true},
	{"objection.polarity", polarity.Opposed, ofMeaning, false},
	{"objection.stance", polarity.Stance, ofMeaning, false},
	{"objection.crossed", crossed, ofMeaning, false},
	{"objection.specific", polarity.Specific, ofMeaning, true},
	{"objection.avoided", polarity.Avoided, ofMeaning, false},
	{"objection.interchanged", placement.Interchanged, ofValues, false},
	{"objection.conditions", polarity.Conditions, ofMeaning, false},
	{"objection.combined", polarity.Combined, ofMeaning, true},
	{"objection.also", polarity.Added, ofMeaning, true},
	{"objection.rejoined", rejoined, ofMeaning, false},
	{"objection.conceded", polarity.Conceded, ofMeaning, true},
	{"objection.outdated", outdated, ofMeaning, true},
	{"objection.proposed", onlyProposed, ofMeaning, true},
	{"objection.topic", polarity.TopicOpposed, ofMeaning, true},
	{"objection.strayed", strayed, ofMeaning, true},
	{"objection.cell", otherCell, ofValues, true},
	{"objection.recommended", polarity.Recommended, ofMeaning, true},
	{"objection.graded", placement.Graded, ofValues, true},
	{"objection.charged", polarity.Charged, ofMeaning, false},
	{"objection.restricted", polarity.Restricted, ofMeaning, false},
	{"objection.supplied", polarity.Supplied, ofMeaning, false},
	{"objection.deemed", polarity.Deemed, ofMeaning, true},
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

// Families returns the names of signals, and how many rules object for each of them: about
// values, names, and the meaning of clauses. A single rule seldom objects, so the weights of
// these are learned from more sentences.
func Families(v *view.View) iter.Seq2[string, int] {
	var count [families]int
	for i := range v.Objections {
		if v.Objections[i] != nil {
			count[rules[i].of]++
		}
	}
	return func(yield func(string, int) bool) {
		for i, name := range [families]string{"objections.values", "objections.names", "objections.meaning"} {
			if !yield(name, count[i]) {
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
