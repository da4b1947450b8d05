package rank_test

import (
	"math/rand/v2"
	"testing"

	"github.com/mundap/mundap/internal/localindex/rank"
)

// TestScoresTellNothingOfWhatMayNotBeRead compares a segment of which two
// thirds may be read with one of those alone.
func TestScoresTellNothingOfWhatMayNotBeRead(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 1))
	texts := corpus(rng, 3600) // some terms are frequent enough to be kept, others are counted anew
	var open []text
	for i := range texts {
		if texts[i].hidden = texts[i].doc%3 == 0; !texts[i].hidden {
			open = append(open, texts[i])
		}
	}
	mixed := build(t, texts)
	of, err := mixed.DocumentOf()
	if err != nil {
		t.Fatal(err)
	}
	readers, err := mixed.DocumentReaders()
	if err != nil {
		t.Fatal(err)
	}
	var ok []bool
	for _, set := range mixed.ReaderSets() {
		ok = append(ok, set[0] == "*")
	}
	census := rank.NewCensus(mixed)
	filtered := []rank.Source{{
		Reader: mixed, Filter: &rank.Filter{DocumentOf: of, Readers: readers, ReaderOK: ok},
		Readable: census.For(ok),
	}}
	alone := []rank.Source{{Reader: build(t, open)}}
	for range 30 {
		q := randomQuery(rng)
		if err := equal(search(t, q, filtered, 10), search(t, q, alone, 10)); err != nil {
			t.Fatalf("query %+v: %v", q, err)
		}
	}
}
