//go:build amd64 && goexperiment.simd

package simd

import (
	"simd/archsimd"
	"slices"
	"unsafe"
)

var avx2 = Functions{
	Name: "avx2", Pack: inRows, Products: productsAVX2, Quantise: quantiseAVX2, Rescale: rescaleAVX2,
	Multiply: multiplyAVX2, Softmax: softmaxAVX2, GELU: geluAVX2, AddNormalised: addNormalisedAVX2,
	Dot:    dotAVX2,
	LookUp: lookUpAVX2,
	Expand: expandAVX2,
	Ascend: ascendAVX2,
}

func versions() []*Functions {
	list := []*Functions{&portable}
	if archsimd.X86.AVX2() && archsimd.X86.FMA() {
		list = append(list, &avx2)
		if archsimd.X86.AVX512VNNI() {
			list = append(list, &vnni)
		}
	}
	slices.Reverse(list)
	return list
}

// lanes is how many bytes a register holds.
const lanes = 32

func productsAVX2(dst []int32, a []uint8, b []int8, k int) {
	if k == 0 || k%lanes != 0 {
		products(dst, a, b, k)
		return
	}
	rows, columns := len(a)/k, len(b)/k
	dst = dst[:rows*columns]
	j := 0
	for ; j+4 <= columns; j += 4 {
		group := b[j*k : (j+4)*k]
		i := 0
		for ; i+2 <= rows; i += 2 {
			r0, r1 := products2x4(a[i*k:(i+2)*k], group, k)
			r0.Store((*[4]int32)(dst[i*columns+j:]))
			r1.Store((*[4]int32)(dst[(i+1)*columns+j:]))
		}
		if i < rows {
			products1x4(a[i*k:(i+1)*k], group, k).Store((*[4]int32)(dst[i*columns+j:]))
		}
	}
	for ; j < columns; j++ {
		for i := range rows {
			dst[i*columns+j] = product(a[i*k:(i+1)*k], b[j*k:(j+1)*k])
		}
	}
	archsimd.ClearAVXUpperBits()
}

// products2x4 multiplies two rows of a with four of b. len(a) is 2*k, len(b)
// is 4*k, and k is a multiple of lanes: that is why no access is checked.
func products2x4(a []uint8, b []int8, k int) (r0, r1 archsimd.Int32x4) {
	ones := archsimd.BroadcastInt16x16(1)
	var s00, s01, s02, s03, s10, s11, s12, s13 archsimd.Int32x8
	pa, pb := unsafe.Pointer(unsafe.SliceData(a)), unsafe.Pointer(unsafe.SliceData(b))
	for at := 0; at < k; at += lanes {
		x0 := archsimd.LoadUint8x32((*[lanes]uint8)(unsafe.Add(pa, at)))
		x1 := archsimd.LoadUint8x32((*[lanes]uint8)(unsafe.Add(pa, k+at)))
		y := archsimd.LoadInt8x32((*[lanes]int8)(unsafe.Add(pb, at)))
		s00 = s00.Add(x0.DotProductPairsSaturated(y).DotProductPairs(ones))
		s10 = s10.Add(x1.DotProductPairsSaturated(y).DotProductPairs(ones))
		y = archsimd.LoadInt8x32((*[lanes]int8)(unsafe.Add(pb, k+at)))
		s01 = s01.Add(x0.DotProductPairsSaturated(y).DotProductPairs(ones))
		s11 = s11.Add(x1.DotProductPairsSaturated(y).DotProductPairs(ones))
		y = archsimd.LoadInt8x32((*[lanes]int8)(unsafe.Add(pb, 2*k+at)))
		s02 = s02.Add(x0.DotProductPairsSaturated(y).DotProductPairs(ones))
		s12 = s12.Add(x1.DotProductPairsSaturated(y).DotProductPairs(ones))
		y = archsimd.LoadInt8x32((*[lanes]int8)(unsafe.Add(pb, 3*k+at)))
		s03 = s03.Add(x0.DotProductPairsSaturated(y).DotProductPairs(ones))
		s13 = s13.Add(x1.DotProductPairsSaturated(y).DotProductPairs(ones))
	}
	return totals(s00, s01, s02, s03), totals(s10, s11, s12, s13)
}

