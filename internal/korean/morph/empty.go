package morph

import (
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean/morph/sejong"
)

// Empty reports whether a word of a question says nothing of what the question
// is about: a pronoun, a determiner, an adverb, a dependent noun, a verb that
// only helps, or a word that asks.
func (t *Term) Empty() bool {
	switch t.POS {
	case sejong.MAG:
		return !isRoom(t.Text)
	case sejong.NP, sejong.MM, sejong.MAJ, sejong.IC, sejong.NNB, sejong.NNBC,
		sejong.VX:
		return true
	}
	return emptyWords[t.Text]
}

// isRoom reports whether a word names a room: the dictionary has 샤워실 as an adverb.
func isRoom(word string) bool {
	const shortest = 3 // syllables; 사실 is an adverb
	return strings.HasSuffix(word, "실") && utf8.RuneCountInString(word) >= shortest
}

// emptyWords are empty although their part of speech does not tell.
var emptyWords = map[string]bool{
	"얼마": true, "며칠": true, "때": true, "어떡": true, "하": true, "해": true, "되": true, "돼": true,
	"있": true, "주": true, "줘": true, "알려": true, "알리": true,
}
