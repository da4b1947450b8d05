// Package layout determines how a printed page is read: which characters form a
// word, which words form a line, and where the columns, tables, notes, headers
// and footers are. It does not depend on PDF. The time for a page is bounded by
// the number of its characters and rules, wherever they are placed.
package layout

import "math"

// Box is a rectangle in points. X grows to the right, Y downwards.
type Box struct{ X0, Y0, X1, Y1 float32 }

func (b Box) width() float32  { return b.X1 - b.X0 }
func (b Box) height() float32 { return b.Y1 - b.Y0 }
func (b Box) midX() float32   { return (b.X0 + b.X1) / 2 }
func (b Box) midY() float32   { return (b.Y0 + b.Y1) / 2 }

// union is the smallest box that holds both.
func (b Box) union(c Box) Box {
	return Box{min(b.X0, c.X0), min(b.Y0, c.Y0), max(b.X1, c.X1), max(b.Y1, c.Y1)}
}

func (b Box) holds(x, y float32) bool {
	return x >= b.X0 && x <= b.X1 && y >= b.Y0 && y <= b.Y1
}

// grown is b with a margin on each side.
func (b Box) grown(by float32) Box {
	return Box{b.X0 - by, b.Y0 - by, b.X1 + by, b.Y1 + by}
}

// overlapY is the height that two boxes share; negative: their distance.
func (b Box) overlapY(c Box) float32 { return min(b.Y1, c.Y1) - max(b.Y0, c.Y0) }

// overlapX is the width that two boxes share; negative: their distance.
func (b Box) overlapX(c Box) float32 { return min(b.X1, c.X1) - max(b.X0, c.X0) }

// sound reports whether the box consists of numbers that a page may have.
func (b Box) sound() bool {
	// PDF's largest page has 14,400 points
	const far = 1e5
	ok := func(x float32) bool { return x > -far && x < far } // NaN: false
	return ok(b.X0) && ok(b.Y0) && ok(b.X1) && ok(b.Y1) && b.X0 <= b.X1 && b.Y0 <= b.Y1
}

// Sheet is a page as it is drawn. Its upper left corner, as the reader holds
// it, is the origin.
type Sheet struct {
	Width, Height float32
	Chars         []Char // in the order in which they are drawn
	Rules         []Rule
	Areas         []Box  // filled with a colour other than white, or framed
	Fields        []Text // what stands in form fields and annotations
	Comments      []Text // remarks that are not printed
	Pictures      int    // other things than text
}

// Char is a visible character, or a blank that was drawn as one.
type Char struct {
	Rune rune
	Box          // from the end of the one before to the beginning of the next
	Base float32 // of the line that it stands on
	Size float32 // of the font
	Turn uint8   // quarter turns clockwise of the direction of writing
	Bold bool
	Run  int32 // counts what is drawn by one command
}

// Rule is a straight line along an axis. X0 = X1 for a vertical one.
type Rule struct{ Box }

// Text is text with its place.
type Text struct {
	Box
	Text string
	Size float32 // of the font; 0 if unknown
}

// Turned gives the box as it is seen after the page is turned against the
// quarter turns of its text. w and h are the page's size before.
func (b Box) Turned(turn uint8, w, h float32) Box {
	switch turn & 3 {
	case 1: // the text runs downwards
		return Box{b.Y0, w - b.X1, b.Y1, w - b.X0}
	case 2:
		return Box{w - b.X1, h - b.Y1, w - b.X0, h - b.Y0}
	case 3: // upwards
		return Box{h - b.Y1, b.X0, h - b.Y0, b.X1}
	}
	return b
}

// unturned undoes Turned: w and h are the page's size, as there.
func (b Box) unturned(turn uint8, w, h float32) Box {
	switch turn & 3 {
	case 1:
		return Box{w - b.Y1, b.X0, w - b.Y0, b.X1}
	case 2:
		return b.Turned(2, w, h)
	case 3:
		return Box{b.Y0, h - b.X1, b.Y1, h - b.X0}
	}
	return b
}

func abs(x float32) float32 { return float32(math.Abs(float64(x))) }
