package value

import (
	mathbits "math/bits"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/verify/lexicon"
)

// clockInFigures reads 09:00.
func (s *scanner) clockInFigures(i int) int {
	if !IsDigit(s.text[i]) {
		return i
	}
	h, end := DigitsOnly(s.text, i)
	if end == i || end > i+2 || h > 24 || end >= len(s.text) || s.text[end] != ':' {
		return i
	}
	m, stop := DigitsOnly(s.text, end+1)
	if stop != end+3 || m > 59 {
		return i
	}
	return s.add(Value{Start: i, End: stop, Class: Clock, Number: float64(h*60 + m)})
}

// partsOfDay stand before an hour. after reports whether they make it an hour after noon.
var partsOfDay = [...]struct {
	word  string
	after bool
}{{"오전", false}, {"오후", true}, {"새벽", false}, {"아침", false}, {"저녁", true}, {"밤", true}, {"낮", true}}

// clockInWords reads 오전 9시, 밤 10시 30분, 18시, 9시 반, 정오, 자정.
func (s *scanner) clockInWords(i int) int {
	for word, minutes := range map[string]float64{"정오": 12 * 60, "자정": 24 * 60} {
		if strings.HasPrefix(s.text[i:], word) {
			return s.add(Value{Start: i, End: i + len(word), Class: Clock, Number: minutes})
		}
	}
	at, part, after := i, false, false
	for _, p := range partsOfDay {
		if rest, ok := strings.CutPrefix(s.text[i:], p.word); ok {
			at, part, after = len(s.text)-len(rest), true, p.after
			at += len(dayParticle.FindString(rest))
			at = skipBlank(s.text, at)
			break
		}
	}
	h, end := s.hour(at)
	if end == at || h > 24 {
		if v, stop, ok := s.figuresAfterPart(at, part, after); ok {
			v.Start = i
			s.add(v)
			return stop
		}
		return i
	}
	m := 0
	if n, stop := DigitsOnly(s.text, skipBlank(s.text, end)); stop > end && n < 60 &&
		strings.HasPrefix(s.text[stop:], "분") && !strings.HasPrefix(s.text[stop:], "분의") {
		m, end = n, stop+len("분")
	} else if half := s.halfMore(end); half > end {
		m, end = 30, half
	}
	v := Value{Start: i, End: end, Class: Clock, Number: float64(h*60 + m), halfDay: !part &&
		h <= 12}
	v.Number += afterNoon(s.text[i:at], h, part && after)
	return s.add(v)
}

// dayParticle may stand between a part of the day and the hour: 오전에는 10시.
var dayParticle = regexp.MustCompile(`^(?:에는|에도|에만|에|은|는)( )`)

// afterNoon is what to add to an hour for its part of the day: 밤 12시 is
// midnight, 밤 1시 an hour later.
func afterNoon(part string, h int, after bool) float64 {
	switch {
	case strings.HasPrefix(part, "밤") && (h == 12 || h < 5):
		return map[bool]float64{true: 12 * 60, false: 0}[h == 12]
	case after && h < 12:
		return 12 * 60
	case !after && part != "" && h == 12:
		return -12 * 60
	}
	return 0
}

// figuresAfterPart reads 오후 4:30.
func (s *scanner) figuresAfterPart(i int, part, after bool) (Value, int, bool) {
	if !part || i >= len(s.text) {
		return Value{}, i, false
	}
	inner := scanner{text: s.text}
	end := inner.clockInFigures(i)
	if end == i {
		return Value{}, i, false
	}
	v := inner.values[0]
	if after && v.Number < 12*60 {
		v.Number += 12 * 60
	}
	return v, end, true
}

// carryAfternoons makes the end of a span of time an hour after noon if its beginning
// is one: 오후 2시부터 5시까지.
func (s *scanner) carryAfternoons() {
	for k := 1; k < len(s.values); k++ {
		v, before := &s.values[k], &s.values[k-1]
		if v.Class != Clock || !v.halfDay || before.Class != Clock || before.halfDay || before.Number < noon ||
			v.Start < before.End || v.Number >= noon || v.Number+noon <= before.Number ||
			!spanJoint.MatchString(s.text[before.End:v.Start]) {
			continue
		}
		v.Number, v.halfDay = v.Number+noon, false
	}
}

// noon is the time of day, in minutes.
const noon = 12 * 60

// spanJoint stands between the beginning and the end of a span of time.
var spanJoint = regexp.MustCompile(`^ ?(?:부터|에서|[~∼～-])? ?$`)

var hours = [...]string{"한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두"}

// hour reads 9시 or 아홉 시, not 9시간.
func (s *scanner) hour(i int) (h, end int) {
	h, end = DigitsOnly(s.text, i)
	if end == i {
		for k, word := range hours {
			if strings.HasPrefix(s.text[i:], word) && i+len(word) > end {
				h, end = k+1, i+len(word)
			}
		}
		if end > i {
			end = skipBlank(s.text, end)
		}
	}
	rest, ok := strings.CutPrefix(s.text[end:], "시")
	if ok && h > 0 && end > 0 && !IsDigit(s.text[end-1]) && s.text[end-1] != ' ' &&
		honorific.MatchString(rest) {
		return 0, i // 두시길: the verb 두다
	}
	if end == i || !ok || otherHour.MatchString(rest) {
		return 0, i
	}
	return h, len(s.text) - len(rest)
}

