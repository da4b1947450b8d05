package retrieve

import (
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/document"
)

func chunks(passages []Passage) (ids []document.ChunkID) {
	for _, p := range passages {
		ids = append(ids, p.Chunk)
	}
	return ids
}

func TestListsAreJoinedByRank(t *testing.T) {
	got := Interleave([]Passage{passage("a1", 1), passage("a2", 9)}, nil,
		[]Passage{passage("b1", 5), passage("b2", 4), passage("b3", 3)})
	if want := []document.ChunkID{"a1", "b1", "a2", "b2", "b3"}; !slices.Equal(chunks(got), want) {
		t.Errorf("got %v", chunks(got))
	}
}

// A side that was not asked has no say: the other keeps its scores.
func TestOneSideAloneStandsAsItIs(t *testing.T) {
	for _, sides := range [][2][]Passage{
		{{passage("a", 8), passage("b", 6)}, nil}, {nil, {passage("a", 8), passage("b", 6)}},
	} {
		got := Fuse(sides[0], sides[1])
		if len(got) != 2 || got[0].Score != 8 || got[1].Score != 6 || got[0].ScoreKind == Fused {
			t.Errorf("%+v", got)
		}
	}
}

// Otherwise a search that is repeated could give another answer.
func TestEquallyGoodPassagesComeInTheOrderOfTheirPlaces(t *testing.T) {
	at := func(id document.ID, start int) Passage {
		return Passage{Chunk: document.ChunkID(id), Document: id, Start: start, Score: 1}
	}
	want := []Passage{at("a", 0), at("a", 7), at("b", 3)}
	for range 20 {
		got := []Passage{want[2], want[1], want[0]}
		slices.SortFunc(got, ByScore)
		for i := range want {
			if got[i].Document != want[i].Document || got[i].Start != want[i].Start {
				t.Fatalf("place %d: %+v", i, got[i])
			}
		}
	}
	var fused []Passage
	for _, id := range []string{"d", "b", "e", "a", "c"} {
		fused = append(fused, passage(id, 1))
	}
	got := chunks(Fuse(fused, []Passage{}))
	if want := []document.ChunkID{"a", "b", "c", "d", "e"}; !slices.Equal(got, want) {
		t.Errorf("fused: %v", got)
	}
}
