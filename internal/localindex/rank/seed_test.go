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
