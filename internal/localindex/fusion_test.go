package localindex

import (
	"testing"

	"github.com/mundap/mundap/internal/localindex/rank"
)

func firstOf(r Ranking, bm25, meaning map[place]float64, sure float64) uint32 {
	return rank.Best(r.fused(bm25, meaning, r.weights(sure, meaning)), 1)[0].Passage
}

func TestVectorsWeighMoreTheLessWordsKnow(t *testing.T) {
	byWords, byMeaning, neither := place{passage: 1}, place{passage: 2}, place{passage: 3}
	bm25 := map[place]float64{byWords: 10, byMeaning: 7, neither: 1}
	meaning := map[place]float64{byWords: 0.5, byMeaning: 0.9, neither: 0.2}
	for _, test := range []struct {
		sure  float64
		first place
	}{{0, byMeaning}, {0.3, byMeaning}, {0.8, byWords}, {1, byWords}} {
		got := firstOf(DefaultRanking, bm25, meaning, test.sure)
		if got != test.first.passage {
			t.Errorf("with words that are sure to %.2f, passage %d is first, want %d", test.sure,
				got, test.first.passage)
		}
	}
}

// An encoder to which many passages are alike does not know which of them has the
// answer, even if words are not sure either.
func TestVectorsWeighMoreTheFurtherTheNearestIsAhead(t *testing.T) {
	byWords, byMeaning, third := place{passage: 1}, place{passage: 2}, place{passage: 3}
	bm25 := map[place]float64{byWords: 10, byMeaning: 5}
	for _, test := range []struct {
		third float64 // its place
		first place
	}{{0.2, byMeaning}, {0.59, byWords}} {
		meaning := map[place]float64{byWords: 0.4, byMeaning: 0.6, third: test.third}
		if got := firstOf(DefaultRanking, bm25, meaning, 0.3); got != test.first.passage {
			t.Errorf("with another passage at %.2f, passage %d is first, want %d", test.third, got,
				test.first.passage)
		}
	}
}

// Words that are unsure still tell which of two passages comes first to which the
// encoder gives nearly the same place.
func TestUnsureWordsDecideBetweenPassagesThatAreAlike(t *testing.T) {
	r, byWords, byMeaning := DefaultRanking, place{passage: 1}, place{passage: 2}
	bm25 := map[place]float64{byWords: 10, byMeaning: 4}
	meaning := map[place]float64{byWords: 0.57, byMeaning: 0.6}
	if got := firstOf(r, bm25, meaning, r.sure(0.25, 1)); got != byWords.passage {
		t.Errorf("passage %d is first", got)
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
		got := firstOf(DefaultRanking, bm25, meaning, 1)
		if got != test.first.passage {
			t.Errorf("with places %.1f and %.1f passage %d is first, want %d", test.words,
				test.meaning, got, test.first.passage)
		}
	}
}

// While the vectors of a long table are made, the row that a question names by its
// code may have none, and a thousand rows like it may have one.
func TestAPassageWithoutAVectorIsNotBehindThoseThatHaveOne(t *testing.T) {
	named, like, far := place{passage: 1}, place{passage: 2}, place{passage: 3}
	bm25 := map[place]float64{named: 10, like: 9.8, far: 2}
	meaning := map[place]float64{like: 0.9}
	if got := firstOf(DefaultRanking, bm25, meaning, 1); got != named.passage {
		t.Errorf("passage %d is first", got)
	}
	meaning = map[place]float64{named: 0.3, like: 0.9} // far, of which words speak little, has none
	hits := rank.Best(DefaultRanking.fused(bm25, meaning, DefaultRanking.weights(0, meaning)), 3)
	if hits[2].Passage != far.passage {
		t.Errorf("passage %d is last", hits[2].Passage)
	}
}

// Of two passages that words find, neither has a vector; passages about other
// things have theirs.
func TestPassagesWithoutAVectorAreAheadOfThoseThatWordsPutBehindThem(t *testing.T) {
	top, second := place{passage: 1}, place{passage: 2}
	bm25 := map[place]float64{top: 10, second: 3}
	meaning := map[place]float64{}
	for i := range 20 {
		meaning[place{passage: uint32(10 + i)}] = 0.8 + 0.01*float64(i)
	}
	for _, sure := range []float64{0, 0.5, 1} {
		hits := rank.Best(DefaultRanking.fused(bm25, meaning, DefaultRanking.weights(sure, meaning)), 4)
		if hits[0].Passage != top.passage || hits[1].Passage != second.passage {
			t.Errorf("words that are sure to %.1f: the first four are %v", sure, hits)
		}
	}
}

func TestFewWordsAreLessSure(t *testing.T) {
	r := DefaultRanking
	if few, many := r.sure(0.4, 2), r.sure(0.4, 4); few >= many || many != r.sure(0.4, 8) {
		t.Errorf("two fifths of the question: sure %.2f with two words, %.2f with four, %.2f with eight", few,
			many, r.sure(0.5, 8))
	}
	if got := r.sure(1, 1); got != 1 {
		t.Errorf("a question of one word that a passage contains: sure %.2f", got)
	}
}
