package localindex

import "testing"

func TestVectorsWeighMoreTheLessWordsKnow(t *testing.T) {
	byWords, byMeaning, neither := place{passage: 1}, place{passage: 2}, place{passage: 3}
	bm25 := map[place]float64{byWords: 10, byMeaning: 7, neither: 1}
	meaning := map[place]float64{byWords: 0.5, byMeaning: 0.9, neither: 0.2}
	for _, test := range []struct {
		covered float64
		first   place
	}{{0, byMeaning}, {0.3, byMeaning}, {0.8, byWords}, {1, byWords}} {
		got := best(DefaultRanking.fused(bm25, meaning, test.covered), 1)[0]
		if got.Passage != test.first.passage {
			t.Errorf("with %.2f of the question held passage %d is first, want %d", test.covered,
				got.Passage, test.first.passage)
		}
	}
}

// Among passages that are all about what is asked, the encoder's differences
// say little about where the answer is.
func TestNearPassagesAreChosenByWords(t *testing.T) {
	byWords, byMeaning := place{passage: 1}, place{passage: 2}
	bm25 := map[place]float64{byWords: 10, byMeaning: 9.5}
	for _, test := range []struct {
		words, meaning float64 // the places of both
		first          place
	}{{0.9, 1.3, byWords}, {0.8, 1.1, byWords}, {0.2, 0.7, byMeaning}, {0.4, 1.2, byMeaning}} {
		meaning := map[place]float64{byWords: test.words, byMeaning: test.meaning}
		got := best(DefaultRanking.fused(bm25, meaning, 1), 1)[0]
		if got.Passage != test.first.passage {
			t.Errorf("with places %.1f and %.1f passage %d is first, want %d", test.words,
				test.meaning, got.Passage, test.first.passage)
		}
	}
}

func TestFewWordsAreLessSure(t *testing.T) {
	r := DefaultRanking
	if few, many := r.sure(0.5, 2), r.sure(0.5, 4); few >= many || many != r.sure(0.5, 8) {
		t.Errorf("half of the question: sure %.2f with two words, %.2f with four, %.2f with eight", few,
			many, r.sure(0.5, 8))
	}
	if got := r.sure(1, 1); got != 1 {
		t.Errorf("a question of one word that a passage contains: sure %.2f", got)
	}
}
