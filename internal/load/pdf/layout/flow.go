package layout

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
)

// flow is a text that is put together from words, and the words.
type flow struct {
	text  []byte
	words []word
}

// addLine appends the words of a line to an empty flow, or behind what glue
// was written.
func (f *flow) addLine(ws []word) {
	f.text = appendLine(f.text, ws)
	f.words = append(f.words, ws...)
}

// appendLine appends the words of a line to a text.
func appendLine(text []byte, ws []word) []byte {
	for i := range ws {
		if i > 0 && parted(&ws[i-1], &ws[i]) {
			text = append(text, ' ')
		}
		text = append(text, ws[i].text...)
	}
	return text
}

// parted reports whether there is a blank between two words of a line.
func parted(q, p *word) bool {
	gap := gapBetween(q, p)
	size := max(q.size, p.size)
	if q.next == p.id {
		if q.blank {
			return true
		}
	} else if q.blank && gap > 0.05*size {
		return true
	}
	if gap <= wordGap*size {
		return drawnOver(q, p, gap) || behindIndex(q, p, gap)
	}
	// Word processors leave a quarter of a blank between Latin and Hangul.
	return q.blank || gap > 0.3*size || !isLatinEnd(lastRune(q.text)) || !particle(p.text)
}

// behindIndex reports whether a word of Latin or Greek letters or digits follows an
// index or exponent that is not its own: TeX leaves half a point behind these.
func behindIndex(q, p *word, gap float32) bool {
	first, _ := utf8.DecodeRuneInString(p.text)
	return q.size < 0.85*p.size && abs(q.base-p.base) > 0.1*p.size && gap > 0.03*p.size &&
		(unicode.In(first, unicode.Latin, unicode.Greek) || unicode.IsDigit(first))
}

// drawnOver reports whether a word begins inside another one that was drawn at
// another time: the words of two texts that lie on top of one another.
func drawnOver(q, p *word, gap float32) bool {
	const shortest = 3 // bytes: an index may stand below an exponent
	return q.next != p.id && gap < -0.5*max(q.size, p.size) && len(q.text) >= shortest &&
		len(p.text) >= shortest
}

// gapBetween is the gap between two words of a line, in their direction of
// writing. Words of right-to-left scripts stand in the order of reading.
func gapBetween(q, p *word) float32 {
	switch q.turn & 3 {
	case 1:
		return p.Y0 - q.Y1
	case 2:
		return q.X0 - p.X1
	case 3:
		return q.Y0 - p.Y1
	}
	if q.X0 > p.X0 {
		return q.X0 - p.X1
	}
	return p.X0 - q.X1
}

func lineText(ws []word) string {
	var buffer [256]byte // most lines are shorter
	return string(appendLine(buffer[:0], ws))
}

// addCellLine appends the next line of a cell. right is where the cell's
// longest line ends: lines that end before that were not cut inside a word.
func (f *flow) addCellLine(ws []word, right float32, b breaks) {
	if n := len(f.words); n > 0 && len(ws) > 0 {
		q := &f.words[n-1]
		if b.wrap == wrapAnywhere && right-q.X1 > 1.2*q.size {
			q.blank = true
		}
	}
	f.continueWith(ws, b)
}

// continueWith appends the next line of a paragraph.
func (f *flow) continueWith(ws []word, b breaks) {
	if len(ws) == 0 {
		return
	}
	if hyphenated(f.text, ws[0].text) {
		f.text = f.text[:len(f.text)-1]
		f.words[len(f.words)-1].text = strings.TrimSuffix(f.words[len(f.words)-1].text, "-")
	} else if len(f.text) > 0 && wantsBlank(f.text, f.words[len(f.words)-1], ws[0].text,
		lineStart(ws), b) {
		f.text = append(f.text, ' ')
	}
	f.addLine(ws)
}

