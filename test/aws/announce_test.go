package aws_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/mundap/mundap/internal/wire"
)

// toldOfConversations changes what a window shows from elsewhere, and reads that
// it is told.
func (p *person) toldOfConversations(t *testing.T) {
	t.Helper()
	conn := p.window(t)
	defer conn.CloseNow()
	told := func() wire.ServerFrame {
		_, message, err := conn.Read(p.ctx)
		if err != nil {
			t.Fatal(err)
		}
		var f wire.ServerFrame
		_ = json.Unmarshal(message, &f)
		return f
	}
	pinned := true
	if resp, body := p.call(p.cookie, "PATCH", "/api/conversations/base",
		wire.ConversationChange{Pinned: &pinned}); resp.StatusCode != http.StatusOK {
		t.Fatalf("pinning: %d %s", resp.StatusCode, body)
	}
	if f := told(); f.Event != "changed" || f.Conversation != "base" {
		t.Errorf("after a pin a window heard %+v", f)
	}
	var done string
	p.inner("/delete", map[string]string{"userId": "kim"}, "msg", &done)
	if done != "done" || p.calls() != 0 {
		t.Errorf("/delete says %q and leaves %d calls", done, p.calls())
	}
	if f := told(); f.Event != "changed" || f.Conversation != "" {
		t.Errorf("after all was deleted a window heard %+v", f)
	}
}

// toldOfAnUpload uploads a document while a socket of version 2 is open, and asks
// for it only when the socket says that something changed.
func (p *person) toldOfAnUpload(t *testing.T) {
	t.Helper()
	conn := p.window(t)
	defer conn.CloseNow()
	before := p.counts()
	p.upload("told.txt", "text/plain", contents)
	told := 0
	for ready := false; !ready; ready = p.documents()["ready"] == 1 {
		_, message, err := conn.Read(p.ctx)
		if err != nil {
			t.Fatal(err)
		}
		var f wire.ServerFrame
		if json.Unmarshal(message, &f) == nil && f.Event == "documents" {
			told++
		}
	}
	after := p.counts()
	if told < 2 || told > 20 {
		t.Errorf("told %d times of one document", told)
	}
	for _, h := range []string{"event-manager", "document-manager"} {
		action := h + " execute-api:ManageConnections"
		if after[action] == before[action] {
			t.Errorf("%s told nobody", h)
		}
	}
}
