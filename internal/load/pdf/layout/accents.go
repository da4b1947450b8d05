package layout

import (
	"unicode"
	"unicode/utf8"
)

// combining maps accents that fonts have as separate characters to the
// combining form that joins the letter before it.
var combining = map[rune]rune{
	'`': 0x300, '´': 0x301, 'ˆ': 0x302, '˜': 0x303, '¯': 0x304, '˘': 0x306, '˙': 0x307,
	'¨': 0x308, '˚': 0x30a, '˝': 0x30b, 'ˇ': 0x30c, '¸': 0x327, '˛': 0x328,
}

// accented joins a letter and an accent that is drawn over it, in either order,
// as TeX does without fonts of its own for each language. It reports whether
// the character is used up.
func (b *wordBuilder) accented(c *Char, box Box) bool {
	const grave = '`' // the only one in ASCII
	if b.plain && c.Rune < utf8.RuneSelf && c.Rune != grave && b.text[len(b.text)-1] != grave {
		return false
	}
	last, n := utf8.DecodeLastRune(b.text)
	letter, accent := last, combining[c.Rune]
	if accent == 0 {
		letter, accent = c.Rune, combining[last]
	}
	if accent == 0 || !unicode.In(letter, unicode.Latin, unicode.Greek, unicode.Cyrillic) ||
		box.overlapX(b.last) < 0.5*min(box.width(), b.last.width()) {
		return false
	}
	switch letter {
	case 'ı':
		letter = 'i'
	case 'ȷ':
		letter = 'j'
	}
	b.text = utf8.AppendRune(b.text[:len(b.text)-n], letter)
	b.text = utf8.AppendRune(b.text, accent)
	b.cur.Box, b.last = b.cur.Box.union(box), b.last.union(box)
	b.run, b.plain = c.Run, false
	return true
}

// marked adds a vowel sign or another mark of a script that has them as
// characters. They stand above, below or beside their letter and may have no
// width of their own, so their places say nothing about where a word ends. It
// reports whether the character is used up.
func (b *wordBuilder) marked(c *Char, box Box) bool {
	size := max(b.cur.size, c.Size)
	if c.Rune < combiningFirst || !unicode.Is(unicode.M, c.Rune) || c.Turn != b.cur.turn ||
		abs(c.Base-b.cur.base) > 0.7*size || -box.overlapX(b.last) > 0.3*size {
		return false
	}
	b.text = utf8.AppendRune(b.text, c.Rune)
	b.cur.Box, b.last = b.cur.Box.union(box), b.last.union(box)
	b.run, b.plain = c.Run, false
	return true
}

// combiningFirst is the first mark of Unicode.
const combiningFirst = 0x300