// hyphenated reports whether the text so far ends in a hyphen that only
// divides a word of Latin letters at the end of its line.
func hyphenated(text []byte, next string) bool {
	n := len(text)
	if n < 3 || text[n-1] != '-' || next == "" {
		return false
	}
	last, size := utf8.DecodeLastRune(text[:n-1])
	before, _ := utf8.DecodeLastRune(text[:n-1-size])
	first, _ := utf8.DecodeRuneInString(next)
	return unicode.Is(unicode.Latin, last) && unicode.IsLower(last) && unicode.IsLetter(before) &&
		unicode.Is(unicode.Latin, first) && unicode.IsLower(first)
}

// lineStart is enough of a line's text to see whether it begins with a particle.
func lineStart(ws []word) string {
	if len(ws) > 1 && !parted(&ws[0], &ws[1]) {
		return ws[0].text + ws[1].text
	}
	return ws[0].text
}

// wantsBlank reports whether a blank belongs between the text so far, whose
// last word is q, and the next line. There is none where the line above was
// cut inside a word: between ideographs, between any characters of Hangul in a
// document that breaks anywhere unless both are words, and before a particle if
// nothing is known.
func wantsBlank(text []byte, q word, word, next string, b breaks) bool {
	last, _ := utf8.DecodeLastRune(text)
	first, _ := utf8.DecodeRuneInString(word)
	cut := unicode.Is(unicode.Han, last) && unicode.Is(unicode.Han, first)
	switch b.wrap {
	case wrapAnywhere:
		cut = isHan(last) && isHan(first) && !b.apart(text, word) ||
			unicode.IsDigit(last) && strings.ContainsRune(counted, first)
	case wrapUnknown:
		cut = cut || korean.IsSyllable(last) && particle(next)
	}
	attached := first == '(' && korean.IsSyllable(last) || last == '—' || last == '·' ||
		first == '·' ||
		isLatinEnd(last) && particle(next)
	switch {
	case (cut || attached) && !q.blank:
		return false
	case strings.ContainsRune("(（[“‘「『《〈", last), strings.ContainsRune(")）]”’」』》〉.,", first):
		return false
	case last == '-' && isDigitOrLower(first) && strings.LastIndexByte(string(text),
		' ') != len(text)-2:
		return false // 1588-⏎0000; a word's hyphen stays, since nothing tells which kind it is
	}
	return true
}

// counted are what Korean writes directly behind a number.
const counted = "년월일시분초명개원회차건호조항번쪽층위세권대점억만천"

// particles begin no word: a line that begins with one goes on the word before.
var particles = []string{"은", "는", "을", "를", "의", "에", "에서", "에게", "으로", "로", "와", "과", "도", "만",
	"까지", "부터",
	"이며", "이고", "이다", "니다", "습니다", "입니다", "됩니다", "다"}

// particle reports whether a text begins with a Korean particle after which the
// word ends.
func particle(text string) bool {
	first, size := utf8.DecodeRuneInString(text)
	if !korean.IsSyllable(first) {
		return false
	}
	end := size
	for end < len(text) {
		r, n := utf8.DecodeRuneInString(text[end:])
		if !korean.IsSyllable(r) {
			if r != '.' && r != ',' && r != ')' {
				return false
			}
			break
		}
		end += n
	}
	for _, p := range particles {
		if text[:end] == p {
			return true
		}
	}
	return false
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// isLatinEnd: what particles follow directly besides Hangul.
func isLatinEnd(r rune) bool {
	return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) || r == ')' || r == '%'
}

func isHan(r rune) bool { return korean.IsSyllable(r) || unicode.Is(unicode.Han, r) }

func isDigitOrLower(r rune) bool { return unicode.IsDigit(r) || unicode.IsLower(r) }

// endsSentence reports whether a text ends with a mark behind which no line is
// wrapped.
func endsSentence(text string) bool {
	text = strings.TrimRight(text, " \t\"'”’)]」』】》〉")
	last, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune(".?!。？！:：;…", last) && last != utf8.RuneError
}
