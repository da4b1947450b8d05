package rank_test

import (
	"math/rand/v2"
	"testing"

	"github.com/mundap/mundap/internal/localindex/rank"
	"github.com/mundap/mundap/internal/localindex/segment"
)

// TestTheFirstGuessIsMadeOfWhatMayBeFound hides the passages with the best
// scores: a guess at the threshold that counted them would leave out the rest.
func TestTheFirstGuessIsMadeOfWhatMayBeFound(t *testing.T) {
	texts := make([]text, 6000)
	for i := range texts {
		texts[i].doc = i
		for f := range texts[i].terms {
			texts[i].terms[f] = map[string]int{"filler": 1}
		}
		if i%60 == 0 {
			texts[i].terms[0]["rare"] = 1
		}
		if i >= 3000 && i%60 == 0 { // better by far, and not to be found
			for f := range segment.NumFields {
				texts[i].terms[f]["rare"] = 9
			}
		}
	}
	reader := build(t, texts)
	kinds := make([]byte, len(texts))
	for i := 3000; i < len(kinds); i++ {
		kinds[i] = 1
	}
	q := randomQuery(rand.New(rand.NewPCG(1, 1)))
	q.Terms = []rank.Term{{Text: "rare", Field: 0, Weight: 1}, {Text: "rare", Field: 1, Weight: 1}}
	for name, filter := range map[string]*rank.Filter{
		"a kind":  {Kinds: kinds, KindOK: []bool{true, false}},
		"a range": {Ranges: [][2]uint32{{0, 3000}}},
	} {
		hits := search(t, q, []rank.Source{{Reader: reader, Filter: filter}}, 10)
		if len(hits) != 10 {
			t.Errorf("%s: %d hits, want 10", name, len(hits))
		}
		for i, h := range hits {
			if h.Passage != uint32(60*i) {
				t.Errorf("%s: hit %d is passage %d, want %d", name, i, h.Passage, 60*i)
			}
		}
	}
}

func TestAFewHitsAreNoGuess(t *testing.T) {
	texts := make([]text, 6000)
	for i := range texts {
		texts[i].doc = i
		for f := range texts[i].terms {
			texts[i].terms[f] = map[string]int{"filler": 1}
		}
	}
	texts[7].terms[0]["rare"], texts[4000].terms[0]["rare"] = 1, 1
	q := randomQuery(rand.New(rand.NewPCG(1, 1)))
	q.Terms = []rank.Term{{Text: "rare", Field: 0, Weight: 1}}
	if hits := search(t, q, []rank.Source{{Reader: build(t, texts)}}, 10); len(hits) != 2 {
		t.Errorf("%+v, want the two passages that have the word", hits)
	}
}

// TestAGuessLeavesNothingOut has lists that are too long for what the guess may
// still read. The guess looks up its passages in them, and the search begins at their
// beginning again.
func TestAGuessLeavesNothingOut(t *testing.T) {
	texts := make([]text, 6000)
	for i := range texts {
		texts[i].doc = i
		for f := range texts[i].terms {
			texts[i].terms[f] = map[string]int{}
		}
		terms := texts[i].terms[0]
		terms["filler"] = 1 + i%7
		if i%60 == 0 {
			terms["rare"] = 1 + i%3
		}
		if i%3 != 0 && i < 5940 { // nearly all that the guess reads
			terms["half"] = 1
		}
		if i%59 == 0 {
			terms["short"] = 1
		}
		if i%6 != 0 {
			terms["most"] = 1
		}
	}
	q := rank.Query{Terms: []rank.Term{{Text: "rare", Weight: 2}, {Text: "half", Weight: 9},
		{Text: "short", Weight: 0.5}, {Text: "most", Weight: 9}}}
	q.Fields[0] = rank.Parameters{Boost: 1, K1: 1.2, B: 0.75}
	sources := []rank.Source{{Reader: build(t, texts)}}
	want := exhaustive(q, [][]text{texts}, func(int, uint32) bool { return true })
	for _, k := range []int{1, 5, 20, 60, 200, 1000} {
		if err := equal(search(t, q, sources, k), want[:k]); err != nil {
			t.Errorf("the best %d: %v", k, err)
		}
	}
}
