package placement

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/arithmetic"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/predicate"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// rowMargin is how much better the words around a value must fit another
// occurrence's context for the value to be considered misplaced.
const rowMargin = .7

// Values looks for each value of the claim in the passage, next to the same
// words as in the claim.
func Values(v *view.View) *view.Problem {
	v.Placed = slices.Repeat([]int{-1}, len(v.Claim.Values))
	for k := range v.Claim.Values {
		if p := placeValue(v, k); p != nil {
			v.Faults = append(v.Faults, p)
		}
	}
	if p := oftener(v); p != nil {
		v.Faults = slices.Insert(v.Faults, 0, p)
	}
	if len(v.Faults) == 0 {
		return nil
	}
	return v.Faults[0]
}

// occurrence is where the passage has a value of the claim, and another value that
// could stand in its place.
type occurrence struct {
	match       *value.Value // the passage's value; nil if it has none
	here, there int          // the parts that have the one and the other; -1 if none does
	own, rival  float64      // how far the words around each are those of the claim
}

// occurrenceOf finds the places that have most of the words around x.
func occurrenceOf(v *view.View, x *value.Value) occurrence {
	o := occurrence{here: -1, there: -1}
	for i := range v.Parts {
		g := &v.Parts[i]
		equal, like := g.Find(x)
		like = like && equal == nil && v.Claim.RivalIn(x, g)
		if equal == nil && !like {
			continue
		}
		s := Beside(v, x, g)
		if equal != nil && !equal.Limit.ContradictsValue(x) {
			s += .1
		}
		switch {
		case equal != nil && (o.here < 0 || s > o.own):
			o.here, o.own, o.match = i, s, equal
		case equal == nil && (o.there < 0 || s > o.rival):
			o.there, o.rival = i, s
		}
	}
	return o
}

// Margin is how much better the words around a value of the claim fit the place where the
// passage has it than that of another value of its kind, at most 2 either way. It is false if
// the passage lacks the value or has no other one.
func Margin(v *view.View, x *value.Value) (float64, bool) {
	o := occurrenceOf(v, x)
	return max(-2, min(2, o.own-o.rival)), o.here >= 0 && o.there >= 0
}

// placeValue returns a problem with the claim's k-th value, and notes the part that
// has the value if it is in the right place.
func placeValue(v *view.View, k int) *view.Problem {
	x := &v.Claim.Values[k]
	if countsDays(v, x) || frequent(v, x) {
		return nil
	}
	o := occurrenceOf(v, x)
	span := korean.Span{Start: x.Start, End: x.End}
	if o.here < 0 {
		return missing(v, x, &o)
	}
	if o.there >= 0 && outdone(v, x, &o) && !isTotal(v, &o) && !passing(v, x) && !arithmetic.Derives(v, x) &&
		!arithmetic.WorkedOut(v, x) && !arithmetic.Rated(v, x) &&
		!((x.Class == value.Date || x.Class == value.Code) && entitled(v, x)) {
		return &view.Problem{Reason: view.OtherRow, Claim: span}
	}
	v.Placed[k] = o.here
	if x.To(v.Claim.Text) && o.match.From(v.Text) && o.match.End <= len(v.Text) {
		return &view.Problem{Reason: view.OtherRow, Claim: span}
	}
	if limitDiffers(v, x, &o) {
		return &view.Problem{Reason: view.Limit, Claim: span, Sure: surelyLimited(v, x, o.match)}
	}
	if x.Oversteps(o.match) || turnedRound(v, x, o.match) {
		return &view.Problem{Reason: view.Limit, Claim: span}
	}
	return nil
}

// entitled reports whether the title has x, and no other value of its kind: the whole
// passage is about it.
func entitled(v *view.View, x *value.Value) bool {
	return v.InTitle(x) && (x.Class == value.Date || !slices.ContainsFunc(v.Passage.Values, func(e value.Value) bool {
		return x.Rivals(&e) && !x.Equal(&e)
	}))
}

// isTotal reports whether the claim gives a total and the value stands in a row of totals,
// and the claim and the question name no other row.
func isTotal(v *view.View, o *occurrence) bool {
	here := v.Parts[o.here].Sentence
	u := &v.Units[here]
	return u.Row && totals.MatchString(u.Name) && v.Claim.Matches(inTotal) &&
		!slices.ContainsFunc(v.NamedRows(), func(i int) bool { return i != here })
}

