package layout

// place is a field of a fine grid on the page.
type place struct{ x, y int32 }

const (
	placeSize = 4 // points
	// shift is how far a word that is drawn once more may lie beside the first,
	// in parts of the font's size.
	shift = 0.15
)

// shadow reports whether a word is drawn over itself, to look bold or to have
// a shadow, and keeps its place.
func (b *wordBuilder) shadow(w word) bool {
	d := min(shift*w.size, placeSize/2)
	x0, x1 := int32((w.X0-d)/placeSize), int32((w.X0+d)/placeSize)
	y0, y1 := int32((w.Y0-d)/placeSize), int32((w.Y0+d)/placeSize)
	for x := x0; x <= x1; x++ {
		for y := y0; y <= y1; y++ {
			if i, ok := b.places[place{x, y}]; ok && w.covers(b.words[i]) {
				b.words[i].blank = b.words[i].blank || w.blank
				return true
			}
		}
	}
	b.places[place{int32(w.X0 / placeSize), int32(w.Y0 / placeSize)}] = int32(len(b.words))
	return false
}

// covers reports whether two words are the same, at almost the same place.
func (w word) covers(v word) bool {
	return w.text == v.text && w.turn == v.turn && abs(w.X0-v.X0) <= shift*w.size &&
		abs(w.Y0-v.Y0) <= shift*w.size
}
