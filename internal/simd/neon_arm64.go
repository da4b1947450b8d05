package simd

// Every 64-bit ARM processor that Go runs on has NEON. What is not here is done by
// the portable loops: the two products are nearly all of the encoder's work.
var neon = func() Functions {
	f := portable
	f.Name, f.Products, f.Multiply = "neon", productsNEON, multiplyNEON
	return f
}()

func versions() []*Functions { return []*Functions{&neon, &portable} }

//go:noescape
func products2x4NEON(dst *[8]int32, a *uint8, b *int8, k int)

//go:noescape
func multiply1x32NEON(dst, a, b *float32, inner, stride int)

func productsNEON(dst []int32, a []uint8, b []int8, k int) {
	if k == 0 || k%16 != 0 {
		products(dst, a, b, k)
		return
	}
	productsByBlocks(dst, a, b, k, products2x4NEON)
}

func multiplyNEON(dst, a, b Matrix, rows, inner, columns int) {
	const at32 = 32
	n := columns &^ (at32 - 1)
	if inner == 0 {
		n = 0
	}
	for i := range rows {
		out, row := dst.Data[i*dst.Stride:], a.Data[i*a.Stride:]
		for at := 0; at < n; at += at32 {
			_ = b.Data[(inner-1)*b.Stride+at+at32-1] // the last value that is read
			multiply1x32NEON(&out[at : at+at32][0], &row[:inner][0], &b.Data[at], inner, b.Stride)
		}
		multiplyRow(out, row, b, inner, n, columns)
	}
}
