package placement

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/arithmetic"
	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// understood reports whether a value that the passage doesn't give goes without
// saying, or follows from how the passage puts it.
func understood(v *view.View, x *value.Value) bool {
	switch x.Class {
	case value.Weekday:
		return x.Weekend() && strings.Contains(v.Text, "주말") || nextDay(v, x) || arithmetic.DayOfDate(v, x)
	case value.Code:
		return comparedWith(v, x)
	case value.Date:
		return nextMonth(v, x) || dateAfter(v, x) || lastDay(v, x)
	case value.Clock:
		return clockAfter(v, x)
	case value.Quantity:
		return instanced(v, x) || arithmetic.Rounded(v, x) || arithmetic.CountsNouns(v, x) || oneOf(v, x) || enumerated(v, x) || howOften(v, x) || inOrder(v, x) || onlyOne(v, x) ||
			countsDates(v, x) || severalOf(v, x) || ofRatio(v, x)
	}
	return false
}

// nextDay reports whether the passage says 다음 날 of a day that the claim names
// beside x.
func nextDay(v *view.View, x *value.Value) bool {
	if !strings.Contains(v.Text, "다음 날") && !strings.Contains(v.Text, "이튿날") {
		return false
	}
	for k := range v.Claim.Values {
		if y := &v.Claim.Values[k]; y.Class == value.Weekday && y.Start < x.Start && v.Has(y) {
			return true
		}
	}
	return false
}

// nextMonth reports whether x is a day of a month, or the month before it, both of
// which the claim names where the passage says 다음 달.
func nextMonth(v *view.View, x *value.Value) bool {
	for k := range v.Claim.Values {
		y := &v.Claim.Values[k]
		if y.Class != value.Date || y.Start == x.Start {
			continue
		}
		month, day := x.Date, y.Date
		if month.Day > 0 {
			month, day = day, month
		}
		if month.Month > 0 && day.Day > 0 && day.Month == month.Month%12+1 &&
			strings.Contains(v.Text, "다음 달 "+strconv.Itoa(day.Day)+"일") {
			return true
		}
	}
	return false
}

// dateAfter reports whether x is so many days before or after a date of the claim or of
// a close sentence as a close sentence says: 시험 다음 날, where the test is on 9월 5일.
func dateAfter(v *view.View, x *value.Value) bool {
	if x.Date.Day == 0 || x.Date.Month == 0 {
		return false
	}
	var offsets []int
	for _, i := range v.Close() {
		if u := &v.Units[i]; !u.Row {
			offsets = append(offsets, offsetsIn(v, u)...)
		}
	}
	if len(offsets) == 0 {
		return false
	}
	for i := range v.Parts {
		for k := range v.Parts[i].Values {
			e := &v.Parts[i].Values[k]
			if e.Class == value.Date && slices.ContainsFunc(offsets, func(n int) bool { return e.Date.Plus(n).Agrees(x.Date) }) {
				return true
			}
		}
	}
	return false
}

// offsetsIn are the numbers of days by which a sentence counts from a date.
func offsetsIn(v *view.View, u *passage.Unit) []int {
	text := v.Text[u.Start:u.End]
	var out []int
	if strings.Contains(text, "다음 날") || strings.Contains(text, "이튿날") {
		out = append(out, 1)
	}
	if strings.Contains(text, "전날") {
		out = append(out, -1)
	}
	for e := range v.ValuesOf(u) {
		if e.Class != value.Quantity || e.Dim != value.Days || e.Period {
			continue
		}
		switch rest := v.Text[min(e.End, len(v.Text)):]; {
		case earlier.MatchString(rest), strings.HasPrefix(strings.TrimLeft(rest, " "), "전"):
			out = append(out, -int(e.Number))
		case later.MatchString(rest), strings.HasPrefix(rest, " 안에"), strings.HasPrefix(rest, " 이내"):
			out = append(out, int(e.Number))
		}
	}
	return out
}

// lastDay reports whether x is the last day of what begins on a day and lasts for some days by
// a close sentence: 10월 7일, for 10월 3일부터 5일간.
func lastDay(v *view.View, x *value.Value) bool {
	if x.Date.Day == 0 || !ending.MatchString(v.Claim.Text[x.End:]) {
		return false
	}
	for _, i := range v.Close() {
		var first *value.Value
		for e := range v.ValuesOf(&v.Units[i]) {
			switch {
			case e.Class == value.Date && e.Date.Month > 0 && e.Date.Day > 0:
				first = e
			case first == nil || e.Class != value.Quantity || e.Dim != value.Days || e.Period || e.End > len(v.Text):
			case e.Unit == "일간" || strings.HasPrefix(v.Text[e.End:], " 동안") || strings.HasPrefix(v.Text[e.End:], "간"):
				if strings.HasPrefix(v.Text[first.End:], "부터") && first.Date.Plus(int(e.Number)-1).Agrees(x.Date) {
					return true
				}
			}
		}
	}
	return false
}

