package rank_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/localindex/rank"
)

// TestThePlanSaysWhatEachWordCanAdd holds what decides which words of a question
// are taken for misspelt, and which of them a passage has to have.
func TestThePlanSaysWhatEachWordCanAdd(t *testing.T) {
	texts := corpus(rand.New(rand.NewPCG(31, 1)), 900)
	for i := range texts {
		if texts[i].terms[0]["both"] = 1; i%300 == 0 {
			texts[i].terms[0]["seldom"], texts[i].terms[1]["seldom"] = 1, 1
		}
	}
	sources := []rank.Source{{Reader: build(t, texts)}}
	q := randomQuery(rand.New(rand.NewPCG(1, 1)))
	q.Terms = []rank.Term{{Text: "both", Field: 0, Weight: 1}, {Text: "seldom", Field: 0, Weight: 1},
		{Text: "seldom", Field: 1, Weight: 1}, {Text: "nowhere", Field: 0, Weight: 1},
		{Text: "nowhere", Field: 2, Weight: 1}, {Text: "unweighed", Field: 0}}
	plan, err := rank.Prepare(q, sources)
	if err != nil {
		t.Fatal(err)
	}
	weights := map[string]float64{}
	plan.Weights(0, func(term int, weight float64) { weights[plan.Text(term)] = weight })
	alone := q
	alone.Terms = q.Terms[1:2]
	best := search(t, alone, sources, 1)
	if len(weights) != 2 || weights["seldom"] <= weights["both"] || weights["both"] <= 0 ||
		weights["seldom"] < best[0].Score {
		t.Errorf("words of the first field: %v; %q alone scores %.2f", weights, "seldom",
			best[0].Score)
	}
	others := 0
	plan.Weights(1, func(term int, weight float64) {
		text := plan.Text(term)
		if others++; text != "seldom" || weight <= 0 || weight >= weights["seldom"] {
			t.Errorf("the second field has %s with %.2f", text, weight)
		}
	})
	if plan.Weights(2, func(term int, _ float64) {
		t.Errorf("the third field has %s", plan.Text(term))
	}); others != 1 {
		t.Errorf("the second field has %d words", others)
	}
	if len(plan.Absent) != 2 || plan.Absent[0].Term != q.Terms[3] ||
		plan.Absent[1].Term != q.Terms[4] {
		t.Errorf("%+v occur in no passage, want both of %q", plan.Absent, "nowhere")
	}
	if lost := plan.Lost(0); lost <= weights["seldom"] || lost != plan.Absent[0].Lost ||
		plan.Lost(1) != 0 {
		t.Errorf("lost %.2f in the first field, %.2f in the second; the rarest word has %.2f",
			lost, plan.Lost(1), weights["seldom"])
	}
}

// Every match counts at least one unit, so what is not to be searched for must
// not be looked up at all.
func TestWhatWeighsNothingIsNotSearchedFor(t *testing.T) {
	sources := []rank.Source{{Reader: build(t, corpus(rand.New(rand.NewPCG(32, 1)), 300))}}
	q := randomQuery(rand.New(rand.NewPCG(1, 1)))
	q.Terms = []rank.Term{{Text: "t1", Field: 0}, {Text: "t1", Field: 1, Weight: 1}}
	q.Fields[1].Boost = 0
	if hits := search(t, q, sources, 10); len(hits) != 0 {
		t.Errorf("found are %+v", hits)
	}
	alone := q
	alone.Terms = []rank.Term{{Text: "t20", Field: 2, Weight: 1}}
	want := search(t, alone, sources, 300)
	q.Terms = append(q.Terms, alone.Terms...)
	if hits := search(t, q, sources, 300); len(want) == 0 || len(hits) != len(want) {
		t.Errorf("beside another word %d passages are found, %d have that word", len(hits), len(want))
	}
	q.Fields[1].Boost, q.Terms[0].Weight = 1, 1
	if hits := search(t, q, sources, 10); len(hits) != 10 {
		t.Errorf("with weights %d passages are found", len(hits))
	}
}

func TestASearchEndsWithItsContext(t *testing.T) {
	rng := rand.New(rand.NewPCG(33, 1))
	sources := []rank.Source{{Reader: build(t, corpus(rng, 300))}}
	plan, err := rank.Prepare(randomQuery(rng), sources)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if hits, err := plan.Search(ctx, sources, 10); !errors.Is(err, context.Canceled) {
		t.Errorf("%d hits, %v", len(hits), err)
	}
}

// TestAPlanOfMoreTermsIsTheSameAsAFreshOne adds terms to a query and changes
// weights, as corrections of a question do.
func TestAPlanOfMoreTermsIsTheSameAsAFreshOne(t *testing.T) {
	rng := rand.New(rand.NewPCG(51, 1))
	sources := []rank.Source{{Reader: build(t, corpus(rng, 700))}, {Reader: build(t, corpus(rng, 300))}}
	for range 30 {
		q := randomQuery(rng)
		all := q.Terms
		q.Terms = slices.Clone(all[:len(all)/2])
		if len(q.Terms) > 1 {
			q.Terms[0].Weight = 0 // it was not looked up
		}
		plan, err := rank.Prepare(q, sources)
		if err != nil {
			t.Fatal(err)
		}
		q.Terms = all
		if err := plan.Prepare(q, sources); err != nil {
			t.Fatal(err)
		}
		got, err := plan.Search(t.Context(), sources, 10)
		if err != nil {
			t.Fatal(err)
		}
		if want := search(t, q, sources, 10); !slices.Equal(got, want) {
			t.Fatalf("found %v, want %v", got, want)
		}
	}
}

// TestAPlanThatWasResetIsTheSameAsAFreshOne prepares one plan for one query after
// another, each on other sources than the one before.
func TestAPlanThatWasResetIsTheSameAsAFreshOne(t *testing.T) {
	rng := rand.New(rand.NewPCG(52, 1))
	first := []rank.Source{{Reader: build(t, corpus(rng, 700))}, {Reader: build(t, corpus(rng, 300))}}
	second := []rank.Source{{Reader: build(t, corpus(rng, 500))}}
	var plan rank.Plan
	for i := range 30 {
		sources := first
		if i%2 == 1 {
			sources = second
		}
		q := randomQuery(rng)
		plan.Reset()
		if err := plan.Prepare(q, sources); err != nil {
			t.Fatal(err)
		}
		fresh, err := rank.Prepare(q, sources)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(plan.Absent, fresh.Absent) {
			t.Fatalf("absent are %v, want %v", plan.Absent, fresh.Absent)
		}
		got, err := plan.Search(t.Context(), sources, 10)
		if err != nil {
			t.Fatal(err)
		}
		if want := search(t, q, sources, 10); !slices.Equal(got, want) {
			t.Fatalf("found %v, want %v", got, want)
		}
	}
}
