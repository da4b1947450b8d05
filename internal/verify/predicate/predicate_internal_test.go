package predicate

import (
	"os"
	"path/filepath"
	"testing"
)

// TestNoPatternMatchesWithoutItsCue tries the patterns on all that stands in the
// verification set, from every character to the end of its line or a little
// further on.
func TestNoPatternMatchesWithoutItsCue(t *testing.T) {
	files, err := filepath.Glob("../../../eval/verify/*/*.jsonl")
	more, _ := filepath.Glob("../../../eval/verify/*.jsonl")
	if files = append(files, more...); err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		runes := []rune(string(text))
		for i := 0; i < len(runes); i += 7 {
			rest := string(runes[i:min(len(runes), i+12)])
			if got := modalOf(rest); got != Does && !cued(rest) {
				t.Fatalf("%q: %d without a cue", rest, got)
			}
		}
	}
}
