package verify

import "strings"

// dateInFigures reads 2026-03-01, 2026.3.1., 2026. 3. 1., 2026/3/1 and 3.20.
// with a point at its end.
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

// dateInWords reads 2026년 3월 1일, 2026년 3월, 3월 1일 and 3월. A year alone is read as a quantity first.
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
	}
	return s.add(value{start: begin, end: end, class: date, date: d})
}

// next reads the digits behind end, after at most one blank.
func (s *scanner) next(_, end int) (from, n, at int) {
	from = skipBlank(s.text, end)
	n, at = digitsOnly(s.text, from)
	return from, n, at
}
