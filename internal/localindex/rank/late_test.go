package rank_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/localindex/rank"
)

// lateQuery makes a random query in which the terms of more than 5 % of the
// passages are late, in however small an index.
func lateQuery(rng *rand.Rand) rank.Query {
	q := randomQuery(rng)
	q.LateFrom = 1
	for f := range q.Fields {
		q.Fields[f].Late = 0.05
	}
	return q
}

func TestWhatLateTermsLeaveOutStaysWithinTheBound(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 1))
	texts := corpus(rng, 3000)
	sources := []rank.Source{{Reader: build(t, texts)}}
	inexact := 0
	for range 40 {
		q, k := lateQuery(rng), 1+rng.IntN(12)
		plan, err := rank.Prepare(q, sources)
		if err != nil {
			t.Fatal(err)
		}
		got, err := plan.Search(t.Context(), sources, k)
		if err != nil {
			t.Fatal(err)
		}
		want := exhaustive(q, [][]text{texts}, func(int, uint32) bool { return true })
		if len(got) != min(k, len(want)) {
			t.Fatalf("%d hits of %d, %d asked for", len(got), len(want), k)
		}
		if len(got) == 0 {
			continue
		}
		found := map[uint32]bool{}
		for _, h := range got {
			found[h.Passage] = true
		}
		last := got[len(got)-1].Score
		for _, h := range want[:len(got)] {
			if found[h.Passage] || h.Score <= last*(1+1e-6) {
				continue
			}
			inexact++
			if h.Score > last+plan.Slack() {
				t.Errorf("left out: %.3f, last hit %.3f, slack %.3f", h.Score, last, plan.Slack())
			}
		}
	}
	if inexact == 0 {
		t.Error("no query left anything out: the bound was not tried")
	}
}

// TestHitsHaveTheScoresOfAllTerms is about segments that lack some of the terms.
func TestHitsHaveTheScoresOfAllTerms(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 1))
	for range 200 {
		segments := [][]text{corpus(rng, 400), corpus(rng, 1+rng.IntN(20)), corpus(rng, 1+rng.IntN(20))}
		rng.Shuffle(len(segments), func(i, j int) { segments[i], segments[j] = segments[j], segments[i] })
		var sources []rank.Source
		for _, texts := range segments {
			sources = append(sources, rank.Source{Reader: build(t, texts)})
		}
		q := lateQuery(rng)
		scores := map[[2]int]float64{}
		for _, h := range exhaustive(q, segments, func(int, uint32) bool { return true }) {
			scores[[2]int{h.Source, int(h.Passage)}] = h.Score
		}
		for _, h := range search(t, q, sources, 1+rng.IntN(30)) {
			want := scores[[2]int{h.Source, int(h.Passage)}]
			if d := math.Abs(h.Score - want); d > 1e-6*want+1e-6 {
				t.Fatalf("%+v, want the score %v", h, want)
			}
		}
	}
}

func TestWithoutLateTermsThereIsNoSlack(t *testing.T) {
	rng := rand.New(rand.NewPCG(12, 1))
	sources := []rank.Source{{Reader: build(t, corpus(rng, 1000))}}
	q := lateQuery(rng)
	q.LateFrom = 1001
	if plan, err := rank.Prepare(q, sources); err != nil || plan.Slack() != 0 {
		t.Errorf("slack %v, %v", plan.Slack(), err)
	}
}

// TestLateTermsFindWhatTheOthersDoNot asks for more passages than the only rare word has.
func TestLateTermsFindWhatTheOthersDoNot(t *testing.T) {
	texts := make([]text, 200)
	for i := range texts {
		texts[i].doc = i
		for f := range texts[i].terms {
			texts[i].terms[f] = map[string]int{}
		}
		if i%2 == 0 {
			texts[i].terms[0]["often"] = 1
		}
		if i == 7 {
			texts[i].terms[0]["seldom"] = 1
		}
	}
	q := rank.Query{LateFrom: 1, Terms: []rank.Term{{Text: "often", Weight: 1},
		{Text: "seldom", Weight: 1}}}
	q.Fields[0] = rank.Parameters{Boost: 1, K1: 1.2, B: 0.75, Late: 0.1}
	got := search(t, q, []rank.Source{{Reader: build(t, texts)}}, 10)
	if len(got) != 10 || got[0].Passage != 7 {
		t.Errorf("%+v", got)
	}
}

// Both passages have the rare word, and what the frequent one adds decides.
func TestALateTermDecidesWhichPassageIsBest(t *testing.T) {
	texts := make([]text, 200)
	for i := range texts {
		texts[i].doc = i
		for f := range texts[i].terms {
			texts[i].terms[f] = map[string]int{}
		}
		if i%4 == 0 {
			texts[i].terms[0]["often"] = 1
		}
		texts[i].terms[0]["filler"] = 3
	}
	texts[8].terms[0]["seldom"] = 1 // with the frequent word, but longer than the other
	texts[9].terms[0]["seldom"] = 1
	q := rank.Query{LateFrom: 1, Terms: []rank.Term{{Text: "often", Weight: 1}, {Text: "seldom", Weight: 1}}}
	q.Fields[0] = rank.Parameters{Boost: 1, K1: 1.2, B: 0.75, Late: 0.1}
	got := search(t, q, []rank.Source{{Reader: build(t, texts)}}, 1)
	if len(got) != 1 || got[0].Passage != 8 {
		t.Errorf("%+v", got)
	}
}

// In a long table, names of columns stand in every row. A question with one
// word that is in one row alone must not be paid for with the score of them all.
func TestRowsThatAreNearlyEqualAreNotAllScored(t *testing.T) {
	const rows, k = 100_000, 20
	columns := []string{"number", "device", "amount", "holder"}
	texts := make([]text, rows)
	for i := range texts {
		for f := range texts[i].terms {
			texts[i].terms[f] = map[string]int{}
		}
		for _, c := range columns {
			texts[i].terms[0][c] = 1
		}
		texts[i].terms[0]["row"] = 1 + i%3
	}
	texts[70_007].terms[0]["seldom"] = 1
	q := rank.Query{Terms: []rank.Term{{Text: "seldom", Weight: 1}}}
	for _, c := range columns {
		q.Terms = append(q.Terms, rank.Term{Text: c, Weight: 1})
	}
	late, exact := q, q
	late.Fields[0] = rank.Parameters{Boost: 1, K1: 1.2, B: 0.75, Late: 0.03}
	exact.Fields[0] = rank.Parameters{Boost: 1, K1: 1.2, B: 0.75}
	sources := []rank.Source{{Reader: build(t, texts)}}

	got := search(t, late, sources, k)
	if len(got) != k || got[0].Passage != 70_007 {
		t.Fatalf("%d hits, the first %+v", len(got), got[0])
	}
	fastest := func(q rank.Query) time.Duration {
		least := time.Hour
		for range 10 {
			began := time.Now()
			search(t, q, sources, k)
			least = min(least, time.Since(began))
		}
		return least
	}
	if few, all := fastest(late), fastest(exact); few*3 > all {
		t.Errorf("a search takes %v, one that scores every row %v", few, all)
	}
}
