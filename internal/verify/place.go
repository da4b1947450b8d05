package verify

import (
	"regexp"
	"slices"

	"github.com/mundap/mundap/internal/korean"
)

// rowMargin is how much better the words around a value must fit another
// occurrence's context for the value to be considered misplaced.
const rowMargin = .7

// place looks for each value of the claim in the passage, next to the same
// words as in the claim.
func (v *view) place() *problem {
	v.placed = slices.Repeat([]int{-1}, len(v.c.values))
	for k := range v.c.values {
		if p := v.placeValue(k); p != nil {
			v.faults = append(v.faults, p)
		}
	}
	if len(v.faults) == 0 {
		return nil
	}
	return v.faults[0]
}

func (v *view) placeValue(k int) *problem {
	x := &v.c.values[k]
	here, there := -1, -1 // parts that have the value, and one like it
	var own, rival float64
	var match *value
	for i := range v.parts {
		g := &v.parts[i]
		equal, like := g.find(x)
		like = like && equal == nil && v.c.rivalIn(x, g)
		if equal == nil && !like {
			continue
		}
		s := v.beside(x, g)
		if equal != nil && !equal.limit.contradictsValue(x) {
			s += .1
		}
		switch {
		case equal != nil && (here < 0 || s > own):
			here, own, match = i, s, equal
		case equal == nil && (there < 0 || s > rival):
			there, rival = i, s
		}
	}
	span := korean.Span{Start: x.start, End: x.end}
	if here < 0 {
		if x.class == date && x.date.day > 0 && v.inTitle(x) && there >= 0 && rival >= 1 {
			return &problem{reason: WrongDate, claim: span} // the title's date is that of the document
		}
		if v.inTitle(x) || v.c.asksFor(x) && !v.known(x) || v.derived(x) || x.period &&
			x.single() && !v.otherPeriod(x) || there < 0 && x.passing() || v.whole(x) || v.listed(x) ||
			v.c.perUnit(v, x) || v.supposed(x) || v.inRange(x) {
			return nil
		}
		return &problem{reason: reasonFor(x), claim: span, missing: true}
	}
	if there >= 0 && v.outdone(x, here, there, own, rival) && !x.passing() && !v.derived(x) {
		return &problem{reason: OtherRow, claim: span}
	}
	v.placed[k] = here
	if x.to(v.c.text) && match.from(v.text) && match.end <= len(v.text) {
		return &problem{reason: OtherRow, claim: span}
	}
	if x.limit.contradicts(match.limit) && !denies(v.c.text) &&
		!denies(v.text[v.parts[here].start:v.parts[here].end]) {
		return &problem{reason: Limit, claim: span}
	}
	return nil
}

// negated: with a negation beside it, a limit may say the same as its opposite.
var negated = regexp.MustCompile(`지 (?:않|못|아니)|수 없|[을를이가은는] 없|안 (?:되|돼|됩|된)`)

// overstepping matches negated verbs that express a limit of their own: 넘지
// 않다, 초과할 수 없다.
var overstepping = regexp.MustCompile(`(?:(?:넘|초과)[가-힣]*|지나(?:지|면|서|서는|기)?)(?: 담)?(?:지)? ?(?:수 없|않|못|면 안)[가-힣]*`)

func denies(text string) bool {
	return negated.MatchString(overstepping.ReplaceAllString(text,
		""))
}

// whole reports whether x, a word such as 전액 (“in full”), agrees with the
// best unit: the unit says the same or gives no share.
func (v *view) whole(x *value) bool {
	if x.dim != ratio || !x.word || x.number != 1 {
		return false
	}
	u := &v.units[v.best]
	if all.MatchString(v.text[u.start:u.end]) {
		return true
	}
	for i := u.first; i < u.last; i++ {
		for k := range v.parts[i].values {
			if e := &v.parts[i].values[k]; e.class == quantity && e.dim == ratio {
				return false
			}
		}
	}
	return true
}

var all = regexp.MustCompile(`전부|모두|전체|전액|100|무료|무상`)

// passing reports whether a value may be mentioned in passing: 세 가지 중에서,
// 한 번 (교체하면).
func (v *value) passing() bool {
	return v.unit == "가지" || v.unit == dayUnit || v.class == quantity && near(v.number, 1) &&
		(v.unit == "번" || v.unit == "회" || v.unit == "차례" || v.word && v.dim == counted)
}

// single reports whether a period is one day, week, month or the like: 매월, 1년에.
func (x *value) single() bool {
	return x.class == quantity && (x.word || near(x.number, measureOf(x.unit).factor) ||
		near(x.number, 1))
}

// known reports whether the title of any passage contains the value.
func (v *view) known(x *value) bool { return v.inTitles(x) }

// otherPeriod reports whether the best unit says of another period what the
// claim says of x.
func (v *view) otherPeriod(x *value) bool {
	u := &v.units[v.best]
	other := 0
	for k := range v.c.values {
		if y := &v.c.values[k]; y.start != x.start && !y.period {
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
	for i := u.first; i < u.last; i++ {
		for k := range v.parts[i].values {
			if e := &v.parts[i].values[k]; e.period && e.dim != counted && x.dim != counted &&
				!x.equal(e) {
				return true
			}
		}
	}
	return false
}

func (l limit) contradictsValue(x *value) bool { return x.limit.contradicts(l) }

func reasonFor(x *value) Reason {
	switch x.class {
	case quantity:
		return WrongNumber
	case code:
		return WrongCode
	case person:
		return WrongName
	}
	return WrongDate
}
