package layout

import "slices"

// upright turns the boxes of a sheet's characters so that the text is upright,
// and gives the characters without those at impossible places. It changes the
// sheet's.
func upright(s *Sheet) []Char {
	out := s.Chars[:0]
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
