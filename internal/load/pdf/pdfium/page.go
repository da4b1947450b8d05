package pdfium

import (
	"math"

	"github.com/mundap/mundap/internal/load/pdf/layout"
)

// page is a page that is being read.
type page struct {
	*machine
	handle        uint64
	sheet         layout.Sheet
	left, top     float32 // of the visible part, in PDF's coordinates
	width, height float32 // of the visible part before the page is turned
	turn          uint8   // quarter turns by which the page is turned clockwise
}

// place learns where the visible part of the page is.
func (p *page) place() {
	p.sheet.Width = math.Float32frombits(uint32(p.call(fnPageWidth, p.handle)))
	p.sheet.Height = math.Float32frombits(uint32(p.call(fnPageHeight, p.handle)))
	p.turn = uint8(p.count(fnPageRotation, p.handle) & 3)
	p.width, p.height = p.sheet.Width, p.sheet.Height
	if p.turn&1 == 1 {
		p.width, p.height = p.height, p.width
	}
	p.top = p.height
	if p.truth(fnPageBox, p.handle, p.at(0)) {
		r := p.floats(4)
		p.left, p.top = r[0], r[1]
	}
}

// box turns a rectangle in PDF's coordinates into one on the sheet.
func (p *page) box(left, bottom, right, top float32) layout.Box {
	b := layout.Box{
		X0: min(left, right) - p.left, X1: max(left, right) - p.left,
		Y0: p.top - max(top, bottom), Y1: p.top - min(top, bottom),
	}
	return b.Turned((4-p.turn)&3, p.width, p.height)
}