// ending matches what follows the last day of something.
var ending = regexp.MustCompile(`^(?:까지|에 (?:[가-힣]+ )?(?:끝|마치|마칩|종료|마감|막을 내)|이? 마지막)`)

// onlyOne reports whether x is a single thing and a close sentence says that it is just one, in
// other words: 한 가지만, for 하나만.
func onlyOne(v *view.View, x *value.Value) bool {
	return x.Dim == value.Counted && x.Word && x.Number == 1 && !arithmetic.Times[x.Unit] &&
		slices.ContainsFunc(v.Close(), func(i int) bool { return justOne.MatchString(v.Text[v.Units[i].Start:v.Units[i].End]) })
}

var justOne = regexp.MustCompile(`하나(?:만|를|로)|한쪽만|한 쪽만|택일|하나씩`)

// clockAfter reports whether x is a time of day of the claim or of the passage, plus
// or minus how long the passage says that something lasts: from 7시 30분, 60분.
func clockAfter(v *view.View, x *value.Value) bool {
	if !v.Claim.Matches(startOrEnd) {
		return false
	}
	lengths, times := secondsHere(v), arithmetic.Clocks(v.Claim.Values)
	for i := range v.Units {
		if v.Scores[i] < .5*v.Scores[v.Best] {
			continue
		}
		for e := range v.ValuesOf(&v.Units[i]) {
			if e.Class == value.Clock {
				times = append(times, e.Number)
			}
		}
	}
	for _, t := range times {
		for _, n := range lengths {
			if math.Mod(n, daySeconds) == 0 {
				continue // the same time on another day
			}
			for _, end := range [...]float64{t + n/60, t - n/60} {
				if y := (value.Value{Class: value.Clock, Number: end}); x.Equal(&y) {
					return true
				}
			}
		}
	}
	return false
}

var startOrEnd = regexp.MustCompile(`끝나|끝납|마치|마칩|종료|까지|시작|도착`)

// mostDurations is the most lengths of time that are added to the times of day.
const mostDurations = 48

// secondsHere are the lengths of time in the passage's close sentences, in seconds.
func secondsHere(v *view.View) []float64 {
	var out []float64
	for i := range v.Units {
		if v.Scores[i] < .5*v.Scores[v.Best] {
			continue
		}
		for e := range v.ValuesOf(&v.Units[i]) {
			if e.Class == value.Quantity && e.Dim == value.Seconds && len(out) < mostDurations {
				out = append(out, e.Number)
			}
		}
	}
	return out
}

// countsDays reports whether x is a number of days that counts the dates before it:
// 17일과 18일, 이틀간.
func countsDays(v *view.View, x *value.Value) bool {
	if x.Class != value.Quantity || x.Dim != value.Days || !x.Word {
		return false
	}
	n, end := 0.0, x.Start
	for k := len(v.Claim.Values) - 1; k >= 0; k-- {
		y := &v.Claim.Values[k]
		if y.Start >= end {
			continue
		}
		if y.Class != value.Date && y.Unit != "일" || y.Word || !dateJoint.MatchString(v.Claim.Text[y.End:end]) {
			break
		}
		n, end = n+1, y.Start
	}
	return n > 0 && n == x.Number
}

var dateJoint = regexp.MustCompile(`^(?:과|와|,|·)? ?$`)

// comparedWith reports whether x names another document's thing and the claim
// also names that of this passage.
func comparedWith(v *view.View, x *value.Value) bool {
	if !v.InTitles(x) {
		return false
	}
	for k := range v.Claim.Values {
		if y := &v.Claim.Values[k]; y.Class == value.Code && y.Code != x.Code && v.InTitle(y) {
			return true
		}
	}
	return false
}

// oneOf reports whether x is a single thing, written in words, for which the
// claim gives another value: 한 개에 135만 원.
func oneOf(v *view.View, x *value.Value) bool {
	if !x.Word || x.Raw() != 1 || arithmetic.Times[x.Unit] {
		return false
	}
	for k := range v.Claim.Values {
		if y := &v.Claim.Values[k]; y.Start > x.Start && y.Class == value.Quantity && !y.Period &&
			y.Dim.Money() {
			return true
		}
	}
	return false
}