var (
	totals  = regexp.MustCompile(`^(?:합계|총계|총액|계|소계|총합|전체)$`)
	inTotal = regexp.MustCompile(`모두|합계|총|전부|합하|합쳐|다 해서`)
)

// missing returns a problem with a value that no part of the passage has, unless the
// value follows from others or goes without saying.
func missing(v *view.View, x *value.Value, o *occurrence) *view.Problem {
	span := korean.Span{Start: x.Start, End: x.End}
	// A date in the title is that of the document, not of what a sentence says with
	// another date.
	if x.Class == value.Date && x.Date.Day > 0 && v.InTitle(x) && o.there >= 0 && o.rival >= 1 {
		return &view.Problem{Reason: view.WrongDate, Claim: span}
	}
	if v.InTitle(x) || given(v, x, o) || arithmetic.Derives(v, x) ||
		x.Period && x.Single() && !otherPeriod(v, x) || (o.there < 0 || beforehand(v, x)) && passing(v, x) ||
		whole(v, x) || arithmetic.Listed(v, x) || arithmetic.PerUnit(v, x) ||
		arithmetic.Supposed(v, x) || inRange(v, x) || understood(v, x) {
		return nil
	}
	return &view.Problem{Reason: reasonFor(x), Claim: span, Missing: true}
}

// passing reports whether the claim mentions a value in passing. One that it stresses is
// what it says: 한 번만 어겨도.
func passing(v *view.View, x *value.Value) bool {
	return x.Passing() && !stressed.MatchString(v.Claim.Text[x.End:])
}

// beforehand reports whether x is one time that lies before what the claim says: 한 번 하고
// 나면, 한 번 낸 뒤에는.
func beforehand(v *view.View, x *value.Value) bool {
	return arithmetic.Times[x.Unit] && afterwards.MatchString(v.Claim.Text[x.End:])
}

var afterwards = regexp.MustCompile(`^ (?:[가-힣]+[을를] )?[가-힣]+(?:고 나면|고 나서|고 난 | 뒤에?는? | 후에?는? |다음에?는? )`)

var stressed = regexp.MustCompile(`^(?:만|이라도|라도) `)

// limitDiffers reports whether the claim limits a value otherwise than the passage
// does, such as 이상 for 이하. If just one of them denies what both say, the two may agree.
func limitDiffers(v *view.View, x *value.Value, o *occurrence) bool {
	return x.Limit.Contradicts(o.match.Limit) && !remaining(v, x, o.match) && !lapses(v, x, o.match) &&
		!overstepped(v, x, o.here) && !arithmetic.Derives(v, x) && !oneDenies(v, x, o)
}

// surelyLimited reports whether the claim and the passage limit a value on different sides
// in words that leave no doubt, and no other clause limits it as the claim does.
func surelyLimited(v *view.View, x, match *value.Value) bool {
	return x.Strict && match.Strict && !slices.ContainsFunc(v.Parts, func(g passage.Part) bool {
		equal, _ := g.Find(x)
		return equal != nil && !x.Limit.Contradicts(equal.Limit)
	})
}

// oneDenies reports whether the claim and the passage say the same of what has the value,
// and just one of them denies it.
func oneDenies(v *view.View, x *value.Value, o *occurrence) bool {
	deed := deedOf(v)
	if deed == nil {
		return false
	}
	mine := deniedAfter(v.Claim.Text, x.End, deed)
	for i := o.here; i < v.Units[v.Parts[o.here].Sentence].Last; i++ {
		g := &v.Parts[i]
		for k := range g.Words {
			if w := &g.Words[k]; w.Same(deed) {
				return mine != deniedAfter(v.Text[:g.End], o.match.End, w)
			}
		}
	}
	return false
}

// deedOf returns the last word of the claim that is neither 있다 nor 없다, without a syllable
// that ends a compound, such as 비 of 배송비. It is nil if there is none.
func deedOf(v *view.View) *lexicon.Word {
	words := v.Claim.Words
	for k := len(words) - 1; k >= 0; k-- {
		w := &words[k]
		ends := k > 0 && words[k-1].End == w.Start && korean.Length(w.Text) == 1
		if w.Text != "있" && w.Text != "없" && !ends {
			return w
		}
	}
	return nil
}

// deniedAfter reports whether a text denies a verb on a condition with a value that ends at
// an offset, or affirms it on the denied condition. What belongs to the value's limit denies
// nothing: 50명이 안 되면.
func deniedAfter(text string, end int, deed *lexicon.Word) bool {
	end = min(end, len(text))
	end += len(fallingShort.FindString(text[end:]))
	start := min(max(end, deed.Start), len(text))
	return denies(text[end:start]) != denies(text[start:])
}

