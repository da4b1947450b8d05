package morph

import (
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/korean/morph/dictfile"
	"github.com/mundap/mundap/internal/korean/morph/sejong"
)

// token appends the terms of a run of letters and digits, or of several that are joined.
func (e *emitter) token(i int, at place) {
	u := &e.units[e.path[i].from]
	text := e.text[at.from:at.to]
	if len(text) > maxTerm {
		e.position++
		return
	}
	if isForeign(u.class) {
		e.atom(e.add(Unknown, sejong.SL, text, at))
		e.position++
		return
	}
	if d, ok := parseDate(text); ok {
		e.dateToken(d, at)
		return
	}
	switch {
	case u.class == dictfile.ClassNumber && strings.Count(text, ".") < 2:
		e.number(i, at)
	case u.flags&isComposed != 0:
		e.code(text, at)
	default:
		e.latin(text, at)
	}
}

// number appends a number, and the quantities it makes with what stands around it.
func (e *emitter) number(i int, at place) {
	text := e.text[at.from:at.to]
	term := 0
	if strings.Contains(text, ",") {
		from := len(e.made)
		e.made = appendWithout(e.made, text, ',')
		term = e.addMade(Number, sejong.SN, from, at)
	} else {
		term = e.add(Number, sejong.SN, text, at)
	}
	e.quantities(i, at)
	e.atom(term)
	e.position++
}

// latin appends a run of letters, or of letters and digits, and then its pieces
// of one sort: mp3 is also mp and 3.
func (e *emitter) latin(text string, at place) {
	pieces := 1
	for k := 1; k < len(text); k++ {
		if isDigit(text[k]) != isDigit(text[k-1]) {
			pieces++
		}
	}
	kind := Latin
	if pieces == 2 && isDigit(text[0]) && isUnit(text[strings.IndexFunc(text, isNoDigit):]) {
		// 3kg: the number and its unit are a quantity, whatever else is in the word.
		kind = Quantity
	}
	at.span = uint16(pieces)
	whole := e.add(kind, sejong.SL, text, at)
	if pieces == 1 {
		e.atom(whole)
		if stem := singular(text); stem != text {
			e.add(Part, sejong.SL, stem, at)
		}
		e.position++
		return
	}
	for from := 0; from < len(text); {
		to := from + 1
		for to < len(text) && isDigit(text[to]) == isDigit(text[from]) {
			to++
		}
		e.piece(at, from, to)
		from = to
	}
}

// code appends joined runs as a whole, and then each run.
func (e *emitter) code(text string, at place) {
	if possessor, ok := strings.CutSuffix(text, "'s"); ok &&
		runEnd(possessor, 0) == len(possessor) {
		at.to -= int32(len("'s"))
		e.latin(possessor, at)
		return
	}
	runs := 0
	for from := 0; from < len(text); from = runEnd(text, from) + 1 {
		runs++
	}
	// The whole covers the positions of its runs, so that the words around it are
	// as far away from it as from the runs.
	at.span = uint16(runs)
	e.add(Code, sejong.SL, text, at)
	if isVersion(text) {
		if number := strings.TrimPrefix(text, "v"); number != text {
			at.from++
			e.add(Part, sejong.SN, number, at)
		}
		e.atom(len(e.dst) - 1)
		e.position += int32(runs)
		return
	}
	for from := 0; from < len(text); {
		to := runEnd(text, from)
		if to > from {
			e.piece(at, from, to)
		}
		from = to + 1
	}
}

// piece appends a part of a token, from–to within it, as the next position.
func (e *emitter) piece(at place, from, to int) {
	part := place{from: at.from + int32(from), to: at.from + int32(to), position: e.position,
		span: 1}
	pos := sejong.SL
	if allDigits(e.text[part.from:part.to]) {
		pos = sejong.SN
	}
	e.atom(e.add(Part, pos, e.text[part.from:part.to], part))
	e.position++
}

// isVersion reports whether text is digits between full stops, with or without
// a v before: 1.2.3, v2.0.
func isVersion(text string) bool {
	for part := range strings.SplitSeq(strings.TrimPrefix(text, "v"), ".") {
		if !allDigits(part) {
			return false
		}
	}
	return true
}

