package server_test

import (
	"context"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
	"github.com/mundap/mundap/internal/load/hwp"
	"github.com/mundap/mundap/internal/load/office"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

func TestAConversationIsExportedWithWhatWasChosen(t *testing.T) {
	w := newWorld(t)
	w.chat.Script = func(_ context.Context, r chat.Request, out *turn.Writer) error {
		out.Delta("**" + r.Body + "**에 대한 답")
		return nil
	}
	tab := w.open(w.browser, wire.Subprotocol)
	for _, id := range []string{"r1", "r2"} {
		tab.send(ask(id, "질문 "+id, "c1"))
		for e := tab.event(); e.Event != "done"; e = tab.event() {
		}
	}
	readers := map[string]formattest.Files{"docx": format.Opener{Formats: office.Formats()},
		"hwpx": format.Opener{Formats: hwp.Formats()}}
	for kind, reader := range readers {
		for turns, want := range map[string]string{"": "r1 r2", `,"turns":["r2"]`: "r2", `,"turns":["r2","r1","r9"]`: "r2 r1"} {
			r := w.do(w.browser, "POST", "/api/conversations/c1/export", `{"format":"`+kind+`"`+turns+`}`)
			got := parse[wire.Exported](t, r.body)
			if got.Name != "질문 r1."+kind {
				t.Errorf("%s: %d, the name is %q", kind, r.status, got.Name)
			}
			pages, _, err := formattest.Read(t, reader, formattest.Source(got.Name, got.Data))
			if err != nil {
				t.Fatal(err)
			}
			var asked []string
			for _, line := range formattest.Outline(pages)[1:] { // without the title
				if id, ok := strings.CutPrefix(line, "h1 질문 "); ok {
					asked = append(asked, id)
				}
			}
			if strings.Join(asked, " ") != want {
				t.Errorf("%s%s: %v", kind, turns, asked)
			}
		}
	}
	if r := w.do(w.browser, "POST", "/api/conversations/c1/export", `{"format":"exe"}`); r.status != 400 {
		t.Errorf("an unknown format: %d", r.status)
	}
}
