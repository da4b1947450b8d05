package relevance

import (
	"github.com/mundap/mundap/internal/korean"
)

// leastMeant is how many syllables a word needs to be recognised although one
// of them is wrong. Words of two syllables have too many neighbours: with them,
// some passage would pass for 55.7 % of the questions whose article is missing.
const leastMeant = 3

func mentions(set map[string]bool, word string) bool {
	for _, p := range pairs(word) {
		if !set[p] {
			return false
		}
	}
	return true
}

// likeIn finds the beginning of a word of the texts that is a word but for one
// jamo; if "", there is none.
func likeIn(word string, texts []string) string {
	runes := []rune(word)
	for _, text := range texts {
		for w := range wordsOf(text) {
			if other := []rune(w); len(other) >= len(runes) &&
				oneJamoApart(runes, other[:len(runes)]) {
				return string(other[:len(runes)])
			}
		}
	}
	return ""
}

// oneJamoApart reports whether words of equal length differ in one jamo of one syllable.
func oneJamoApart(a, b []rune) bool {
	slips := 0
	for i := range a {
		switch {
		case a[i] == b[i]:
		case korean.OneJamoApart(a[i], b[i]):
			slips++
		default:
			return false
		}
	}
	return slips == 1
}
