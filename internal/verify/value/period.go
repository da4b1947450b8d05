package value

import (
	"regexp"
	"strings"
)

// Spans of time that have a word of their own.
var timeWords = [...]struct {
	word   string
	dim    Dimension
	number float64
}{

	{"하루", Days, 1}, {"전날", Days, 1}, {"이틀", Days, 2}, {"사흘", Days, 3}, {"나흘", Days, 4}, {"닷새", Days, 5},
	{"엿새", Days, 6}, {"이레", Days, 7},
	{"첫째", Ordinal, 1}, {"첫 번째", Ordinal, 1}, {"둘째", Ordinal, 2}, {"셋째", Ordinal, 3},
	{"넷째", Ordinal, 4}, {"다섯째", Ordinal, 5},
	{"여드레", Days, 8}, {"아흐레", Days, 9}, {"하룻밤", Days, 1}, {"전액", Ratio, 1}, {"열흘", Days, 10},
	{"보름", Days, 15}, {"일주일", Days, 7}, {"반년", Months, 6}, {"반나절", Seconds, 4 * 3600},
}

// periods are words for how often an amount is due, or for what time it
// applies.
var periods = [...]struct {
	word   string
	dim    Dimension
	number float64
}{

	{"매월", Months, 1}, {"매달", Months, 1}, {"달마다", Months, 1}, {"월 ", Months, 1}, {"매년", Months, 12},
	{"매해", Months, 12}, {"해마다", Months, 12},
	{"연간", Months, 12}, {"연 ", Months, 12}, {"매주", Days, 7}, {"주 ", Days, 7}, {"격주", Days, 14},
	{"격월", Months, 2}, {"반기마다", Months, 6}, {"분기마다", Months, 3}, {"분기 ", Months, 3},
	{"분기에", Months, 3}, {"분기당", Months, 3}, {"반기에", Months, 6}, {"반기당", Months, 6},
	{"매일", Days, 1}, {"날마다", Days, 1}, {"일 ", Days, 1},
}

// periodWord reads words such as 매월, and 월 before a number.
func (s *scanner) periodWord(i int) int {
	for _, p := range periods {
		if !strings.HasPrefix(s.text[i:], p.word) {
			continue
		}
		end := i + len(strings.TrimRight(p.word, " "))
		if next := i + len(p.word); strings.HasSuffix(p.word, " ") &&
			(next >= len(s.text) || !s.counts(next)) {
			return i
		}
		return s.add(Value{Start: i, End: end, Dim: p.dim, Number: p.number, Word: true,
			Period: true, Unit: "주기"})
	}
	return i
}

// counts: a number stands at i, or 최대.
func (s *scanner) counts(i int) bool {
	return IsDigit(s.text[i]) || strings.HasPrefix(s.text[i:], "최대 ") ||
		strings.HasPrefix(s.text[i:], "최소 ")
}

// markPeriods marks the values that are periods: 한 달에, 1년에, 하루에, 1인당.
func (s *scanner) markPeriods() {
	for k := range s.values {
		v := &s.values[k]
		if v.Class != Quantity || v.Dim == Won || v.Dim == Bare {
			continue
		}
		if v.Word && Near(v.Number, MeasureOf(v.Unit).Factor) && k+1 < len(s.values) && v.ratesNext(&s.values[k+1]) {
			v.Period = true
			continue
		}
		if (v.Dim == Days || v.Dim == Months) && often.MatchString(s.text[v.End:]) {
			v.Period = true
			if k+1 < len(s.values) {
				if n := &s.values[k+1]; n.Class == Quantity && n.Dim == Counted && Near(n.Number, 1) && n.Start-v.End <= len("에 ") {
					n.Period = true // 2주에 한 번
				}
			}
			continue
		}
		one := Near(v.Number, MeasureOf(v.Unit).Factor) || Near(v.Number, 1) || Near(v.Number, 7) &&
			v.Word
		rest := s.text[v.End:]
		v.Period = v.Period || strings.HasPrefix(rest, "당") || one &&
			(strings.HasPrefix(rest, "에") || strings.HasPrefix(rest, "당") ||
				strings.HasPrefix(rest, "마다") || strings.HasPrefix(rest, "씩") ||
				strings.HasPrefix(rest, " 동안") && k+1 < len(s.values) || strings.HasPrefix(rest, " 최대")) || one &&
			everyTime.MatchString(rest) || one &&
			(strings.HasPrefix(rest, " 내내") || strings.HasPrefix(rest, " 치") || v.Unit == "일" &&
				strings.HasPrefix(s.text[v.Start:], "하룻밤"))
	}
}

// ratesNext reports whether a day, a week or a month stands directly before what is
// said of each: 하루 8시간, 한 달 8일.
func (v *Value) ratesNext(next *Value) bool {
	return (v.Dim == Days || v.Dim == Months) && next.Class == Quantity && next.Start == v.End+1 &&
		next.Dim != Bare && next.Dim != Ordinal && next.Dim != v.Dim
}

// often matches what follows a time that says how often something happens:
// 2년에 한 번, 3개월마다.
var often = regexp.MustCompile(`^(?:에|마다) ?(?:\d+|한|두|세|네) ?(?:번|회|차례)|^마다`)

// everyTime matches what follows a time in which something has to happen again and
// again: 한 달을 개근할 때마다.
var everyTime = regexp.MustCompile(`^(?:을|를)? (?:[가-힣]+ ){1,2}때마다`)

// perOne reads 개당 and 분당 before a number.
func (s *scanner) perOne(i int) int {
	unit, end := unitAt(s.text, i)
	if unit == "" || end != i+len(unit) || !perAmount.MatchString(s.text[end:]) {
		return i
	}
	m := MeasureOf(unit)
	return s.add(Value{Start: i, End: end, Dim: m.Dim, Number: m.Factor, Unit: unit, Word: true,
		Period: true})
}

var perAmount = regexp.MustCompile(`^당 (?:약 |최대 |최소 )?\d`)

// daysInOrder are the words for the first, second and further days of an event.
var daysInOrder = [...]struct {
	word   string
	number float64
}{{"첫날", 1}, {"첫째 날", 1}, {"첫 날", 1}, {"이튿날", 2}, {"둘째 날", 2}, {"둘째날", 2}, {"셋째 날", 3}, {"셋째날", 3},

	{"넷째 날", 4}}

// dayInOrder reads 첫날, 둘째 날, 1일 차 and 2일째.
func (s *scanner) dayInOrder(i int) int {
	for _, d := range daysInOrder {
		if strings.HasPrefix(s.text[i:], d.word) {
			return s.add(Value{Start: i, End: i + len(d.word), Dim: Ordinal, Number: d.number,
				Unit: dayUnit, Word: true})
		}
	}
	m := numberedDay.FindStringSubmatch(s.text[i:])
	if m == nil {
		return i
	}
	n, _ := DigitsOnly(m[1], 0)
	return s.add(Value{Start: i, End: i + len(m[0]), Dim: Ordinal, Number: float64(n),
		Unit: dayUnit})
}

var numberedDay = regexp.MustCompile(`^(\d{1,2})일 ?(?:차|째)`)

// dayUnit is the unit of ordinal numbers of days.
const dayUnit = "일 차"

func (s *scanner) wordForTime(i int) int {
	for _, w := range timeWords {
		if strings.HasPrefix(s.text[i:], w.word) {
			return s.add(Value{Start: i, End: i + len(w.word), Dim: w.dim, Number: w.number,
				Word: true, Unit: "일"})
		}
	}
	return i
}
