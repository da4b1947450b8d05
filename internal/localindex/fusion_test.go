package localindex

import "testing"

func TestVectorsWeighMoreTheLessWordsFindTogether(t *testing.T) {
	byWords, byMeaning, neither := place{passage: 1}, place{passage: 2}, place{passage: 3}
	bm25 := map[place]float64{byWords: 10, byMeaning: 7, neither: 1}
	cosine := map[place]float64{byWords: 0.8, byMeaning: 0.9, neither: 0.7}
	for _, test := range []struct {
		apart float64
		first place
	}{{0, byWords}, {0.4, byWords}, {0.7, byMeaning}, {1, byMeaning}} {
		if got := best(DefaultRanking.fused(bm25, cosine, test.apart), 1)[0]; got.Passage != test.first.passage {
			t.Errorf("with %.1f of the question apart passage %d is first, want %d", test.apart, got.Passage, test.first.passage)
		}
	}
}
