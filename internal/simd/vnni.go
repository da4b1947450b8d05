//go:build amd64 && goexperiment.simd

package simd

// vnni replaces the three instructions of AVX2 that multiply and add bytes by one,
// which the compiler's package does not have. Products are half of an encoder's
// work with AVX2.
var vnni = func() Functions {
	f := avx2
	f.Name, f.Products = "avx512vnni", productsVNNI
	return f
}()

//go:noescape
func products2x4VNNI(dst *[8]int32, a *uint8, b *int8, k int)

func productsVNNI(dst []int32, a []uint8, b []int8, k int) {
	if k == 0 || k%64 != 0 {
		productsAVX2(dst, a, b, k)
		return
	}
	productsByBlocks(dst, a, b, k, products2x4VNNI)
}
