package evidence

import (
	"regexp"
	"slices"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/predicate"
	"github.com/mundap/mundap/internal/verify/value"
)

// rowMargin is how much better the words around a value must fit another
// occurrence's context for the value to be considered misplaced.
const rowMargin = .7

// place looks for each value of the claim in the passage, next to the same
// words as in the claim.
func (v *View) place() *Problem {
	v.placed = slices.Repeat([]int{-1}, len(v.Claim.Values))
	for k := range v.Claim.Values {
		if p := v.placeValue(k); p != nil {
			v.Faults = append(v.Faults, p)
		}
	}
	if len(v.Faults) == 0 {
		return nil
	}
	return v.Faults[0]
}

func (v *View) placeValue(k int) *Problem {
	x := &v.Claim.Values[k]
	if v.countsDays(x) {
		return nil
	}
	here, there := -1, -1 // parts that have the value, and one like it
	var own, rival float64
	var match *value.Value
	for i := range v.Parts {
		g := &v.Parts[i]
		equal, like := g.Find(x)
		like = like && equal == nil && v.Claim.RivalIn(x, g)
		if equal == nil && !like {
			continue
		}
		s := v.beside(x, g)
		if equal != nil && !equal.Limit.ContradictsValue(x) {
			s += .1
		}
		switch {
		case equal != nil && (here < 0 || s > own):
			here, own, match = i, s, equal
		case equal == nil && (there < 0 || s > rival):
			there, rival = i, s
		}
	}
	span := korean.Span{Start: x.Start, End: x.End}
	if here < 0 {
		if x.Class == value.Date && x.Date.Day > 0 && v.inTitle(x) && there >= 0 && rival >= 1 {
			return &Problem{Reason: WrongDate, Claim: span} // the title's date is that of the document
		}
		if v.inTitle(x) || v.Claim.AsksFor(x) && !v.known(x) || v.derived(x) || x.Period &&
			x.Single() && !v.otherPeriod(x) || there < 0 && x.Passing() || v.whole(x) || v.listed(x) ||
			v.perUnit(x) || v.supposed(x) || v.inRange(x) || v.understood(x) {
			return nil
		}
		return &Problem{Reason: reasonFor(x), Claim: span, Missing: true}
	}
	if there >= 0 && v.outdone(x, here, there, own, rival) && !x.Passing() && !v.derived(x) &&
		!v.workedOut(x) && !v.rated(x) && !(x.Class == value.Date && v.inTitle(x)) {
		return &Problem{Reason: OtherRow, Claim: span}
	}
	v.placed[k] = here
	if x.To(v.Claim.Text) && match.From(v.Text) && match.End <= len(v.Text) {
		return &Problem{Reason: OtherRow, Claim: span}
	}
	if x.Limit.Contradicts(match.Limit) && !denies(v.Claim.Text) && !v.overstepped(x, here) && !v.derived(x) &&
		!denies(v.Text[v.Parts[here].Start:v.Parts[here].End]) {
		return &Problem{Reason: Limit, Claim: span}
	}
	if v.turnedRound(x, match) {
		return &Problem{Reason: Limit, Claim: span}
	}
	return nil
}

// turnedRound reports whether the claim counts a time backwards that the passage
// counts forwards, or the reverse: 3개월 전 for 3개월 뒤.
func (v *View) turnedRound(x, match *value.Value) bool {
	if x.Dim != value.Days && x.Dim != value.Months && x.Dim != value.Seconds || match.End > len(v.Text) {
		return false
	}
	mine, theirs := v.Claim.Text[x.End:], v.Text[match.End:]
	return earlier.MatchString(mine) && later.MatchString(theirs) ||
		later.MatchString(mine) && earlier.MatchString(theirs)
}

var (
	earlier = regexp.MustCompile(`^ ?전(?:에|을|이|의|부터)?(?: |$)`)
	later   = regexp.MustCompile(`^ ?(?:뒤|후)(?:에|를|가|의|부터)?(?: |$)`)
)

// negated: with a negation beside it, a limit may say the same as its opposite.
var negated = regexp.MustCompile(`지 (?:않|못|아니)|수 없|[을를이가은는] 없|안 (?:되|돼|됩|된)`)

func denies(text string) bool {
	return negated.MatchString(predicate.Overstepping.ReplaceAllString(text,
		""))
}

// whole reports whether x, a word such as 전액 (“in full”), agrees with the
// best unit: the unit says the same or gives no share.
func (v *View) whole(x *value.Value) bool {
	if x.Dim != value.Ratio || !x.Word || x.Number != 1 {
		return false
	}
	u := &v.Units[v.best]
	if all.MatchString(v.Text[u.Start:u.End]) {
		return true
	}
	for i := u.First; i < u.Last; i++ {
		for k := range v.Parts[i].Values {
			if e := &v.Parts[i].Values[k]; e.Class == value.Quantity && e.Dim == value.Ratio {
				return false
			}
		}
	}
	return true
}

var all = regexp.MustCompile(`전부|모두|전체|전액|100|무료|무상`)

// known reports whether the title of any passage contains the value.
func (v *View) known(x *value.Value) bool { return v.InTitles(x) }

// otherPeriod reports whether the best unit says of another period what the
// claim says of x.
func (v *View) otherPeriod(x *value.Value) bool {
	u := &v.Units[v.best]
	other := 0
	for k := range v.Claim.Values {
		if y := &v.Claim.Values[k]; y.Start != x.Start && !y.Period {
			if v.hasValue(u, y) {
				other = 0
				break
			}
			other++
		}
	}
	if other > 0 {
		return false // the unit says something else
	}
	for i := u.First; i < u.Last; i++ {
		for k := range v.Parts[i].Values {
			if e := &v.Parts[i].Values[k]; e.Period && e.Dim != value.Counted && x.Dim != value.Counted &&
				!x.Equal(e) {
				return true
			}
		}
	}
	return false
}

func reasonFor(x *value.Value) Reason {
	switch x.Class {
	case value.Quantity:
		return WrongNumber
	case value.Code:
		return WrongCode
	case value.Person:
		return WrongName
	}
	return WrongDate
}
