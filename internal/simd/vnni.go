//go:build amd64 && goexperiment.simd

package simd

// vnni replaces the three instructions of AVX2 that multiply and add bytes by one,
// which the compiler's package does not have. Products are half of an encoder's
// work with AVX2.
var vnni = func() Functions {
	f := avx2
	f.Name, f.Pack, f.Products = "avx512vnni", packVNNI, productsVNNI
	return f
}()

const (
	// vnniRows is how many rows of b are packed together: a sum of each fills two
	// registers, so that nothing has to be added across a register.
	vnniRows = 32
	// vnniBytes is how many neighbours of a row one instruction adds up.
	vnniBytes = 4
)

// packsVNNI reports whether so many values in rows of k are packed.
func packsVNNI(values, k int) bool {
	return k > 0 && k%vnniBytes == 0 && values%(vnniRows*k) == 0
}

// packVNNI puts together what an instruction reads: the first vnniBytes values of
// each of vnniRows rows, then the next of each.
func packVNNI(b []int8, k int) {
	if !packsVNNI(len(b), k) {
		return
	}
	rows := make([]int8, vnniRows*k)
	for ; len(b) > 0; b = b[len(rows):] {
		copy(rows, b)
		dst := b
		for at := 0; at < k; at += vnniBytes {
			for r := range vnniRows {
				*(*[vnniBytes]int8)(dst) = [vnniBytes]int8(rows[r*k+at:])
				dst = dst[vnniBytes:]
			}
		}
	}
}

// products4x32VNNI multiplies four rows of a, which are k long, with vnniRows
// packed rows of b. It stores vnniRows sums for each row of a, at dst and every
// stride bytes after it.
//
//go:noescape
func products4x32VNNI(dst *int32, stride int, a *[4]*uint8, b *int8, k int)

func productsVNNI(dst []int32, a []uint8, b []int8, k int) {
	if !packsVNNI(len(b), k) {
		productsAVX2(dst, a, b, k)
		return
	}
	rows, columns := len(a)/k, len(b)/k
	if rows < 4 {
		fewProductsVNNI(dst, a, b, k)
		return
	}
	dst = dst[:rows*columns]
	for j := 0; j < columns; j += vnniRows {
		group := &b[j*k : (j+vnniRows)*k][0]
		for at := 0; at < rows; at += 4 {
			i := min(at, rows-4) // the last rows go with those before them, once more
			four := a[i*k : (i+4)*k]
			products4x32VNNI(&dst[i*columns+j : (i+3)*columns+j+vnniRows][0], 4*columns,
				&[4]*uint8{&four[0], &four[k], &four[2*k], &four[3*k]}, group, k)
		}
	}
}

// fewProductsVNNI is productsVNNI for fewer than four rows of a: the last one
// stands in for those that are missing.
func fewProductsVNNI(dst []int32, a []uint8, b []int8, k int) {
	rows, columns := len(a)/k, len(b)/k
	if rows == 0 {
		return
	}
	var four [4]*uint8
	for i := range four {
		four[i] = &a[min(i, rows-1)*k]
	}
	var sums [4][vnniRows]int32
	for j := 0; j < columns; j += vnniRows {
		products4x32VNNI(&sums[0][0], 4*vnniRows, &four, &b[j*k : (j+vnniRows)*k][0], k)
		for i := range rows {
			copy(dst[i*columns+j:], sums[i][:])
		}
	}
}
