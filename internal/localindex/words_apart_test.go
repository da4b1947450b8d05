package localindex_test

import (
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/evaluate"
	"github.com/mundap/mundap/internal/jsonl"
	"github.com/mundap/mundap/internal/korean/morph"
)

// TestQuestionsInOtherWordsShareNone holds the class "meaning" of the golden
// set to its promise: no noun, verb, number or foreign word of two syllables or
// more stands in the question and in its passage alike.
func TestQuestionsInOtherWordsShareNone(t *testing.T) {
	texts := map[string]string{}
	for _, p := range lines[struct{ ID, Text string }](t, "passages.jsonl") {
		texts[p.ID] = p.Text
	}
	for _, q := range lines[evaluate.Question](t, "questions.jsonl") {
		if q.Class != "meaning" {
			continue
		}
		for _, id := range q.Relevant {
			held := contentWords(texts[id])
			for w := range contentWords(q.Text) {
				if held[w] {
					t.Errorf("%s: %q and %s share %q", q.ID, q.Text, id, w)
				}
			}
		}
	}
}

func contentWords(text string) map[string]bool {
	found := map[string]bool{}
	for _, term := range new(morph.Analyzer).Analyze(nil, text, morph.Words) {
		if term.POS.IsNoun() && utf8.RuneCountInString(term.Text) > 1 {
			found[term.Text] = true
		}
	}
	return found
}

func lines[T any](t *testing.T, name string) []T {
	t.Helper()
	list, err := jsonl.Read[T](filepath.Join(golden, name))
	if err != nil {
		t.Fatal(err)
	}
	return list
}