var fallingShort = regexp.MustCompile(`^(?:이|가|도)? ?(?:안 [되된돼]|되지 않)`)

// remaining reports whether the claim speaks of the time that is left where the passage
// counts back from the end: 열흘 이상 남았다면, for 10일 전까지.
func remaining(v *view.View, x, match *value.Value) bool {
	return match.End <= len(v.Text) && stillLeft.MatchString(v.Claim.Text[x.End:]) &&
		strings.HasPrefix(strings.TrimLeft(v.Text[match.End:], " "), "전")
}

var stillLeft = regexp.MustCompile(`^ ?(?:이상|넘게|보다 많이|초과하여)? ?남`)

// lapses reports whether both speak of what wasn't done within a time: 하루가 지나도록 내지
// 않으면 or 하루가 지나면, for 하루 안에 내지 않으면.
func lapses(v *view.View, x, match *value.Value) bool {
	return match.End <= len(v.Text) && undone.MatchString(v.Text[match.End:]) &&
		elapsed.MatchString(v.Claim.Text[x.End:])
}

var (
	undone  = regexp.MustCompile(`^ ?(?:까지|안에|내에|이내에) (?:[가-힣]+ )?[가-힣]+지 (?:않|못)[가-힣]*(?:면|은|는|한) `)
	elapsed = regexp.MustCompile(`^(?:이|가|을|를) ?(?:지나면|넘기면|(?:지나|넘)도록 (?:[가-힣]+ )?[가-힣]+지 (?:않|못)[가-힣]*면 )`)
)

// turnedRound reports whether the claim counts a time backwards that the passage
// counts forwards, or the reverse: 3개월 전 for 3개월 뒤.
func turnedRound(v *view.View, x, match *value.Value) bool {
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
var negated = regexp.MustCompile(`지 ?(?:않|못|아니|마[세시십]|말)|없이|불가|금지|수 없|[을를이가은는] 없|안 (?:되|돼|됩|된)`)

func denies(text string) bool {
	return negated.MatchString(predicate.Overstepping.ReplaceAllString(text,
		""))
}

// whole reports whether x, a word such as 전액 (“in full”), agrees with the
// best unit: the unit says the same or gives no share.
func whole(v *view.View, x *value.Value) bool {
	if x.Dim != value.Ratio || !x.Word || x.Number != 1 {
		return false
	}
	u := &v.Units[v.Best]
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
func known(v *view.View, x *value.Value) bool { return v.InTitles(x) }

// otherPeriod reports whether the passage says of another period what the claim says of
// x: the best unit, or a clause of a close one with the claim's verb.
func otherPeriod(v *view.View, x *value.Value) bool {
	for i := range v.Units {
		if u := &v.Units[i]; (i == v.Best || v.Scores[i] >= closeEnough*v.Scores[v.Best]) &&
			!saysElse(v, u, x) && differs(v, u, x, i == v.Best) {
			return true
		}
	}
	return false
}

// closeEnough is the share of the best unit's score from which on a unit may give
// another period.
const closeEnough = .5

// saysElse reports whether a unit has none of the claim's other values.
func saysElse(v *view.View, u *passage.Unit, x *value.Value) bool {
	others := 0
	for k := range v.Claim.Values {
		if y := &v.Claim.Values[k]; y.Start != x.Start && !y.Period {
			if v.HasValue(u, y) {
				return false
			}
			others++
		}
	}
	return others > 0
}

// differs reports whether a unit has another period than x, if it is not the best one in
// a clause with the claim's last word.
func differs(v *view.View, u *passage.Unit, x *value.Value, best bool) bool {
	last := &v.Claim.Parts[len(v.Claim.Parts)-1]
	for i := u.First; i < u.Last; i++ {
		if !best && (len(last.Words) == 0 || !v.Parts[i].Has(last.LastWord())) {
			continue
		}
		for k := range v.Parts[i].Values {
			if e := &v.Parts[i].Values[k]; e.Period && e.Dim != value.Counted && x.Dim != value.Counted &&
				!x.Equal(e) {
				return true
			}
		}
	}
	return false
}

func reasonFor(x *value.Value) view.Reason {
	switch x.Class {
	case value.Quantity:
		return view.WrongNumber
	case value.Code:
		return view.WrongCode
	case value.Person:
		return view.WrongName
	}
	return view.WrongDate
}
