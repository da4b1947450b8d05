package segment

import (
	"math"
	"unsafe"

	"github.com/mundap/mundap/internal/simd"
)

// Vector is a unit vector quantised to one byte per dimension: the original is
// approximately Values × Scale. With 384 dimensions, quantising two vectors
// changes their cosine by the third decimal place at most. The zero Vector
// means that there is none.
type Vector struct {
	Scale  float32
	Values []int8
}

// Quantise returns the unit vector in the direction of v, quantised. If v has
// length zero or contains a value that is not a number, the result is the zero
// Vector.
func Quantise(v []float32) Vector {
	var sum, peak float64
	for _, x := range v {
		sum += float64(x) * float64(x)
		peak = max(peak, math.Abs(float64(x)))
	}
	if !(sum > 0) || math.IsInf(sum, 0) {
		return Vector{}
	}
	length := math.Sqrt(sum)
	q := Vector{Scale: float32(peak / length / 127), Values: make([]int8, len(v))}
	for i, x := range v {
		q.Values[i] = int8(math.Round(float64(x) / peak * 127))
	}
	return q
}

// Dot returns the sum of the products of two vectors of the same length.
func Dot(a, b []int8) int32 { return loops.Dot(a, b) }

var loops = simd.Best()

// Int8s views bytes as signed numbers.
func Int8s(b []byte) []int8 {
	if len(b) == 0 {
		return nil
	}
	return unsafe.Slice((*int8)(unsafe.Pointer(&b[0])), len(b))
}

// ScaleAt returns the scale of passage p's vector, or 0 if it has none.
func ScaleAt(scales []byte, p uint32) float32 {
	return math.Float32frombits(le.Uint32(scales[4*uint64(p):]))
}

func (r *Reader) vectorAt(p uint32, values, scales []byte) Vector {
	scale := ScaleAt(scales, p)
	if scale == 0 {
		return Vector{}
	}
	n := uint64(r.Dimensions)
	return Vector{Scale: scale, Values: Int8s(values[uint64(p)*n : uint64(p)*n+n])}
}
