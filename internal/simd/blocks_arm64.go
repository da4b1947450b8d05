package simd

// productsByBlocks computes products with a kernel for two rows of a and four of b,
// which stores the sums of the first row of a, then those of the second.
func productsByBlocks(dst []int32, a []uint8, b []int8, k int, kernel func(dst *[8]int32, a *uint8,
	b *int8, k int)) {
	rows, columns := len(a)/k, len(b)/k
	dst = dst[:rows*columns]
	fours := columns &^ 3
	if rows == 1 {
		fours = 0
	}
	var sums [8]int32
	for j := 0; j < fours; j += 4 {
		for at := 0; at < rows; at += 2 {
			i := min(at, rows-2) // the last of an odd number goes with its neighbour, once more
			kernel(&sums, &a[i*k : (i+2)*k][0], &b[j*k : (j+4)*k][0], k)
			copy(dst[i*columns+j:], sums[:4])
			copy(dst[(i+1)*columns+j:], sums[4:])
		}
	}
	for i := range rows {
		for j := fours; j < columns; j++ {
			dst[i*columns+j] = product(a[i*k:(i+1)*k], b[j*k:(j+1)*k])
		}
	}
}
