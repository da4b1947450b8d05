package morph

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// normalizer brings text into the one form that the dictionary and the terms
// use, and remembers where it came from.
//
// The form is lower-case NFC with compatibility characters folded as by NFKC,
// with these differences: compatibility jamo stay as they are, or are composed
// to syllables where they spell one (ㅎㅏㄴ is 한); conjoining jamo that make no
// syllable become compatibility jamo; general punctuation stays; characters
// that show nothing (zero-width spaces, soft hyphens, variation selectors)
// vanish; bytes that are not UTF-8 become spaces.
type normalizer struct {
	out []byte
	// for each byte of out, the offset in the input; empty while the two are the same
	origins []int32
	moved   bool
	scratch []byte
	folded  []byte
}

// normalize returns the normal form of text, which is text itself when it is normal already.
// Afterwards source maps offsets back.
func (n *normalizer) normalize(text string) string {
	n.out, n.origins, n.moved = n.out[:0], n.origins[:0], false
	i := plainPrefix(text)
	if i == len(text) {
		return text
	}
	n.out = append(n.out, text[:i]...)
	for i < len(text) {
		i = n.step(text, i)
		plain := i + plainPrefix(text[i:])
		n.copy(text, i, plain)
		i = plain
	}
	if n.moved {
		n.origins = append(n.origins, int32(len(text)))
	}
	return string(n.out)
}

// source returns the range of the input that gave the non-empty range from–to of the output.
func (n *normalizer) source(from, to int32) (start, end int32) {
	if !n.moved {
		return from, to
	}
	start, last := n.origins[from], n.origins[to-1]
	for n.origins[to] <= last {
		to++ // several characters of the output came from one of the input
	}
	return start, n.origins[to]
}

// plainPrefix returns the length of the longest prefix that is normal already
// and ends at a character that doesn't combine with what follows.
func plainPrefix(text string) int {
	i := 0
	for i < len(text) {
		c := text[i]
		switch {
		case c < utf8.RuneSelf:
			if 'A' <= c && c <= 'Z' || mayCombine(text, i+1) {
				return i
			}
			i++
		case isPlain(text, i):
			i += 3
		default:
			return i
		}
	}
	return i
}

// mayCombine reports whether what stands at i may be a mark that belongs to the
// ASCII character before it.
func mayCombine(text string, i int) bool {
	return i < len(text) && text[i] >= 0xCC && !isPlain(text, i)
}

// isPlain reports whether the three bytes at i are a Hangul syllable, an
// ideograph or a common mark of punctuation that is normal by itself and
// doesn't combine with the character after it.
func isPlain(text string, i int) bool {
	if i+2 >= len(text) {
		return false
	}
	a, b, c := text[i], text[i+1], text[i+2]
	if b&0xC0 != 0x80 || c&0xC0 != 0x80 {
		return false
	}
	switch {
	case a >= 0xEA && a <= 0xED:
		r := rune(a&0xF)<<12 | rune(b&0x3F)<<6 | rune(c&0x3F)
		// A conjoining jamo, U+1100 to U+11FF, would join the syllable.
		return r >= hangulFirst && r <= hangulLast && (i+3 == len(text) || text[i+3] != 0xE1)
	case a >= 0xE4 && a <= 0xE9: // ideographs from U+4000
		return true
	case a == 0xE3: // ideographic punctuation, ideographs from U+3400
		return b == 0x80 && c != 0x80 && c < 0xAA || b >= 0x90
	case a == 0xE2 && b == 0x80: // dashes, quotation marks, bullets, the ellipsis
		return c >= 0x90 && c <= 0xA7
	}
	return false
}

// step normalises what stands at i and returns where the rest begins.
func (n *normalizer) step(text string, i int) int {
	c := text[i]
	if c < utf8.RuneSelf && !mayCombine(text, i+1) {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		n.emit([]byte{c}, i)
		return i + 1
	}
	if c >= utf8.RuneSelf && isPlain(text, i) {
		n.emit([]byte(text[i:i+3]), i)
		return i + 3
	}
	if r, size := utf8.DecodeRuneInString(text[i:]); r == utf8.RuneError && size <= 1 {
		n.emit([]byte{' '}, i)
		return i + 1
	}
	if isJamo(text, i) {
		return n.composeJamo(text, i)
	}
	return n.fold(text, i)
}

// fold normalises the characters from i up to the next one that doesn't combine with them.
func (n *normalizer) fold(text string, i int) int {
	size := norm.NFC.NextBoundaryInString(text[i:], true)
	n.scratch = norm.NFKC.AppendString(n.scratch[:0], text[i:i+size])
	n.folded = n.folded[:0]
	runes := 0
	for rest := n.scratch; len(rest) > 0; {
		r, w := utf8.DecodeRune(rest)
		rest = rest[w:]
		if r = foldRune(r); r >= 0 {
			n.folded = utf8.AppendRune(n.folded, r)
			runes++
		}
	}
	if len(n.folded) != size || runes != 1 {
		n.displace()
	}
	n.emit(n.folded, i)
	return i + size
}

// foldRune returns the normal form of a rune of NFKC text, -1 for one that shows nothing.
func foldRune(r rune) rune {
	switch {
	case r >= 0x1100 && r < 0x1200:
		return compatibilityJamo(r)
	case r >= 0x300 && r < 0x370, r == 0xAD, r >= 0xFE00 && r <= 0xFE0F, unicode.Is(unicode.Cf, r):
		return -1
	case unicode.IsSpace(r):
		return ' '
	}
	return unicode.ToLower(r)
}

// emit appends what the character at from gave. If it is not one character of
// the same size, displace comes first.
func (n *normalizer) emit(normal []byte, from int) {
	n.out = append(n.out, normal...)
	if !n.moved {
		return
	}
	for range normal {
		n.origins = append(n.origins, int32(from))
	}
}

// copy appends the range from–to of text, which is normal already.
func (n *normalizer) copy(text string, from, to int) {
	n.out = append(n.out, text[from:to]...)
	if !n.moved {
		return
	}
	for ; from < to; from++ {
		if first := text[from]; first&0xC0 == 0x80 { // inside a character, whose place is that of its first byte
			n.origins = append(n.origins, n.origins[len(n.origins)-1])
		} else {
			n.origins = append(n.origins, int32(from))
		}
	}
}

// displace begins to keep the origins: up to here they are the offsets themselves.
func (n *normalizer) displace() {
	if n.moved {
		return
	}
	n.moved = true
	for i := range n.out {
		n.origins = append(n.origins, int32(i))
	}
}
