package value

import (
	"math"
	"regexp"
	"strings"
	"time"
)

// dateInFigures reads 2026-03-01, 2026.3.1., 2026. 3. 1., 2026/3/1 and 3.20.
// (with a final period).
func (s *scanner) dateInFigures(i int) int {
	if !IsDigit(s.text[i]) {
		return i
	}
	year, end := DigitsOnly(s.text, i)
	if end == i+4 && year >= 1000 && year < 2200 {
		month, day, stop := s.figures(end, 2)
		if month >= 1 && month <= 12 && day <= 31 && (day > 0 || s.text[end] == '-' ||
			strings.HasSuffix(s.text[end:stop], ".")) {
			return s.add(Value{Start: i, End: stop, Class: Date, Date: dayOf(year, month, day)})
		}
		return i
	}
	if end > i+2 || end >= len(s.text) || s.text[end] != '.' || year < 1 || year > 12 {
		return i
	}
	day, stop := DigitsOnly(s.text, skipBlank(s.text, end+1))
	if stop > end+1 && day >= 1 && day <= 31 && stop < len(s.text) && s.text[stop] == '.' &&
		(stop+1 == len(s.text) || !IsDigit(s.text[stop+1])) {
		if rest := s.text[stop+1:]; strings.HasPrefix(rest, "까지") ||
			strings.HasPrefix(rest, "부터") || strings.HasPrefix(rest, "(") ||
			strings.HasPrefix(rest, "에") || strings.HasPrefix(rest, "~") {
			return s.add(Value{Start: i, End: stop + 1, Class: Date, Date: dayOf(0, year, day)})
		}
	}
	return i
}

// figures reads what follows a year: a separator and a number, up to twice.
func (s *scanner) figures(i, most int) (month, day, end int) {
	var got [2]int
	end = i
	for k := range most {
		if end >= len(s.text) || strings.IndexByte("-./", s.text[end]) < 0 {
			break
		}
		n, stop := DigitsOnly(s.text, skipBlank(s.text, end+1))
		if stop == end+1 || n == 0 && k == 0 || stop > end+4 || n == 0 {
			if s.text[end] == '.' && k > 0 {
				end++
			}
			break
		}
		got[k], end = n, stop
	}
	if end < len(s.text) && s.text[end] == '.' && got[1] > 0 {
		end++
	}
	return got[0], got[1], end
}

func dayOf(year, month, d int) Day { return Day{Year: year, Month: month, Day: d} }

func skipBlank(text string, i int) int {
	if i < len(text) && text[i] == ' ' {
		i++
	}
	return i
}

func DigitsOnly(text string, i int) (n, end int) {
	for end = i; end < len(text) && end < i+8 && IsDigit(text[end]); end++ {
		n = n*10 + int(text[end]-'0')
	}
	return n, end
}

// dateInWords reads 2026년 3월 1일, 2026년 3월, 3월 1일 and 3월. A year alone is
// read as a quantity first.
func (s *scanner) dateInWords(i int) int {
	if !IsDigit(s.text[i]) {
		return i
	}
	var d Day
	n, at := DigitsOnly(s.text, i)
	if rest, ok := strings.CutPrefix(s.text[at:], "학년도"); ok && n >= 1900 {
		return s.add(Value{Start: i, End: len(s.text) - len(rest), Class: Date, Date: Day{Year: n}})
	}
	end := i
	if rest, ok := strings.CutPrefix(s.text[at:], "년"); ok && n >= 1000 && n < 2200 {
		d.Year = n
		end = len(s.text) - len(rest)
		i, n, at = s.next(i, end)
	} else if rest, ok := strings.CutPrefix(s.text[at:], "년도"); ok && n >= 1000 {
		return s.add(Value{Start: i, End: len(s.text) - len(rest), Class: Date, Date: Day{Year: n}})
	}
	begin := i
	if d.Year > 0 {
		begin = end - len("년") - 4
	}
	rest, ok := strings.CutPrefix(s.text[min(at, len(s.text)):], "월")
	if !ok || n < 1 || n > 12 {
		if d.Year > 0 {
			return s.add(Value{Start: begin, End: end, Class: Date, Date: d})
		}
		return i
	}
	d.Month, end = n, len(s.text)-len(rest)
	if _, n, at = s.next(0, end); at > end && n >= 1 && n <= 31 && strings.HasPrefix(s.text[at:],
		"일") && !strings.HasPrefix(s.text[at:], "일간") {
		d.Day, end = n, at+len("일")
	} else if last, more := monthEnd(d, s.text[end:]); more > 0 {
		d, end = last, end+more
	}
	return s.add(Value{Start: begin, End: end, Class: Date, Date: d})
}

