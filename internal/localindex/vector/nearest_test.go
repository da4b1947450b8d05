package vector

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/localindex/rank"
	"github.com/mundap/mundap/internal/localindex/segment"
)

// topics makes vectors as an encoder gives them: around common directions, some
// dimensions wider than others.
type topics struct {
	rng     *rand.Rand
	centres [][]float32
}

func newTopics(seed uint64, dims int) *topics {
	t := &topics{rng: rand.New(rand.NewPCG(seed, 7))}
	for range 200 {
		c := make([]float32, dims)
		for i := range c {
			c[i] = float32(t.rng.NormFloat64() * (1 + float64(i%7)/3))
		}
		t.centres = append(t.centres, c)
	}
	return t
}

func (t *topics) vector() []float32 {
	v := slices.Clone(t.centres[t.rng.IntN(len(t.centres))])
	for i := range v {
		v[i] += float32(t.rng.NormFloat64())
	}
	return v
}

// source makes a segment of n passages, every seventh of them without a vector.
func (t *topics) source(tb testing.TB, n, dims int) rank.Source {
	tb.Helper()
	b := segment.NewBuilder("m", dims)
	for i := range n {
		b.AddDocument(segment.Document{Key: string(rune('가' + i%11000)), Version: "1",
			Readers: []string{"*"}}, 1)
		var v segment.Vector
		if i%7 != 3 {
			v = segment.Quantise(t.vector())
		}
		if err := b.AddPassage(&segment.Passage{}, &segment.Counts{}, v); err != nil {
			tb.Fatal(err)
		}
	}
	var out memoryWriter
	if err := b.Write(&out); err != nil {
		tb.Fatal(err)
	}
	r, err := segment.Open(out)
	if err != nil {
		tb.Fatal(err)
	}
	return rank.Source{Reader: r}
}

type memoryWriter []byte

func (w *memoryWriter) Write(p []byte) (int, error) { *w = append(*w, p...); return len(p), nil }

// exactly gives the k nearest by comparing all vectors.
func (v *Query) exactly(tb testing.TB, sources []rank.Source, k int) []rank.Hit {
	tb.Helper()
	top := topHits{k: k, worst: math.Inf(-1)}
	for i, src := range sources {
		if err := v.Each(tb.Context(), src,
			func(p uint32, c float64) {
				top.add(rank.Hit{Source: i, Passage: p,
					Score: c})
			}); err != nil {
			tb.Fatal(err)
		}
	}
	return rank.Best(top.hits, k)
}

func TestTheNearestAreFoundByTheirCodes(t *testing.T) {
	made := newTopics(1, 384)
	sources := []rank.Source{made.source(t, 9000, 384), made.source(t, 3001, 384)}
	narrow := make([]rank.Source, len(sources))
	for i, src := range sources {
		dead := segment.NewBitmap(src.Documents())
		for d := range src.Documents() {
			if d%3 == 0 {
				dead.Set(uint32(d))
			}
		}
		documents, err := src.DocumentOf()
		if err != nil {
			t.Fatal(err)
		}
		narrow[i] = rank.Source{Reader: src.Reader, Filter: &rank.Filter{DocumentOf: documents,
			Dead: dead, Ranges: [][2]uint32{{5, 1999}, {2010, 2900}}}}
	}
	for name, sources := range map[string][]rank.Source{"all": sources, "some": narrow} {
		found, all := 0, 0
		for range 30 {
			q := &Query{Model: "m", Vector: segment.Quantise(made.vector())}
			want := q.exactly(t, sources, 10)
			got, err := q.Nearest(t.Context(), sources, 10)
			if err != nil {
				t.Fatal(err)
			}
			all += len(want)
			for _, h := range got {
				if slices.Contains(want, h) {
					found++
				} else if sources[h.Source].Filter != nil &&
					!sources[h.Source].Filter.Accepts(h.Passage) {
					t.Fatalf("%s: found passage %d, which may not be found", name, h.Passage)
				}
			}
		}
		if recall := float64(found) / float64(all); recall < 0.98 {
			t.Errorf("%s: recall@10 is %.3f", name, recall)
		}
	}
}

// Segments without codes, of old or of few dimensions, are compared as they are.
func TestVectorsWithoutCodesAreComparedAll(t *testing.T) {
	made := newTopics(2, 20)
	sources := []rank.Source{made.source(t, 5000, 20)}
	q := &Query{Model: "m", Vector: segment.Quantise(made.vector())}
	got, err := q.Nearest(t.Context(), sources, 10)
	if want := q.exactly(t, sources, 10); err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
}

// The longer a passage is, the more its nearest part says, and the less the whole.
func TestPartsSayMoreAboutLongPassages(t *testing.T) {
	const whole, part, mostParts = 0, 1, 14
	short, medium, long := Likeness(whole, part, 3), Likeness(whole, part, 9),
		Likeness(whole, part, mostParts)
	if short != 1./3 || medium != 0.5 || long <= medium {
		t.Errorf("the nearest part makes up %.2f of 3 parts, %.2f of 9, %.2f of %d", short, medium,
			long, mostParts)
	}
}
