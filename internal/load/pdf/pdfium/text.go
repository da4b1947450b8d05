package pdfium

import (
	"bytes"
	"math"
	"slices"
	"unicode"
	"unicode/utf16"

	"github.com/mundap/mundap/internal/load/pdf/layout"
)

// maxChars bounds the characters of a page. A newspaper's page has 30,000.
const maxChars = 300_000

// textReader reads the characters of a page. Size, direction and base line
// are the same for all characters of a text object.
type textReader struct {
	*page
	text   uint64
	record records
	object uint64
	fonts  map[uint64]*font
	font   *font       // of the object; nil if unknown
	em     float32     // width of an em of the object, in points; if 0, it is not drawn along x
	loose  [4]float32  // PDFium's box of the character before
	now    layout.Char // what the object's characters have in common
}

// font is what is known of a font on a page.
type font struct {
	handle   uint64
	bold     bool
	advances map[rune]float32 // in em
}

func (p *page) readText() {
	text := p.call(fnTextLoad, p.handle)
	if text == 0 {
		return
	}
	r := textReader{page: p, text: text, fonts: map[uint64]*font{}}
	count := p.count(fnTextCount, text)
	r.record = p.recordsOf(text, count)
	n := min(count, maxChars)
	p.sheet.Chars = slices.Grow(p.sheet.Chars, n)
	for i := uint64(0); i < uint64(n) && p.err == nil; i++ {
		r.char(i)
	}
	r.resize()
	p.call(fnTextClose, text)
}

// resize corrects the size of characters that are much higher than it: the
// glyphs of a Type 3 font have a scale of their own.
func (r *textReader) resize() {
	all := r.sheet.Chars
	for start := 0; start < len(all); {
		end, highest := start, float32(0)
		for ; end < len(all) && all[end].Run == all[start].Run; end++ {
			highest = max(highest, extent(all[end]))
		}
		if highest > 3*all[start].Size {
			for i := range all[start:end] {
				all[start+i].Size = highest
			}
		}
		start = end
	}
}

// hyphen is what PDFium gives for a hyphen at the end of a line. A font may
// give other letters that number by mistake.
const hyphen = 2

func (r *textReader) char(i uint64) {
	c := r.unicode(i)
	switch {
	case c == hyphen && r.truth(fnTextHyphen, r.text, i):
		c = '-'
	case c == '\t' || c == 0xa0:
		c = ' '
	case c == '\r' || c == '\n':
		return // PDFium's ends of lines
	case c < ' ':
		r.sheet.Pictures++ // a glyph without a meaning shows something, like a picture
		return
	case utf16.IsSurrogate(c):
		next := r.unicode(i + 1)
		if c = utf16.DecodeRune(c, next); c == unicode.ReplacementChar {
			return // the second half, or half a pair
		}
	case c > unicode.MaxRune:
		return
	}
	if c == ' ' && r.generated(i) {
		return // a gap that PDFium noticed: the layout sees it as well
	}
	if object := r.objectOf(i); object != r.object {
		r.object = object
		r.begin(i)
	}
	f, ok := r.looseBox(i)
	if !ok {
		return
	}
	out := r.now
	out.Rune, out.Box = c, r.box(f[0], f[3], f[2], f[1])
	if f != r.loose {
		r.loose = f
		left, right := r.advance(c, i, f[0], f[2])
		out.Box = r.box(left, f[3], right, f[1])
	} else if n := len(r.sheet.Chars); n > 0 && r.sheet.Chars[n-1].Run == out.Run {
		r.sheet.Chars[n-1].Box = out.Box // the letters of a ligature share its room
	}
	r.sheet.Chars = append(r.sheet.Chars, r.checked(out, i))
}

// advance gives the room that a letter takes on its line. PDFium's boxes include
// what a letter draws beyond that, such as the top of an f, which would fill
// the gap between two words. Letters of other scripts stay within their room.
func (r *textReader) advance(c rune, i uint64, left, right float32) (from, to float32) {
	if r.em <= 0 || r.font == nil || !unicode.In(c, unicode.Latin, unicode.Greek, unicode.Cyrillic) {
		return left, right
	}
	width, ok := r.font.advances[c]
	if !ok {
		if r.truth(fnGlyphWidth, r.font.handle, uint64(c), uint64(math.Float32bits(1)), r.at(0)) {
			width = r.floats(1)[0]
		}
		r.font.advances[c] = width
	}
	width *= r.em
	slack := 0.01 * r.em
	if width <= 0 || right-left-width < slack {
		return left, right
	}
	if !r.truth(fnTextTight, r.text, i, r.at(0), r.at(1), r.at(2), r.at(3)) {
		return left, right
	}
	drawn := r.doubles(2) // left, right
	if !r.truth(fnTextOrigin, r.text, i, r.at(0), r.at(1)) {
		return left, right
	}
	from, to = left, right
	origin := float32(r.doubles(1)[0])
	if abs(left-float32(drawn[0])) < slack {
		from = max(left, origin)
	}
	// Where the box ends beyond what is drawn, the letter's room is known to end
	// there: it is another glyph of the same letter that has this width. So is a
	// ligature that has the meaning of its first letter only.
	const most = 0.3 // of an em: how far letters reach beyond their room
	if beyond := right - origin - width; abs(right-float32(drawn[1])) < slack && beyond < most*r.em {
		to = min(right, origin+width)
	}
	return from, to
}

