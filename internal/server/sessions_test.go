package server_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/mundap/mundap/internal/auth/authtest"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/wire"
)

func TestPeopleSeeWhereTheyAreSignedInAndSignOutThere(t *testing.T) {
	w := newWorld(t, withAccounts)
	here := w.account("kim")
	there := w.signedIn("kim")
	w.account("lee")
	socket := w.open(there, wire.Subprotocol)
	list := parse[wire.OpenSessions](t, w.do(here, "GET", "/api/sessions", "").body).Sessions
	if len(list) != 2 {
		t.Fatalf("%+v", list)
	}
	var other string
	for _, x := range list {
		if x.Agent == "" || x.Used.IsZero() || x.Began.IsZero() || !x.Expires.After(time.Now()) {
			t.Errorf("%+v", x)
		}
		if !x.Here {
			other = x.ID
		}
	}
	if r := w.do(here, "DELETE", "/api/sessions/"+other, ""); r.status != http.StatusNoContent {
		t.Fatalf("%d %s", r.status, r.body)
	}
	w.wantSignedOut(there, socket)
	list = parse[wire.OpenSessions](t, w.do(here, "GET", "/api/sessions", "").body).Sessions
	if len(list) != 1 || !list[0].Here {
		t.Errorf("afterwards: %+v", list)
	}
}

func TestOpenPagesAreNoUseOfASession(t *testing.T) {
	accounts := &authtest.Memory{}
	w := newWorld(t, func(p *server.Parts, _ *server.Options) {
		p.SignIn = signin.New(accounts, signin.Options{Idle: 24 * time.Hour,
			Cost: signin.Cost{MemoryKiB: 64, Passes: 1, Threads: 1}})
	})
	kim := w.account("kim")
	list, err := accounts.Sessions(t.Context(), w.id("kim"))
	if err != nil {
		t.Fatal(err)
	}
	before := list[0]
	before.Used = time.Now().Add(-23 * time.Hour)
	used := func(act func()) bool {
		t.Helper()
		if err := accounts.PutSession(t.Context(), before); err != nil {
			t.Fatal(err)
		}
		act()
		after, err := accounts.Session(t.Context(), before.ID)
		if err != nil {
			t.Fatal(err)
		}
		return after.Used.After(before.Used)
	}
	var socket *tab
	for name, act := range map[string]func(){
		"a socket that opens": func() { socket = w.open(kim, wire.Subprotocol); socket.quiet() },
		"the socket's address": func() {
			if r := w.do(kim, "POST", "/provisioning", `{"userId":null}`); r.status != http.StatusOK {
				t.Errorf("%d %s", r.status, r.body)
			}
		},
	} {
		if used(act) {
			t.Errorf("%s counts as use", name)
		}
	}
	for name, act := range map[string]func(){
		"a question": func() { socket.send(ask("r1", "안녕", "c1")); socket.event() },
		"a request":  func() { w.do(kim, "GET", "/api/documents", "") },
	} {
		if !used(act) {
			t.Errorf("%s does not count as use", name)
		}
	}
	before.Used = before.Used.Add(-2 * time.Hour)
	if err := accounts.PutSession(t.Context(), before); err != nil {
		t.Fatal(err)
	}
	socket.send(wire.ClientFrame{Op: wire.OpPing})
	for err = nil; err == nil; {
		_, _, err = socket.ws.Read(t.Context())
	}
	if websocket.CloseStatus(err) != websocket.StatusPolicyViolation {
		t.Errorf("the socket of an idle session: %v", err)
	}
}

// wantSignedOut checks that a browser is signed out, and that its socket is
// closed for that reason.
func (w *world) wantSignedOut(browser *http.Client, socket *tab) {
	w.T.Helper()
	var err error
	for err == nil {
		_, _, err = socket.ws.Read(w.T.Context())
	}
	if websocket.CloseStatus(err) != websocket.StatusPolicyViolation {
		w.T.Errorf("the browser's socket: %v", err)
	}
	if r := w.do(browser, "GET", "/api/documents", ""); r.status != http.StatusUnauthorized {
		w.T.Errorf("the browser: %d", r.status)
	}
}
