//go:build amd64 && goexperiment.simd

package simd

import (
	"simd/archsimd"
	"unsafe"
)

// widestAVX2 is the largest width of four values that fit, with the half byte before
// them, into a register of 16 bytes, each with what precedes it in its first byte
// into 32 bits.
const widestAVX2 = 25

// unpacker says how eight values of one width are taken out of the 32 bytes of a
// register, of which each half has the bytes of four of them.
type unpacker struct {
	bytes  [lanes]int8 // four bytes from where each value begins
	shifts [8]uint32   // bits before it in the first of them
	half   int         // where the bytes of the upper four values begin
}

// unpackers are those of each width.
var unpackers = func() (all [widestAVX2 + 1]unpacker) {
	for width := range all {
		u := &all[width]
		u.half = 4 * width / 8
		for i := range 8 {
			bit := i * width
			if i >= 4 {
				bit -= 8 * u.half
			}
			u.shifts[i] = uint32(bit % 8)
			for b := range 4 {
				// What lies behind the register belongs to no value.
				u.bytes[4*i+b] = int8(min(bit/8+b, 15))
			}
		}
	}
	return all
}()

// Indexes of shuffles: by one and by two values to the right within a half, the
// last value of the lower half, and the last of all.
var (
	byOne = [lanes]int8{-1, -1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
		-1, -1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}
	byTwo = [lanes]int8{-1, -1, -1, -1, -1, -1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7,
		-1, -1, -1, -1, -1, -1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7}
	lowerLast = [8]uint32{3, 3, 3, 3, 3, 3, 3, 3}
	upperHalf = [8]uint32{0, 0, 0, 0, ^uint32(0), ^uint32(0), ^uint32(0), ^uint32(0)}
	last      = [8]uint32{7, 7, 7, 7, 7, 7, 7, 7}
)

func ascendAVX2(dst *[AscendingValues]uint32, packed []byte, width uint, first uint32) {
	if width > widestAVX2 {
		ascend(dst, packed, width, first)
		return
	}
	u := &unpackers[width]
	// The last values are not read by registers if these would reach beyond packed.
	const read = lanes / 2
	n := 0
	if whole := len(packed) - u.half - read; whole >= 0 {
		n = AscendingValues
		if width > 0 {
			n = min(n, 8*(whole/int(width)+1))
		}
	}
	bytes, shifts := archsimd.LoadInt8x32(&u.bytes), archsimd.LoadUint32x8(&u.shifts)
	mask := archsimd.BroadcastUint32x8(1<<width - 1)
	one, two := archsimd.LoadInt8x32(&byOne), archsimd.LoadInt8x32(&byTwo)
	middle, end := archsimd.LoadUint32x8(&lowerLast), archsimd.LoadUint32x8(&last)
	upper, ones := archsimd.LoadUint32x8(&upperHalf), archsimd.BroadcastUint32x8(1)
	before := archsimd.BroadcastUint32x8(first - 1)
	p, half := unsafe.Pointer(unsafe.SliceData(packed)), u.half
	for i := 0; i < n; i += 8 {
		if i > 0 {
			p = unsafe.Add(p, width) // here, so that it never leaves packed
		}
		var x archsimd.Uint8x32
		x = x.SetLo(archsimd.LoadUint8x16((*[read]uint8)(p)))
		x = x.SetHi(archsimd.LoadUint8x16((*[read]uint8)(unsafe.Add(p, half))))
		sum := x.PermuteOrZeroGrouped(bytes).AsUint32x8().ShiftRight(shifts).And(mask).Add(ones)
		sum = sum.Add(sum.AsUint8x32().PermuteOrZeroGrouped(one).AsUint32x8())
		sum = sum.Add(sum.AsUint8x32().PermuteOrZeroGrouped(two).AsUint32x8())
		sum = sum.Add(sum.Permute(middle).And(upper)).Add(before)
		sum.Store((*[8]uint32)(dst[i:]))
		before = sum.Permute(end)
	}
	archsimd.ClearAVXUpperBits()
	if n > 0 {
		first = dst[n-1] + 1
	}
	ascendFrom(dst, n, packed, width, first)
}
