package llm_test

import (
	"iter"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/llm"
)

func endless(text string) iter.Seq2[llm.Chunk, error] {
	return func(yield func(llm.Chunk, error) bool) {
		for yield(llm.Chunk{Text: text}, nil) {
		}
	}
}

func TestAnEndlessAnswerIsCutAtACharacter(t *testing.T) {
	text, finish, err := llm.Collect(llm.Capped(endless("가나"), 100))
	if err != nil || finish.Reason != llm.Length || text != strings.Repeat("가나", 16)+"가" {
		t.Errorf("%q, %+v, %v", text, finish, err)
	}
}

func TestAnAnswerThatBeginsAnewIsMeasuredAnew(t *testing.T) {
	stream := func(yield func(llm.Chunk, error) bool) {
		_ = yield(llm.Chunk{Text: "12345"}, nil) &&
			yield(llm.Chunk{Restart: true, Text: "6789"}, nil) &&
			yield(llm.Chunk{Finish: &llm.Finish{Reason: llm.Stop}}, nil)
	}
	text, finish, err := llm.Collect(llm.Capped(stream, 6))
	if err != nil || finish.Reason != llm.Stop || text != "6789" {
		t.Errorf("%q, %+v, %v", text, finish, err)
	}
}
