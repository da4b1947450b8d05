package office

import (
	"strings"
	"testing"
	"unicode/utf16"
)

func TestTextThatWasOverwrittenIsTold(t *testing.T) {
	halves := make([]uint16, 20)
	for i := range halves {
		halves[i] = 0xd800 + uint16(i%2*0x400)
	}
	for name, c := range map[string]struct {
		units []uint16
		want  bool
	}{
		"text":            {utf16.Encode([]rune("가나다 abc\t끝\r")), false},
		"emoji":           {utf16.Encode([]rune(strings.Repeat("😀", 50))), false},
		"unassigned":      {repeated(0x0bff, 20), true},
		"first halves":    {repeated(0xd800, 20), true},
		"second halves":   {repeated(0xdc00, 20), true},
		"halves in pairs": {halves, false},
		"a single half":   {append(repeated('a', 5), 0xd800, 'b'), false},
	} {
		var g garbage
		for _, u := range c.units {
			g.add(u)
		}
		if g.overwritten() != c.want {
			t.Errorf("%s: %d", name, g.count)
		}
	}
}

func repeated(unit uint16, n int) (all []uint16) {
	for range n {
		all = append(all, unit)
	}
	return all
}
