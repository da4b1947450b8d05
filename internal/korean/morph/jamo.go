package morph

import "unicode/utf8"

// The Hangul syllables of Unicode are ordered by initial, vowel and final
// consonant (the Unicode standard, section 3.12).
const (
	hangulFirst = 0xAC00
	hangulLast  = 0xD7A3
	numVowels   = 21
	numFinals   = 28

	jamoFirst      = 0x3131 // ㄱ, the first compatibility consonant
	jamoFirstVowel = 0x314F // ㅏ
	jamoLast       = 0x3163 // ㅣ
)

// initialJamo and finalJamo are the 19 initials and the 27 finals as compatibility jamo.
var (
	initialJamo = []rune("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")
	finalJamo   = []rune("ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
)

// initialOf and finalOf are the number of a compatibility consonant as the
// first and the last sound of a syllable, -1 where it can't be one.
var initialOf, finalOf = consonantNumbers()

func consonantNumbers() (initials, finals [jamoFirstVowel - jamoFirst]int8) {
	for i := range initials {
		initials[i], finals[i] = -1, -1
	}
	for i, r := range initialJamo {
		initials[r-jamoFirst] = int8(i)
	}
	for i, r := range finalJamo {
		finals[r-jamoFirst] = int8(i + 1)
	}
	return initials, finals
}

// compatibilityJamo returns the compatibility jamo of a conjoining jamo that
// stands alone, -1 for a filler, the rune itself for an old letter that has
// none.
func compatibilityJamo(r rune) rune {
	switch {
	case r >= 0x1100 && r < 0x1100+rune(len(initialJamo)):
		return initialJamo[r-0x1100]
	case r >= 0x1161 && r < 0x1161+numVowels:
		return jamoFirstVowel + r - 0x1161
	case r > 0x11A7 && r <= 0x11A7+rune(len(finalJamo)):
		return finalJamo[r-0x11A8]
	case r == 0x115F || r == 0x1160:
		return -1
	}
	return r
}

// isJamo reports whether a compatibility jamo of modern Korean stands at i.
func isJamo(text string, i int) bool {
	_, ok := jamoAt(text, i)
	return ok
}

func jamoAt(text string, i int) (rune, bool) {
	if i+2 >= len(text) || text[i] != 0xE3 {
		return 0, false
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return r, r >= jamoFirst && r <= jamoLast
}

// composeJamo writes the syllable that the compatibility jamo at i begin to
// spell, or the first of them, and returns where the rest begins. As on a
// keyboard, a consonant before a vowel belongs to the vowel's syllable.
func (n *normalizer) composeJamo(text string, i int) int {
	const size = 3 // bytes of a jamo, and of a syllable
	r, _ := jamoAt(text, i)
	vowel, ok := jamoAt(text, i+size)
	if r >= jamoFirstVowel || initialOf[r-jamoFirst] < 0 || !ok || vowel < jamoFirstVowel {
		n.emit([]byte(text[i:i+size]), i)
		return i + size
	}
	syllable := hangulFirst + (rune(initialOf[r-jamoFirst])*numVowels+
		vowel-jamoFirstVowel)*numFinals
	length := 2 * size
	if final, ok := jamoAt(text, i+length); ok && final < jamoFirstVowel &&
		finalOf[final-jamoFirst] > 0 {
		if next, ok := jamoAt(text, i+length+size); !ok || next < jamoFirstVowel {
			syllable += rune(finalOf[final-jamoFirst])
			length += size
		}
	}
	n.displace()
	n.emit(utf8.AppendRune(nil, syllable), i)
	return i + length
}
