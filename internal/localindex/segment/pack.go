package segment

import "math/bits"

// packedSize is the length in bytes of n values of width bits each.
func packedSize(n int, width uint) int { return (n*int(width) + 7) / 8 }

// widthOf is the number of bits that the largest of values needs.
func widthOf(values []uint32) uint {
	var all uint32
	for _, v := range values {
		all |= v
	}
	return uint(bits.Len32(all))
}

// pack appends values, each in width bits, lowest first.
func pack(dst []byte, values []uint32, width uint) []byte {
	var acc uint64
	var have uint
	for _, v := range values {
		acc |= uint64(v) << have
		for have += width; have >= 8; have -= 8 {
			dst = append(dst, byte(acc))
			acc >>= 8
		}
	}
	if have > 0 {
		dst = append(dst, byte(acc))
	}
	return dst
}

// unpack reads len(dst) values of width bits (at most 32) from src, which must
// be readable for padding bytes beyond them.
func unpack(dst []uint32, src []byte, width uint) {
	switch {
	case width == 0:
		clear(dst)
	case width <= 8 && len(dst)%8 == 0:
		unpackNarrow(dst, src, width)
	default:
		unpackWide(dst, src, width)
	}
}

// unpackNarrow reads eight values from each eight bytes: 8 × width bits begin at a byte.
func unpackNarrow(dst []uint32, src []byte, width uint) {
	mask := uint32(1)<<width - 1
	for len(dst) >= 8 {
		w := le.Uint64(src)
		d := (*[8]uint32)(dst)
		d[0] = uint32(w) & mask
		d[1] = uint32(w>>(width&63)) & mask
		d[2] = uint32(w>>(2*width&63)) & mask
		d[3] = uint32(w>>(3*width&63)) & mask
		d[4] = uint32(w>>(4*width&63)) & mask
		d[5] = uint32(w>>(5*width&63)) & mask
		d[6] = uint32(w>>(6*width&63)) & mask
		d[7] = uint32(w>>(7*width&63)) & mask
		dst, src = dst[8:], src[width:]
	}
}

func unpackWide(dst []uint32, src []byte, width uint) {
	mask := uint64(1)<<width - 1
	at := uint(0)
	for i := range dst {
		dst[i] = uint32(le.Uint64(src[at>>3:]) >> (at & 7) & mask)
		at += width
	}
}
