package simd_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/simd"
)

// lengths are all small ones, those around the sizes of registers, and those
// that the encoder has.
func lengths() []int {
	list := []int{384, 385, 415, 1000, 1536, 1999, 2000}
	for n := range 131 {
		list = append(list, n)
	}
	return list
}

func TestEveryVersionComputesTheSame(t *testing.T) {
	for _, f := range simd.Versions() {
		t.Run(f.Name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(3, 4))
			for _, n := range lengths() {
				compareIntegers(t, rng, f, simd.Portable(), n)
				compareRows(t, rng, f, simd.Portable(), n)
				compareMatrices(t, rng, f, simd.Portable(), n)
				compareTables(t, rng, f, simd.Portable(), n%100)
				compareExpanded(t, rng, f)
				compareAscending(t, rng, f, uint(n%33))
			}
		})
	}
}

func compareIntegers(t *testing.T, rng *rand.Rand, fast, plain *simd.Functions, k int) {
	t.Helper()
	rows, columns := 1+rng.IntN(9), 1+rng.IntN(11)
	if rng.IntN(2) == 0 {
		columns = 32 * (1 + rng.IntN(3)) // whole groups of rows, as the encoder has
	}
	a, b := activations(rng, rows*k), weights(rng, columns*k)
	if k%3 == 0 { // the extremes, which must not overflow
		fill(a, simd.MaxActivation)
		fill(b, -127)
	}
	got, want := make([]int32, rows*columns), make([]int32, rows*columns)
	fast.Products(got, a, packed(fast, b, k), k)
	plain.Products(want, a, packed(plain, b, k), k)
	if !slices.Equal(got, want) {
		t.Fatalf("products of %d×%d×%d: %v, not %v", rows, k, columns, got, want)
	}
	for j := range columns {
		for i := range rows {
			var sum int32
			for x := range k {
				sum += int32(a[i*k+x]) * int32(b[j*k+x])
			}
			if want[i*columns+j] != sum {
				t.Fatalf("portable products of %d×%d×%d are wrong", rows, k, columns)
			}
		}
	}
	x, y := weights(rng, k), weights(rng, k)
	if got, want := fast.Dot(x, y), plain.Dot(x, y); got != want {
		t.Fatalf("dot of %d: %d, not %d", k, got, want)
	}
}

// packed is a copy of b as f's products want it.
func packed(f *simd.Functions, b []int8, k int) []int8 {
	b = slices.Clone(b)
	f.Pack(b, k)
	return b
}

func compareExpanded(t *testing.T, rng *rand.Rand, f *simd.Functions) {
	t.Helper()
	var packed [16]uint8
	for i := range packed {
		packed[i] = uint8(rng.Uint32())
	}
	table := [16]int8(weights(rng, 16))
	var got, want [32]int8
	for i, b := range packed {
		want[i], want[16+i] = table[b%16], table[b/16]
	}
	if f.Expand(&got, &packed, &table); got != want {
		t.Fatalf("%x by %v: %v, not %v", packed, table, got, want)
	}
}

func compareAscending(t *testing.T, rng *rand.Rand, f *simd.Functions, width uint) {
	t.Helper()
	const n = simd.AscendingValues
	packed := make([]byte, n/8*int(width), n/8*int(width)+100)
	var want [n]uint32
	first := rng.Uint32N(1000)
	next := first
	for i := range want {
		gap := uint32(rng.Uint64() & (1<<width - 1))
		if width%5 == 0 { // the largest, whose bits are next to each other's
			gap = uint32(uint64(1)<<width - 1)
		}
		for b := range width {
			at := uint(i)*width + b
			packed[at/8] |= byte(gap>>b&1) << (at % 8)
		}
		next += gap
		want[i] = next
		next++
	}
	// What follows the gaps must not matter, however short it is.
	for range simd.AscendPadding + rng.IntN(40) {
		packed = append(packed, byte(rng.Uint32()))
	}
	var got [n]uint32
	if f.Ascend(&got, slices.Clip(packed), width, first); got != want {
		t.Fatalf("%d gaps of %d bits from %d: %v, not %v", n, width, first, got, want)
	}
}

