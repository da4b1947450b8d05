package content

import "testing"

func TestGlyphsOfSymbolFontsHavePublicCharacters(t *testing.T) {
	for _, c := range []struct {
		font string
		code rune
		want string
	}{
		{"Symbol", 0xf061, "α"}, {"Symbol", 'b', "β"}, {"Symbol", 0xf06d, "μ"}, {"Symbol", 0xf0a3, "≤"},
		{"Symbol", 0xf0b7, "•"}, {"Symbol", 0xf0ce, "∈"}, {"Symbol", 0xf0e5, "∑"}, {"Symbol", 0xf0bd, ""},
		{"Wingdings", 0xf0fe, "☑"}, {"wingdings", 0xa8, "□"}, {"Wingdings", 0xf081, "①"},
		{"Wingdings", 0xf095, "❿"}, {"Wingdings", 0xf0ff, ""}, {"Wingdings 2", 0xf052, "☑"},
		{"Wingdings 2", 0x6a, "①"}, {"Webdings", 0xf04a, ""}, {"바탕", 0x2460, "①"},
	} {
		if got := SymbolOf(c.font, c.code); got != c.want {
			t.Errorf("%s %x: got %q, want %q", c.font, c.code, got, c.want)
		}
	}
}
