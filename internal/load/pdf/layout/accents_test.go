package layout

import (
	"strings"
	"testing"
)

func TestAnAccentDrawnOverItsLetterJoinsIt(t *testing.T) {
	for parts, want := range map[string]string{
		"n a ¨ı v e": "naïve", "M ¨u l l e r": "Müller", "E n g e´": "Engé", "E r d ˝o s": "Erdős",
		"a˜ o": "ão", "d `e j a": "dèja",
	} {
		if got := words(stacked(parts)); len(got) != 1 || got[0].text != want {
			t.Errorf("%s: got %+v, want %s", parts, got, want)
		}
	}
}

func TestAccentsThatStandAloneStay(t *testing.T) {
	for parts, want := range map[string]string{
		"a ´ b": "a´b", "` c o d e `": "`code`", "x ˜ y": "x˜y", "가 ´ 나": "가´나",
	} {
		if got := words(stacked(parts)); len(got) != 1 || got[0].text != want {
			t.Errorf("%s: got %+v, want %s", parts, got, want)
		}
	}
}

// stacked is a sheet with a line of text, whose characters are given apart;
// those that are given together stand at the same place.
func stacked(parts string) *Sheet {
	s := &Sheet{Width: 600, Height: 800}
	for i, part := range strings.Fields(parts) {
		x := 50 + 6*float32(i)
		for _, r := range part {
			s.Chars = append(s.Chars, Char{Rune: r, Box: Box{x, 100, x + 6, 110}, Base: 108,
				Size: 10})
		}
	}
	return s
}
