package layout

import (
	"slices"
	"strings"
	"unicode"
)

// leftward reports whether a letter is written to the left of the one before.
func leftward(r rune) bool {
	const first = 0x590 // Hebrew is the first of these scripts
	return r >= first && unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana,
		unicode.Nko)
}

func rightToLeft(w word) bool { return strings.ContainsFunc(w.text, leftward) }

// readingOrder puts the words of a line, which stand from left to right, in
// the order of reading. If most of their letters are written to the left, the
// line is read from the right, but for runs of other words and numbers;
// otherwise the runs of words that are written to the left are turned.
func readingOrder(ws []word) {
	left, right := 0, 0
	for _, w := range ws {
		for _, r := range w.text {
			switch {
			case leftward(r):
				left++
			case unicode.IsLetter(r):
				right++
			}
		}
	}
	if left == 0 {
		return
	}
	if whole := left >= right; whole {
		slices.Reverse(ws)
		turnRuns(ws, func(w word) bool { return !rightToLeft(w) })
	} else {
		turnRuns(ws, rightToLeft)
	}
}

// turnRuns reverses each run of neighbouring words that belong to it.
func turnRuns(ws []word, belongs func(word) bool) {
	for start := 0; start < len(ws); start++ {
		end := start
		for end < len(ws) && belongs(ws[end]) {
			end++
		}
		slices.Reverse(ws[start:end])
		start = end
	}
}

// lamAlef reports whether two letters that stand at the same place are the
// ligature of lam and alef, which is drawn as one and then taken apart from
// left to right.
func lamAlef(first, second rune) bool {
	return second == 'ل' && strings.ContainsRune("اأإآٱ", first)
}

// turned is a word whose letters were drawn from left to right although their
// script is written to the left. Its numbers stay as they are.
func turned(text string) string {
	all := []rune(text)
	slices.Reverse(all)
	for start := 0; start < len(all); start++ {
		end := start
		for end < len(all) && (unicode.IsDigit(all[end]) || unicode.Is(unicode.Latin, all[end])) {
			end++
		}
		slices.Reverse(all[start:end])
		start = end
	}
	return string(all)
}
