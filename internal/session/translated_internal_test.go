package session

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
)

func TestTranslationsOfPassagesAreShownButNotLogged(t *testing.T) {
	r, calls := newRenderer()
	r.Citations = citation.New(&documenttest.Memory{}, blobtest.NewMemory(nil, nil),
		citation.Options{})
	live := []history.SourceRef{{Number: 1, Store: "web", Title: "Manual",
		Excerpt: "Press the button.", Translation: "단추를 <누르세요>."}}
	logged := stored(t, live)
	if _, err := calls.Append(t.Context(), history.Call{User: "kim", RequestID: "r1",
		Answer: "누르세요 [1]", Outcome: history.Completed, Sources: logged}); err != nil {
		t.Fatal(err)
	}
	events := []turn.Event{{Seq: 1, Attempt: 1, Kind: turn.Sources, Sources: live},
		{Seq: 2, Attempt: 1, Kind: turn.Done, Outcome: history.Completed}}

	base, v2 := newBaseFrames(r, view, "r1"), newV2Frames(r, view, "r1", turn.Cursor{})
	for _, e := range events {
		base.apply(e)
		f, _, err := v2.next(t.Context(), e)
		sources := f.Sources
		if f.Turn != nil {
			sources = f.Turn.Sources
		}
		if err != nil || len(sources) != 1 || sources[0].Translation != live[0].Translation ||
			sources[0].Excerpt != live[0].Excerpt {
			t.Errorf("%s: %+v, %v", e.Kind, sources, err)
		}
	}
	list, _, err := base.take(t.Context())
	if err != nil || !strings.HasSuffix(decoded(t, list)[0].Msg,
		"Press the button.\n\n단추를 &lt;누르세요&gt;.</details>") {
		t.Errorf("base: %s, %v", list, err)
	}

	call, err := calls.ByRequest(t.Context(), "kim", "r1")
	if err != nil {
		t.Fatal(err)
	}
	if html, err := r.Answer(t.Context(), view, call); err != nil ||
		!strings.HasSuffix(string(html), "Press the button.</details>") {
		t.Errorf("from the log: %s, %v", html, err)
	}
}

// stored are references as every store gives them back.
func stored(t *testing.T, refs []history.SourceRef) (again []history.SourceRef) {
	t.Helper()
	data, err := json.Marshal(refs)
	if err == nil {
		err = json.Unmarshal(data, &again)
	}
	if err != nil || again[0].Translation != "" {
		t.Fatalf("%s, %v", data, err)
	}
	return again
}

// The second attempt may have other sources under the same numbers.
func TestATranslationOfAnotherAttemptsSourceIsNotShown(t *testing.T) {
	r, calls := newRenderer()
	r.Citations = citation.New(&documenttest.Memory{}, blobtest.NewMemory(nil, nil),
		citation.Options{})
	first := []history.SourceRef{{Number: 1, Store: "web", Title: "Manual",
		Excerpt: "Press the button.", Translation: "단추를 누르세요."}}
	if _, err := calls.Append(t.Context(), history.Call{User: "kim", RequestID: "r1",
		Answer: "당기세요 [1]", Outcome: history.Completed,
		Sources: []history.SourceRef{{Number: 1, Store: "web", Title: "안내", Excerpt: "당기세요."}}}); err != nil {
		t.Fatal(err)
	}
	base := newBaseFrames(r, view, "r1")
	base.apply(turn.Event{Seq: 1, Attempt: 1, Kind: turn.Sources, Sources: first})
	base.apply(turn.Event{Seq: 2, Attempt: 2, Kind: turn.Replace})
	base.apply(turn.Event{Seq: 3, Attempt: 2, Kind: turn.Done, Outcome: history.Completed})
	list, _, err := base.take(t.Context())
	if err != nil || strings.Contains(decoded(t, list)[0].Msg, "단추") {
		t.Errorf("%s, %v", list, err)
	}
}

func TestEachSourceHasItsOwnTranslation(t *testing.T) {
	live := []history.SourceRef{{Number: 1, Translation: "하나"}, {Number: 2, Translation: "둘"},
		{Number: 3}}
	logged := []history.SourceRef{{Number: 1}, {Number: 3}, {Number: 2}}
	got := translated(logged, live)
	if got[0].Translation != "하나" || got[1].Translation != "" || got[2].Translation != "둘" {
		t.Errorf("%+v", got)
	}
}
