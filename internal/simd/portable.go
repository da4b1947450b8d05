package simd

import (
	"encoding/binary"
	"math"
)

var portable = Functions{
	Name: "portable", Pack: inRows, Products: products, Quantise: quantise, Rescale: rescale,
	Multiply: multiply, Softmax: softmax, GELU: gelu, AddNormalised: addNormalised, Dot: dot,
	LookUp: lookUp, Expand: expand, Ascend: ascend,
}

// inRows leaves rows as they are.
func inRows([]int8, int) {}

func products(dst []int32, a []uint8, b []int8, k int) {
	for ; len(a) >= k && k > 0; a = a[k:] {
		row := a[:k]
		for rest := b; len(rest) >= k; rest = rest[k:] {
			dst[0] = product(row, rest[:k])
			dst = dst[1:]
		}
	}
}

func product(a []uint8, b []int8) int32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 int32
	for len(a) >= 4 {
		x, y := (*[4]uint8)(a), (*[4]int8)(b)
		s0 += int32(x[0]) * int32(y[0])
		s1 += int32(x[1]) * int32(y[1])
		s2 += int32(x[2]) * int32(y[2])
		s3 += int32(x[3]) * int32(y[3])
		a, b = a[4:], b[4:]
	}
	for i, x := range a {
		s0 += int32(x) * int32(b[i])
	}
	return s0 + s1 + s2 + s3
}

func expand(dst *[32]int8, packed *[16]uint8, table *[16]int8) {
	for i, b := range packed {
		dst[i], dst[16+i] = table[b&15], table[b>>4]
	}
}

func ascend(dst *[AscendingValues]uint32, packed []byte, width uint, first uint32) {
	ascendFrom(dst, 0, packed, width, first)
}

// ascendFrom is ascend for the values from n on. first is one more than the number
// before them.
func ascendFrom(dst *[AscendingValues]uint32, n int, packed []byte, width uint, first uint32) {
	mask := uint64(1)<<width - 1
	at := uint(n) * width
	for i := n; i < AscendingValues; i++ {
		first += uint32(binary.LittleEndian.Uint64(packed[at>>3:]) >> (at & 7) & mask)
		dst[i] = first
		first++
		at += width
	}
}

func dot(a, b []int8) int32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 int32
	for len(a) >= 4 {
		x, y := (*[4]int8)(a), (*[4]int8)(b)
		s0 += int32(x[0]) * int32(y[0])
		s1 += int32(x[1]) * int32(y[1])
		s2 += int32(x[2]) * int32(y[2])
		s3 += int32(x[3]) * int32(y[3])
		a, b = a[4:], b[4:]
	}
	for i, x := range a {
		s0 += int32(x) * int32(b[i])
	}
	return s0 + s1 + s2 + s3
}

// steps gives the step and the zero point for values between low and high.
func steps(low, high float32) (scale, inverse, zero float32) {
	low, high = min(low, 0), max(high, 0)
	scale = (high - low) / MaxActivation
	if !(scale > 0) {
		return 0, 0, 0
	}
	inverse = 1 / scale
	return scale, inverse, float32(math.RoundToEven(float64(-low * inverse)))
}

func quantise(dst []uint8, x []float32) (float32, int32) {
	var low, high float32
	for _, v := range x {
		low, high = min(low, v), max(high, v)
	}
	scale, inverse, zero := steps(low, high)
	quantiseRest(dst, x, inverse, zero)
	return scale, int32(zero)
}

func quantiseRest(dst []uint8, x []float32, inverse, zero float32) {
	for i, v := range x {
		q := math.RoundToEven(float64(v*inverse)) + float64(zero)
		dst[i] = uint8(max(0, min(MaxActivation, q)))
	}
}

func lookUp(dst []uint16, codes, table []uint8) {
	rows := len(table) / TableRow
	if rows == 0 {
		clear(dst)
		return
	}
	for size := rows * CodesPerBlock; len(codes) >= size; codes = codes[size:] {
		lookUpBlock((*[CodesPerBlock]uint16)(dst), codes[:size], table)
		dst = dst[CodesPerBlock:]
	}
}

func lookUpBlock(dst *[CodesPerBlock]uint16, codes, table []uint8) {
	var sums [CodesPerBlock]uint16
	for len(codes) >= CodesPerBlock {
		row := (*[TableRow]uint8)(table)
		for j, c := range (*[CodesPerBlock]uint8)(codes) {
			sums[j] += uint16(row[c&15]) + uint16(row[TableRow/2+c>>4])
		}
		codes, table = codes[CodesPerBlock:], table[TableRow:]
	}
	for j, s := range sums {
		dst[j/2+j%2*CodesPerBlock/2] = s
	}
}
