package verify

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// scan reads the values of a text in their order.
func scan(text string) []value {
	s := scanner{text: text}
	for i := 0; i < len(text); {
		if end := s.at(i); end > i {
			i = end
			continue
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
	s.shareUnits()
	s.joinSpans()
	s.carryMonths()
	s.markPeriods()
	s.values = persons(text, s.values)
	for k := range s.values {
		s.values[k].limit = limitOf(text, s.values[k].start, s.values[k].end)
	}
	return s.values
}

type scanner struct {
	text   string
	values []value
}

// at reads the value that begins at byte i and returns its end, or i if none
// begins there.
func (s *scanner) at(i int) int {
	c := s.text[i]
	if c < utf8.RuneSelf && c != '\'' {
		if !isDigit(c) && !isASCIILetter(c) && c != '-' {
			return i
		}
		if i > 0 && (isDigit(s.text[i-1]) || isASCIILetter(s.text[i-1])) {
			return s.skipWord(i)
		}
		for _, read := range [...]func(int) int{s.dateInFigures, s.code, s.clockInFigures} {
			if end := read(i); end > i {
				return end
			}
		}
	} else if i > 0 && !s.beginsWord(i) {
		return i
	}
	for _, read := range [...]func(int) int{s.dayInOrder, s.dateInWords, s.clockInWords, s.weekdays,
		s.fraction, s.periodWord, s.perOne, s.wordForTime, s.quantity} {
		if end := read(i); end > i {
			return end
		}
	}
	return i
}

// skipWord skips the rest of a run of letters and digits that is not a value.
func (s *scanner) skipWord(i int) int {
	for i < len(s.text) && (isDigit(s.text[i]) || isASCIILetter(s.text[i])) {
		i++
	}
	return i
}

// beginsWord reports whether a word may begin at i: the character before it is
// not Hangul, or is a syllable after which numbers and dates may follow.
func (s *scanner) beginsWord(i int) bool {
	r, _ := utf8.DecodeLastRuneInString(s.text[:i])
	return !unicode.Is(unicode.Hangul, r) || strings.ContainsRune("매첫총", r)
}

func (s *scanner) add(v value) int {
	s.values = append(s.values, v)
	return v.end
}

// quantity reads a number with its unit.
func (s *scanner) quantity(i int) int {
	from, sign := i, 1.0
	if s.text[i] == '-' {
		if i+1 >= len(s.text) || !isDigit(s.text[i+1]) || i > 0 && !strings.ContainsRune(" |(\n",
			rune(s.text[i-1])) {
			return i
		}
		from, sign = i+1, -1
	}
	n, ok := numberAt(s.text, from)
	if !ok || strings.HasPrefix(s.text[i:], "한해") && strings.HasSuffix(s.text[:i], "에 ") {
		return i
	}
	unit, end := unitAt(s.text, n.end)
	if unit == "" {
		end = n.end
		if n.word {
			unit, end = counterAfterBlank(s.text, min(n.end+1, len(s.text)))
		}
	}
	m := measureOf(unit)
	if strings.HasSuffix(strings.TrimRight(s.text[:i], " "), "영하") {
		sign = -1
	}
	v := value{start: i, end: end, class: quantity, dim: m.dim, unit: unit,
		number: sign * n.value * m.factor, word: n.word}
	if half := s.halfMore(end); half > end && (m.dim == seconds || m.dim == months ||
		m.dim == days) {
		v.end, v.number = half, v.number+.5*m.factor
	}
	v.named = unit == "" && namedBefore.MatchString(s.text[:i])
	if unit == "년" && n.small && n.value >= 1800 && n.value < 2200 {
		v.class, v.date = date, day{year: int(n.value)}
	}
	return s.add(v)
}

// namedBefore ends a name that a number belongs to.
var namedBefore = regexp.MustCompile(`(?:[A-Za-z]|안드로이드|윈도|버전|제) ?$`)

// halfMore reads the 반 (“half”) of 한 시간 반.
func (s *scanner) halfMore(i int) int {
	rest := s.text[i:]
	if strings.HasPrefix(rest, " 반") && !strings.HasPrefix(rest, " 반드") &&
		!strings.HasPrefix(rest, " 반납") && !strings.HasPrefix(rest, " 반환") {
		return i + len(" 반")
	}
	return i
}

// fraction reads 2/3, 3분의 2 and 절반.
func (s *scanner) fraction(i int) int {
	for _, half := range [...]string{"절반", "반값", "반액"} {
		if strings.HasPrefix(s.text[i:], half) {
			return s.add(value{start: i, end: i + len(half), dim: ratio, unit: "/", number: .5,
				word: true})
		}
	}
	if numbered.MatchString(s.text[:i]) {
		return i // 세 반을: three classes
	}
	if strings.HasPrefix(s.text[i:], "반을 ") || strings.HasPrefix(s.text[i:], "반만 ") {
		return s.add(value{start: i, end: i + len("반"), dim: ratio, unit: "/", number: .5,
			word: true})
	}
	if !isDigit(s.text[i]) {
		return i
	}
	a, end := plainDigits(s.text, i)
	rest := s.text[end:]
	switch {
	case strings.HasPrefix(rest, "/") && len(rest) > 1 && isDigit(rest[1]):
		b, stop := plainDigits(s.text, end+1)
		if unit, _ := unitAt(s.text, stop); b > a && a > 0 && unit == "" {
			return s.add(value{start: i, end: stop, dim: ratio, unit: "/", number: a / b})
		}
	case strings.HasPrefix(rest, "분의"):
		at := end + len("분의")
		at += len(s.text[at:]) - len(strings.TrimLeft(s.text[at:], " "))
		if at < len(s.text) && isDigit(s.text[at]) && a > 0 {
			b, stop := plainDigits(s.text, at)
			return s.add(value{start: i, end: stop, dim: ratio, unit: "/", number: b / a})
		}
	}
	return i
}

// numbered ends what counts classes: 세 반.
var numbered = regexp.MustCompile(`(?:[한두세네각]|다섯|여섯|모든) $`)

// shareUnits gives numbers without a unit the unit of the number with which
// they form a range or a list: 35~60℃.
func (s *scanner) shareUnits() {
	for k := len(s.values) - 2; k >= 0; k-- {
		v, next := &s.values[k], &s.values[k+1]
		if v.class == quantity && v.dim == bare && next.class == date && next.date.year == 0 &&
			next.date.month > 0 && next.date.day == 0 &&
			v.number >= 1 && v.number <= 12 &&
			strings.Trim(s.text[v.end:min(len(s.text), max(v.end, next.start))],
				" ~∼-·,") == "" {
			v.class, v.date = date, day{month: int(v.number)}
			continue
		}
		if v.class != quantity || v.dim != bare || next.class != quantity || next.dim == bare ||
			next.start < v.end {
			continue
		}
		switch strings.TrimSpace(s.text[v.end:next.start]) {
		case "~", "-", "–", "∼", "～", "·", "〜", "에서", "/":
			m := measureOf(next.unit)
			v.dim, v.unit, v.number = m.dim, next.unit, v.number*m.factor
		}
	}
}

// joinSpans joins spans such as 1시간 35분 and 1년 6개월 into one value.
func (s *scanner) joinSpans() {
	kept := s.values[:0]
	for _, v := range s.values {
		if n := len(kept); n > 0 && v.class == quantity {
			last := &kept[n-1]
			joined := last.class == quantity && last.dim == v.dim &&
				(v.dim == seconds || v.dim == months) && v.number < last.number &&
				measureOf(v.unit).factor < measureOf(last.unit).factor &&
				strings.TrimSpace(s.text[last.end:v.start]) == ""
			if joined {
				last.end, last.number = v.end, last.number+v.number
				continue
			}
		}
		kept = append(kept, v)
	}
	s.values = kept
}