func products1x4(a []uint8, b []int8, k int) archsimd.Int32x4 {
	ones := archsimd.BroadcastInt16x16(1)
	var s0, s1, s2, s3 archsimd.Int32x8
	pa, pb := unsafe.Pointer(unsafe.SliceData(a)), unsafe.Pointer(unsafe.SliceData(b))
	for at := 0; at < k; at += lanes {
		x := archsimd.LoadUint8x32((*[lanes]uint8)(unsafe.Add(pa, at)))
		s0 = s0.Add(x.DotProductPairsSaturated(archsimd.LoadInt8x32((*[lanes]int8)(unsafe.Add(pb,
			at)))).DotProductPairs(ones))
		s1 = s1.Add(x.DotProductPairsSaturated(archsimd.LoadInt8x32((*[lanes]int8)(unsafe.Add(pb,
			k+at)))).DotProductPairs(ones))
		s2 = s2.Add(x.DotProductPairsSaturated(archsimd.LoadInt8x32((*[lanes]int8)(unsafe.Add(pb,
			2*k+at)))).DotProductPairs(ones))
		s3 = s3.Add(x.DotProductPairsSaturated(archsimd.LoadInt8x32((*[lanes]int8)(unsafe.Add(pb,
			3*k+at)))).DotProductPairs(ones))
	}
	return totals(s0, s1, s2, s3)
}

// totals adds up the values of each of four registers.
func totals(a, b, c, d archsimd.Int32x8) archsimd.Int32x4 {
	s := a.AddPairsGrouped(b).AddPairsGrouped(c.AddPairsGrouped(d))
	return s.GetLo().Add(s.GetHi())
}

func dotAVX2(a, b []int8) int32 {
	b = b[:len(a)]
	var sum archsimd.Int32x8
	n := len(a) &^ (lanes/2 - 1)
	pa, pb := unsafe.Pointer(unsafe.SliceData(a)), unsafe.Pointer(unsafe.SliceData(b))
	for at := 0; at < n; at += lanes / 2 {
		x := archsimd.LoadInt8x16((*[lanes / 2]int8)(unsafe.Add(pa, at))).ExtendToInt16()
		y := archsimd.LoadInt8x16((*[lanes / 2]int8)(unsafe.Add(pb, at))).ExtendToInt16()
		sum = sum.Add(x.DotProductPairs(y))
	}
	total := totals(sum, sum, sum, sum).GetElem(0)
	archsimd.ClearAVXUpperBits()
	return total + dot(a[n:], b[n:])
}

func lookUpAVX2(dst []uint16, codes, table []uint8) {
	rows := len(table) / TableRow
	if rows == 0 {
		clear(dst)
		return
	}
	for size := rows * CodesPerBlock; len(codes) >= size; codes = codes[size:] {
		lookUpBlockAVX2((*[CodesPerBlock]uint16)(dst), codes[:size], table[:rows*TableRow])
		dst = dst[CodesPerBlock:]
	}
	archsimd.ClearAVXUpperBits()
}

// lookUpBlockAVX2 adds four table entries as bytes, which they fit, before it
// widens their sums. There is at least one row of codes.
func lookUpBlockAVX2(dst *[CodesPerBlock]uint16, codes, table []uint8) {
	low := archsimd.BroadcastUint8x32(15)
	bytes := archsimd.BroadcastUint16x16(255)
	var even, odd archsimd.Uint16x16
	c, t := unsafe.Pointer(unsafe.SliceData(codes)), unsafe.Pointer(unsafe.SliceData(table))
	for n := len(codes); ; n -= 2 * CodesPerBlock {
		sum := lookUpRow(c, t, low)
		if n > CodesPerBlock {
			sum = sum.Add(lookUpRow(unsafe.Add(c, CodesPerBlock), unsafe.Add(t, TableRow), low))
		}
		wide := sum.AsUint16x16()
		even, odd = even.Add(wide.And(bytes)), odd.Add(wide.ShiftAllRight(8))
		if n <= 2*CodesPerBlock {
			break // before the pointers leave the slices
		}
		c, t = unsafe.Add(c, 2*CodesPerBlock), unsafe.Add(t, 2*TableRow)
	}
	even.Store((*[16]uint16)(dst[:16]))
	odd.Store((*[16]uint16)(dst[16:]))
}

func lookUpRow(codes, table unsafe.Pointer, low archsimd.Uint8x32) archsimd.Uint8x32 {
	c := archsimd.LoadUint8x32((*[lanes]uint8)(codes))
	a := archsimd.LoadUint8x32((*[lanes]uint8)(table))
	b := archsimd.LoadUint8x32((*[lanes]uint8)(unsafe.Add(table, TableRow/2)))
	upper := c.AsUint16x16().ShiftAllRight(4).AsUint8x32().And(low)
	return a.PermuteOrZeroGrouped(c.And(low).AsInt8x32()).Add(b.PermuteOrZeroGrouped(upper.AsInt8x32()))
}

func expandAVX2(dst *[32]int8, packed *[16]uint8, table *[16]int8) {
	fields, low := archsimd.LoadUint8x16(packed), archsimd.BroadcastUint8x16(15)
	high := fields.AsUint16x8().ShiftAllRight(4).AsUint8x16().And(low)
	values := archsimd.LoadInt8x16(table)
	values.PermuteOrZero(fields.And(low).AsInt8x16()).Store((*[16]int8)(dst[:16]))
	values.PermuteOrZero(high.AsInt8x16()).Store((*[16]int8)(dst[16:]))
}
