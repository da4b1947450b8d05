package rank_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/localindex/rank"
	"github.com/mundap/mundap/internal/localindex/segment"
)

// text is a passage of the model: how often each term of each field occurs.
type text struct {
	doc    int
	hidden bool // only somebody else may read it
	terms  [segment.NumFields]map[string]int
}

func (x text) length(f int) int {
	n := 0
	for _, c := range x.terms[f] {
		n += c
	}
	return min(n, segment.MaxLength)
}

// corpus makes passages whose terms follow Zipf's law, as those of a language do.
func corpus(rng *rand.Rand, n int) []text {
	zipf := rand.NewZipf(rng, 1.3, 4, 5000)
	texts := make([]text, n)
	for i := range texts {
		texts[i].doc = i / 3
		for f := range segment.NumFields {
			texts[i].terms[f] = map[string]int{}
			for range 1 + rng.IntN(40) {
				texts[i].terms[f][fmt.Sprintf("t%d", zipf.Uint64())] += 1 + rng.IntN(3)/2
			}
		}
	}
	return texts
}

func build(t testing.TB, texts []text) *segment.Reader {
	t.Helper()
	r, err := segment.Open(encode(t, texts))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// encode writes the passages as a segment's file.
func encode(t testing.TB, texts []text) []byte {
	t.Helper()
	b := segment.NewBuilder("", 0)
	last := -1
	for _, x := range texts {
		if x.doc != last {
			n := 0
			for _, y := range texts {
				if y.doc == x.doc {
					n++
				}
			}
			readers := []string{"*"}
			if x.hidden {
				readers = []string{"user:else"}
			}
			b.AddDocument(segment.Document{Key: fmt.Sprint("docs/", x.doc), Version: "1",
				Readers: readers}, n)
			last = x.doc
		}
		var terms []segment.Term
		for f := range x.terms {
			for term, n := range x.terms[f] {
				for range n {
					terms = append(terms, segment.Term{Text: term, Field: uint8(f)})
				}
			}
		}
		if err := b.AddPassage(&segment.Passage{ID: "x"}, counts(terms),
			segment.Vector{}); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := b.Write(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// exhaustive scores every passage by the formula of the package comment.
func exhaustive(q rank.Query, segments [][]text, accepts func(s int, p uint32) bool) []rank.Hit {
	var all []text
	for _, s := range segments {
		all = append(all, s...)
	}
	var average [segment.NumFields]float64
	for f := range average {
		for _, x := range all {
			average[f] += float64(x.length(f)) / float64(len(all))
		}
	}
	n := make([]float64, len(q.Terms))
	for i, t := range q.Terms {
		for _, x := range all {
			if x.terms[t.Field][t.Text] > 0 {
				n[i]++
			}
		}
	}
	var hits []rank.Hit
	for s, texts := range segments {
		for p, x := range texts {
			score := 0.0
			var lengths [segment.NumFields]float64
			for f := range lengths {
				lengths[f] = float64(x.length(f))
			}
			for i, t := range q.Terms {
				f, par := float64(x.terms[t.Field][t.Text]), q.Fields[t.Field]
				idf := math.Log(1 + (float64(len(all))-n[i]+0.5)/(n[i]+0.5))
				if f > 0 {
					score += t.Weight * par.Boost * idf * (par.Delta + f*(par.K1+1)/
						(f+par.K1*(1-par.B+par.B*lengths[t.Field]/average[t.Field])))
				}
			}
			if score > 0 && accepts(s, uint32(p)) {
				hits = append(hits, rank.Hit{Source: s, Passage: uint32(p), Score: score})
			}
		}
	}
	slices.SortStableFunc(hits, func(a, b rank.Hit) int {
		switch {
		case a.Score > b.Score:
			return -1
		case a.Score < b.Score:
			return 1
		}
		return 0
	})
	return hits
}

func randomQuery(rng *rand.Rand) rank.Query {
	q := rank.Query{Fields: [segment.NumFields]rank.Parameters{
		{Boost: 1, K1: 1.2, B: 0.75}, {Boost: 0.5, K1: 0.9, B: 0.4, Delta: 0.3},
		{Boost: 0.3, K1: 1.2, B: 1},
	}}
	zipf := rand.NewZipf(rng, 1.2, 4, 5000)
	used := map[rank.Term]bool{}
	for range 1 + rng.IntN(20) {
		t := rank.Term{Text: fmt.Sprintf("t%d", zipf.Uint64()), Field: rng.IntN(segment.NumFields),
			Weight: 1}
		if !used[t] {
			used[t] = true
			t.Weight = 0.5 + rng.Float64()
			q.Terms = append(q.Terms, t)
		}
	}
	return q
}

func search(t testing.TB, q rank.Query, sources []rank.Source, k int) []rank.Hit {
	t.Helper()
	plan, err := rank.Prepare(q, sources)
	if err != nil {
		t.Fatal(err)
	}
	hits, err := plan.Search(t.Context(), sources, k)
	if err != nil {
		t.Fatal(err)
	}
	return hits
}

// equal compares hits by score; passages whose scores differ only by rounding
// may stand in either order.
func equal(got, want []rank.Hit) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d hits, want %d", len(got), len(want))
	}
	for i := range got {
		if d := math.Abs(got[i].Score - want[i].Score); d > 1e-6*want[i].Score+1e-6 {
			return fmt.Errorf("hit %d: %+v, want %+v", i, got[i], want[i])
		}
	}
	return nil
}

func TestEarlyTerminationGivesWhatScoringEveryPassageGives(t *testing.T) {
	for seed := range uint64(3) {
		rng := rand.New(rand.NewPCG(seed, 1))
		var segments [][]text
		var sources []rank.Source
		for range 1 + rng.IntN(3) {
			texts := corpus(rng, 30+rng.IntN(7000))
			segments = append(segments, texts)
			sources = append(sources, rank.Source{Reader: build(t, texts)})
		}
		for range 30 {
			q, k := randomQuery(rng), 1+rng.IntN(12)
			got := search(t, q, sources, k)
			want := exhaustive(q, segments, func(int, uint32) bool { return true })
			if err := equal(got, want[:min(k, len(want))]); err != nil {
				t.Fatalf("seed %d, query %+v: %v", seed, q, err)
			}
		}
	}
}

func TestAFilterTakesEffectInsideTheSearch(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	texts := corpus(rng, 5000)
	r := build(t, texts)
	of, err := r.DocumentOf()
	if err != nil {
		t.Fatal(err)
	}
	dead := segment.NewBitmap(r.Documents())
	for d := range uint32(r.Documents()) {
		if rng.IntN(10) > 0 {
			dead.Set(d)
		}
	}
	for _, ranges := range [][][2]uint32{nil, {{100, 101}, {700, 1300}}} {
		filter := &rank.Filter{DocumentOf: of, Dead: dead, Ranges: ranges}
		inside := func(p uint32) bool {
			return ranges == nil || slices.ContainsFunc(ranges,
				func(r [2]uint32) bool { return r[0] <= p && p < r[1] })
		}
		for range 30 {
			q, k := randomQuery(rng), 10
			got := search(t, q, []rank.Source{{Reader: r, Filter: filter}}, k)
			want := exhaustive(q, [][]text{texts}, func(_ int, p uint32) bool {
				return inside(p) && !dead.Has(uint32(texts[p].doc))
			})
			if err := equal(got, want[:min(k, len(want))]); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestScoresDoNotDependOnHowPassagesAreSpreadOverSegments(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	texts := corpus(rng, 900)
	whole := []rank.Source{{Reader: build(t, texts)}}
	parts := []rank.Source{{Reader: build(t, texts[:300])}, {Reader: build(t, texts[300:420])},
		{Reader: build(t, texts[420:])}}
	for range 30 {
		q := randomQuery(rng)
		if err := equal(search(t, q, parts, 10), search(t, q, whole, 10)); err != nil {
			t.Fatal(err)
		}
	}
}

func counts(terms []segment.Term) *segment.Counts {
	var c segment.Counter
	var n segment.Counts
	c.Count(&n, terms)
	return &n
}
