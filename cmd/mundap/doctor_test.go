package main

import (
	"io"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/config"
)

func TestTheDoctorSaysThatGooglesSearchEnds(t *testing.T) {
	for id, want := range map[string]string{"cx": "2027년 1월 1일", "": "✗ 웹 검색 google"} {
		var out strings.Builder
		d := doctor{program: newProgram(strings.NewReader(""), &out, io.Discard), config: config.Default()}
		d.language = "ko"
		d.config.Web.Provider, d.config.Web.Key, d.config.Web.ID = "google", "k", id
		d.web()
		if !strings.Contains(out.String(), want) || d.wrong != (id == "") {
			t.Errorf("with the id %q: %q, wrong: %t", id, out.String(), d.wrong)
		}
	}
	var out strings.Builder
	d := doctor{program: newProgram(strings.NewReader(""), &out, io.Discard), config: config.Default()}
	if d.web(); out.Len() != 0 {
		t.Errorf("without web search: %q", out.String())
	}
}

func TestTheDoctorSaysThatFaissNeedsAnEmbedder(t *testing.T) {
	for store, want := range map[string]bool{"faiss": true, "local": false} {
		var out strings.Builder
		d := doctor{program: newProgram(strings.NewReader(""), &out, io.Discard), config: config.Default()}
		d.language = "ko"
		d.config.Embedding.Builtin, d.config.RAG.Capabilities = false, []string{store}
		d.embedding(t.Context())
		if strings.Contains(out.String(), "✗ rag.capabilities의 faiss") != want || d.wrong != want {
			t.Errorf("%s: %q", store, out.String())
		}
	}
}
