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

// letters draws characters of 10 points one after the other, each with its
// place and width and how much higher than the line it stands.
func letters(all ...letter) []word {
	d := newDrawing()
	for i, l := range all {
		d.Chars = append(d.Chars, Char{Rune: l.r, Box: Box{l.x, 92 - l.up, l.x + l.width, 102 - l.up},
			Base: 100 - l.up, Size: 10, Run: int32(i)})
	}
	return words(&d.Sheet)
}

type letter struct {
	r            rune
	x, width, up float32
}

func TestMarksStayInTheirWord(t *testing.T) {
	for want, drawn := range map[string][]letter{
		"กี่ก":  {{'ก', 60, 6, 0}, {'ี', 64, 0, 2}, {'่', 64, 0, 5}, {'ก', 66, 6, 0}},
		"أيضًا": {{'أ', 90, 4, 0}, {'ي', 86, 4, 0}, {'ض', 80, 6, 0}, {'ً', 83, 0, 2}, {'ا', 77, 3, 0}},
		"a ก":   {{'a', 60, 6, 0}, {'ก', 70, 6, 0}},
	} {
		if got := letters(drawn...); textOf(got) != want {
			t.Errorf("got %q, want %q", textOf(got), want)
		}
	}
}

func TestCapitalsDrawnIntoOneAnotherAreAWord(t *testing.T) {
	got := letters(letter{'L', 60, 6.2, 0}, letter{'A', 62.7, 5, 2}, letter{'T', 66.2, 7.2, 0},
		letter{'E', 71.8, 6.8, -2.2}, letter{'X', 77.3, 7.5, 0})
	if textOf(got) != "LATEX" {
		t.Errorf("got %q", textOf(got))
	}
	if got := letters(letter{'X', 60, 7, 0}, letter{'I', 67.2, 4, -2.2}); len(got) != 2 {
		t.Errorf("an index belongs to the letter's word: %q", textOf(got))
	}
}

func textOf(ws []word) string {
	var all []string
	for _, w := range ws {
		all = append(all, w.text)
	}
	return strings.Join(all, " ")
}
