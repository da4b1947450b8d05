package spreadsheet

import (
	"cmp"
	"math"
	"strconv"
	"strings"
	"time"
)

// NumberFormat shows numbers as a cell's format does ("#,##0.00", "yyyy\"년\"
// m\"월\""; ECMA-376 part 1, 18.8.31). The zero value is General.
type NumberFormat struct {
	sections []section // positive, negative, zero, text; empty: General
}

// section is what a format does with one kind of numbers.
type section struct {
	tokens  []token
	date    bool
	half    bool // hours run to 12: an AM/PM follows
	elapsed bool // hours, minutes or seconds count on beyond a day
	digits  int  // places behind the point
	whole   int  // least digits before it
	groups  bool // thousands are marked
	percent int
	scale   int  // commas at the end: each divides by a thousand
	exp     bool // scientific
	powers  int  // least digits of the power of ten
	bare    bool // a positive power has no sign
	places  int  // digits before the point, needed or not
	ratio   ratio
	general bool
	text    bool // it has a place for a text
	condition
}

// token is a piece of a format.
type token struct {
	// 'l' literal, 'n' the number, or the letter of a part of a date: y m d
	// a(weekday) h M(minute) s p(AM/PM) f(fraction); @ the text
	kind byte
	text string
	// how often the letter stands; of a number in pieces (000-0000): the digits
	// of one behind the first
	n int
}

// builtin are the formats that files refer to by number only; Korean Excel's
// where they depend on the language.
var builtin = map[int]string{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "₩#,##0;-₩#,##0",
	6: "₩#,##0;-₩#,##0",
	7: "₩#,##0.00;-₩#,##0.00", 8: "₩#,##0.00;-₩#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
	12: "# ?/?", 13: "# ??/??",
	14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
	19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
	22: "yyyy-mm-dd h:mm", 27: `yyyy"年" mm"月" dd"日"`, 28: "mm-dd", 29: "mm-dd", 30: "mm-dd-yy", 31: `yyyy"년" mm"월" dd"일"`,
	32: `h"시" mm"분"`, 33: `h"시" mm"분" ss"초"`, 34: "yyyy-mm-dd", 35: "yyyy-mm-dd", 36: `yyyy"年" mm"月" dd"日"`,
	37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
	41: "#,##0", 42: "₩#,##0",
	43: "#,##0.00", 44: "₩#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0",
	50: "yyyy-mm-dd", 51: "mm-dd",
	52: "yyyy-mm-dd", 53: "yyyy-mm-dd", 54: "mm-dd", 55: "yyyy-mm-dd", 56: "yyyy-mm-dd",
	57: "yyyy-mm-dd", 58: "mm-dd"}

// Format gives the number format with an index; code is the file's own text for
// it, "" if it has none.
func Format(index int, code string) NumberFormat {
	if code == "" {
		code = builtin[index]
	}
	if code == "" || strings.EqualFold(code, "General") {
		return NumberFormat{}
	}
	var f NumberFormat
	for _, part := range sections(code) {
		f.sections = append(f.sections, parseSection(part))
	}
	return f
}

// sections cuts a format at its semicolons.
func sections(code string) (parts []string) {
	quoted, start := false, 0
	for i := 0; i < len(code) && len(parts) < 3; i++ {
		switch code[i] {
		case '"':
			quoted = !quoted
		case '\\':
			i++
		case ';':
			if !quoted {
				parts, start = append(parts, code[start:i]), i+1
			}
		}
	}
	return append(parts, code[start:])
}

// IsDate reports whether the format shows dates or times.
func (f NumberFormat) IsDate() bool { return len(f.sections) > 0 && f.sections[0].date }

// Show writes a number. epoch is day 0 of the workbook's calendar.
func (f NumberFormat) Show(v float64, epoch time.Time) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	if len(f.sections) == 0 {
		return general(v)
	}
	s, negative := f.choose(v)
	if s.general || s.text {
		return general(v)
	}
	if s.date {
		if v < 0 || v > 3e6 {
			return general(v)
		}
		return s.showDate(v, epoch)
	}
	return s.showNumber(math.Abs(v), negative)
}

// general shows up to eleven digits, as a cell does.
func general(v float64) string {
	if a := math.Abs(v); a != 0 && (a >= 1e15 || a < 1e-9) {
		return strconv.FormatFloat(v, 'G', 6, 64)
	}
	s := strconv.FormatFloat(v, 'f', -1, 64)
	if point := strings.IndexByte(s, '.'); point >= 0 && len(s) > 12 {
		s = strconv.FormatFloat(v, 'f', max(0, 11-point), 64)
		if strings.Contains(s, ".") {
			s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
		}
	}
	return s
}

