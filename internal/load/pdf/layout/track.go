package layout

import "slices"

// upright gives a sheet's characters with their boxes as they are seen with
// the text upright. Those with impossible places are left out.
func upright(s *Sheet) []Char {
	out := make([]Char, 0, len(s.Chars))
	for _, c := range s.Chars {
		c.Box = c.Box.Turned(c.Turn, s.Width, s.Height)
		if c.Box.sound() && c.Size > 0 && c.Size < 5000 {
			out = append(out, c)
		}
	}
	return out
}

func sameRow(a, b *Char) bool {
	return a.Turn == b.Turn && a.Size == b.Size && a.Base == b.Base
}

// space corrects the widths of characters that are drawn closer together than
// their font says, and gives the extra room that lies between all of them.
// Both are spacings that the page's author chose, not gaps between words. Where
// blanks are drawn, widths need no correction: pairs that are not drawn closer
// together than others would seem to be divided.
func space(row []Char) (tracking float32) {
	var all [64]float32 // enough to find the middle
	gaps := all[:0]
	blanks := 0
	for i := range row {
		if row[i].Rune == ' ' {
			blanks++
		}
	}
	const perBlank = 15 // characters of a row that draws the blanks between its words
	for i := 1; i < len(row) && len(gaps) < len(all); i++ {
		a, b := &row[i-1], &row[i]
		if a.Rune == '.' && b.Rune == '.' {
			continue // dots that lead to a page number
		}
		if width := a.X1 - a.X0; a.Rune != ' ' && b.Rune != ' ' && b.X0-a.X0 > 0.2*width &&
			b.X0-a.X1 < a.Size {
			gaps = append(gaps, b.X0-a.X1)
		}
	}
	const enough = 3
	if len(gaps) < enough {
		return 0
	}
	slices.Sort(gaps)
	size := row[0].Size
	if gap := gaps[len(gaps)/2]; gap < -0.03*size && perBlank*blanks < len(row) {
		for i := range row {
			c := &row[i]
			c.X1 = max(c.X1+gap, c.X0+0.3*(c.X1-c.X0))
		}
	}
	if gap := gaps[len(gaps)/4]; gap > 0.05*size && len(gaps) > enough {
		return gap
	}
	return 0
}
