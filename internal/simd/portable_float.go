package simd

import "math"

// The floating-point loops take the steps of the faster versions one by one:
// eight partial sums, and products that are added with one rounding. An
// encoder rounds its states to few bits after each product, so that the
// smallest difference would grow from layer to layer.

// width is how many partial sums there are.
const width = 8

// muladd is x*y + z, rounded once: a float64 holds the product exactly. (Twice
// when the sum lies within 2^-29 of the middle between two results.)
func muladd(x, y, z float32) float32 {
	return float32(float64(x)*float64(y) + float64(z))
}

func total(s *[width]float32) float32 {
	return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]))
}

func rescale(dst []float32, sums []int32, scale float32, zero int32, r *Rows) {
	for j, s := range sums {
		dst[j] = muladd(float32(s-zero*r.Totals[j]), scale*r.Scales[j], r.Bias[j])
	}
}

func multiply(dst, a, b Matrix, rows, inner, columns int) {
	for i := range rows {
		multiplyRow(dst.Data[i*dst.Stride:], a.Data[i*a.Stride:], b, inner, 0, columns)
	}
}

// multiplyRow computes the columns between from and to of one row.
func multiplyRow(dst, a []float32, b Matrix, inner, from, to int) {
	if from == to {
		return
	}
	out := dst[from:to]
	clear(out)
	for k, x := range a[:inner] {
		for j, y := range b.Data[k*b.Stride+from : k*b.Stride+to] {
			out[j] = muladd(x, y, out[j])
		}
	}
}

func softmax(x []float32, scale float32) {
	top := float32(math.Inf(-1))
	for _, v := range x {
		top = max(top, v)
	}
	var partial [width]float32
	n := len(x) &^ (width - 1)
	for i := range n {
		x[i] = exp((x[i] - top) * scale)
		partial[i%width] += x[i]
	}
	softmaxRest(x, n, top, scale, total(&partial))
}

// softmaxRest takes the values from n on and divides all by the sum, of which
// sum is the part before n.
func softmaxRest(x []float32, n int, top, scale, sum float32) {
	for i := n; i < len(x); i++ {
		x[i] = exp((x[i] - top) * scale)
		sum += x[i]
	}
	share := 1 / sum
	for i := range x {
		x[i] *= share
	}
}

// exp is e to the power of x, to a few units in the last place; below -87,
// where the true value is next to nothing, it is e^-87. x must not exceed 87.
func exp(x float32) float32 {
	x = max(x, -87)
	n := float32(math.RoundToEven(float64(float32(x * math.Log2E))))
	// x - n*ln 2 in two steps: the first factor has few enough bits to be exact.
	r := muladd(n, -0.693359375, x)
	r = muladd(n, 2.12194440e-4, r)
	p := muladd(r, 1.0/720, 1.0/120)
	p = muladd(p, r, 1.0/24)
	p = muladd(p, r, 1.0/6)
	p = muladd(p, r, 0.5)
	p = muladd(p, r, 1)
	p = muladd(p, r, 1)
	return p * math.Float32frombits(uint32(int32(n)+127)<<23)
}

func gelu(x []float32) {
	for i, v := range x {
		x[i] = float32(v*0.5) * (erf(float32(v*(math.Sqrt2/2))) + 1)
	}
}

// erf is the error function, with an error below 2e-7 (Abramowitz and Stegun,
// Handbook of Mathematical Functions, 7.1.26).
func erf(z float32) float32 {
	a := float32(math.Abs(float64(z)))
	t := 1 / muladd(a, 0.3275911, 1)
	p := muladd(t, 1.061405429, -1.453152027)
	p = muladd(p, t, 1.421413741)
	p = muladd(p, t, -0.284496736)
	p = float32(muladd(p, t, 0.254829592) * t)
	e := 1 - float32(p*exp(-float32(a*a)))
	return float32(math.Copysign(float64(e), float64(z)))
}

// epsilon keeps a variance from zero, as the encoder's model wants it.
const epsilon = 1e-12

func addNormalised(x, y, weight, bias []float32) {
	var sums, squares [width]float32
	for i := range x {
		x[i] += y[i]
		sums[i%width] += x[i]
	}
	mean := total(&sums) / float32(len(x))
	for i, v := range x {
		squares[i%width] = muladd(v-mean, v-mean, squares[i%width])
	}
	scale := deviation(total(&squares), len(x))
	for i, v := range x {
		x[i] = muladd((v-mean)*scale, weight[i], bias[i])
	}
}

// deviation gives 1 over the standard deviation of n values.
func deviation(squares float32, n int) float32 {
	return float32(1 / math.Sqrt(float64(squares)/float64(n)+epsilon))
}
