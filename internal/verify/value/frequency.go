package value

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// Frequency is how often something happens: 매월, 분기마다 한 번, 1년에 두 번.
type Frequency struct {
	korean.Span
	Amount bool    // what follows says how much is due each time
	times  float64 // in a period
	dim    Dimension
	period float64 // in the dimension's basic unit
}

// every matches words for a time after which something happens again, perTime those for a
// time in which it happens several times. Only the latter need a number of times.
var (
	every = regexp.MustCompile(`(?:^|[ (,|])(?:(매일|날마다)|(매주|주마다)|(격주)|(매월|매달|달마다)|(격월)|(매 ?분기|분기마다|분기별)|(매 ?반기|반기마다|반기별|반년마다)|` +
		`(매년|매해|해마다)|(?:(\d{1,3}|한|두|세|석|네|넉|다섯|여섯|열) ?)?(이틀|사흘|나흘|일주일|보름|열흘|일|주일|주|개월|달|년|해|시간)마다)`)
	perTime = regexp.MustCompile(`(?:^|[ (,|])(?:(하루|이틀|사흘|나흘|일주일|보름|열흘|반년|한 해|한 주|분기|반기|월|연|주|일)|(\d{1,3}|한|두|세|석|네|넉|다섯|여섯|열) ?(일|주일|주|개월|달|년|해|시간))` +
		`(?:에|간)? ?(?:최대 |최소 |평균 |총 |모두 )?(\d{1,3}|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|열두) ?(?:번|회|차례)`)
	// several dates or days of the week: 매년 4월과 10월
	several      = regexp.MustCompile(`^ ?(?:\d{1,2}[월일]|[월화수목금토일](?:요일)?)(?:과|와|, ?|·|, ?그리고 | 및 )`)
	timesBehind  = regexp.MustCompile(`^ ?(?:최대 |최소 )?(\d{1,3}|한|두|세|네|다섯|여섯|열) ?(?:번|회|차례)`)
	amountBehind = regexp.MustCompile(`^ ?(?:최대 |최소 |약 )?\d[\d,.]*(?:[만천백]+)? ?(?:원|%|점|㎏|kg|g|L|mL|시간|분|장|개|포인트|GB|MB)`)
)

// lengths are the lengths of the times of which words speak.
var lengths = map[string]struct {
	dim    Dimension
	number float64
}{
	"일": {Days, 1}, "하루": {Days, 1}, "이틀": {Days, 2}, "사흘": {Days, 3}, "나흘": {Days, 4}, "열흘": {Days, 10},
	"보름": {Days, 15}, "주": {Days, weekLength}, "한 주": {Days, weekLength}, "주일": {Days, weekLength},
	"일주일": {Days, weekLength}, "개월": {Months, 1}, "달": {Months, 1}, "월": {Months, 1}, "분기": {Months, 3},
	"반기": {Months, 6}, "반년": {Months, 6}, "연": {Months, 12}, "년": {Months, 12}, "해": {Months, 12},
	"한 해": {Months, 12}, "시간": {Seconds, 3600},
}

// everyLengths are those of the groups of every, in order.
var everyLengths = [...]struct {
	dim    Dimension
	number float64
}{{Days, 1}, {Days, weekLength}, {Days, 2 * weekLength}, {Months, 1}, {Months, 2}, {Months, 3}, {Months, 6}, {Months, 12}}

const weekLength = 7

// numerals are the numerals that the patterns above match.
var numerals = map[string]float64{"한": 1, "두": 2, "세": 3, "석": 3, "네": 4, "넉": 4, "다섯": 5, "여섯": 6,
	"일곱": 7, "여덟": 8, "아홉": 9, "열": 10, "열두": 12}

func numeral(word string) float64 {
	if n, ok := numerals[word]; ok {
		return n
	}
	n, _ := DigitsOnly(word, 0)
	return float64(n)
}

// Frequencies returns how often something happens according to a text.
func Frequencies(text string) []Frequency {
	var out []Frequency
	if containsOne(text, "번", "회", "차례") {
		out = perTimes(text)
	}
	if !containsOne(text, "매", "마다", "격", "별") {
		return out
	}
	for _, m := range every.FindAllStringSubmatchIndex(text, -1) {
		if several.MatchString(text[m[1]:]) {
			continue
		}
		f := Frequency{Span: trimmed(text, m[0], m[1]), Amount: amountBehind.MatchString(text[m[1]:]), times: 1}
		for i, l := range everyLengths {
			if m[2+2*i] >= 0 {
				f.dim, f.period = l.dim, l.number
			}
		}
		if unit := 2 + 2*(len(everyLengths)+1); m[unit] >= 0 {
			l := lengths[text[m[unit]:m[unit+1]]]
			f.dim, f.period = l.dim, l.number
			if m[unit-2] >= 0 {
				f.period *= numeral(text[m[unit-2]:m[unit-1]])
			}
		}
		if n := timesBehind.FindStringSubmatchIndex(text[m[1]:]); n != nil {
			f.times = numeral(text[m[1]+n[2] : m[1]+n[3]])
			f.End = m[1] + n[1]
		}
		out = append(out, f)
	}
	return out
}

// perTimes reads how often something happens in a time.
func perTimes(text string) []Frequency {
	var out []Frequency
	for _, m := range perTime.FindAllStringSubmatchIndex(text, -1) {
		f := Frequency{Span: trimmed(text, m[0], m[1]), times: numeral(text[m[8]:m[9]])}
		if m[2] >= 0 {
			l := lengths[text[m[2]:m[3]]]
			f.dim, f.period = l.dim, l.number
		} else {
			l := lengths[text[m[6]:m[7]]]
			f.dim, f.period = l.dim, l.number*numeral(text[m[4]:m[5]])
		}
		out = append(out, f)
	}
	return out
}

func containsOne(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}

// trimmed is a span without the character before its first word.
func trimmed(text string, start, end int) korean.Span {
	return korean.Span{Start: end - len(strings.TrimLeft(text[start:end], " (,|")), End: end}
}

// The days of an average month, and by how much two frequencies may differ of which one
// counts weeks or days and the other one months.
const (
	monthDays = 30.4
	nearly    = .12
)

// Equal reports whether two frequencies say the same: 분기마다 and 1년에 네 번.
func (f *Frequency) Equal(e *Frequency) bool {
	if f.dim == e.dim {
		return Near(f.times*e.period, e.times*f.period)
	}
	if f.dim == Seconds || e.dim == Seconds {
		return Near(f.perDay(), e.perDay())
	}
	a, b := f.perDay(), e.perDay()
	return math.Abs(a-b) <= nearly*math.Max(a, b)
}

func (f *Frequency) perDay() float64 {
	switch f.dim {
	case Seconds:
		return f.times / f.period * 24 * 60 * 60
	case Months:
		return f.times / f.period / monthDays
	}
	return f.times / f.period
}
