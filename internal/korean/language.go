package korean

import (
	"strings"
	"unicode"
)

// IsSyllable reports whether r is a composed Hangul syllable (가–힣).
func IsSyllable(r rune) bool { return r >= 0xac00 && r <= 0xd7a3 }

// OneJamoApart reports whether two syllables differ in one of initial
// consonant, vowel and final consonant. Syllables are numbered by the three
// (Unicode 16, section 3.12).
func OneJamoApart(a, b rune) bool {
	const first, vowels, finals = '가', 21, 28
	if a == b || !IsSyllable(a) || !IsSyllable(b) {
		return false
	}
	a, b = a-first, b-first
	initial, vowel, final := a/(vowels*finals) != b/(vowels*finals),
		a/finals%vowels != b/finals%vowels, a%finals != b%finals
	return initial && !vowel && !final || !initial && vowel != final
}

// IsHangul reports whether r is a Hangul syllable or jamo (conjoining, compatibility or halfwidth).
func IsHangul(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case IsSyllable(r), r <= 0x11ff, r >= 0x3131 && r <= 0x318e:
		return true
	}
	return r >= 0xa960 && r <= 0xa97c || r >= 0xd7b0 && r <= 0xd7fb || r >= 0xffa1 && r <= 0xffdc
}

// HasHangul reports whether s holds any Hangul syllable or jamo.
func HasHangul(s string) bool {
	for _, r := range s {
		if IsHangul(r) {
			return true
		}
	}
	return false
}

// Language is the language of an input, which picks the prompt: "ko" when it
// holds any Hangul syllable or jamo, otherwise "en".
func Language(input string) string {
	if HasHangul(input) {
		return "ko"
	}
	return "en"
}

// OnlyNames reports whether an input has no language of its own: no Hangul, and
// not two words with a small letter, but codes, abbreviations and names
// ("A396", "VPN", "MX-500 E11", "docker").
func OnlyNames(input string) bool {
	words := 0
	for word := range strings.FieldsSeq(input) {
		if HasHangul(word) {
			return false
		}
		if strings.IndexFunc(word, unicode.IsLower) >= 0 &&
			strings.IndexFunc(word, unicode.IsDigit) < 0 {
			words++
		}
	}
	return words < 2
}
