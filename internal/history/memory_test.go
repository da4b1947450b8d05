package history_test

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
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

// The log outlives documents, and the id of an old one is the name of a file.
func TestACallNamesADeletedDocumentNoMore(t *testing.T) {
	c := history.Call{
		Sources: []history.SourceRef{{Number: 1, Document: "docs/비밀.pdf", Chunk: "c1"},
			{Number: 2, Document: "docs/규정.pdf", Chunk: "c2"}},
		Scope: []document.ID{"docs/규정.pdf", "docs/비밀.pdf"},
	}
	c.Unname("docs/비밀.pdf", "d-1")
	if c.Sources[0].Document != "d-1" || c.Sources[0].Chunk != "" || c.Scope[1] != "d-1" {
		t.Errorf("it is still named: %+v", c)
	}
	if c.Sources[1].Document != "docs/규정.pdf" || c.Sources[1].Chunk != "c2" ||
		c.Scope[0] != "docs/규정.pdf" {
		t.Errorf("another one is not named any more: %+v", c)
	}
}