func compareTables(t *testing.T, rng *rand.Rand, fast, plain *simd.Functions, rows int) {
	t.Helper()
	blocks := rng.IntN(3)
	codes, table := make([]uint8, blocks*rows*simd.CodesPerBlock), make([]uint8, rows*simd.TableRow)
	for i := range codes {
		codes[i] = uint8(rng.Uint32())
	}
	for r := range rows {
		for i := range 16 {
			a, b := uint8(rng.IntN(simd.MaxTableEntry+1)), uint8(rng.IntN(simd.MaxTableEntry+1))
			if rows%7 == 0 {
				a, b = simd.MaxTableEntry, simd.MaxTableEntry
			}
			row := table[r*simd.TableRow:]
			row[i], row[16+i], row[32+i], row[48+i] = a, a, b, b
		}
	}
	got, want := make([]uint16, blocks*simd.CodesPerBlock), make([]uint16, blocks*simd.CodesPerBlock)
	fast.LookUp(got, codes, table)
	plain.LookUp(want, codes, table)
	if !slices.Equal(got, want) {
		t.Fatalf("%d blocks of %d rows: %v, not %v", blocks, rows, got, want)
	}
}

func compareRows(t *testing.T, rng *rand.Rand, fast, plain *simd.Functions, n int) {
	t.Helper()
	x := numbers(rng, n)
	got, want := make([]uint8, n), make([]uint8, n)
	s0, z0 := fast.Quantise(got, x)
	s1, z1 := plain.Quantise(want, x)
	if s0 != s1 || z0 != z1 || !slices.Equal(got, want) {
		t.Fatalf("quantising %d: %v %d %v, not %v %d %v", n, s0, z0, got, s1, z1, want)
	}
	for i, q := range want {
		if d := math.Abs(float64(float32(int32(q)-z1)*s1 - x[i])); q > simd.MaxActivation || d > 1.01*float64(s1) {
			t.Fatalf("%v is quantised to %d with step %v and zero %d", x[i], q, s1, z1)
		}
	}
	sums := make([]int32, n)
	r := simd.Rows{Scales: numbers(rng, n), Bias: numbers(rng, n), Totals: make([]int32, n)}
	for i := range sums {
		sums[i], r.Totals[i] = int32(rng.IntN(1<<24))-1<<23, int32(rng.IntN(1<<16))-1<<15
	}
	each(t, fast, "rescaling", n, func(f *simd.Functions, dst []float32) { f.Rescale(dst, sums, 0.01, 17, &r) })
	each(t, fast, "softmax", n, func(f *simd.Functions, dst []float32) { copy(dst, x); f.Softmax(dst, 0.4) })
	each(t, fast, "GELU", n, func(f *simd.Functions, dst []float32) { copy(dst, x); f.GELU(dst) })
	each(t, fast, "normalising", n, func(f *simd.Functions, dst []float32) {
		copy(dst, x)
		f.AddNormalised(dst, r.Bias, r.Scales, r.Bias)
	})
}

// each compares what the two versions of a function store.
func each(t *testing.T, fast *simd.Functions, what string, n int, f func(*simd.Functions, []float32)) {
	t.Helper()
	got, want := make([]float32, n), make([]float32, n)
	f(fast, got)
	f(simd.Portable(), want)
	compare(t, fmt.Sprintf("%s of %d", what, n), got, want)
}

func compare(t *testing.T, what string, got, want []float32) {
	t.Helper()
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("%s: value %d is %v, not %v", what, i, got[i], want[i])
		}
	}
}

func compareMatrices(t *testing.T, rng *rand.Rand, fast, plain *simd.Functions, columns int) {
	t.Helper()
	rows, inner := rng.IntN(6), rng.IntN(40)
	a := simd.Matrix{Data: numbers(rng, rows*(inner+3)), Stride: inner + 3}
	b := simd.Matrix{Data: numbers(rng, inner*(columns+1)), Stride: columns + 1}
	got := simd.Matrix{Data: make([]float32, rows*(columns+2)), Stride: columns + 2}
	want := simd.Matrix{Data: make([]float32, rows*(columns+2)), Stride: columns + 2}
	fast.Multiply(got, a, b, rows, inner, columns)
	plain.Multiply(want, a, b, rows, inner, columns)
	compare(t, fmt.Sprintf("%d×%d×%d", rows, inner, columns), got.Data, want.Data)
}

