package verify

import (
	"regexp"
	"strings"
)

// Spans of time that have a word of their own.
var timeWords = [...]struct {
	word   string
	dim    dimension
	number float64
}{

	{"하루", days, 1}, {"전날", days, 1}, {"이틀", days, 2}, {"사흘", days, 3}, {"나흘", days, 4}, {"닷새", days, 5},
	{"엿새", days, 6}, {"이레", days, 7},
	{"첫째", ordinal, 1}, {"첫 번째", ordinal, 1}, {"둘째", ordinal, 2}, {"셋째", ordinal, 3},
	{"넷째", ordinal, 4}, {"다섯째", ordinal, 5},
	{"여드레", days, 8}, {"아흐레", days, 9}, {"하룻밤", days, 1}, {"전액", ratio, 1}, {"열흘", days, 10},
	{"보름", days, 15}, {"일주일", days, 7}, {"반년", months, 6}, {"반나절", seconds, 4 * 3600},
}

// periods are words for how often an amount is due, or for what time it
// applies.
var periods = [...]struct {
	word   string
	dim    dimension
	number float64
}{

	{"매월", months, 1}, {"매달", months, 1}, {"달마다", months, 1}, {"월 ", months, 1}, {"매년", months, 12},
	{"매해", months, 12}, {"해마다", months, 12},
	{"연간", months, 12}, {"연 ", months, 12}, {"매주", days, 7}, {"주 ", days, 7}, {"격주", days, 14},
	{"격월", months, 2}, {"반기마다", months, 6}, {"분기마다", months, 3}, {"분기 ", months, 3},
	{"매일", days, 1}, {"날마다", days, 1}, {"일 ", days, 1},
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
		return s.add(value{start: i, end: end, dim: p.dim, number: p.number, word: true,
			period: true, unit: "주기"})
	}
	return i
}

// counts: a number stands at i, or 최대.
func (s *scanner) counts(i int) bool {
	return isDigit(s.text[i]) || strings.HasPrefix(s.text[i:], "최대 ") ||
		strings.HasPrefix(s.text[i:], "최소 ")
}

// markPeriods marks the values that are periods: 한 달에, 1년에, 하루에, 1인당.
func (s *scanner) markPeriods() {
	for k := range s.values {
		v := &s.values[k]
		if v.class != quantity || v.dim == won || v.dim == bare {
			continue
		}
		if often.MatchString(s.text[v.end:]) && (v.dim == days || v.dim == months) {
			v.period = true
			if k+1 < len(s.values) {
				if n := &s.values[k+1]; n.class == quantity && n.dim == counted && near(n.number, 1) && n.start-v.end <= len("에 ") {
					n.period = true // 2주에 한 번
				}
			}
			continue
		}
		one := near(v.number, measureOf(v.unit).factor) || near(v.number, 1) || near(v.number, 7) &&
			v.word
		rest := s.text[v.end:]
		v.period = v.period || strings.HasPrefix(rest, "당") || one &&
			(strings.HasPrefix(rest, "에") || strings.HasPrefix(rest, "당") ||
				strings.HasPrefix(rest, "마다") || strings.HasPrefix(rest, "씩") ||
				strings.HasPrefix(rest, " 동안") || strings.HasPrefix(rest, " 최대")) || one &&
			(strings.HasPrefix(rest, " 내내") || strings.HasPrefix(rest, " 치") || v.unit == "일" &&
				strings.HasPrefix(s.text[v.start:], "하룻밤"))
	}
}

// often matches what follows a time that says how often something happens:
// 2년에 한 번, 3개월마다.
var often = regexp.MustCompile(`^(?:에|마다) ?(?:\d+|한|두|세|네) ?(?:번|회|차례)|^마다`)

// perOne reads 개당 and 분당 before a number.
func (s *scanner) perOne(i int) int {
	unit, end := unitAt(s.text, i)
	if unit == "" || end != i+len(unit) || !perAmount.MatchString(s.text[end:]) {
		return i
	}
	m := measureOf(unit)
	return s.add(value{start: i, end: end, dim: m.dim, number: m.factor, unit: unit, word: true,
		period: true})
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
			return s.add(value{start: i, end: i + len(d.word), dim: ordinal, number: d.number,
				unit: dayUnit, word: true})
		}
	}
	m := numberedDay.FindStringSubmatch(s.text[i:])
	if m == nil {
		return i
	}
	n, _ := digitsOnly(m[1], 0)
	return s.add(value{start: i, end: i + len(m[0]), dim: ordinal, number: float64(n),
		unit: dayUnit})
}

var numberedDay = regexp.MustCompile(`^(\d{1,2})일 ?(?:차|째)`)

// dayUnit is the unit of ordinal numbers of days.
const dayUnit = "일 차"

func (s *scanner) wordForTime(i int) int {
	for _, w := range timeWords {
		if strings.HasPrefix(s.text[i:], w.word) {
			return s.add(value{start: i, end: i + len(w.word), dim: w.dim, number: w.number,
				word: true, unit: "일"})
		}
	}
	return i
}
