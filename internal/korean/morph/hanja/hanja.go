// Package hanja converts Chinese characters in Korean text to Hangul, including
// the sound changes that Korean orthography writes.
package hanja

import "unicode/utf8"

// Table holds the Hangul reading of each ideograph from First on, 0 for none.
type Table []uint16

// The ideographs that a Table covers: the unified ones of the basic plane.
const (
	First = 0x3400
	Limit = 0xA000
)

// The Hangul syllables of Unicode are ordered by initial, vowel, final: a syllable is
// hangulFirst + (initial*21+vowel)*28 + final (the Unicode standard, section 3.12).
const (
	hangulFirst  = 0xAC00
	hangulLast   = 0xD7A3
	numVowels    = 21
	numFinals    = 28
	initialN     = 2
	initialR     = 5
	initialNone  = 11
	finalNone    = 0
	finalN       = 4
	syllableRyul = '률'
	syllableRyol = '렬'
)

// softVowels has the bit of each vowel before which ㄴ and ㄹ fall silent at the
// beginning of a word: ㅑ ㅒ ㅕ ㅖ ㅛ ㅠ ㅣ.
const softVowels = 1<<2 | 1<<3 | 1<<6 | 1<<7 | 1<<12 | 1<<17 | 1<<20

// Append appends the Hangul reading of a word in Hanja to dst, with the sound
// changes of the Korean orthography: 두음법칙 (articles 10 to 12) at the beginning,
// 율 and 열 for 률 and 렬 after a vowel or ㄴ (article 11). It reports false, and
// returns dst as it was, when a character has no reading.
func (t Table) Append(dst []byte, word string) (read []byte, ok bool) {
	read = dst
	previous := rune(0)
	for _, h := range word {
		i := int(h) - First
		if i < 0 || i >= len(t) || t[i] == 0 {
			return dst, false
		}
		r := rune(t[i])
		switch {
		case previous == 0:
			r = Soften(r)
		case r == syllableRyul || r == syllableRyol:
			final := (previous - hangulFirst) % numFinals
			if final == finalNone || final == finalN {
				r = Soften(r)
			}
		}
		read = utf8.AppendRune(read, r)
		previous = r
	}
	return read, true
}

// Soften returns the syllable as it sounds at the beginning of a word: 여 for 녀,
// 역 for 력, 낙 for 락. Others stay as they are.
func Soften(r rune) rune {
	if r < hangulFirst || r > hangulLast {
		return r
	}
	s := r - hangulFirst
	initial, vowel := s/(numVowels*numFinals), s/numFinals%numVowels
	soft := softVowels>>vowel&1 == 1
	replacement := initial
	switch {
	case initial == initialR && !soft:
		replacement = initialN
	case (initial == initialR || initial == initialN) && soft:
		replacement = initialNone
	}
	return r + (replacement-initial)*numVowels*numFinals
}