// otherHour matches what makes another word of 시: 시간, 네 시험장.
var otherHour = regexp.MustCompile(`^(?:간|즌|리즈|험|설|장|민|군|스템|범|트|식 |료|작)`)

// honorific is what follows 시 where it honours somebody.
var honorific = regexp.MustCompile(`^(?:길|고|면|던|겠|었|지|는|기)`)

// weekdayOrder is the week from Monday on.
const weekdayOrder = "월화수목금토일"

func weekdayOf(r rune) int {
	at := strings.IndexRune(weekdayOrder, r)
	if at < 0 {
		return -1
	}
	return at / len("월")
}

// weekdays reads 월요일, 화·목, 화~일요일, and a single syllable that can't be
// anything else: (수), 월 14:00.
func (s *scanner) weekdays(i int) int {
	if end := s.dayRun(i); end > i {
		return end
	}
	var set uint8
	at, stop, count, last, named := i, i, 0, -1, false
	joined, spaced := "", false
	for {
		r, size := utf8.DecodeRuneInString(s.text[at:])
		d := weekdayOf(r)
		if d < 0 {
			break
		}
		end := at + size
		if rest, ok := strings.CutPrefix(s.text[end:], "요일"); ok {
			named = true
			end = len(s.text) - len(rest)
		} else if next, _ := utf8.DecodeRuneInString(s.text[end:]); end < len(s.text) &&
			!strings.ContainsRune("·,~-/) |\n∼～", next) {
			break // the syllable begins a word: 수업, 일정, 목표
		}
		set |= 1 << d
		if joined == "~" {
			for k := last; k != d; k = (k + 1) % 7 { // 금~월 goes over the weekend
				set |= 1 << k
			}
		}
		at, stop, count, last = end, end, count+1, d
		joined = s.joint(at)
		if joined == "" {
			break
		}
		at += len(joined)
		spaced = spaced || joined == ", "
		if ranging[strings.TrimSpace(joined)] {
			joined = "~"
		}
	}
	// With blanks between them, a text may go on to something else behind a comma.
	if last < 0 || (!named && count < 2 || spaced) && !s.standsAlone(i, stop) {
		return i
	}
	return s.add(Value{Start: i, End: stop, Class: Weekday, days: set})
}

// dayRun reads several days without anything between them, alone in a cell: 월수금.
func (s *scanner) dayRun(i int) int {
	var set uint8
	at, count := i, 0
	for at < len(s.text) {
		r, size := utf8.DecodeRuneInString(s.text[at:])
		d := weekdayOf(r)
		if d < 0 || set&(1<<d) != 0 {
			break
		}
		set, at, count = set|1<<d, at+size, count+1
	}
	before, after := strings.TrimRight(s.text[:i], " "), strings.TrimLeft(s.text[at:], " ")
	opens := strings.HasSuffix(before, "|")
	closes := after == "" || strings.ContainsAny(after[:1], "|\n") || IsDigit(after[0])
	if count < 2 || !opens || !closes {
		return i
	}
	return s.add(Value{Start: i, End: at, Class: Weekday, days: set})
}

// DayCount returns the number of days of the week that a value names.
func (v *Value) DayCount() int { return mathbits.OnesCount8(v.days) }

// FallsOn reports whether a value names the day of the week on which a date falls,
// and no other one.
func (v *Value) FallsOn(d Day) bool {
	return v.Class == Weekday && v.days == 1<<((int(d.at().Weekday())+6)%7)
}

// Weekend reports whether a value names Saturday or Sunday and no other day.
func (v *Value) Weekend() bool { return v.Class == Weekday && v.days != 0 && v.days&^weekend == 0 }

// weekend are the bits of Saturday and Sunday.
const weekend = 1<<5 | 1<<6

// ranging are the separators from the first day of a range to its last.
var ranging = lexicon.Set("~ ∼ ～ - 부터 에서")

// joint is the separator between two days of the week.
func (s *scanner) joint(i int) string {
	for _, j := range [...]string{"·", "~", "∼", "～", "-", "/", ", ", ","} {
		if strings.HasPrefix(s.text[i:], j) {
			r, _ := utf8.DecodeRuneInString(s.text[i+len(j):])
			if weekdayOf(r) >= 0 {
				return j
			}
		}
	}
	if m := spelledJoint.FindStringSubmatch(s.text[i:]); m != nil {
		return m[1]
	}
	return ""
}

// spelledJoint joins two days that are both spelled out: 화요일과 목요일.
var spelledJoint = regexp.MustCompile(`^((?:과|와|부터|에서|,| 및| 또는|이나) )[월화수목금토일]요일`)

// standsAlone: one syllable is a day in brackets, alone in a cell, or before a time.
func (s *scanner) standsAlone(from, to int) bool {
	before := strings.TrimRight(s.text[:from], " ")
	after := strings.TrimLeft(s.text[to:], " ")
	opens := before == "" || strings.ContainsAny(before[len(before)-1:], "|\n,:/")
	closes := after == "" || after[0] == '|' || after[0] == '\n'
	if strings.HasSuffix(before, "(") && strings.HasPrefix(after, ")") || opens && closes {
		return true
	}
	h, end := DigitsOnly(after, 0)
	return opens && end > 0 && end <= 2 && h <= 24 && strings.HasPrefix(after[end:], ":")
}
