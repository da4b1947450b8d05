package lambdafn

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/history/historytest"
	"github.com/mundap/mundap/internal/session"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// longWinded answers every request with a text that no message of API Gateway
// holds, and with sources.
type longWinded struct {
	turns *turn.Log
	calls *historytest.Memory
	text  string
}

func (longWinded) Stop(turn.ID) bool { return false }

func (longWinded) Settle(context.Context, turn.ID) {}

func (l longWinded) Start(ctx context.Context, r chat.Request) (turn.Status, error) {
	w, s, begun, err := l.turns.Start(ctx, turn.ID{User: r.User, Request: r.RequestID}, nil)
	if err != nil || !begun {
		return s, err
	}
	refs := []history.SourceRef{{Number: 1}}
	w.Sources(refs)
	for part := range strings.SplitAfterSeq(l.text, "\n") {
		w.Delta(part)
	}
	if _, err := l.calls.Append(ctx, history.Call{User: r.User, RequestID: r.RequestID,
		RequestTime: r.RequestTime, Type: "text",
		Body: r.Body, Answer: l.text, Sources: refs, Outcome: history.Completed}); err != nil {
		return s, err
	}
	return s, w.Done(ctx, history.Completed)
}

// longSources have excerpts that are too long for a message together.
type longSources struct{}

func (longSources) Resolve(_ context.Context, _ auth.Scope,
	refs []history.SourceRef) ([]wire.Source, error) {
	list := make([]wire.Source, 0, 10*len(refs))
	for i := range 10 * len(refs) {
		list = append(list, wire.Source{Number: i + 1, Name: "약관.pdf",
			Excerpt: strings.Repeat("제3조 \"환불\"은 이레 안에 한다. ", 500)})
	}
	return list, nil
}

func newLongWinded(t *testing.T) (*harness, string) {
	h := newHarness(t)
	var text strings.Builder
	for n := range 6_000 {
		fmt.Fprintf(&text, "%d. <줄>과 \"따옴표\"가 있는 답입니다.\n", n)
	}
	calls := &historytest.Memory{}
	h.jobs.chat = longWinded{turns: h.turns, calls: calls, text: text.String()}
	h.jobs.renderer = session.Renderer{Calls: calls, Citations: longSources{}}
	return h, text.String()
}

func (h *harness) sizes(t *testing.T) {
	t.Helper()
	for i, m := range h.posted {
		if len(m) > maxMessage {
			t.Errorf("message %d has %d bytes", i, len(m))
		}
	}
}

func TestBaseFramesStopGrowingAndLinkToTheWholeAnswer(t *testing.T) {
	for _, id := range []string{"r1", strings.Repeat("i", 256)} {
		h, _ := newLongWinded(t)
		e := h.connected(t, "")
		h.says(t, e, strings.Replace(ask, `"r1"`, `"`+id+`"`, 1))
		if err := h.jobs.do(t.Context(), h.queued[0]); err != nil {
			t.Fatal(err)
		}
		h.sizes(t)
		var last wire.Response
		if err := json.Unmarshal([]byte(h.posted[len(h.posted)-1]), &last); err != nil {
			t.Fatal(err)
		}
		if last.Status != wire.StatusCompleted || last.RequestID != id || !strings.HasSuffix(last.Msg, "</a>") || !strings.Contains(last.Msg, `href="/c/base"`) {
			t.Errorf("%s … %s", last.Status, last.Msg[max(0, len(last.Msg)-300):])
		}
		if n := len(h.posted[len(h.posted)-1]); n < 26<<10 {
			t.Errorf("only %d bytes were used", n)
		}
	}
}

func TestALongV2AnswerArrivesWhole(t *testing.T) {
	h, text := newLongWinded(t)
	e := h.connected(t, wire.Subprotocol)
	h.says(t, e, `{"op":"ask","request_id":"r1","ask":`+ask+`}`)
	if err := h.jobs.do(t.Context(), h.queued[0]); err != nil {
		t.Fatal(err)
	}
	h.sizes(t)
	var answer, part strings.Builder
	var end *wire.Turn
	sources, parts := 0, 0
	for _, m := range h.posted {
		f := frameOf(t, m)
		if f.Event == "part" {
			parts++
			if part.WriteString(f.Part.Text); f.Part.Number < f.Part.Of {
				continue
			}
			f = frameOf(t, part.String())
			part.Reset()
		}
		switch f.Event {
		case "delta":
			answer.WriteString(f.Text)
		case "sources":
			sources = len(f.Sources)
		case "done":
			end = f.Turn
		}
	}
	if answer.String() != text || sources != 10 || parts < 4 {
		t.Errorf("%d of %d bytes, %d sources, %d parts", answer.Len(), len(text), sources, parts)
	}
	if end == nil || end.Answer != text || len(end.Sources) != 10 {
		t.Errorf("the end is %+v", end)
	}
}

func frameOf(t *testing.T, message string) (f wire.ServerFrame) {
	t.Helper()
	if err := json.Unmarshal([]byte(message), &f); err != nil {
		t.Fatal(err)
	}
	return f
}
