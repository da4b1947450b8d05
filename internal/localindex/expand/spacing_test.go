package expand_test

import (
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/localindex/expand"

	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex/field"
)

// A word that the question has already would count twice as much as the others.
func TestJoinedWordsAreThoseThatTheQuestionLacks(t *testing.T) {
	a := new(morph.Analyzer)
	with := func(text string) []morph.Term {
		return new(expand.Joiner).Join(a, text, a.Analyze(nil, text, field.Indexed))
	}
	const question = "유실 물은 역무 실에서 찾나요"
	found := with(question)
	if len(found) == 0 {
		t.Fatal("no words are joined")
	}
	word := found[0].Text
	if slices.ContainsFunc(with(word+" "+question), func(t morph.Term) bool { return t.Text == word }) {
		t.Errorf("%s is joined, though the question has it", word)
	}
}
