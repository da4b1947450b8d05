package load

import (
	"strconv"
	"strings"
)

// This file writes the numbers that lists show.

// orderedNumber is the visible number of an HTML list item: style is the type attribute.
func orderedNumber(style string, n int) string {
	switch style {
	case "a":
		return alphabetic(n, 'a') + "."
	case "A":
		return alphabetic(n, 'A') + "."
	case "i":
		return strings.ToLower(roman(n)) + "."
	case "I":
		return roman(n) + "."
	}
	return strconv.Itoa(n) + "."
}

// alphabetic counts a, b, …, z, aa, bb, … as Word does.
func alphabetic(n int, first rune) string {
	if n < 1 || n > 780 {
		return strconv.Itoa(n)
	}
	return strings.Repeat(string(first+rune((n-1)%26)), (n-1)/26+1)
}

func roman(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, d := range [...]struct {
		value int
		text  string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"},
		{5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= d.value; n -= d.value {
			b.WriteString(d.text)
		}
	}
	return b.String()
}

// cycle counts with the given letters, beginning again with the first one doubled behind the last.
func cycle(n int, letters string) string {
	all := []rune(letters)
	if n < 1 || n > 20*len(all) {
		return strconv.Itoa(n)
	}
	return strings.Repeat(string(all[(n-1)%len(all)]), (n-1)/len(all)+1)
}

const (
	ganada  = "가나다라마바사아자차카타파하"
	chosung = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
)

// circled gives ① to ⑳ and (n) beyond.
func circled(n int) string {
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

func koreanNumber(n int) string {
	if n < 1 || n > 9999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for i, unit := range []string{"천", "백", "십", ""} {
		power := []int{1000, 100, 10, 1}[i]
		if d := n / power % 10; d > 0 {
			if d > 1 || unit == "" {
				b.WriteRune([]rune("영일이삼사오육칠팔구")[d])
			}
			b.WriteString(unit)
		}
	}
	return b.String()
}
