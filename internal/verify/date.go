package verify

import (
	"regexp"
	"strings"
)

// dateInFigures reads 2026-03-01, 2026.3.1., 2026. 3. 1., 2026/3/1 and 3.20.
// (with a final period).
func (s *scanner) dateInFigures(i int) int {
	if !isDigit(s.text[i]) {
		return i
	}
	year, end := digitsOnly(s.text, i)
	if end == i+4 && year >= 1000 && year < 2200 {
		month, day, stop := s.figures(end, 2)
		if month >= 1 && month <= 12 && day <= 31 && (day > 0 || s.text[end] == '-' ||
			strings.HasSuffix(s.text[end:stop], ".")) {
			return s.add(value{start: i, end: stop, class: date, date: dayOf(year, month, day)})
		}
		return i
	}
	if end > i+2 || end >= len(s.text) || s.text[end] != '.' || year < 1 || year > 12 {
		return i
	}
	day, stop := digitsOnly(s.text, skipBlank(s.text, end+1))
	if stop > end+1 && day >= 1 && day <= 31 && stop < len(s.text) && s.text[stop] == '.' &&
		(stop+1 == len(s.text) || !isDigit(s.text[stop+1])) {
		if rest := s.text[stop+1:]; strings.HasPrefix(rest, "까지") ||
			strings.HasPrefix(rest, "부터") || strings.HasPrefix(rest, "(") ||
			strings.HasPrefix(rest, "에") || strings.HasPrefix(rest, "~") {
			return s.add(value{start: i, end: stop + 1, class: date, date: dayOf(0, year, day)})
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
		n, stop := digitsOnly(s.text, skipBlank(s.text, end+1))
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

func dayOf(year, month, d int) day { return day{year: year, month: month, day: d} }

func skipBlank(text string, i int) int {
	if i < len(text) && text[i] == ' ' {
		i++
	}
	return i
}

func digitsOnly(text string, i int) (n, end int) {
	for end = i; end < len(text) && end < i+8 && isDigit(text[end]); end++ {
		n = n*10 + int(text[end]-'0')
	}
	return n, end
}

// dateInWords reads 2026년 3월 1일, 2026년 3월, 3월 1일 and 3월. A year alone is
// read as a quantity first.
func (s *scanner) dateInWords(i int) int {
	if !isDigit(s.text[i]) {
		return i
	}
	var d day
	n, at := digitsOnly(s.text, i)
	if rest, ok := strings.CutPrefix(s.text[at:], "학년도"); ok && n >= 1900 {
		return s.add(value{start: i, end: len(s.text) - len(rest), class: date, date: day{year: n}})
	}
	end := i
	if rest, ok := strings.CutPrefix(s.text[at:], "년"); ok && n >= 1000 && n < 2200 {
		d.year = n
		end = len(s.text) - len(rest)
		i, n, at = s.next(i, end)
	} else if rest, ok := strings.CutPrefix(s.text[at:], "년도"); ok && n >= 1000 {
		return s.add(value{start: i, end: len(s.text) - len(rest), class: date, date: day{year: n}})
	}
	begin := i
	if d.year > 0 {
		begin = end - len("년") - 4
	}
	rest, ok := strings.CutPrefix(s.text[min(at, len(s.text)):], "월")
	if !ok || n < 1 || n > 12 {
		if d.year > 0 {
			return s.add(value{start: begin, end: end, class: date, date: d})
		}
		return i
	}
	d.month, end = n, len(s.text)-len(rest)
	if _, n, at = s.next(0, end); at > end && n >= 1 && n <= 31 && strings.HasPrefix(s.text[at:],
		"일") && !strings.HasPrefix(s.text[at:], "일간") {
		d.day, end = n, at+len("일")
	} else if last, more := monthEnd(d, s.text[end:]); more > 0 {
		d, end = last, end+more
	}
	return s.add(value{start: begin, end: end, class: date, date: d})
}

// carryMonths turns days after a date into dates of the same month: 10월
// 16일부터 19일까지.
func (s *scanner) carryMonths() {
	for k := 1; k < len(s.values); k++ {
		v, before := &s.values[k], &s.values[k-1]
		for j := k - 1; j >= 0 && before.class != date; j-- {
			before = &s.values[j]
		}
		if v.class != quantity || v.unit != "일" || v.word || v.number < 1 || v.number > 31 || before.class != date ||
			before.date.month == 0 || before.date.day == 0 || float64(before.date.day) >= v.number ||
			v.start-before.end > longestCarry || !dayEnds.MatchString(s.text[v.end:]) {
			continue
		}
		v.class, v.dim, v.unit = date, bare, ""
		v.date = day{year: before.date.year, month: before.date.month, day: int(v.number)}
	}
}

// longestCarry is the greatest distance in bytes between a date and a day that
// takes its month from it.
const longestCarry = 90

// dayEnds matches what may follow a day of the month but not a number of days.
var dayEnds = regexp.MustCompile(`^(?:부터|까지|에는? |은 |이다|입니다|이에요|\(|~|[가-힣]{0,2}\.$|,| 오전| 오후| \d)`)

// monthEnd reads 말 after a month as the month's last day.
func monthEnd(d day, rest string) (day, int) {
	for _, end := range [...]string{" 말", "말"} {
		if after, ok := strings.CutPrefix(rest, end); ok && (after == "" || monthEnds.MatchString(after)) {
			d.day = [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[d.month-1]
			return d, len(end)
		}
	}
	return d, 0
}

var monthEnds = regexp.MustCompile(`^(?:까지|에|부터|이|일|로|,| )`)

// next reads the digits that begin at end, after at most one space.
func (s *scanner) next(_, end int) (from, n, at int) {
	from = skipBlank(s.text, end)
	n, at = digitsOnly(s.text, from)
	return from, n, at
}
