package localindex_test

import (
	"encoding/json"
	"flag"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/evaluate"
	"github.com/mundap/mundap/internal/localindex"
)

var update = flag.Bool("update", false, "write eval/golden/scores.json anew")

const golden = "../../eval/golden"

// scores are Recall@1 in percent, of all questions and by class.
type scores struct {
	RecallAt1 float64            `json:"recall_at_1"`
	MRRAt10   float64            `json:"mrr_at_10"`
	Classes   map[string]float64 `json:"recall_at_1_by_class"`
}

func percent(x float64) float64 { return math.Round(x*10000) / 100 }

// TestGoldenScores fails when a score of the golden set moves, up or down: look
// at why, then run it with -update and commit the new scores with the change
// that moved them.
func TestGoldenScores(t *testing.T) {
	got := score(t, 0)
	path := filepath.Join(golden, "scores.json")
	if *update {
		write(t, path, got)
	}
	var want scores
	raw, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(raw, &want)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got.RecallAt1 != want.RecallAt1 || got.MRRAt10 != want.MRRAt10 {
		t.Errorf("Recall@1 %.2f, MRR@10 %.2f; want %.2f, %.2f", got.RecallAt1, got.MRRAt10,
			want.RecallAt1, want.MRRAt10)
	}
	for _, class := range slices.Sorted(maps.Keys(want.Classes)) {
		if got.Classes[class] != want.Classes[class] {
			t.Errorf("Recall@1 of %s: %.2f, want %.2f", class, got.Classes[class],
				want.Classes[class])
		}
	}
}

// TestScoresDoNotDependOnSegments spreads the passages over many segments, in other orders.
func TestScoresDoNotDependOnSegments(t *testing.T) {
	want := score(t, 0)
	for _, callers := range []int{2, 5, 20} {
		if got := score(t, callers); !reflect.DeepEqual(got, want) {
			t.Errorf("put by %d callers at once: %+v, want %+v", callers, got, want)
		}
	}
}

// score measures the golden set, put by so many callers at once; 0: by many.
func score(t *testing.T, callers int) scores {
	t.Helper()
	ix := open(t, localindex.Options{})
	r, err := evaluate.Run(t.Context(), evaluate.Config{
		Store: ix, Passages: file(t, "passages.jsonl"), Questions: file(t, "questions.jsonl"),
		Callers: callers,
	})
	if err != nil {
		t.Fatal(err)
	}
	s := scores{percent(r.RecallAt1), percent(r.MRRAt10), map[string]float64{}}
	for class, recall := range r.ClassRecallAt {
		s.Classes[class] = percent(recall)
	}
	return s
}

func file(t *testing.T, name string) *os.File {
	t.Helper()
	f, err := os.Open(filepath.Join(golden, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func write(t *testing.T, path string, s scores) {
	t.Helper()
	data, err := json.MarshalIndent(s, "", "  ")
	if err == nil {
		err = os.WriteFile(path, append(data, '\n'), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}
