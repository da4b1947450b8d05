package rank_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/localindex/rank"
)

// TestHeldTermsAreThoseOfThePassage asks for all terms and for every other one.
func TestHeldTermsAreThoseOfThePassage(t *testing.T) {
	rng := rand.New(rand.NewPCG(41, 1))
	texts := corpus(rng, 2000)
	sources := []rank.Source{{Reader: build(t, texts[:1500])}, {Reader: build(t, texts[1500:])}}
	for range 30 {
		q := lateQuery(rng)
		plan, err := rank.Prepare(q, sources)
		if err != nil {
			t.Fatal(err)
		}
		hits, err := plan.Search(t.Context(), sources, 10)
		if err != nil {
			t.Fatal(err)
		}
		even := func(term int) bool { return term%2 == 0 }
		for _, wanted := range []func(int) bool{nil, even} {
			var got, want [][2]int
			if err := plan.Held(sources, hits, wanted, func(hit, term int) {
				got = append(got, [2]int{hit, term})
			}); err != nil {
				t.Fatal(err)
			}
			for i, h := range hits {
				x := texts[1500*h.Source+int(h.Passage)]
				for n, term := range q.Terms {
					if x.terms[term.Field][term.Text] > 0 && (wanted == nil || wanted(n)) {
						want = append(want, [2]int{i, n})
					}
				}
			}
			slices.SortFunc(got, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
			if !slices.Equal(got, want) {
				t.Fatalf("hits and their terms: %v, want %v", got, want)
			}
		}
	}
}

// TestScoredPassagesHaveTheScoresOfASearch scores all passages, among them those
// that a search would not find.
func TestScoredPassagesHaveTheScoresOfASearch(t *testing.T) {
	rng := rand.New(rand.NewPCG(42, 1))
	texts := corpus(rng, 600)
	sources := []rank.Source{{Reader: build(t, texts[:450])}, {Reader: build(t, texts[450:])}}
	var all []rank.Hit
	for p := range texts {
		all = append(all, rank.Hit{Source: p / 450, Passage: uint32(p % 450)})
	}
	for range 30 {
		q := randomQuery(rng)
		plan, err := rank.Prepare(q, sources)
		if err != nil {
			t.Fatal(err)
		}
		rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		got, err := plan.Scored(sources, all)
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(got, func(a, b rank.Hit) int {
			return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Source, b.Source),
				cmp.Compare(a.Passage, b.Passage))
		})
		if want := search(t, q, sources, len(all)); !slices.Equal(got, want) {
			t.Fatalf("%d passages are scored %v, want %v", len(got), got, want)
		}
	}
}