func TestPortableFunctionsAreTheMathematicalOnes(t *testing.T) {
	f := simd.Portable()
	x := numbers(rand.New(rand.NewPCG(5, 6)), 400)
	g, s := slices.Clone(x), slices.Clone(x)
	f.GELU(g)
	f.Softmax(s, 0.5)
	var sum float64
	for _, v := range x {
		sum += math.Exp(float64(v) / 2)
	}
	for i, v := range x {
		if want := float64(v) / 2 * (1 + math.Erf(float64(v)/math.Sqrt2)); math.Abs(float64(g[i])-want) > 1e-6 {
			t.Errorf("GELU of %v is %v, not %v", v, g[i], want)
		}
		if want := math.Exp(float64(v)/2) / sum; math.Abs(float64(s[i])-want) > 1e-6*want+1e-9 {
			t.Errorf("softmax of %v is %v, not %v", v, s[i], want)
		}
	}
	weight, bias := make([]float32, len(x)), make([]float32, len(x))
	fill(weight, 1)
	f.AddNormalised(x, bias, weight, bias)
	var mean, square float64
	for _, v := range x {
		mean += float64(v) / float64(len(x))
		square += float64(v) * float64(v) / float64(len(x))
	}
	if math.Abs(mean) > 1e-6 || math.Abs(square-1) > 1e-5 {
		t.Errorf("normalised to mean %v and variance %v", mean, square)
	}
}

func activations(rng *rand.Rand, n int) []uint8 {
	v := make([]uint8, n)
	for i := range v {
		v[i] = uint8(rng.IntN(simd.MaxActivation + 1))
	}
	return v
}

func weights(rng *rand.Rand, n int) []int8 {
	v := make([]int8, n)
	for i := range v {
		v[i] = int8(rng.IntN(255) - 127)
	}
	return v
}

func numbers(rng *rand.Rand, n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(rng.NormFloat64() * 3)
	}
	return v
}

func fill[T any](s []T, v T) {
	for i := range s {
		s[i] = v
	}
}

func BenchmarkProducts(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	const rows, k, columns = 32, 384, 1536
	x, w, dst := activations(rng, rows*k), weights(rng, columns*k), make([]int32, rows*columns)
	for _, f := range simd.Versions() {
		b.Run(f.Name, func(b *testing.B) {
			w := packed(f, w, k)
			for b.Loop() {
				f.Products(dst, x, w, k)
			}
			b.ReportMetric(float64(b.N)*rows*k*columns/b.Elapsed().Seconds()/1e9, "GMAC/s")
		})
	}
}

func BenchmarkLookUp(b *testing.B) {
	const rows, blocks = 48, 100_000 / simd.CodesPerBlock
	codes, table := make([]uint8, blocks*rows*simd.CodesPerBlock), make([]uint8, rows*simd.TableRow)
	dst := make([]uint16, blocks*simd.CodesPerBlock)
	for _, f := range simd.Versions() {
		b.Run(f.Name, func(b *testing.B) {
			for b.Loop() {
				f.LookUp(dst, codes, table)
			}
			b.ReportMetric(b.Elapsed().Seconds()*1e9/float64(b.N)/float64(len(dst)), "ns/code")
		})
	}
}

func BenchmarkMultiply(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	const rows, inner, columns = 256, 32, 256
	x, y, dst := numbers(rng, rows*inner), numbers(rng, inner*columns), make([]float32, rows*columns)
	for _, f := range simd.Versions() {
		b.Run(f.Name, func(b *testing.B) {
			for b.Loop() {
				f.Multiply(simd.Matrix{Data: dst, Stride: columns}, simd.Matrix{Data: x, Stride: inner}, simd.Matrix{Data: y, Stride: columns}, rows, inner, columns)
			}
			b.ReportMetric(float64(b.N)*rows*inner*columns/b.Elapsed().Seconds()/1e9, "GMAC/s")
		})
	}
}
