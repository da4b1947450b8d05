package layout

import (
	"strings"
	"testing"
)

func TestBoxesInBoxesOfATableKeepTheirText(t *testing.T) {
	d := newDrawing()
	d.frame(Box{40, 40, 540, 300})
	d.Rules = append(d.Rules, Rule{Box{290, 40, 290, 300}})
	d.frame(Box{50, 60, 280, 280})
	d.frame(Box{55, 80, 275, 200})
	for i, text := range []string{"within the innermost", "of all the boxes", "on three lines"} {
		d.text(60, 100+float32(i)*14, text)
	}
	for i, text := range []string{"around it", "are lines", "as well"} {
		d.text(60, 220+float32(i)*14, text)
	}
	d.text(300, 100, "beside")
	got := d.read()
	for _, want := range []string{"within the innermost", "on three lines", "around it", "beside"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is lost in %q", want, got)
		}
	}
}

func TestALineOfACellJoinsARowWithWiderCells(t *testing.T) {
	of := func(text string) [][]word { return [][]word{{{text: text}}} }
	above := []cell{{lines: of("a"), columns: 1}, {lines: of("b"), columns: 2}}
	join(above, []cell{{columns: 1}, {lines: of("c"), columns: 1}, {lines: of("d"), columns: 1}})
	if len(above[0].lines) != 1 || len(above[1].lines) != 3 {
		t.Errorf("%+v", above)
	}
}

func TestWordsOfTurnedTextStayApart(t *testing.T) {
	d := newDrawing()
	for _, text := range []string{"Handgun", "Long", "Other"} {
		d.run++
		for _, r := range text {
			n := float32(len(d.Chars)) + 3*float32(d.run)
			d.Chars = append(d.Chars, Char{Rune: r, Box: Box{100, 100 + 5*n, 110, 105 + 5*n}, Base: 492,
				Size: 10, Turn: 1, Run: d.run})
		}
	}
	if got := d.read(); !strings.Contains(got, "Handgun Long Other") {
		t.Errorf("%q", got)
	}
}

// leftwards draws a text from right to left; its last letter ends at x.
func (d *drawing) leftwards(right, base float32, text string) {
	d.run++
	for _, r := range text {
		if r != ' ' {
			d.Chars = append(d.Chars, Char{Rune: r, Box: Box{right - 5, base - 8, right, base + 2},
				Base: base, Size: 10, Run: d.run})
		}
		right -= 5
	}
}

func TestRightToLeft(t *testing.T) {
	d := newDrawing()
	d.leftwards(500, 100, "تحسين نتائج العمل")
	if got := d.read(); got != "تحسين نتائج العمل" {
		t.Errorf("drawn to the left: %q", got)
	}

	d = newDrawing()
	d.text(400, 100, "םולש") // drawn as it looks
	if got := d.read(); got != "שלום" {
		t.Errorf("drawn to the right: %q", got)
	}

	d = newDrawing()
	d.leftwards(500, 100, "البرمجة بلغة")
	d.text(400, 100, "Go 1.26")
	if got := d.read(); got != "البرمجة بلغة Go 1.26" {
		t.Errorf("with words of another script: %q", got)
	}

	d = newDrawing()
	d.text(60, 100, "The word")
	d.leftwards(140, 100, "שלום עולם")
	d.text(150, 100, "means peace")
	if got := d.read(); got != "The word שלום עולם means peace" {
		t.Errorf("within other words: %q", got)
	}
}

func TestALigatureTakenApartFromLeftToRight(t *testing.T) {
	d := newDrawing()
	at := Box{495, 92, 500, 102}
	for _, r := range "إل" { // as PDFium gives lam-alef
		d.Chars = append(d.Chars, Char{Rune: r, Box: at, Base: 100, Size: 10})
	}
	d.leftwards(495, 100, "نتاجية")
	if got := d.read(); got != "لإنتاجية" {
		t.Errorf("%q", got)
	}
}

func TestWordsDrawnTwiceStandOnce(t *testing.T) {
	d := newDrawing()
	d.text(60, 100, "Redeem this voucher")
	d.text(60.4, 100, "Redeem this voucher")
	d.text(60, 120, "this line stays this")
	if got := d.read(); got != "Redeem this voucher\nthis line stays this" &&
		got != "Redeem this voucher this line stays this" {
		t.Errorf("%q", got)
	}
}

func TestABlankUnderALetterPartsNoWord(t *testing.T) {
	for text, want := range map[string]string{"in exercis es": "in exercises", "집단 발생 의": "집단 발생 의"} {
		d := newDrawing()
		x := float32(100)
		last := strings.LastIndexByte(text, ' ')
		for i, r := range text {
			d.Chars = append(d.Chars, Char{Rune: r, Box: Box{x, 92, x + 5, 102}, Base: 100, Size: 10})
			if i != last { // the letter behind the last blank is drawn over it
				x += 5
			}
		}
		if got := textOf(words(&d.Sheet)); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestLettersDrawnTighterThanTheirWidthsStayTogether(t *testing.T) {
	d := newDrawing()
	x := float32(60)
	for i, r := range "in the Internet of all the nations" {
		d.Chars = append(d.Chars, Char{Rune: r, Box: Box{x, 92, x + 6, 102}, Base: 100, Size: 10})
		if x += 5; i == 7 {
			x += 1.1 // after the I
		}
	}
	if got := d.read(); got != "in the Internet of all the nations" {
		t.Errorf("%q", got)
	}
}