func abs(x float32) float32 { return max(x, -x) }

// checked gives a character another box if its font has no widths.
func (r *textReader) checked(c layout.Char, i uint64) layout.Char {
	w, h := c.X1-c.X0, c.Y1-c.Y0
	if c.Turn&1 == 1 {
		w, h = h, w
	}
	if c.Rune == ' ' || w > 0.05*c.Size && w < 3*c.Size && h > 0.2*c.Size {
		return c
	}
	if r.truth(fnTextTight, r.text, i, r.at(0), r.at(1), r.at(2),
		r.at(3)) { // left, right, bottom, top
		if d := r.doubles(4); d[1] > d[0] && d[3] > d[2] {
			c.Box = r.box(float32(d[0]), float32(d[2]), float32(d[1]), float32(d[3]))
		}
	}
	return c
}

// extent is the height of a character as it is read.
func extent(c layout.Char) float32 {
	if c.Turn&1 == 1 {
		return c.X1 - c.X0
	}
	return c.Y1 - c.Y0
}

// begin learns what the characters of the text object from i on share.
func (r *textReader) begin(i uint64) {
	r.now = layout.Char{Size: r.size(i), Run: r.now.Run + 1}
	r.em = 0
	if r.truth(fnTextMatrix, r.text, i, r.at(0)) {
		m := r.floats(6)
		if m[1] == 0 {
			r.em = m[0] * r.now.Size
		}
		r.now.Turn = (turnOf(m[0], m[1]) + r.turn) & 3
		if s := float32(math.Hypot(float64(m[2]), float64(m[3]))); s > 0 {
			r.now.Size *= s
		}
	}
	if r.now.Size < 0 { // turned upside down, and back again by the matrix
		r.now.Size, r.now.Turn = -r.now.Size, r.now.Turn^2
	}
	if r.truth(fnTextOrigin, r.text, i, r.at(0), r.at(1)) {
		d := r.doubles(2)
		x, y := float32(d[0]), float32(d[1])
		r.now.Base = r.box(x, y, x, y).Turned(r.now.Turn, r.sheet.Width, r.sheet.Height).Y0
	}
	if r.font = r.fontOf(i); r.font != nil {
		r.now.Bold = r.font.bold
	}
}

// fontOf is the font of the object, whose first character is i; nil if unknown.
func (r *textReader) fontOf(i uint64) *font {
	if r.object == 0 {
		return nil
	}
	handle := r.call(fnFont, r.object)
	f := r.fonts[handle]
	if f == nil {
		f = &font{handle: handle, bold: r.isBold(i), advances: map[rune]float32{}}
		r.fonts[handle] = f
	}
	return f
}

func (r *textReader) size(i uint64) float32 {
	return float32(math.Float64frombits(r.call(fnTextSize, r.text, i)))
}

// isBold reports whether a font says that it is bold.
func (r *textReader) isBold(i uint64) bool {
	n := r.count(fnTextFont, r.text, i, uint64(r.buffer), bufferSize, r.at(0))
	if n <= 0 || n > bufferSize {
		return false
	}
	name, _ := r.memory.Read(r.buffer, uint32(n))
	flags, _ := r.memory.ReadUint32Le(r.scratch)
	const forceBold = 1 << 18
	name = bytes.ToLower(name)
	return flags&forceBold != 0 || bytes.Contains(name, []byte("bold")) ||
		bytes.Contains(name, []byte("black")) || bytes.Contains(name, []byte("heavy"))
}

// turnOf gives the quarter turns clockwise of a base line that runs along
// (x, y), where y grows upwards.
func turnOf(x, y float32) uint8 {
	switch {
	case x >= 0 && x >= y && x >= -y:
		return 0
	case y < 0 && -y >= x && -y >= -x:
		return 1
	case x < 0 && -x >= y:
		return 2
	}
	return 3
}
