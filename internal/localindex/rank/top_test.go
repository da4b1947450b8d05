package rank

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestOfEqualScoresTheEarlierPassagesAreKeptInTheirOrder(t *testing.T) {
	var all []candidate
	for source := range int32(3) {
		for passage := range uint32(4) {
			all = append(all, candidate{score: 7, source: source, passage: passage})
		}
	}
	all = append(all, candidate{score: 9, source: 2, passage: 9})
	want := []Hit{{Source: 2, Passage: 9, Score: 9}}
	for _, c := range all[:5] {
		want = append(want, Hit{Source: int(c.source), Passage: c.passage, Score: 7})
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for range 50 {
		rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		best := top{k: 6}
		for _, c := range all {
			best.push(c)
		}
		if got := best.sorted(1, nil); !slices.Equal(got, want) {
			t.Fatalf("kept %v, want %v", got, want)
		}
	}
}

func TestAHitThatLateTermsMayLiftStaysForThem(t *testing.T) {
	// add 7 and 5 units at most, the rounding included
	p := &Plan{terms: []weighted{{termWeight: termWeight{gain: 4, floor: 1}}, {termWeight: termWeight{gain: 3}}}}
	hits := []candidate{{score: 50}, {score: 100}, {score: 88}, {score: 87}, {score: 95}}
	var kept []uint32
	for _, c := range p.within(hits, 1) {
		kept = append(kept, c.score)
	}
	if !slices.Equal(kept, []uint32{100, 95, 88}) {
		t.Errorf("kept %v", kept)
	}
}

func TestAHitIsDroppedOnlyIfTheTermsLeftCannotLiftIt(t *testing.T) {
	hits := []candidate{{score: 50}, {score: 100}, {score: 88}, {score: 87}, {score: 95}}
	var kept []uint32
	for _, c := range new(searcher).withinOrdered(hits, 2, 7) {
		kept = append(kept, c.score)
	}
	if !slices.Equal(kept, []uint32{100, 88, 95}) {
		t.Errorf("kept %v", kept)
	}
}