func (s section) showNumber(v float64, negative bool) string {
	for range s.percent {
		v *= 100
	}
	for range s.scale {
		v /= 1000
	}
	var number string
	switch {
	case s.exp:
		number = s.scientific(v)
	case s.ratio.most > 0:
		number = s.ratio.show(v)
	default:
		number = strconv.FormatFloat(round(v, s.digits), 'f', s.digits, 64)
		number = s.wholes(number)
	}
	var b strings.Builder
	if negative && strings.Trim(number, "0.,/") != "" {
		b.WriteByte('-')
	}
	left := 0 // digits for the pieces behind the first
	for _, t := range s.tokens {
		left += t.n
	}
	for _, t := range s.tokens {
		if t.kind == 'l' {
			b.WriteString(t.text)
			continue
		}
		left -= t.n
		cut := max(0, len(number)-left)
		b.WriteString(number[:cut])
		number = number[cut:]
	}
	return strings.TrimSpace(b.String())
}

// round rounds halves away from zero, as Excel does, in spite of numbers that binary can't hold.
func round(v float64, digits int) float64 {
	p := math.Pow(10, float64(digits))
	if v*p > 1e15 {
		return v
	}
	return math.Round(v*p+v*p*1e-13) / p
}

// wholes fills up and groups the digits before the point.
func (s section) wholes(number string) string {
	whole, rest, _ := strings.Cut(number, ".")
	if s.whole == 0 && whole == "0" && rest != "" {
		whole = ""
	}
	whole = strings.Repeat("0", max(0, s.whole-len(whole))) + whole
	if s.groups {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
	}
	if rest == "" {
		return whole
	}
	return whole + "." + rest
}

func (s section) showDate(v float64, epoch time.Time) string {
	seconds := math.Round(v * 86400)
	t := epoch.AddDate(0, 0, int(v)).Add(time.Duration(math.Round((v-math.Trunc(v))*86400*1000)) * time.Millisecond)
	if s.fraction() == 0 {
		t = t.Round(time.Second)
	}
	var b strings.Builder
	for _, k := range s.tokens {
		b.WriteString(s.datePart(k, t, seconds))
	}
	return strings.TrimSpace(b.String())
}

// fraction is how many places of a second are shown.
func (s section) fraction() (n int) {
	for _, t := range s.tokens {
		if t.kind == 'f' {
			n = t.n
		}
	}
	return n
}

var (
	weekdays = [...]string{"일", "월", "화", "수", "목", "금", "토"}
	halves   = [...]string{"오전", "오후"}
)

// named is a month's or weekday's name: short for three letters of the format,
// long for more, its first letter for five, none for fewer.
func named(letters int, t time.Time, short, long string) string {
	switch {
	case letters < 3:
		return ""
	case letters == 3:
		return t.Format(short)
	case letters == 5:
		return t.Format(long)[:1]
	}
	return t.Format(long)
}

// datePart writes one part of a date. seconds is the whole value, for the parts
// in brackets such as [h], which count beyond a day; their kinds are H, E and S.
func (s section) datePart(k token, t time.Time, seconds float64) string {
	number := func(n int) string {
		if k.n >= 2 && n < 10 {
			return "0" + strconv.Itoa(n)
		}
		return strconv.Itoa(n)
	}
	switch k.kind {
	case 'y':
		if k.n <= 2 {
			return t.Format("06")
		}
		return t.Format("2006")
	case 'm':
		return cmp.Or(named(k.n, t, "Jan", "January"), number(int(t.Month())))
	case 'd':
		return cmp.Or(named(k.n, t, "Mon", "Monday"), number(t.Day()))
	case 'a':
		if k.n >= 4 {
			return weekdays[t.Weekday()] + "요일"
		}
		return weekdays[t.Weekday()]
	case 'h':
		h := t.Hour()
		if s.half {
			h = (h+11)%12 + 1
		}
		return number(h)
	case 'H':
		return number(int(seconds / 3600))
	case 'M':
		return number(t.Minute())
	case 'E':
		return number(int(seconds / 60))
	case 's':
		return number(t.Second())
	case 'S':
		return number(int(seconds))
	case 'f':
		return "." + (strconv.Itoa(1000 + t.Nanosecond()/1e6))[1:][:min(3, k.n)]
	case 'p':
		if k.text != "" {
			return []string{"AM", "PM"}[t.Hour()/12]
		}
		return halves[t.Hour()/12]
	}
	return k.text
}
