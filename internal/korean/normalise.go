package korean

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	zeroWidthJoiner = '\u200d'
	hangulFiller    = '\u3164' // shows as a blank; used as one in names and old documents
)

// Normalise brings text into the form that all of Mundap works on:
//
//   - NFC, so that jamo of macOS file names and of old PDFs become syllables;
//   - line ends (CRLF, CR, NEL, LS, PS, VT, FF) are "\n";
//   - every other kind of blank (NBSP, ideographic and typographic spaces, the Hangul filler) is " ";
//   - control characters other than "\n" and "\t", zero-width characters, soft hyphens and direction marks are gone
//     (a zero-width joiner stays inside an emoji);
//   - bytes that are no UTF-8 are U+FFFD.
//
// Runs of blanks keep their length. Normalise(Normalise(s)) == Normalise(s).
func Normalise(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	var last rune
	for i, r := range s {
		if r == '\r' && strings.HasPrefix(s[i+1:], "\n") {
			continue
		}
		if r = replace(r, last); r >= 0 {
			b.WriteRune(r)
			last = r
		}
	}
	return norm.NFC.String(b.String())
}

// isPlain reports whether Normalise would not change s, for text of ASCII,
// Hangul syllables, ideographs and the usual marks of punctuation, which is
// most text. None of these characters joins another in NFC.
func isPlain(s string) bool {
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c < utf8.RuneSelf:
			if c == 0x7f || c < ' ' && c != '\n' && c != '\t' {
				return false
			}
			i++
		case i+2 < len(s) && isPlainRune(c, s[i+1], s[i+2]):
			i += 3
		default:
			return false
		}
	}
	return true
}

// isPlainRune reports whether three bytes are a Hangul syllable, an ideograph
// from U+4E00 to U+9FFF, or one of the marks U+2010–2027 and U+3001–3029.
func isPlainRune(a, b, c byte) bool {
	if b&0xC0 != 0x80 || c&0xC0 != 0x80 {
		return false
	}
	switch {
	case a == 0xEB || a == 0xEC:
		return true
	case a == 0xEA:
		return b >= 0xB0
	case a == 0xED:
		return b < 0x9E || b == 0x9E && c <= 0xA3
	case a >= 0xE5 && a <= 0xE9 || a == 0xE4 && b >= 0xB8:
		return true
	case a == 0xE3:
		return b == 0x80 && c > 0x80 && c < 0xAA
	}
	return a == 0xE2 && b == 0x80 && c >= 0x90 && c <= 0xA7
}

// replace gives what r becomes after the kept rune last, -1 for nothing.
func replace(r, last rune) rune {
	switch {
	case r == '\n' || r == '\t' || r > ' ' && r < 0x7f:
		return r
	case IsHangul(r) && r != hangulFiller:
		return r
	case r == '\r' || r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029:
		return '\n'
	case r == hangulFiller || unicode.Is(unicode.Zs, r):
		return ' '
	case r == zeroWidthJoiner && joinsEmoji(last):
		return r
	case unicode.IsControl(r) || isInvisible(r):
		return -1
	}
	return r
}

func joinsEmoji(r rune) bool { return unicode.In(r, unicode.So, unicode.Sk) || r == '\ufe0f' }

// isInvisible reports characters that take no room and would keep equal words
// apart in search: zero-width ones, the soft hyphen, direction marks (which can
// also make text read other than it is), and the halfwidth Hangul filler.
func isInvisible(r rune) bool {
	switch {
	case r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x2069:
		return true
	}
	return r == 0xad || r == 0xfeff || r == 0x61c || r == 0xffa0
}

// Line is Normalise for what must stand on one line (a title, a table's cell):
// every run of blanks is one space, and there are none at the ends.
func Line(s string) string { return strings.Join(strings.Fields(Normalise(s)), " ") }

// Truncate cuts s to at most n characters (runes), never inside one.
func Truncate(s string, n int) string {
	if n <= 0 {
		return ""
	}
	if len(s) <= n {
		return s
	}
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// Length is the number of characters (runes) of s.
func Length(s string) int { return utf8.RuneCountInString(s) }
