package retrieve

import (
	"math"
	"testing"

	"github.com/mundap/mundap/internal/document"
)

func passage(id string, score float64) Passage {
	return Passage{Chunk: document.ChunkID(id), Document: document.ID(id), Score: score}
}

func TestFusionGoesByScores(t *testing.T) {
	lexical := []Passage{passage("both", 8), passage("words", 6), passage("words", 5)}
	near := []Passage{passage("meaning", .9), passage("both", .85), passage("far", .8)}
	want := []struct {
		id    document.ChunkID
		score float64
	}{{"both", 1 + .6*.5}, {"words", .75}, {"meaning", .6}, {"far", 0}}
	got := Fuse(lexical, near)
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i, w := range want {
		if got[i].Chunk != w.id || math.Abs(got[i].Score-w.score) > 1e-9 ||
			got[i].ScoreKind != Fused {
			t.Errorf("place %d: %s %v %s, want %s %v", i, got[i].Chunk, got[i].Score,
				got[i].ScoreKind, w.id, w.score)
		}
	}
}

func TestFusionOfEquallyNearOnes(t *testing.T) {
	for _, p := range Fuse([]Passage{}, []Passage{passage("a", .8), passage("b", .8)}) {
		if p.Score != cosineWeight {
			t.Errorf("%s: %v", p.Chunk, p.Score)
		}
	}
}
