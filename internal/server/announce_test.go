package server_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/wire"
)

func TestAllWindowsOfAUserHearOfAChangeAndNobodyElsesDo(t *testing.T) {
	w := newWorld(t, withAccounts)
	kim, lee := w.account("kim"), w.account("lee")
	first, second := w.open(kim, wire.Subprotocol), w.open(w.signedIn("kim"), wire.Subprotocol)
	base, hers := w.open(kim), w.open(lee, wire.Subprotocol)
	second.send(wire.ClientFrame{Op: wire.OpPing}) // from its answer on it is known
	if e := second.event(); e.Event != "pong" {
		t.Fatalf("%+v", e)
	}
	first.send(ask("r1", "안녕하세요", "c1"))
	for first.event().Event != "done" {
	}
	if r := w.do(kim, "PATCH", "/api/conversations/c1", `{"pinned":true}`); r.status != 200 ||
		!parse[wire.Conversation](t, r.body).Pinned {
		t.Fatalf("%+v", r)
	}
	for _, tab := range []*tab{first, second} {
		if e := tab.event(); e.Event != "changed" || e.Conversation != "c1" || e.RequestID != "" {
			t.Errorf("a window of kim's heard %+v", e)
		}
	}
	base.send(wire.Ping)
	if got := base.receive(); got != wire.Pong {
		t.Errorf("a base client heard %s", got)
	}
	hers.send(wire.ClientFrame{Op: wire.OpPing})
	if e := hers.event(); e.Event != "pong" {
		t.Errorf("somebody else heard %+v", e)
	}
	w.server.Announce(connections.Change{User: history.User(w.id("kim")), Conversation: "c1",
		Request: "r2"})
	if e := second.event(); e.Event != "changed" || e.RequestID != "r2" {
		t.Errorf("another window heard %+v", e)
	}
}

func TestAConversationIsPinnedAndRenamed(t *testing.T) {
	w := newWorld(t)
	for _, id := range []string{"c1", "c2"} {
		tab := w.open(w.browser, wire.Subprotocol)
		tab.send(ask("r-"+id, "질문 "+id, id))
		for tab.event().Event != "done" {
		}
	}
	list := func() string {
		var titles []string
		for _, c := range parse[wire.Conversations](t, w.do(w.browser, "GET", "/api/conversations",
			"").body).Conversations {
			titles = append(titles, c.Title)
		}
		return strings.Join(titles, ", ")
	}
	for _, c := range []struct{ body, want string }{
		{`{"pinned":true}`, "질문 c1, 질문 c2"},
		{`{"title":"새 이름"}`, "새 이름, 질문 c2"},
		{`{"pinned":false}`, "질문 c2, 새 이름"},
		{`{}`, "질문 c2, 새 이름"},
	} {
		r := w.do(w.browser, "PATCH", "/api/conversations/c1", c.body)
		if got := list(); r.status != 200 || got != c.want {
			t.Errorf("after %s (%d): %s, want %s", c.body, r.status, got, c.want)
		}
	}
	for body, status := range map[string]int{`{"title":"  "}`: 400, `{"pinned":"yes"}`: 400} {
		if r := w.do(w.browser, "PATCH", "/api/conversations/c1", body); r.status != status {
			t.Errorf("%s: %d", body, r.status)
		}
	}
	if r := w.do(w.browser, "PATCH", "/api/conversations/c9", `{"pinned":true}`); r.status != 404 {
		t.Errorf("an unknown conversation: %d", r.status)
	}
}

func TestAWindowIsToldOfManyChangedConversationsAtOnce(t *testing.T) {
	w := newWorld(t, withAccounts)
	tab := w.open(w.account("kim"), wire.Subprotocol)
	tab.quiet()
	for i := range 1000 {
		w.server.Announce(connections.Change{User: history.User(w.id("kim")),
			Conversation: "c" + strconv.Itoa(i)})
	}
	told, all := 0, false
	tab.send(wire.ClientFrame{Op: wire.OpPing})
	for pongs := 0; pongs < 1 || !all; {
		switch f := tab.event(); {
		case f.Event == "pong":
			pongs++
		case f.Conversation == "":
			all = true
		default:
			told++
		}
	}
	if told > 8 {
		t.Errorf("a window was told of %d of 1,000 conversations one by one", told)
	}
}