// singular returns an English noun without the s of its plural, following
// Harman's S-stemmer ("How effective is suffixing?", 1991).
func singular(word string) string {
	n := len(word)
	switch {
	case n < 4 || word[n-1] != 's':
		return word
	case strings.HasSuffix(word, "ies") && !strings.HasSuffix(word, "eies") &&
		!strings.HasSuffix(word, "aies"):
		return word[:n-2] // the y of the singular is not in the text: -i stands for it
	case strings.HasSuffix(word, "us"), strings.HasSuffix(word, "ss"):
		return word
	}
	return word[:n-1]
}

func isNoDigit(r rune) bool { return r < '0' || r > '9' }

// isUnit reports whether Latin letters after a number are a unit of measurement.
func isUnit(s string) bool {
	switch s {
	case "kg", "g", "mg", "t", "km", "m", "cm", "mm", "nm", "km2", "m2", "cm2", "m3", "ml", "l",
		"cc", "kcal", "cal", "w",
		"kw", "mw", "gw", "kwh", "v", "a", "hz", "khz", "mhz", "ghz", "b", "kb", "mb", "gb", "tb",
		"pb", "kib", "mib", "gib",
		"bps", "kbps", "mbps", "gbps", "px", "pt", "dpi", "ms", "s", "h", "db", "inch", "ft", "lb",
		"oz", "usd", "krw", "ppm":
		return true
	}
	return false
}

func appendWithout(dst []byte, text string, drop byte) []byte {
	for _, c := range []byte(text) {
		if c != drop {
			dst = append(dst, c)
		}
	}
	return dst
}

// date is a day, or a month when day is 0.
type date struct{ year, month, day int }

// parseDate reads 2025-11-23, 2025.11.23 and 2025/11/23.
func parseDate(text string) (date, bool) {
	if len(text) < len("2025-1-1") || len(text) > len("2025-11-23") ||
		strings.IndexByte("-./", text[4]) < 0 {
		return date{}, false
	}
	year, rest := text[:4], text[5:]
	month, day, ok := strings.Cut(rest, text[4:5])
	if !ok || !allDigits(year) || !allDigits(month) || !allDigits(day) {
		return date{}, false
	}
	return makeDate(year, month, day)
}

// makeDate returns the date of three numbers in digits; day may be empty.
func makeDate(year, month, day string) (date, bool) {
	var d date
	d.year, _ = strconv.Atoi(year)
	d.month, _ = strconv.Atoi(month)
	d.day, _ = strconv.Atoi(day)
	ok := len(year) == 4 && d.month >= 1 && d.month <= 12 &&
		(day == "" || d.day >= 1 && d.day <= 31)
	return d, ok
}

// append writes the date as 2025-11-23 or 2025-11.
func (d date) append(dst []byte) []byte {
	dst = strconv.AppendInt(dst, int64(d.year), 10)
	for _, n := range [...]int{d.month, d.day} {
		if n > 0 {
			dst = append(dst, '-', byte('0'+n/10), byte('0'+n%10))
		}
	}
	return dst
}

// date appends a date.
func (e *emitter) date(d date, at place) {
	from := len(e.made)
	e.made = d.append(e.made)
	e.addMade(Date, sejong.SN, from, at)
}

// dateUnits are the counters of a date's year, month and day.
var dateUnits = [...]string{"년", "월", "일"}

// numbers returns year, month and day.
func (d date) numbers() [3]int { return [...]int{d.year, d.month, d.day} }

// dateQuantity appends the k-th number of a date with its counter.
func (e *emitter) dateQuantity(d date, k int, at place) {
	from := len(e.made)
	e.made = strconv.AppendInt(e.made, int64(d.numbers()[k]), 10)
	e.made = append(e.made, dateUnits[k]...)
	e.addMade(Quantity, sejong.SN, from, at)
}

// dateToken appends a date written in figures: the terms that 2025년 11월 23일 gives.
func (e *emitter) dateToken(d date, at place) {
	at.span = uint16(2 * len(dateUnits))
	e.date(d, at)
	text := e.text[at.from:at.to]
	from := 0
	for k := range dateUnits {
		to := runEnd(text, from)
		part := place{from: at.from + int32(from), to: at.from + int32(to), position: e.position,
			span: 1}
		start := len(e.made)
		e.made = strconv.AppendInt(e.made, int64(d.numbers()[k]), 10)
		e.atom(e.addMade(Number, sejong.SN, start, part))
		part.span = 2
		e.dateQuantity(d, k, part)
		e.position += 2
		from = to + 1
	}
}
