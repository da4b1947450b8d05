package pdfium

import "github.com/mundap/mundap/internal/load/pdf/layout"

// matrix is PDF's: x' = a·x + c·y + e, y' = b·x + d·y + f.
type matrix [6]float32

func (m matrix) apply(x, y float32) (float32, float32) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

// then is m followed by n.
func (m matrix) then(n matrix) matrix {
	e, f := n.apply(m[4], m[5])
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3], e, f,
	}
}

var identity = matrix{1, 0, 0, 1, 0, 0}

// What is looked at of a page's drawings. Maps and charts have more, and are
// no tables.
const (
	maxObjects  = 50_000
	maxSegments = 20_000
	maxNesting  = 6
)

// objectReader collects lines and areas from a page's drawings.
type objectReader struct {
	*page
	objects, segments int // read so far
}

const (
	objectText = 1
	objectPath = 2
	objectForm = 5
)

func (p *page) readObjects() {
	r := objectReader{page: p}
	for i := range p.count(fnObjectCount, p.handle) {
		if !r.object(p.call(fnObject, p.handle, uint64(i)), identity, 0) {
			return
		}
	}
}

// object reports whether to continue.
func (r *objectReader) object(object uint64, m matrix, depth int) bool {
	if r.objects++; r.objects > maxObjects || r.segments > maxSegments || r.err != nil {
		return false
	}
	if object == 0 {
		return true
	}
	kind := r.count(fnObjectType, object)
	if kind != objectText {
		r.sheet.Pictures++
	}
	switch {
	case kind == objectPath:
		r.path(object, m)
	case kind == objectForm && depth < maxNesting:
		r.sheet.Pictures-- // what is in it counts
		inner := r.matrixOf(object).then(m)
		for i := range r.count(fnFormCount, object) {
			if !r.object(r.call(fnFormObject, object, uint64(i)), inner, depth+1) {
				return false
			}
		}
	}
	return true
}

func (r *objectReader) matrixOf(object uint64) matrix {
	if !r.truth(fnObjectMatrix, object, r.at(0)) {
		return identity
	}
	f := r.floats(6)
	return matrix(f[:6])
}

// thin is how wide a drawn line may be, in points.
const thin = 3

// path takes the lines and rectangles from a path, because tables are drawn with these.
func (r *objectReader) path(object uint64, m matrix) {
	if !r.truth(fnObjectBounds, object, r.at(0), r.at(1), r.at(2),
		r.at(3)) { // four float32, 8 bytes apart
		return
	}
	f := r.floats(8)
	bounds := r.transformed(m, f[0], f[2], f[4], f[6])
	if isThin(bounds) {
		r.rule(bounds)
		return
	}
	r.truth(fnPathMode, object, r.at(0), r.at(1))
	fill, _ := r.memory.ReadUint32Le(uint32(r.at(0)))
	stroke, _ := r.memory.ReadUint32Le(uint32(r.at(1)))
	if fill == 0 && stroke == 0 {
		return
	}
	n := r.count(fnPathCount, object)
	const complex = 400 // segments of a shape that is no table's grid
	if n > complex && fill != 0 {
		return
	}
	filled := fill != 0 && !r.white(object)
	if stroke == 0 && !filled {
		return
	}
	r.outline(object, n, r.matrixOf(object).then(m), filled, stroke != 0)
}

func (r *objectReader) transformed(m matrix, left, bottom, right, top float32) layout.Box {
	x0, y0 := m.apply(left, bottom)
	x1, y1 := m.apply(right, top)
	return r.box(x0, y0, x1, y1)
}

func isThin(b layout.Box) bool { return b.X1-b.X0 <= thin || b.Y1-b.Y0 <= thin }

func (r *objectReader) white(object uint64) bool {
	if !r.truth(fnFillColour, object, r.at(0), r.at(1), r.at(2), r.at(3)) {
		return false
	}
	for i := range 3 {
		if v, _ := r.memory.ReadUint32Le(uint32(r.at(i))); v < 250 {
			return false
		}
	}
	return true
}

// rule adds a line. Dots are none.
func (r *objectReader) rule(b layout.Box) {
	w, h := b.X1-b.X0, b.Y1-b.Y0
	const shortest = 4
	if max(w, h) < shortest {
		return
	}
	r.sheet.Rules = append(r.sheet.Rules, layout.Rule{Box: b})
}

// outline follows a path's segments. Each closed part that is a rectangle is
// an area, or a line if it is thin; straight stroked parts are lines.
func (r *objectReader) outline(object uint64, n int, m matrix, filled, stroked bool) {
	var part []point
	flush := func() {
		r.part(part, filled, stroked)
		part = part[:0]
	}
	for i := range n {
		if r.segments++; r.segments > maxSegments {
			return
		}
		segment := r.call(fnPathSegment, object, uint64(i))
		if segment == 0 || !r.truth(fnSegmentPoint, segment, r.at(0), r.at(1)) {
			return
		}
		f := r.floats(3)
		x, y := m.apply(f[0], f[2])
		b := r.box(x, y, x, y)
		const line, move = 0, 2
		kind := r.count(fnSegmentType, segment)
		if kind == move {
			flush()
		}
		part = append(part, point{b.X0, b.Y0, kind != line && kind != move})
		if r.truth(fnSegmentClose, segment) && len(part) > 0 {
			part = append(part, point{x: part[0].x, y: part[0].y})
		}
	}
	flush()
}

// point is where a segment ends; curved: the segment is no line.
type point struct {
	x, y   float32
	curved bool
}

func (r *objectReader) part(part []point, filled, stroked bool) {
	if len(part) < 2 {
		return
	}
	b := layout.Box{X0: part[0].x, Y0: part[0].y, X1: part[0].x, Y1: part[0].y}
	straight := true
	for i, p := range part[1:] {
		b = layout.Box{X0: min(b.X0, p.x), Y0: min(b.Y0, p.y), X1: max(b.X1, p.x),
			Y1: max(b.Y1, p.y)}
		straight = straight && !p.curved && alongAxis(part[i], p)
	}
	switch {
	case isThin(b):
		r.rule(b)
	case straight && len(part) >= 4 && (filled || part[0].x == part[len(part)-1].x &&
		part[0].y == part[len(part)-1].y):
		r.sheet.Areas = append(r.sheet.Areas, b)
		if stroked {
			r.lines(part)
		}
	case stroked:
		r.lines(part)
	}
}

func alongAxis(p, q point) bool {
	const slack = 0.5
	dx, dy := p.x-q.x, p.y-q.y
	return dx < slack && dx > -slack || dy < slack && dy > -slack
}

// lines adds the straight segments of a stroked part.
func (r *objectReader) lines(part []point) {
	for i := 1; i < len(part); i++ {
		p, q := part[i-1], part[i]
		if !q.curved && alongAxis(p, q) {
			r.rule(layout.Box{X0: min(p.x, q.x), Y0: min(p.y, q.y), X1: max(p.x, q.x),
				Y1: max(p.y, q.y)})
		}
	}
}
