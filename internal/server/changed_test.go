package server_test

import (
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/wire"
)

// quiet waits for a ping's answer, which shows that the socket is open
// and that nothing was sent before it.
func (t *tab) quiet() {
	t.Helper()
	t.send(wire.ClientFrame{Op: wire.OpPing})
	if f := t.event(); f.Event != "pong" {
		t.Errorf("an event that is none of theirs: %+v", f)
	}
}

func TestWhoMayReadADocumentIsToldThatItChanged(t *testing.T) {
	w := newWorld(t, withAccounts)
	kim, lee := w.account("kim"), w.account("lee")
	hers, his := w.open(kim, wire.Subprotocol), w.open(lee, wire.Subprotocol)
	base := w.open(kim)
	hers.quiet()
	his.quiet()
	base.send(wire.Ping)
	base.receive()

	own := document.Document{ID: "docs/a.txt", Owner: w.id("kim"),
		Readers: []auth.Principal{w.id("kim")}}
	w.server.DocumentChanged(own)
	if f := hers.event(); f.Event != "documents" {
		t.Errorf("its owner: %+v", f)
	}
	his.quiet()
	base.send(wire.Ping)
	if got := string(base.receive()); got != wire.Pong {
		t.Errorf("a base client: %s", got)
	}
	own.Readers = []auth.Principal{auth.Everyone}
	w.server.DocumentChanged(own)
	if f := his.event(); f.Event != "documents" {
		t.Errorf("another reader: %+v", f)
	}
}

func TestManyChangesAreToldTogether(t *testing.T) {
	w := newWorld(t, withAccounts)
	tab := w.open(w.account("kim"), wire.Subprotocol)
	tab.quiet()
	d := document.Document{ID: "docs/a.txt", Owner: w.id("kim")}
	for range 1000 {
		w.server.DocumentChanged(d)
	}
	told := 0
	for f := tab.event(); ; f = tab.event() {
		if f.Event == "pong" {
			break
		}
		if told++; told == 1 {
			tab.send(wire.ClientFrame{Op: wire.OpPing})
		}
	}
	if told > 2 {
		t.Errorf("a client was told %d times of what changed at once", told)
	}
}
