package office

import "unicode"

// fewStrange is how many characters that no program writes a text may have. A
// damaged block has dozens of them.
const fewStrange = 7

// garbage counts what no program writes in the UTF-16 units of a text.
type garbage struct {
	count int
	half  bool // the last unit was the first half of a pair
}

func (g *garbage) add(unit uint16) {
	const firstHalves, secondHalves, end = 0xd800, 0xdc00, 0xe000
	second := unit >= secondHalves && unit < end
	if strange(unit) || second != g.half {
		g.count++
	}
	g.half = unit >= firstHalves && unit < secondHalves
}

// overwritten reports whether something else was written over the text.
func (g *garbage) overwritten() bool { return g.count > fewStrange }

// strange reports whether a UTF-16 unit stands for no character of a text: it
// is zero, a control character that neither Word nor PowerPoint uses, or a place
// of Unicode without a character. Text that was overwritten by other data has
// many of these.
func strange(unit uint16) bool {
	switch {
	case unit == 0, unit == 0x04, unit == 0x06, unit >= 0x0f && unit <= 0x12,
		unit >= 0x16 && unit <= 0x1d:
		return true
	case unit < 0x250, unit >= 0xd800 && unit <= 0xf8ff: // letters; halves and private characters
		return false
	}
	r := rune(unit)
	return !unicode.IsGraphic(r) && !unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Z, r)
}