// enumerated reports whether x counts what the claim lists before it: 천안과 구미
// 두 곳.
func enumerated(v *view.View, x *value.Value) bool {
	if x.Dim != value.Counted || x.Number < 2 {
		return false
	}
	before := v.Claim.Text[:x.Start]
	if m := listStart.FindAllStringIndex(before, -1); m != nil {
		before = before[m[len(m)-1][1]:]
	}
	return float64(1+len(listJoint.FindAllString(before, -1))) == x.Number
}

var (
	listStart = regexp.MustCompile(`[가-힣](?:은|는|이|가|에는|에서는|에|라면|면|고) `)
	listJoint = regexp.MustCompile(`[가-힣](?:과|와|하고|이랑|랑) |, | 및 |·`)
)

const (
	daySeconds = 24 * 60 * 60
	weekDays   = 7
)

// howOften reports whether x is how often something happens in a day or a week,
// if the passage gives the days or the time between: 하루에 열두 번 for 두 시간마다,
// 일주일에 두 번 for 월·수.
func howOften(v *view.View, x *value.Value) bool {
	if !arithmetic.Times[x.Unit] {
		return false
	}
	week, day := v.Claim.Matches(weekly), v.Claim.Matches(daily)
	for i := range v.Units {
		u := &v.Units[i]
		if v.Scores[i] < .5*v.Scores[v.Best] && v.Claim.Names(u) == claim.Unnamed {
			continue
		}
		for e := range v.ValuesOf(u) {
			switch {
			case week && e.Class == value.Weekday && float64(e.DayCount()) == x.Number,
				day && e.Class == value.Quantity && e.Dim == value.Seconds && value.Near(x.Number*e.Number, daySeconds),
				week && e.Class == value.Quantity && e.Dim == value.Days && value.Near(x.Number*e.Number, weekDays):
				return true
			}
		}
	}
	return false
}

// countsDates reports whether x is a number of days that the best unit lists for the
// claim's subject: 이틀 for 18일과 19일.
func countsDates(v *view.View, x *value.Value) bool {
	if x.Dim != value.Days || x.Period || x.Number < 2 {
		return false
	}
	about, u := subjectOf(v, x), &v.Units[v.Best]
	n, list, governed := 1.0, korean.Span{Start: -1, End: -1}, false
	for i := u.First; i < u.Last; i++ {
		for k := range v.Parts[i].Values {
			e := &v.Parts[i].Values[k]
			if e.Class != value.Date && e.Unit != "일" {
				continue
			}
			if list.End >= 0 && e.Start >= list.End && e.Start <= len(v.Text) &&
				dateJoint.MatchString(v.Text[list.End:e.Start]) {
				n++
			} else {
				n, list.Start, governed = 1, e.Start, about.governs(v, &v.Parts[i], e.Start)
			}
			if list.End = e.End; governed && n > 1 && n == x.Number {
				return !about.rivalled(v, x, list)
			}
		}
	}
	return false
}

// severalOf reports whether x is two or more of what the best unit says there are several
// of: 두 명 이상, for 여럿.
func severalOf(v *view.View, x *value.Value) bool {
	if x.Dim != value.Counted || !x.Limit.Up() || !value.Near(x.Number, 2) {
		return false
	}
	about, u := subjectOf(v, x), &v.Units[v.Best]
	for i := u.First; i < u.Last; i++ {
		g := &v.Parts[i]
		m := manyOf.FindStringIndex(v.Text[g.Start:g.End])
		if m == nil || about.head == "" {
			continue
		}
		many := korean.Span{Start: g.Start + m[0], End: g.Start + m[1]}
		if about.head == nounBeside(v, g, many) {
			return !about.rivalled(v, x, many)
		}
	}
	return false
}

var manyOf = regexp.MustCompile(`여럿|여러 (?:명|개|곳|건|대|번|차례|가지)?|복수`)

// nounBeside returns the noun that a word for several counts: the one behind 여러, or else the
// one before the word. It is empty if there is none.
func nounBeside(v *view.View, g *passage.Part, many korean.Span) string {
	before := ""
	for k := range g.Words {
		switch w := &g.Words[k]; {
		case !w.Noun:
		case w.End <= many.Start:
			before = compound(v.Text, g.Words[:k+1])
		case w.Start == many.End && strings.HasSuffix(many.Of(v.Text), " "):
			end := k + 1
			for end < len(g.Words) && g.Words[end].Noun && g.Words[end].Start == g.Words[end-1].End {
				end++
			}
			return compound(v.Text, g.Words[:end])
		}
	}
	return before
}

