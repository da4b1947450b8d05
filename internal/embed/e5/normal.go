package e5

import (
	"sort"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// normaliser brings text into the form that the vocabulary was made from:
// NFKC, control characters and odd spaces replaced or dropped.
type normaliser struct {
	points          uint32s
	replacementEnds uint32s
	replacements    uint32s
}

func (n *normaliser) read(c *cursor, s *sizes) {
	n.points = c.uint32s(s.Mapped)
	n.replacementEnds = c.uint32s(s.Mapped)
	n.replacements = c.uint32s(s.Replacements)
}

// space stands for a space in the pieces.
const space = '▁'

// normalise gives the text that is segmented: a space at its beginning, none
// at its end, and no two in a row. Bytes that are no UTF-8 become U+FFFD.
func (n *normaliser) normalise(text string) []byte {
	dst := make([]byte, 0, len(text)+len(text)/2+4)
	last := space
	dst = utf8.AppendRune(dst, space)
	add := func(r rune) {
		if r == ' ' {
			r = space
		}
		if r != space || last != space {
			dst = utf8.AppendRune(dst, r)
		}
		last = r
	}
	for i, part := range strings.Split(text, wideTilde) {
		if i > 0 {
			add('～')
		}
		for _, r := range norm.NFKC.String(part) {
			n.replace(r, add)
		}
	}
	if last == space {
		dst = dst[:len(dst)-utf8.RuneLen(space)]
	}
	return dst
}

// wideTilde stays as it is, other than in NFKC: that is how the vocabulary was
// made.
const wideTilde = "～"

// replace gives what stands for r in normalised text to add.
func (n *normaliser) replace(r rune, add func(rune)) {
	from, to, ok := n.find(uint32(r))
	if !ok {
		add(r)
	}
	for i := from; i < to; i++ {
		add(rune(n.replacements.at(i)))
	}
}

// find gives the range of the replacements of a code point.
func (n *normaliser) find(point uint32) (from, to int, ok bool) {
	if ' ' <= point && point <= '~' {
		return 0, 0, false
	}
	size := n.points.len()
	i := sort.Search(size, func(i int) bool { return n.points.at(i) >= point })
	if i == size || n.points.at(i) != point {
		return 0, 0, false
	}
	if i > 0 {
		from = int(n.replacementEnds.at(i - 1))
	}
	return from, int(n.replacementEnds.at(i)), true
}
