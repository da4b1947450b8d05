package retrievetest

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// terms gives a text's words in lower case and, of words with characters
// outside ASCII, their runs of ASCII (a code or number before a particle) and
// the pairs of neighbouring characters: Korean particles and endings stick to
// words, and pairs find the stem without any dictionary. The text is brought to
// NFKC, so that full-width forms and decomposed Hangul are found too. Pairs
// carry a leading NUL to keep them apart from words.
func terms(text string, yield func(term string)) {
	for word := range strings.FieldsFuncSeq(strings.ToLower(norm.NFKC.String(text)), notInWord) {
		yield(word)
		if isASCII(word) {
			continue
		}
		for run := range strings.FieldsFuncSeq(word, func(r rune) bool { return r >= 0x80 }) {
			yield(run)
		}
		runes := []rune(word)
		for i := range len(runes) - 1 {
			yield("\x00" + string(runes[i:i+2]))
		}
	}
}

func notInWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
