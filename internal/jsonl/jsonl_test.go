package jsonl_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/jsonl"
)

type line struct {
	Text string `json:"text"`
}

func TestWhatWasWrittenIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.jsonl")
	list := []line{{"<연차> & 휴가"}, {""}, {strings.Repeat("가", 1<<20)}}
	if err := jsonl.Write(path, list); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(text), `{"text":"<연차> & 휴가"}`+"\n") ||
		strings.Count(string(text), "\n") != 3 {
		t.Errorf("%.80q, %v", text, err)
	}
	if got, err := jsonl.Read[line](path); err != nil || !slices.Equal(got, list) {
		t.Errorf("%d values, %v", len(got), err)
	}
}

func TestAMalformedValueIsNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "b.jsonl")
	if err := os.WriteFile(path, []byte(`{"text":"a"}`+"\n"+`{"text":`), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := jsonl.Read[line](path)
	if err == nil || !strings.Contains(err.Error(), "b.jsonl: value 2") {
		t.Errorf("got %v", err)
	}
}
