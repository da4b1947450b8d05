package layout

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// drawing is a sheet that a test draws.
type drawing struct {
	Sheet
	run int32
}

func newDrawing() *drawing { return &drawing{Sheet: Sheet{Width: 595, Height: 842}} }

// text draws a text of 10 points from left to right, without blanks between
// its words but with gaps.
func (d *drawing) text(x, base float32, text string) {
	d.run++
	for _, r := range text {
		if r != ' ' {
			d.Chars = append(d.Chars, Char{Rune: r, Box: Box{x, base - 8, x + 5, base + 2},
				Base: base, Size: 10, Run: d.run})
		}
		x += 5
	}
}

func (d *drawing) frame(b Box) {
	for _, r := range []Box{{b.X0, b.Y0, b.X1, b.Y0}, {b.X0, b.Y1, b.X1, b.Y1},
		{b.X0, b.Y0, b.X0, b.Y1}, {b.X1, b.Y0, b.X1, b.Y1}} {
		d.Rules = append(d.Rules, Rule{r})
	}
}

func (d *drawing) read() string {
	p := Arrange(&d.Sheet)
	profile := Survey([]*Page{p})
	p.Follow(nil, nil, profile)
	text, _, _ := p.Write(profile)
	return text
}

// random draws boxes in boxes, lines and words whose places are a grid's, as
// in forms and tables of every kind.
func random(r *rand.Rand) (d *drawing, words []string) {
	d = newDrawing()
	at := func(n int) float32 { return 40 + 20*float32(r.IntN(n)) }
	for range r.IntN(6) {
		x, y := at(20), at(30)
		outer := Box{x, y, x + at(8), y + at(6)}
		for n := r.IntN(3); n >= 0; n-- {
			d.frame(outer)
			outer = outer.grown(-4)
			if r.IntN(3) == 0 {
				d.Rules = append(d.Rules, Rule{Box{outer.midX(), outer.Y0, outer.midX(), outer.Y1}})
			}
			if r.IntN(3) == 0 {
				d.Rules = append(d.Rules, Rule{Box{outer.X0, outer.midY(), outer.X1, outer.midY()}})
			}
			if outer.width() < 8 || outer.height() < 8 {
				break
			}
		}
	}
	for range r.IntN(4) {
		x, y := at(20), at(38)
		d.Rules = append(d.Rules, Rule{Box{x, y, x + at(20), y}})
	}
	taken := map[[2]float32]bool{}
	for range 5 + r.IntN(60) {
		x, y := 40+60*float32(r.IntN(8)), 60+float32(r.IntN(50))*[]float32{12, 15, 20}[r.IntN(3)]
		for _, near := range []float32{-9, -6, -3, 0, 3, 6, 9} {
			if taken[[2]float32{x, y + near}] {
				y = -1
				break
			}
		}
		if y < 0 {
			continue
		}
		for near := float32(-9); near <= 9; near++ {
			taken[[2]float32{x, y + near}] = true
		}
		word := fmt.Sprintf("Q%03dZ", len(words))
		words = append(words, word)
		d.text(x, y, word)
	}
	return d, words
}

// scanned draws lines of words with wide gaps, as text is that was recognised on
// a scanned page.
func scanned(r *rand.Rand) (d *drawing, words []string) {
	d = newDrawing()
	for base := float32(60); base < 400; base += 13 + float32(r.IntN(2)*r.IntN(12)) {
		for x := 60 + 40*float32(r.IntN(3)); x < 500; x += 35 + float32(r.IntN(40)) {
			word := fmt.Sprintf("Q%03dZ", len(words))
			words = append(words, word)
			d.text(x, base, word)
		}
	}
	return d, words
}

func TestNoWordOfAPageIsLost(t *testing.T) {
	for seed := range uint64(3000) {
		draw := random
		if seed%3 == 0 {
			draw = scanned
		}
		d, words := draw(rand.New(rand.NewPCG(seed, 1)))
		text := d.read()
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Fatalf("seed %d: %s is lost in %q", seed, w, text)
			}
		}
	}
}
