package main

import (
	"math/rand/v2"
	"strings"
)

type random = rand.Rand

// damaged is the set with other questions, the same ones at each run.
func (s set) damaged(damage func(text string, r *random) string) set {
	r := rand.New(rand.NewPCG(7, 7))
	out := set{passages: s.passages}
	for h, list := range s.questions {
		for _, q := range list {
			q.Text = damage(q.Text, r)
			out.questions[h] = append(out.questions[h], q)
		}
	}
	return out
}

// spaced puts white space behind every sixth character on average.
func spaced(text string, r *random) string {
	var b strings.Builder
	for _, c := range text {
		b.WriteRune(c)
		if c != ' ' && r.IntN(6) == 0 {
			b.WriteByte(' ')
		}
	}
	return strings.TrimSpace(b.String())
}

// slips changes a syllable, but the last one, in each of n words of three syllables or more.
func slips(text string, n int, r *random) string {
	words := strings.Split(text, " ")
	for _, w := range r.Perm(len(words)) {
		runes := []rune(words[w])
		var syllables []int
		for i, c := range runes {
			if c >= first && c <= last {
				syllables = append(syllables, i)
			}
		}
		if len(syllables) < 3 || n == 0 {
			continue
		}
		n--
		i := syllables[r.IntN(len(syllables)-1)]
		runes[i] = slip(runes[i], r)
		words[w] = string(runes)
	}
	return strings.Join(words, " ")
}

const (
	first, last    = 0xAC00, 0xD7A3 // the syllables of Hangul
	vowels, finals = 21, 28
)

// near are the keys beside a letter on the two-set keyboard and, twice for
// their likelihood, letters of a like sound.
var near = map[rune]string{
	'ㅂ': "ㅈㅁㅃㅃㅍㅍ", 'ㅈ': "ㅂㄷㄴㅉㅉㅊㅊ", 'ㄷ': "ㅈㄱㅇㄸㄸㅌㅌ", 'ㄱ': "ㄷㅅㄹㄲㄲㅋㅋ", 'ㅅ': "ㄱㅎㅆㅆ", 'ㅁ': "ㅂㄴㅋ",
	'ㄴ': "ㅁㅇㅈㅌ",
	'ㅇ': "ㄴㄹㄷㅊ", 'ㄹ': "ㅇㅎㄱㅍ", 'ㅎ': "ㄹㅅ", 'ㅋ': "ㅌㅁㄱㄱ", 'ㅌ': "ㅋㅊㄴㄷㄷ", 'ㅊ': "ㅌㅍㅇㅈㅈ", 'ㅍ': "ㅊㄹㅂㅂ",
	'ㄲ': "ㄱ", 'ㄸ': "ㄷ",
	'ㅃ': "ㅂ", 'ㅆ': "ㅅ", 'ㅉ': "ㅈ",
	'ㅛ': "ㅕㅗ", 'ㅕ': "ㅛㅑㅓ", 'ㅑ': "ㅕㅐㅏ", 'ㅐ': "ㅑㅔㅣㅔㅔ", 'ㅔ': "ㅐㅣㅐㅐ", 'ㅗ': "ㅓㅛㅠㅜㅜ", 'ㅓ': "ㅗㅏㅕㅗㅗ",
	'ㅏ': "ㅓㅣㅑ", 'ㅣ': "ㅏㅐ",
	'ㅠ': "ㅜㅗ", 'ㅜ': "ㅠㅡㅓ", 'ㅡ': "ㅜㅏ", 'ㅚ': "ㅙㅞ", 'ㅙ': "ㅚ", 'ㅞ': "ㅚ", 'ㅢ': "ㅣ", 'ㅝ': "ㅓ", 'ㅖ': "ㅔ",
	'ㅒ': "ㅐ",
}

var (
	initialJamo = []rune("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")
	vowelJamo   = []rune("ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ")
	finalJamo   = []rune(" ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
)

// slip changes one letter of a syllable, or puts in or leaves out the last one.
func slip(c rune, r *random) rune {
	n := c - first
	initial, vowel, final := n/(vowels*finals), n/finals%vowels, n%finals
	for {
		switch k := r.IntN(20); {
		case k < 7:
			initial = other(initialJamo, initial, r)
		case k < 15:
			vowel = other(vowelJamo, vowel, r)
		case final == 0:
			final = index(finalJamo, []rune("ㄱㄴㄹㅁㅇㅅ")[r.IntN(6)])
		case k < 17:
			final = 0
		default:
			final = other(finalJamo, final, r)
		}
		if changed := first + (initial*vowels+vowel)*finals + final; changed != c {
			return changed
		}
	}
}

// other is a letter near the one with a number, or that one.
func other(letters []rune, number rune, r *random) rune {
	var choice []rune
	for _, l := range near[letters[number]] {
		if i := index(letters, l); i >= 0 {
			choice = append(choice, i)
		}
	}
	if len(choice) == 0 {
		return number
	}
	return choice[r.IntN(len(choice))]
}

func index(letters []rune, l rune) rune {
	for i, x := range letters {
		if x == l {
			return rune(i)
		}
	}
	return -1
}
