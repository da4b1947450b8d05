package evidence

import (
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/value"
)

// outlived is how much of the standing of a value's place in an older edition the
// place of another value must have in a newer one to take it over.
const outlived = .8

// supersede objects to what an older edition says, if the claim names no edition and
// a newer one gives another value in its place: 예산은 1억 2,000만 원, which a later
// meeting changed.
func supersede(views []*View, opinions []Opinion) {
	for i, v := range views {
		for _, j := range v.Newer(i, v.Claim) {
			at, ok := v.supersededBy(views[j])
			if !ok && !(opinions[i].Problem == nil && views[j].revokes() && opinions[j].Covered >= outlived*opinions[i].Covered) {
				continue
			}
			v.superseded = true
			if opinions[i].Problem == nil {
				opinions[i].Problem = &Problem{Reason: OtherRow, Claim: at}
			}
		}
	}
}

// revokes reports whether an edition says the opposite of the claim.
func (v *View) revokes() bool {
	for i, p := range v.objections {
		if p != nil && p.Reason == Negated && rules[i].signal != "objection.avoided" {
			return true
		}
	}
	return false
}

// supersededBy finds a value of the claim that the passage has, where a newer edition
// has another one.
func (v *View) supersededBy(newer *View) (korean.Span, bool) {
	for k, part := range v.placed {
		x := &v.Claim.Values[k]
		if part < 0 || x.Period || x.Class == value.Code || x.Class == value.Person || newer.Has(x) {
			continue
		}
		place, ok := newer.Likest(x, (*value.Value).Rivals)
		if ok && place.Score >= outlived*v.beside(x, &v.Parts[part]) {
			return korean.Span{Start: x.Start, End: x.End}, true
		}
	}
	return korean.Span{}, false
}
