package morph

import (
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean/morph/dictfile"
	"github.com/mundap/mundap/internal/korean/morph/sejong"
)

// maxQuantity bounds the words of a quantity.
const maxQuantity = 6

// quantities appends what the number at i makes with its neighbours: 3개월, 5천만원,
// 제3조, 제3조의2, and the date that begins there.
func (e *emitter) quantities(i int, at place) {
	if e.pointedDate(i, at) {
		return
	}
	unit := e.unitAfter(i)
	if unit == i {
		return
	}
	first := i
	// Texts and questions write 제3조 or 3조, so it is found as both.
	if i > 0 && e.wordText(i-1) == "제" && (e.joined(i) || e.afterSpace(i-1)) {
		first = i - 1
	}
	e.quantity(i, unit, at)
	if first < i {
		e.quantity(first, unit, at)
	}
	// An article that was put in later, such as 제3조의2, is not a part of 제3조.
	if unit+2 < len(e.path) && e.joined(unit+1) && e.joined(unit+2) && e.wordText(unit+1) == "의" &&
		e.isNumber(unit+2) {
		e.quantity(i, unit+2, at)
		if first < i {
			e.quantity(first, unit+2, at)
		}
	}
	if e.wordText(unit) == "년" && unit == i+1 {
		e.writtenDate(i, at)
	}
}

// quantity appends the words first–last as one term, without white space and separators.
func (e *emitter) quantity(first, last int, at place) {
	at.from, _ = e.surface(&e.path[first])
	_, at.to = e.surface(&e.path[last])
	at.span = uint16(last - first + 1)
	spaced := false
	for k := first + 1; k <= last; k++ {
		spaced = spaced || e.afterSpace(k)
	}
	if text := e.text[at.from:at.to]; !spaced && strings.IndexByte(text, ',') < 0 {
		e.add(Quantity, sejong.SN, text, at)
		return
	}
	from := len(e.made)
	for k := first; k <= last; k++ {
		e.made = appendWithout(e.made, e.wordText(k), ',')
	}
	e.addMade(Quantity, sejong.SN, from, at)
}

// unitAfter returns the index of the last word of the unit that follows the
// number at i, i if none does: numerals (천, 만), then a counter.
func (e *emitter) unitAfter(i int) int {
	last := i
	for k := i + 1; k < len(e.path) && k <= i+maxQuantity; k++ {
		m := &e.path[k]
		pos, _ := e.dict.meta(m.record)
		text := e.wordText(k)
		if !e.joined(k) {
			// A space may stand before a unit (3 개월), but not within a number.
			if last == i && (pos == sejong.NNBC || isArticle(text) || e.isToken(k) &&
				isUnit(text)) {
				last = k
			}
			break
		}
		if pos == sejong.NR && !e.isToken(k) {
			last = k
			continue
		}
		if isCounter(pos, text) || e.isToken(k) && isUnit(text) {
			last = k
		}
		break
	}
	return last
}

// isCounter reports whether a word directly after a number counts or measures.
func isCounter(pos sejong.Tag, text string) bool {
	switch pos {
	case sejong.NNBC, sejong.NNB:
		return true
	case sejong.NNG, sejong.NNP, sejong.XSN:
		return utf8.RuneCountInString(text) <= 2
	case sejong.SY:
		return text == "%"
	}
	return isArticle(text)
}

// isArticle reports whether a word names the divisions of a law or a book.
func isArticle(text string) bool {
	switch text {
	case "조", "항", "호", "장", "절", "편", "관", "목":
		return true
	}
	return false
}

// writtenDate appends the date that 년 after the number at i begins: 2025년 11월, 2025년 11월 23일.
func (e *emitter) writtenDate(i int, at place) {
	year, month := e.wordText(i), e.counted(i+2, "월")
	if month == "" {
		return
	}
	day := e.counted(i+4, "일")
	last := i + 3
	if day != "" {
		last = i + 5
	}
	if d, ok := makeDate(year, month, day); ok {
		_, at.to = e.surface(&e.path[last])
		at.span = uint16(last - i + 1)
		e.date(d, at)
	}
}

// pointedDate appends the date that the number at i begins when full stops
// follow its numbers, 2025. 1. 5., and reports whether it does.
func (e *emitter) pointedDate(i int, at place) bool {
	if i+4 >= len(e.path) || e.wordText(i+1) != "." || e.wordText(i+3) != "." || !e.isNumber(i+2) ||
		!e.isNumber(i+4) {
		return false
	}
	year, month, day := e.wordText(i), e.wordText(i+2), e.wordText(i+4)
	if !allDigits(year) || !allDigits(month) || !allDigits(day) || len(month) > 2 || len(day) > 2 {
		return false
	}
	d, ok := makeDate(year, month, day)
	// A full stop that does not touch its number ends a sentence.
	if !ok || !e.joined(i+1) || !e.joined(i+3) {
		return false
	}
	_, at.to = e.surface(&e.path[i+4])
	at.span = 5
	e.date(d, at)
	for k := range dateUnits {
		part := at
		part.from, part.to = e.surface(&e.path[i+2*k])
		part.span = 1
		e.dateQuantity(d, k, part)
	}
	return true
}

// counted returns the number at k if the unit follows it, otherwise nothing.
func (e *emitter) counted(k int, unit string) string {
	if k+1 >= len(e.path) || !e.isNumber(k) || !e.joined(k+1) || e.wordText(k+1) != unit {
		return ""
	}
	if text := e.wordText(k); len(text) <= 2 && allDigits(text) {
		return text
	}
	return ""
}

// wordText returns the normal text of a word of the path.
func (e *emitter) wordText(k int) string {
	from, to := e.surface(&e.path[k])
	return e.text[from:to]
}

// joined reports whether no white space stands before a word of the path.
func (e *emitter) joined(k int) bool { return !e.afterSpace(k) }

func (e *emitter) afterSpace(k int) bool { return e.units[e.path[k].from].flags&afterSpace != 0 }

func (e *emitter) isToken(k int) bool { return e.units[e.path[k].from].flags&isToken != 0 }

func (e *emitter) isNumber(k int) bool {
	return e.isToken(k) && e.units[e.path[k].from].class == dictfile.ClassNumber
}
