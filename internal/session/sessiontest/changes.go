package sessiontest

import (
	"testing"

	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/wire"
)

// changes tests that whatever changes a conversation in one window is told to the
// others, which show the list anew.
func changes(t *testing.T, w World) {
	first, second := w.Open(connections.V2, ""), w.Open(connections.V2, "")
	base := w.Open(connections.Base, "")
	quiet(t, base) // from its answer on it is known
	sendJSON(t, second, wire.ClientFrame{Op: wire.OpPing})
	if f := parse[wire.ServerFrame](t, second.Receive()); f.Event != "pong" {
		t.Fatalf("%+v", f)
	}
	q := ask("r1", "")
	q.Ask.Conversation = "c1"
	sendJSON(t, first, q)
	turnEvents(t, first, "r1")
	for _, c := range []struct {
		method, path, body string
		status             int
		conversation       string // that the windows hear of
	}{
		{"PATCH", "/api/conversations/c1", `{"title":"새 이름"}`, 200, "c1"},
		{"PATCH", "/api/conversations/c1", `{"pinned":true}`, 200, "c1"},
		{"DELETE", "/api/conversations/c1", "", 204, "c1"},
		{"DELETE", "/api/history", "", 204, ""},
		{"POST", "/delete", "{}", 200, ""},
	} {
		if status := w.Request(c.method, c.path, c.body); status != c.status {
			t.Errorf("%s %s: status %d", c.method, c.path, status)
		}
		for _, k := range []Socket{first, second} {
			f := parse[wire.ServerFrame](t, k.Receive())
			if f.Event != "changed" || f.Conversation != c.conversation || f.RequestID != "" {
				t.Errorf("after %s %s a window heard %+v", c.method, c.path, f)
			}
		}
	}
	if status := w.Request("PATCH", "/api/conversations/c9", `{"pinned":true}`); status != 404 {
		t.Errorf("a conversation that does not exist: status %d", status)
	}
	quiet(t, base)
}
