package server_test

import (
	"encoding/base64"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
	"github.com/mundap/mundap/internal/load/office"
	"github.com/mundap/mundap/internal/wire"
)

// logged appends an answer to the conversation c1 of the local owner.
func (w *world) logged(id, question, answer, replaces string) {
	w.Helper()
	if _, err := w.history.Append(w.Context(), history.Call{User: history.User(auth.Local),
		RequestID: id, RequestTime: id, ServerTime: time.Now(), Type: "text", Body: question,
		Answer: answer, Conversation: "c1", Outcome: history.Completed, Replaces: replaces}); err != nil {
		w.Fatal(err)
	}
}

func TestAnExportLeavesOutWhatWasReplaced(t *testing.T) {
	w := newWorld(t)
	w.logged("r1", "첫 질문", "첫 답", "")
	w.logged("r2", "첫 질문", "다시 쓴 답", "r1")
	r := w.do(w.browser, "POST", "/api/conversations/c1/export", `{"format":"docx"}`)
	file := parse[wire.Exported](t, r.body)
	pages, _, err := formattest.Read(t, format.Opener{Formats: office.Formats()},
		formattest.Source(file.Name, file.Data))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(formattest.Outline(pages), "\n")
	if strings.Contains(text, "첫 답") || !strings.Contains(text, "다시 쓴 답") {
		t.Errorf("exported:\n%s", text)
	}
}

// A function of Lambda can't return more.
func TestAnExportIsBounded(t *testing.T) {
	w := newWorld(t)
	noise := make([]byte, 5<<20) // does not become smaller in a zip
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range noise {
		noise[i] = byte(rng.Uint32())
	}
	w.logged("r1", "질문", base64.StdEncoding.EncodeToString(noise), "")
	r := w.do(w.browser, "POST", "/api/conversations/c1/export", `{"format":"docx"}`)
	if r.status != 413 || !strings.Contains(r.body, "하나씩") {
		t.Errorf("%d %.300s", r.status, r.body)
	}
}

func TestSettingsThatAreNotSentStay(t *testing.T) {
	w := newWorld(t)
	for _, body := range []string{`{"debug":true,"language":"en"}`, `{"dual_search":true}`, `{"theme":"dark"}`} {
		if r := w.do(w.browser, "PATCH", "/api/settings", body); r.status != 200 {
			t.Fatalf("%s: %d %s", body, r.status, r.body)
		}
	}
	got := parse[wire.Settings](t, w.do(w.browser, "GET", "/api/settings", "").body)
	if !*got.Debug || !*got.DualSearch || *got.Language != "en" || *got.Theme != "dark" || !*got.References {
		t.Errorf("debug %v, dual search %v, language %s, theme %s, references %v", *got.Debug, *got.DualSearch,
			*got.Language, *got.Theme, *got.References)
	}
}
