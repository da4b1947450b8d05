package opensearch

import (
	"math"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
)

func passage(id string, score float64) retrieve.Passage {
	return retrieve.Passage{Chunk: document.ChunkID(id), Document: document.ID(id), Score: score}
}

func TestFusionGoesByScores(t *testing.T) {
	r := ranking{
		lexical: []retrieve.Passage{passage("both", 8), passage("words", 6), passage("words", 5)},
		near: []retrieve.Passage{passage("meaning", .9), passage("both", .85),
			passage("far", .8)},
	}
	want := []struct {
		id    document.ChunkID
		score float64
	}{{"both", 1 + .6*.5}, {"words", .75}, {"meaning", .6}, {"far", 0}}
	got := r.fuse()
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i, w := range want {
		if got[i].Chunk != w.id || math.Abs(got[i].Score-w.score) > 1e-9 ||
			got[i].ScoreKind != retrieve.Fused {
			t.Errorf("place %d: %s %v %s, want %s %v", i, got[i].Chunk, got[i].Score,
				got[i].ScoreKind, w.id, w.score)
		}
	}
}

func TestFusionOfEquallyNearOnes(t *testing.T) {
	r := ranking{lexical: []retrieve.Passage{}, near: []retrieve.Passage{passage("a", .8),
		passage("b", .8)}}
	for _, p := range r.fuse() {
		if p.Score != cosineWeight {
			t.Errorf("%s: %v", p.Chunk, p.Score)
		}
	}
}
