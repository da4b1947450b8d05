package llm_test

import (
	"testing"

	"github.com/mundap/mundap/internal/llm"
)

func TestTokensCountsHangulSyllablesAndQuartersOfASCII(t *testing.T) {
	for text, want := range map[string]int{"": 0, "a": 1, "abcd": 1, "abcde": 2, "문답": 2,
		"문답 RAG": 3} {
		if got := llm.Tokens(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

func TestInputTokensAddsAFramePerMessage(t *testing.T) {
	r := llm.Request{System: "abcd", Messages: []llm.Message{{Role: llm.User, Text: "문답"}}}
	if got := llm.InputTokens(r); got != 1+4+2+4 {
		t.Errorf("%d", got)
	}
}
