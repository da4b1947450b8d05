package korean

import (
	"strings"
	"unicode/utf8"
)

// Josa are the two forms of a particle: after a word that ends in a consonant,
// and after one that ends in a vowel.
type Josa struct{ Consonant, Vowel string }

// The particles that messages need.
var (
	EunNeun = Josa{"은", "는"}
	IGa     = Josa{"이", "가"}
	EulReul = Josa{"을", "를"}
	WaGwa   = Josa{"과", "와"}
	RoEuro  = Josa{"으로", "로"}
)

// After gives word with the form of the particle that fits it:
// EulReul.After("문답") is "문답을". What is read aloud decides: digits and Latin
// letters by their Korean names, closing quotes and brackets not at all. After
// ㄹ, 으로 is 로. For a word whose reading is unknown both forms are given:
// "…을(를)".
func (j Josa) After(word string) string {
	bare := strings.TrimRight(word, "\"'”’)]}>」』】》〉 .")
	last, _ := utf8.DecodeLastRuneInString(bare)
	final, known := finalConsonant(last)
	switch {
	case !known && j == RoEuro:
		return word + "(으)로"
	case !known:
		return word + j.Consonant + "(" + j.Vowel + ")"
	case final == rieul && j == RoEuro, final == 0:
		return word + j.Vowel
	}
	return word + j.Consonant
}

const rieul = 8 // ㄹ among the 28 finals of Unicode's syllable arithmetic, 0 being none

// finalConsonant is the number of the final consonant with which r is read in Korean.
func finalConsonant(r rune) (final int, known bool) {
	switch {
	case IsSyllable(r):
		return int(r-0xac00) % 28, true
	case r >= '0' && r <= '9': // 영 일 이 삼 사 오 육 칠 팔 구
		return [...]int{21, rieul, 0, 16, 0, 0, 1, rieul, rieul, 0}[r-'0'], true
	case r == 'l' || r == 'L' || r == 'r' || r == 'R': // 엘, 알
		return rieul, true
	case r == 'm' || r == 'M': // 엠
		return 16, true
	case r == 'n' || r == 'N': // 엔
		return 4, true
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
		return 0, true
	}
	return 0, false
}