// carryMonths turns days after a date into dates of the same month: 10월
// 16일부터 19일까지.
func (s *scanner) carryMonths() {
	for k := 1; k < len(s.values); k++ {
		v, before := &s.values[k], &s.values[k-1]
		for j := k - 1; j >= 0 && before.Class != Date; j-- {
			before = &s.values[j]
		}
		if v.Class != Quantity || v.Unit != "일" || v.Word || v.Number < 1 || v.Number > 31 || before.Class != Date ||
			before.Date.Month == 0 || before.Date.Day == 0 || float64(before.Date.Day) >= v.Number ||
			v.Start-before.End > longestCarry || !dayEnds.MatchString(s.text[v.End:]) &&
			!(dayJoint.MatchString(s.text[before.End:v.Start]) && !lasts.MatchString(s.text[v.End:])) {
			continue
		}
		v.Class, v.Dim, v.Unit = Date, Bare, ""
		v.Date = Day{Year: before.Date.Year, Month: before.Date.Month, Day: int(v.Number)}
	}
}

// longestCarry is the greatest distance in bytes between a date and a day that
// takes its month from it.
const longestCarry = 90

// dayEnds matches what may follow a day of the month but not a number of days.
var dayEnds = regexp.MustCompile(`^(?:부터|까지|에는? |은 |이다|입니다|이에요|\(|~|[가-힣]{0,2}\.$|,| 오전| 오후| \d)`)

// dayJoint matches what stands between two days of one month, lasts what follows a
// number of days: 10월 17일과 18일 이틀 동안.
var (
	dayJoint = regexp.MustCompile(`^(?:과|와|,|·| 및|~| ~|부터| 또는|이나)? ?$`)
	lasts    = regexp.MustCompile(`^(?:간| 동안| 이내| 안에| 만에| 뒤| 후| 전)`)
)

// monthEnd reads 말 after a month as the month's last day.
func monthEnd(d Day, rest string) (Day, int) {
	for _, end := range [...]string{" 말", "말"} {
		if after, ok := strings.CutPrefix(rest, end); ok && (after == "" || monthEnds.MatchString(after)) {
			d.Day = [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[d.Month-1]
			return d, len(end)
		}
	}
	return d, 0
}

var monthEnds = regexp.MustCompile(`^(?:까지|에|부터|이|일|로|,| )`)

// next reads the digits that begin at end, after at most one space.
func (s *scanner) next(_, end int) (from, n, at int) {
	from = skipBlank(s.text, end)
	n, at = DigitsOnly(s.text, from)
	return from, n, at
}

// Spans reports whether x is the time from one date to another, including the
// last day or not.
func (x *Value) Spans(from, to Day) bool {
	if to.Year == 0 {
		to.Year = from.Year
	}
	if from.Year == 0 {
		from.Year = to.Year
	}
	length := float64((to.Year-from.Year)*12 + to.Month - from.Month)
	exact := length + float64(to.Day-from.Day)/30
	if x.Dim == Months {
		return math.Abs(exact-x.Number) < .15
	}
	if from.Day == 0 || to.Day == 0 {
		return false
	}
	n := to.at().Sub(from.at()).Hours() / 24
	return n > 0 && (Near(n, x.Number) || Near(n+1, x.Number))
}

// Plus returns the day that is so many days after d. If d has no year, it is in
// the same year.
func (d Day) Plus(days int) Day {
	if d.Month == 0 || d.Day == 0 {
		return Day{}
	}
	t := d.at().AddDate(0, 0, days)
	out := Day{Year: t.Year(), Month: int(t.Month()), Day: t.Day()}
	if d.Year == 0 {
		out.Year = 0
	}
	return out
}

// after reports whether d is the day after e.
func (d Day) after(e Day) bool {
	if d.Year == 0 || e.Year == 0 {
		d.Year, e.Year = 0, 0
	}
	return e.at().AddDate(0, 0, 1).Equal(d.at())
}

// at is the day at midnight; one without a year is of a year that has 29 February.
func (d Day) at() time.Time {
	year := d.Year
	if year == 0 {
		year = 2024
	}
	return time.Date(year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}
