package content

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/load/numbering"
)

// symbols gives characters of the private use areas a public one that looks alike.
// Hangul, Word and PowerPoint write symbols of their own fonts there: Wingdings'
// from U+F020 to U+F0FF, Hancom's above U+F0000. What a font shows at each place was
// compared with the pages that Hancom's programs print.
var symbols = func() map[rune]rune {
	all := map[rune]rune{
		// Wingdings
		0xf06c: '●', 0xf06d: '●', 0xf06e: '■', 0xf06f: '□', 0xf070: '□', 0xf071: '□', 0xf072: '□',
		0xf074: '◆', 0xf075: '◆',
		0xf076: '❖', 0xf077: '◆', 0xf09e: '·', 0xf09f: '•', 0xf0a0: '·', 0xf0a1: '○', 0xf0a2: '○',
		0xf0a3: '○', 0xf0a4: '◉',
		0xf0a5: '◎', 0xf0a7: '▪', 0xf0a8: '□', 0xf0ab: '★', 0xf0b7: '•', 0xf0d8: '▶', 0xf0e0: '→',
		0xf0e8: '➔', 0xf0f0: '⇨', 0xf0fb: '✗',
		0xf0fc: '✔', 0xf0fd: '☒', 0xf0fe: '☑', 0xf045: '☜', 0xf046: '☞',
		// Hancom
		0xf003b: '↓', 0xf0090: '•', 0xf00da: '▸', 0xf0288: '⓪', 0xf02ea: '•', 0xf02ec: '◇',
		0xf02ef: '·', 0xf02fb: '▸', 0xf02fc: '►', 0xf031c: '■',
		0xf03a0: '↵', 0xf03a7: '⊟', 0xf03a8: '⊞', 0xf03c5: '□', 0xf03da: '□', 0xf03ff: '□',
		0xf0806: '┌', 0xf0807: '┬', 0xf0808: '┐',
		0xf080c: '└', 0xf080e: '┘', 0xf080f: '━', 0xf0810: '│', 0xf081c: '┈', 0xf0827: '■',
		0xf0832: '═', 0xf0848: '━', 0xf0854: '《',
		0xf0855: '》', 0xf03ef: '한', 0xf03f0: '글', 0xf03f1: '과', 0xf03f2: '컴', 0xf03f3: '퓨',
		0xf03f4: '터',
		// The old syllable in the name of Hancom's word processor. People search for 한글.
		0xf53a: '한',
	}
	for i := range rune(10) { // Wingdings' numbers in circles, on white and on black
		all[0xf081+i] = '①' + i
		all[0xf08c+i] = '❶' + i
	}
	for i := range rune(9) { // in circles
		all[0xf0289+i] = '①' + i
	}
	for i := range rune(20) { // in squares
		all[0xf02b1+i] = '①' + i
	}
	return all
}()

// Hancom's symbols lie in this part of a private use plane. Those that are not known
// say nothing to a reader and are left out.
const (
	firstHancom = 0xf0000
	lastHancom  = 0xf0fff
)

// publicSymbols replaces symbols of the private use areas.
func publicSymbols(text string) string {
	if !strings.ContainsFunc(text, isPrivate) {
		return text
	}
	return strings.Map(func(r rune) rune {
		if public, ok := symbols[r]; ok {
			return public
		}
		if r >= firstHancom && r <= lastHancom {
			return -1
		}
		return r
	}, joinDigits(text))
}

// Numbers from 10 to 99 in circles or squares consist of two halves: nine
// characters for the tens, then ten for the ones.
var firstTens = [...]rune{0xf0292, 0xf02ba}

// joinDigits replaces the two halves of a number in a circle or square.
func joinDigits(text string) string {
	runes := []rune(text)
	for i := 0; i+1 < len(runes); i++ {
		for _, first := range firstTens {
			tens, ones := runes[i]-first, runes[i+1]-first-9
			if tens >= 0 && tens < 9 && ones >= 0 && ones < 10 {
				number := []rune(numbering.Circled(int(10*(tens+1) + ones)))
				runes = slices.Replace(runes, i, i+2, number...)
			}
		}
	}
	return string(runes)
}

func isPrivate(r rune) bool {
	return r >= 0xe000 && r <= 0xf8ff || r >= firstHancom &&
		r <= lastHancom
}
