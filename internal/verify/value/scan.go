package value

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Scan reads the values of a text in their order.
func Scan(text string) []Value {
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
	s.carryAfternoons()
	s.markPeriods()
	s.values = persons(text, s.values)
	for k := range s.values {
		v := &s.values[k]
		v.Limit, v.Strict = limitOf(text, v.Start, v.End), strictLimit.MatchString(text[v.End:])
	}
	return s.values
}

type scanner struct {
	text   string
	values []Value
}

// at reads the value that begins at byte i and returns its end, or i if none
// begins there.
func (s *scanner) at(i int) int {
	c := s.text[i]
	if c < utf8.RuneSelf && c != '\'' {
		if !IsDigit(c) && !isASCIILetter(c) && c != '-' {
			return i
		}
		if i > 0 && (IsDigit(s.text[i-1]) || isASCIILetter(s.text[i-1]) ||
			s.text[i-1] == '^' || s.text[i-1] == '_') { // an exponent or an index
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
	for i < len(s.text) && (IsDigit(s.text[i]) || isASCIILetter(s.text[i])) {
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

// add keeps a value and returns where it ends.
func (s *scanner) add(v Value) int {
	s.values = append(s.values, v)
	return v.End
}

// quantity reads a number with its unit.
func (s *scanner) quantity(i int) int {
	from, sign := i, 1.0
	if s.text[i] == '-' {
		if i+1 >= len(s.text) || !IsDigit(s.text[i+1]) || i > 0 && !strings.ContainsRune(" |(\n",
			rune(s.text[i-1])) {
			return i
		}
		from, sign = i+1, -1
	}
	n, ok := numberAt(s.text, from)
	// 에 한해 (“only for”) and 천장 (“ceiling”) begin as 한 해 and 천 장 do.
	if !ok || strings.HasPrefix(s.text[i:], "한해") && strings.HasSuffix(s.text[:i], "에 ") ||
		strings.HasPrefix(s.text[i:], "천장") {
		return i
	}
	unit, end := unitAt(s.text, n.End)
	if unit == "" {
		end = n.End
		if n.word {
			unit, end = counterAfterBlank(s.text, min(n.End+1, len(s.text)))
		}
	}
	if unit == "인" && i > 1 && s.text[i-1] == ' ' && isASCIILetter(s.text[i-2]) {
		unit, end = "", n.End // Class 10인 구역
	}
	start := i
	if unit == "" {
		unit, start = currencyBefore(s.text, i)
	}
	m := MeasureOf(unit)
	if strings.HasSuffix(strings.TrimRight(s.text[:i], " "), "영하") {
		sign = -1
	}
	v := Value{Start: start, End: end, Class: Quantity, Dim: m.Dim, Unit: unit,
		Number: sign * n.Value * m.Factor, Word: n.word}
	// 한 시간 반 is an hour and a half.
	if half := s.halfMore(end); half > end && (m.Dim == Seconds || m.Dim == Months ||
		m.Dim == Days) {
		v.End, v.Number = half, v.Number+.5*m.Factor
	}
	v.named = unit == "" && namedBefore.MatchString(s.text[max(0, i-longestName):i])
	// A number of years this large is a year.
	if unit == "년" && n.small && n.Value >= 1800 && n.Value < 2200 {
		v.Class, v.Date = Date, Day{Year: int(n.Value)}
	}
	return s.add(v)
}

// currencies are the units of money whose signs and codes stand before an amount.
var currencies = [...]struct{ sign, unit string }{
	{"US$", "달러"}, {"USD", "달러"}, {"$", "달러"}, {"＄", "달러"}, {"₩", "원"}, {"￦", "원"}, {"KRW", "원"},
	{"€", "유로"}, {"EUR", "유로"}, {"¥", "엔"}, {"￥", "엔"}, {"JPY", "엔"}, {"CNY", "위안"}, {"£", "파운드"}, {"GBP", "파운드"},
}

// currencyBefore returns the unit of the sign or code before the amount at text[i:],
// and where the sign begins.
func currencyBefore(text string, i int) (unit string, start int) {
	before := strings.TrimSuffix(text[:i], " ")
	for _, c := range currencies {
		if rest, ok := strings.CutSuffix(before, c.sign); ok &&
			(!isASCIILetter(c.sign[0]) || rest == "" || !isASCIILetter(rest[len(rest)-1])) {
			return c.unit, len(rest)
		}
	}
	return "", i
}

// namedBefore ends a name that a number belongs to.
var namedBefore = regexp.MustCompile(`(?:[A-Za-z]|안드로이드|윈도|버전|제) ?$`)

// longestName is the most bytes that namedBefore matches.
const longestName = len("안드로이드 ")

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
			return s.add(Value{Start: i, End: i + len(half), Dim: Ratio, Unit: "/", Number: .5,
				Word: true})
		}
	}
	if numbered.MatchString(s.text[max(0, i-longestNumber):i]) {
		return i // 세 반을: three classes
	}
	if strings.HasPrefix(s.text[i:], "반을 ") || strings.HasPrefix(s.text[i:], "반만 ") {
		return s.add(Value{Start: i, End: i + len("반"), Dim: Ratio, Unit: "/", Number: .5,
			Word: true})
	}
	if !IsDigit(s.text[i]) {
		return i
	}
	a, end := plainDigits(s.text, i)
	rest := s.text[end:]
	switch {
	case strings.HasPrefix(rest, "/") && len(rest) > 1 && IsDigit(rest[1]):
		b, stop := plainDigits(s.text, end+1)
		if unit, _ := unitAt(s.text, stop); b > a && a > 0 && unit == "" {
			return s.add(Value{Start: i, End: stop, Dim: Ratio, Unit: "/", Number: a / b})
		}
	case strings.HasPrefix(rest, "분의"):
		at := end + len("분의")
		at += len(s.text[at:]) - len(strings.TrimLeft(s.text[at:], " "))
		if at < len(s.text) && IsDigit(s.text[at]) && a > 0 {
			b, stop := plainDigits(s.text, at)
			return s.add(Value{Start: i, End: stop, Dim: Ratio, Unit: "/", Number: b / a})
		}
	}
	return i
}

// numbered ends what counts classes: 세 반.
var numbered = regexp.MustCompile(`(?:[한두세네각]|다섯|여섯|모든) $`)

// longestNumber is the most bytes that numbered matches.
const longestNumber = len("다섯 ")

// shareUnits gives numbers without a unit the unit of the number with which
// they form a range or a list: 35~60℃.
func (s *scanner) shareUnits() {
	for k := len(s.values) - 2; k >= 0; k-- {
		v, next := &s.values[k], &s.values[k+1]
		if v.Class == Quantity && v.Dim == Bare && next.Class == Date && next.Date.Year == 0 &&
			next.Date.Month > 0 && next.Date.Day == 0 &&
			v.Number >= 1 && v.Number <= 12 &&
			strings.Trim(s.text[v.End:min(len(s.text), max(v.End, next.Start))],
				" ~∼-·,") == "" {
			v.Class, v.Date = Date, Day{Month: int(v.Number)}
			continue
		}
		if v.Class != Quantity || v.Dim != Bare || next.Class != Quantity || next.Dim == Bare ||
			next.Start < v.End {
			continue
		}
		switch strings.TrimSpace(s.text[v.End:next.Start]) {
		case "~", "-", "–", "∼", "～", "·", "〜", "에서", "/":
			m := MeasureOf(next.Unit)
			v.Dim, v.Unit, v.Number = m.Dim, next.Unit, v.Number*m.Factor
		}
	}
}

// joinSpans joins spans such as 1시간 35분 and 1년 6개월 into one value.
func (s *scanner) joinSpans() {
	kept := s.values[:0]
	for _, v := range s.values {
		if n := len(kept); n > 0 && v.Class == Quantity {
			last := &kept[n-1]
			joined := last.Class == Quantity && last.Dim == v.Dim &&
				(v.Dim == Seconds || v.Dim == Months) && v.Number < last.Number &&
				MeasureOf(v.Unit).Factor < MeasureOf(last.Unit).Factor &&
				strings.TrimSpace(s.text[last.End:v.Start]) == ""
			if joined {
				last.End, last.Number = v.End, last.Number+v.Number
				continue
			}
		}
		kept = append(kept, v)
	}
	s.values = kept
}