// ofRatio reports whether x is the share of the side that the claim names of a ratio that the
// passage gives for the claim's subject: 60% for 6 대 4.
func ofRatio(v *view.View, x *value.Value) bool {
	if x.Dim != value.Ratio {
		return false
	}
	about := subjectOf(v, x)
	for i := range v.Parts {
		g := &v.Parts[i]
		m := ratioOf.FindStringSubmatchIndex(v.Text[g.Start:g.End])
		if m == nil || !about.governs(v, g, g.Start+m[0]) {
			continue
		}
		at := korean.Span{Start: g.Start + m[0], End: g.Start + m[1]}
		a, _ := strconv.ParseFloat(v.Text[g.Start+m[2]:g.Start+m[3]], 64)
		b, _ := strconv.ParseFloat(v.Text[g.Start+m[4]:g.Start+m[5]], 64)
		first, second := sidesOf(v, x, about.head, v.Text[v.Units[g.Sentence].Start:at.Start])
		if first && !second && value.Near(x.Number*(a+b), a) || second && !first && value.Near(x.Number*(a+b), b) {
			return !about.rivalled(v, x, at)
		}
	}
	return false
}

// sidesOf reports which of the two that stand before a ratio x's clause names beside the
// noun of what is divided.
func sidesOf(v *view.View, x *value.Value, divided, before string) (first, second bool) {
	g := v.Claim.PartOf(x)
	joints := sideJoint.FindAllStringIndex(before, -1)
	if g == nil || joints == nil {
		return false, false
	}
	joint := joints[len(joints)-1]
	name := func(word string) {
		one, other := strings.Contains(before[:joint[0]], word), strings.Contains(before[joint[1]:], word)
		first, second = first || one && !other, second || other && !one
	}
	own := g.Start
	for k := range g.Values {
		if e := &g.Values[k]; e.Class == x.Class && e.Start < x.Start {
			own = e.End
		}
	}
	for k := range g.Values {
		if e := &g.Values[k]; e.Class == value.Person && e.Start >= own && e.Start < x.Start {
			name(e.Code)
		}
	}
	for k := range g.Words {
		if w := &g.Words[k]; w.Noun && w.Start >= own && w.Start < x.Start && korean.Length(w.Text) > 1 &&
			!strings.Contains(divided, w.Text) {
			name(w.Text)
		}
	}
	return first, second
}

// sideJoint matches what joins the two sides of a ratio.
var sideJoint = regexp.MustCompile(`(?:과|와|하고) `)

var ratioOf = regexp.MustCompile(`(\d{1,3}) ?(?:대|:) ?(\d{1,3})(?:이|의|로|으로|입|였|다|\.|,)`)

var (
	weekly = regexp.MustCompile(`일주일에|한 주에|매주|주당|1주일에|(?:^| )주 `)
	daily  = regexp.MustCompile(`하루에|매일|1일에|하루 `)
)

// inOrder reports whether x is a number of things on which a rule depends and
// the passage speaks of the thing with that number: 두 대면 for 두 번째 차.
func inOrder(v *view.View, x *value.Value) bool {
	if x.Dim == value.Ordinal && ofCalendar.MatchString(v.Claim.Text[x.End:]) {
		return false
	}
	if arithmetic.Times[x.Unit] || x.Dim == value.Counted && !v.Claim.InCondition(x) && !supposing.MatchString(v.Claim.Text[x.End:]) ||
		x.Dim != value.Counted && x.Dim != value.Ordinal {
		return false
	}
	for i := range v.Parts {
		for k := range v.Parts[i].Values {
			e := &v.Parts[i].Values[k]
			if e.Class == value.Quantity && e.Dim != x.Dim && (e.Dim == value.Ordinal || e.Dim == value.Counted &&
				arithmetic.Times[e.Unit]) && e.Number == x.Number {
				return true
			}
		}
	}
	return false
}

// ofCalendar matches what follows the number of a week or of a day of the week in a month:
// 둘째 주, 셋째 화요일.
var ofCalendar = regexp.MustCompile(`^ ?(?:주(?:$|[ 에의는를말])|[월화수목금토일]요일)`)

// supposing matches what follows a number that the claim supposes.
var supposing = regexp.MustCompile(`^(?:이?면|인 |인데|라면|이라면|이어도|여도|이라도|라도|짜리|을 넘|를 등록|째)`)

// overstepped reports whether the claim is about what lies beyond the bound of
// the part that has x, and the passage's sentence goes on with that: 3시간까지
// 무료이고 넘으면.
func overstepped(v *view.View, x *value.Value, part int) bool {
	u := &v.Units[v.Parts[part].Sentence]
	beyond := korean.Span{Start: min(v.Parts[part].End, u.End), End: u.End}
	return x.Limit.Up() && beyondIt.MatchString(beyond.Of(v.Text))
}

var beyondIt = regexp.MustCompile(`넘으면|넘기면|지나면|초과하면|초과 시|그 뒤|그 후|그 다음|이후`)
