package content

import (
	"maps"
	"strings"
)

// SymbolOf returns the public character that looks like a glyph of a symbol
// font, such as α for the code 0x61 of the font Symbol. Documents give a code
// from 0x20 to 0xFF, or the same plus 0xF000. The result is "" if the glyph has
// no counterpart; a code of another font is its own character.
func SymbolOf(font string, code rune) string {
	glyph := code
	if code >= 0xf020 && code <= 0xf0ff {
		glyph -= 0xf000
	}
	var public rune
	switch strings.ToLower(strings.TrimSpace(font)) {
	case "symbol":
		public = symbolGlyphs[glyph]
	case "wingdings":
		public = symbols[0xf000+glyph]
	case "wingdings 2":
		public = wingdings2Glyphs[glyph]
	default:
		if !isPrivate(code) {
			public = code
		}
	}
	if public == 0 {
		return ""
	}
	return string(public)
}

// glyphRun is a run of consecutive codes with the characters that they stand
// for. A space stands for none.
func glyphRun(first rune, characters string) map[rune]rune {
	all := map[rune]rune{}
	for _, r := range characters {
		if r != ' ' {
			all[first] = r
		}
		first++
	}
	return all
}

func together(runs ...map[rune]rune) map[rune]rune {
	all := map[rune]rune{}
	for _, run := range runs {
		maps.Copy(all, run)
	}
	return all
}

// symbolGlyphs are those of the font Symbol, in Adobe's encoding.
var symbolGlyphs = together(map[rune]rune{' ': ' '},
	glyphRun('!', "!∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"),
	glyphRun('a', "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"),
	glyphRun(0xa0, "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…  ↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑"),
	glyphRun(0xf1, "〉∫"))

// wingdings2Glyphs are the marks and numbers of the font Wingdings 2.
var wingdings2Glyphs = together(glyphRun('O', "✗✓☒☑☒☒"), glyphRun(0x69, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
	map[rune]rune{0x97: '●', 0xa3: '□'})
