package korean

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Ordinals are the syllables that number items, in their order: 가. 나. 다. In a
// regular expression, a range from 가 to 하 has nearly every syllable: the end of
// a word before a bracket, as in (영·중·일 분과), would number an item.
const Ordinals = "가나다라마바사아자차카타파하"

// isEnumerator reports whether the full stop at text[at] belongs to the word
// before it, within the sentence that began at start: a number (1. 2024. 1.2.),
// a letter (가. A. Ⅳ.), an article of a law (제3조. 제2항.) or an abbreviation
// (No.).
func isEnumerator(text string, start, at int) bool {
	word := lastWord(text[start:at])
	word = strings.TrimLeft(word, "([{<\"'“‘「『【《〈")
	if word == "" {
		return false
	}
	if utf8.RuneCountInString(word) == 1 {
		r, _ := utf8.DecodeRuneInString(word)
		return isOrdinalLetter(r)
	}
	return isNumbering(word) || isArticle(word) || isAbbreviation(word)
}

// lastWord is what stands behind the last blank; at most 40 bytes of it, since
// nothing longer numbers anything.
func lastWord(s string) string {
	const longest = 40
	from := max(0, len(s)-longest)
	for from < len(s) && !utf8.RuneStart(s[from]) {
		from++
	}
	s = s[from:]
	if i := strings.LastIndexFunc(s, unicode.IsSpace); i >= 0 {
		_, size := utf8.DecodeRuneInString(s[i:])
		s = s[i+size:]
	}
	return s
}

func isOrdinalLetter(r rune) bool {
	return unicode.IsDigit(r) || unicode.Is(unicode.Latin, r) ||
		unicode.In(r, unicode.Nl, unicode.No) ||
		strings.ContainsRune(Ordinals, r) || r >= 'ㄱ' && r <= 'ㅎ'
}

// isNumbering: digits with points and hyphens between them, or Roman numerals in capitals.
func isNumbering(word string) bool {
	if strings.Trim(word, "IVX") == "" {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(word)
	return unicode.IsDigit(last) && strings.TrimLeft(word, "0123456789.-") == ""
}

// isArticle: 제3조, 제3조의2, 제1항, 제2호, 제1장 and the like.
func isArticle(word string) bool {
	rest, ok := strings.CutPrefix(word, "제")
	if !ok {
		return false
	}
	digits := strings.TrimLeft(rest, "0123456789")
	if len(digits) == len(rest) {
		return false
	}
	unit, size := utf8.DecodeRuneInString(digits)
	if !strings.ContainsRune("편장절관조항호목", unit) {
		return false
	}
	rest = strings.TrimPrefix(digits[size:], "의")
	return strings.Trim(rest, "0123456789") == ""
}

// abbreviations that are followed by a capital letter or a number within a sentence, in lower case.
var abbreviations = map[string]bool{
	"no": true, "nos": true, "dr": true, "mr": true, "mrs": true, "ms": true, "prof": true,
	"st": true, "vs": true,
	"fig": true, "figs": true, "eq": true, "sec": true, "ch": true, "vol": true, "pp": true,
	"ed": true, "eds": true,
	"cf": true, "al": true, "e.g": true, "i.e": true, "inc": true, "ltd": true, "co": true,
	"corp": true, "approx": true,
	"tel": true, "ext": true, "art": true, "jr": true, "sr": true, "rev": true, "ver": true,
}

func isAbbreviation(word string) bool {
	return abbreviations[strings.ToLower(word)] || isInitials(word)
}

// isInitials: U.S, Ph.D, J.R.R
func isInitials(word string) bool {
	dotted := false
	for part := range strings.SplitSeq(word, ".") {
		if n := len(part); n == 0 || n > 2 || !unicode.IsUpper(rune(part[0])) {
			return false
		}
		dotted = dotted || len(part) < len(word)
	}
	return dotted
}
