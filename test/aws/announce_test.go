package aws_test

import (
	"encoding/json"
	"testing"

	"github.com/coder/websocket"

	"github.com/mundap/mundap/internal/wire"
)

// toldOfAnUpload uploads a document while a socket of version 2 is open, and asks
// for it only when the socket says that something changed.
func (p *person) toldOfAnUpload(t *testing.T) {
	t.Helper()
	conn, _, err := websocket.Dial(p.ctx, p.socket, &websocket.DialOptions{HTTPClient: p.client,
		Subprotocols: []string{wire.Subprotocol}})
	if err != nil {
		t.Fatal(err)
	}
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
