package history_test

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/history/historytest"
)

func TestMemory(t *testing.T) {
	historytest.Run(t, func(*testing.T) history.Store { return new(historytest.Memory) })
}

func TestTitle(t *testing.T) {
	for body, want := range map[string]string{ // "…" stands for what was cut
		"":                         "",
		" \n\t\n":                  "",
		"질문이에요":                    "질문이에요",
		"\r\n  첫 줄  \r\n둘째 줄":      "첫 줄",
		strings.Repeat("각", 60):    strings.Repeat("각", 60),
		strings.Repeat("각", 61):    strings.Repeat("각", 60) + "…",
		strings.Repeat("a b ", 20): strings.TrimSpace(strings.Repeat("a b ", 15)) + "…",
	} {
		got, cut := history.Title(body)
		if cut {
			got += "…"
		}
		if got != want {
			t.Errorf("Title(%q) = %q, want %q", body, got, want)
		}
	}
}
