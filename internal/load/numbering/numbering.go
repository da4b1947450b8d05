// Package numbering writes the numbers of lists as they are shown, such as 가. ①
// iv) or 제3장.
package numbering

import (
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// Ordered is the visible number of an HTML list item: style is the type attribute.
func Ordered(style string, n int) string {
	switch style {
	case "a":
		return Alphabetic(n, 'a') + "."
	case "A":
		return Alphabetic(n, 'A') + "."
	case "i":
		return strings.ToLower(Roman(n)) + "."
	case "I":
		return Roman(n) + "."
	}
	return strconv.Itoa(n) + "."
}

// Alphabetic counts a, b, …, z, aa, bb, … as Word does.
func Alphabetic(n int, first rune) string {
	if n < 1 || n > 780 {
		return strconv.Itoa(n)
	}
	return strings.Repeat(string(first+rune((n-1)%26)), (n-1)/26+1)
}

func Roman(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, d := range [...]struct {
		value int
		text  string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"},
		{40, "XL"}, {10, "X"}, {9, "IX"},
		{5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= d.value; n -= d.value {
			b.WriteString(d.text)
		}
	}
	return b.String()
}

// Cycle counts with the given letters; after the last one it continues with the first one doubled.
func Cycle(n int, letters string) string {
	all := []rune(letters)
	if n < 1 || n > 20*len(all) {
		return strconv.Itoa(n)
	}
	return strings.Repeat(string(all[(n-1)%len(all)]), (n-1)/len(all)+1)
}

// Hangul counts 가, 나, …, 하 and continues as official documents do: 거, 너, …, 허,
// 고, …, 후, 그, …, 히 (84 numbers). Beyond them, and below 1, it gives digits.
func Hangul(n int) string {
	vowels := [...]rune{0, 4, 8, 13, 18, 20} // ㅏ ㅓ ㅗ ㅜ ㅡ ㅣ among the 21 medials
	consonants := []rune(Ganada)
	if n < 1 || n > len(consonants)*len(vowels) {
		return strconv.Itoa(n)
	}
	const finals = 28
	first := consonants[(n-1)%len(consonants)]
	return string(first + vowels[(n-1)/len(consonants)]*finals)
}

const (
	Ganada  = korean.Ordinals
	Chosung = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
)

// Circled gives ① to ⑳ and (n) beyond.
func Circled(n int) string {
	if n >= 1 && n <= 20 {
		return string('①' + rune(n-1))
	}
	return "(" + strconv.Itoa(n) + ")"
}

// koreanDigits spells n digit by digit (일이삼), koreanNumber as it is read (십이).
func koreanDigits(n int) string {
	var b strings.Builder
	for _, d := range strconv.Itoa(max(0, n)) {
		b.WriteRune([]rune("영일이삼사오육칠팔구")[d-'0'])
	}
	return b.String()
}

// KoreanNumber spells n from 1 to 9999 as it is read (십이); others in digits.
func KoreanNumber(n int) string {
	return spelt(n, []rune("영일이삼사오육칠팔구"), []string{"천", "백", "십", ""})
}

// hanNumber is KoreanNumber in Chinese characters (十二).
func hanNumber(n int) string {
	return spelt(n, []rune("零一二三四五六七八九"), []string{"千", "百", "十", ""})
}

// spelt spells n from 1 to 9999 with the digits from zero and the units from a
// thousand down to one.
func spelt(n int, digits []rune, units []string) string {
	if n < 1 || n > 9999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for i, unit := range units {
		power := []int{1000, 100, 10, 1}[i]
		if d := n / power % 10; d > 0 {
			if d > 1 || unit == "" {
				b.WriteRune(digits[d])
			}
			b.WriteString(unit)
		}
	}
	return b.String()
}

// ordinalNumber is 1st, 2nd, 3rd, 4th and so on.
func ordinalNumber(n int) string {
	ending := "th"
	if tens := n / 10 % 10; tens != 1 && n > 0 {
		switch n % 10 {
		case 1:
			ending = "st"
		case 2:
			ending = "nd"
		case 3:
			ending = "rd"
		}
	}
	return strconv.Itoa(n) + ending
}

// Bullet is the bullet itself, or • for a glyph of a symbol font.
func Bullet(text string) string {
	for _, r := range text {
		if r >= 0xe000 && r < 0xf900 || r < ' ' {
			return "•"
		}
	}
	if text == "" {
		return "•"
	}
	return text
}

// FormatNumber writes n in a format of ST_NumberFormat; unknown ones in digits.
func FormatNumber(format string, n int) string {
	switch format {
	case "ganada":
		return Cycle(n, Ganada)
	case "chosung":
		return Cycle(n, Chosung)
	case "upperLetter":
		return Alphabetic(n, 'A')
	case "lowerLetter":
		return Alphabetic(n, 'a')
	case "upperRoman":
		return Roman(n)
	case "lowerRoman":
		return strings.ToLower(Roman(n))
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		return Circled(n)
	case "decimalEnclosedParen":
		return "(" + strconv.Itoa(n) + ")"
	case "decimalEnclosedFullstop":
		return strconv.Itoa(n) + "."
	case "decimalZero":
		if n >= 0 && n < 10 {
			return "0" + strconv.Itoa(n)
		}
	case "koreanDigital", "koreanDigital2":
		return koreanDigits(n)
	case "koreanCounting", "koreanLegal":
		return KoreanNumber(n)
	case "chineseCounting", "chineseCountingThousand", "taiwaneseCounting",
		"taiwaneseCountingThousand", "japaneseCounting":
		return hanNumber(n)
	case "ideographTraditional":
		return Cycle(n, "甲乙丙丁戊己庚辛壬癸")
	case "ordinal":
		return ordinalNumber(n)
	case "none":
		return ""
	}
	return strconv.Itoa(n)
}
