package rank

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/localindex/segment"
)

// A searcher's memory is used for the next search: marks and sums that were left
// would cost it time, or count for its passages.
func TestASearchLeavesItsMemoryClean(t *testing.T) {
	b := segment.NewBuilder("", 0)
	const n = rarestPassages + 100
	var counter segment.Counter
	for i := range n {
		b.AddDocument(segment.Document{Key: fmt.Sprint(i), Version: "1", Readers: []string{"*"}}, 1)
		terms := []segment.Term{{Text: "filler"}}
		if i%7 == 0 {
			terms = append(terms, segment.Term{Text: "often"})
		}
		if i%100 == 0 {
			terms = append(terms, segment.Term{Text: "rare"})
		}
		var counts segment.Counts
		counter.Count(&counts, terms)
		if err := b.AddPassage(&segment.Passage{ID: "x"}, &counts, segment.Vector{}); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := b.Write(&file); err != nil {
		t.Fatal(err)
	}
	r, err := segment.Open(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	sources := []Source{{Reader: r}}
	q := Query{Terms: []Term{{Text: "often", Weight: 1}, {Text: "rare", Weight: 1}}}
	q.Fields[0] = Parameters{Boost: 1, K1: 1.2, B: 0.75}
	p, err := Prepare(q, sources)
	if err != nil {
		t.Fatal(err)
	}
	s := &searcher{best: top{k: 5}}
	if err := s.source(t.Context(), p, 0, sources[0]); err != nil {
		t.Fatal(err)
	}
	if len(s.best.hits) != 5 || s.floor == 0 || len(s.partial) != n {
		t.Fatalf("%d hits, floor %d, %d partial sums: the search has not used its memory",
			len(s.best.hits), s.floor, len(s.partial))
	}
	left := func(x uint32) bool { return x != 0 }
	if slices.ContainsFunc(s.seen[:], func(x uint64) bool { return x != 0 }) ||
		slices.ContainsFunc(s.sums[:], left) || slices.ContainsFunc(s.partial, left) ||
		slices.ContainsFunc(s.marked, func(x uint64) bool { return x != 0 }) || len(s.cursors) != 0 {
		t.Error("something is left of the search")
	}
}

func TestACensusKeepsNoMoreThanItsBound(t *testing.T) {
	c := NewCensus(nil)
	full := make([]setCount, mostCounts)
	c.keep(censusTerm{text: "first"}, full)
	c.keep(censusTerm{text: "second"}, full[:1])
	if _, known := c.counts[censusTerm{text: "second"}]; !known || len(c.counts) != 1 || c.kept != 1 {
		t.Errorf("%d terms are kept, with %d counts", len(c.counts), c.kept)
	}
}
