package segment

import (
	"math"
	"slices"
)

// The vectors of a passage's parts lie behind the codes: for each passage the end
// of its parts (u32), for each part its scale (f32), then a byte a dimension.

// addParts adds the parts of the passage whose vector was added last.
func (c *columns) addParts(parts []Vector) {
	for _, v := range parts {
		if len(v.Values) != c.Dimensions {
			continue
		}
		c.partScales = le.AppendUint32(c.partScales, math.Float32bits(v.Scale))
		for _, x := range v.Values {
			c.partValues = append(c.partValues, byte(x))
		}
	}
	c.padParts(len(c.scales) / 4)
}

// padParts gives the passages before n that have none yet no parts.
func (c *columns) padParts(n int) {
	end := uint32(len(c.partScales) / 4)
	last := uint32(0)
	if at := len(c.partEnds); at > 0 {
		last = le.Uint32(c.partEnds[at-4:])
	}
	for missing := n - len(c.partEnds)/4; missing > 1; missing-- {
		c.partEnds = le.AppendUint32(c.partEnds, last)
	}
	if len(c.partEnds)/4 < n {
		c.partEnds = le.AppendUint32(c.partEnds, end)
	}
}

func (c *columns) writeParts(w *fileWriter) {
	if c.Parts = len(c.partScales) / 4; c.Parts == 0 {
		return
	}
	c.padParts(c.Passages)
	w.write(c.partEnds)
	w.write(c.partScales)
	w.write(c.partValues)
}

// partsSize is the size of what writeParts writes.
func partsSize(passages, parts, dimensions int) uint64 {
	if parts == 0 {
		return 0
	}
	return 4*uint64(passages) + 4*uint64(parts) + uint64(parts)*uint64(dimensions)
}

// Parts are the vectors of a passage's parts. It is a view.
type Parts struct {
	scales, values []byte
	dimensions     int
}

// Len returns the number of parts.
func (p Parts) Len() int { return len(p.scales) / 4 }

// At returns the vector of part i.
func (p Parts) At(i int) Vector {
	return Vector{Scale: ScaleAt(p.scales, uint32(i)),
		Values: Int8s(p.values[i*p.dimensions : (i+1)*p.dimensions])}
}

// Clone returns copies of the vectors of all parts.
func (p Parts) Clone() []Vector {
	var all []Vector
	for i := range p.Len() {
		v := p.At(i)
		v.Values = slices.Clone(v.Values)
		all = append(all, v)
	}
	return all
}

// Parts returns the vectors of the parts of passage p, in a segment with
// vectors. There are none if the passage was embedded without parts.
func (r *Reader) Parts(p uint32) (Parts, error) {
	if r.meta.Parts == 0 {
		return Parts{}, nil
	}
	base := r.partsAt()
	from, to, err := r.partRange(base, p)
	if err != nil || from == to {
		return Parts{}, err
	}
	n := uint64(to - from)
	base += 4 * uint64(r.meta.Passages)
	scales, err := r.part(secVectors, base+4*uint64(from), 4*n)
	if err != nil {
		return Parts{}, err
	}
	base += 4 * uint64(r.meta.Parts)
	d := uint64(r.Dimensions)
	values, err := r.part(secVectors, base+uint64(from)*d, n*d)
	return Parts{scales, values, r.Dimensions}, err
}

// NumParts returns the number of parts of passage p, in a segment with vectors,
// without reading them.
func (r *Reader) NumParts(p uint32) (int, error) {
	if r.meta.Parts == 0 {
		return 0, nil
	}
	from, to, err := r.partRange(r.partsAt(), p)
	return int(to - from), err
}

// partsAt is where the parts begin in the section of vectors.
func (r *Reader) partsAt() uint64 {
	at := uint64(r.meta.Passages) * uint64(r.Dimensions)
	if r.meta.Codes {
		at += codesSize(r.meta.Passages, r.Dimensions)
	}
	return at
}

// partRange gives the numbers of a passage's parts.
func (r *Reader) partRange(base uint64, p uint32) (from, to uint32, err error) {
	if p > 0 {
		raw, err := r.part(secVectors, base+4*uint64(p)-4, 4)
		if err != nil {
			return 0, 0, err
		}
		from = le.Uint32(raw)
	}
	raw, err := r.part(secVectors, base+4*uint64(p), 4)
	if err != nil {
		return 0, 0, err
	}
	if to = le.Uint32(raw); to < from || uint64(to) > uint64(r.meta.Parts) {
		return 0, 0, damaged("passage %d has the parts %d to %d of %d", p, from, to, r.meta.Parts)
	}
	return from, to, nil
}
