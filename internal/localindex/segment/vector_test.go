package segment_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/localindex/segment"
)

func gaussian(rng *rand.Rand, n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(rng.NormFloat64())
	}
	return v
}

// nearest gives the ten numbers with the highest scores.
func nearest(n int, score func(i int) float64) []int {
	order := make([]int, n)
	scores := make([]float64, n)
	for i := range order {
		order[i], scores[i] = i, score(i)
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	return order[:10]
}

// Random directions are the hardest case: in 384 dimensions all of them are
// nearly equally far from a query.
func TestQuantisedVectorsKeepTheNearest(t *testing.T) {
	const n, dims, queries = 3000, 384, 20
	rng := rand.New(rand.NewPCG(1, 2))
	vectors := make([][]float32, n)
	quantised := make([]segment.Vector, n)
	for i := range vectors {
		vectors[i] = gaussian(rng, dims)
		quantised[i] = segment.Quantise(vectors[i])
	}
	kept := 0
	for range queries {
		q := gaussian(rng, dims)
		qq := segment.Quantise(q)
		want := nearest(n, func(i int) float64 { return cosine(q, vectors[i]) })
		got := nearest(n, func(i int) float64 {
			return float64(segment.Dot(qq.Values,
				quantised[i].Values)) * float64(quantised[i].Scale)
		})
		for _, i := range got {
			if slices.Contains(want, i) {
				kept++
			}
		}
	}
	if recall := float64(kept) / (10 * queries); recall < 0.95 {
		t.Errorf("recall@10 of quantised vectors is %.3f", recall)
	}
}

func cosine(a, b []float32) float64 {
	var dot, aa, bb float64
	for i := range a {
		dot += float64(a[i]) * float64(b[i])
		aa += float64(a[i]) * float64(a[i])
		bb += float64(b[i]) * float64(b[i])
	}
	return dot / math.Sqrt(aa*bb)
}

func TestAVectorThatIsNoneIsNotQuantised(t *testing.T) {
	for _, v := range [][]float32{nil, {0, 0}, {float32(math.NaN()), 1},
		{float32(math.Inf(1)), 1}} {
		if q := segment.Quantise(v); q.Values != nil {
			t.Errorf("%v became %v", v, q)
		}
	}
}

func BenchmarkDot(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	x, y := segment.Quantise(gaussian(rng, 384)), segment.Quantise(gaussian(rng, 384))
	for b.Loop() {
		segment.Dot(x.Values, y.Values)
	}
}
