package server_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// Whoever changes their password, or ends their other sessions, stays signed in
// at this browser and nowhere else.
func TestOnesOwnChangesEndTheOtherBrowsers(t *testing.T) {
	for name, change := range map[string]struct{ method, path, body string }{
		"password": {"PUT", "/api/session/password",
			`{"current":"` + password + `","new":"battery staple"}`},
		"others": {"DELETE", "/api/session/others", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, withAccounts)
			here := w.account("kim")
			there := w.signedIn("kim")
			socket := w.open(there, wire.Subprotocol)
			if r := w.do(here, change.method, change.path, change.body); r.status != http.StatusOK ||
				!strings.Contains(r.body, `"signed_in":true`) {
				t.Fatalf("%d %s", r.status, r.body)
			}
			w.wantSignedOut(there, socket)
			if r := w.do(here, "GET", "/api/documents", ""); r.status != http.StatusOK {
				t.Errorf("this browser: %d", r.status)
			}
			w.open(here, wire.Subprotocol) // and its socket opens again
		})
	}
}

func TestALockARemovalAndANewPasswordEndSocketsAndAnswers(t *testing.T) {
	for name, end := range map[string]func(w *world) error{
		"lock":    func(w *world) error { return w.signIn.SetDisabled(w.Context(), "kim", true) },
		"removal": func(w *world) error { return w.signIn.Remove(w.Context(), "kim") },
		"password": func(w *world) error {
			return w.signIn.SetPassword(w.Context(), "kim",
				"another horse battery")
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, withAccounts)
			kim, lee := w.account("kim"), w.account("lee")
			stopped := make(chan bool, 2)
			w.chat.Script = func(ctx context.Context, _ chat.Request, out *turn.Writer) error {
				out.Delta("길고 ")
				<-ctx.Done()
				stopped <- true
				return nil
			}
			hers := w.open(lee, wire.Subprotocol)
			sockets := []*tab{w.open(kim), w.open(kim, wire.Subprotocol)}
			sockets[1].send(ask("r1", "안녕", "c1"))
			sockets[1].event()
			if err := end(w); err != nil {
				t.Fatal(err)
			}
			<-stopped
			for _, tab := range sockets {
				var err error
				for err == nil {
					_, _, err = tab.ws.Read(t.Context())
				}
				if websocket.CloseStatus(err) != websocket.StatusPolicyViolation {
					t.Errorf("the socket: %v", err)
				}
			}
			if r := w.do(kim, "GET", "/api/documents", ""); r.status != http.StatusUnauthorized {
				t.Errorf("the session: %d", r.status)
			}
			hers.send(ask("r2", "안녕", "c2"))
			if e := hers.event(); e.Event == "" {
				t.Errorf("somebody else's socket: %+v", e)
			}
		})
	}
}

func TestANewPersonWithAnOldNameHasNothingOfTheOldOne(t *testing.T) {
	w := newWorld(t, withAccounts)
	kim := w.account("kim")
	account, err := w.signIn.Named(t.Context(), "kim")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.ingest.Upload(t.Context(), auth.UserScope(account.ID),
		ingest.Upload{Name: "비밀.txt", Private: true}, strings.NewReader("비밀")); err != nil {
		t.Fatal(err)
	}
	tab := w.open(kim)
	tab.send(question("kim", "r1", "안녕"))
	tab.answer("r1")
	if got := w.list(kim, "owner=kim").Documents; len(got) != 1 || !got[0].Mine ||
		got[0].Owner != "kim" || got[0].OwnerName != "" {
		t.Errorf("kim's documents: %+v", got)
	}
	if err := w.signIn.Remove(t.Context(), "kim"); err != nil {
		t.Fatal(err)
	}

	successor := w.account("kim")
	if got := w.list(successor, ""); len(got.Documents) != 0 || len(got.Counts) != 0 {
		t.Errorf("the successor sees %+v", got)
	}
	r := w.do(successor, "POST", "/history", `{"userId":"kim","allowTime":""}`)
	if strings.Contains(r.body, "안녕") {
		t.Errorf("the successor's history: %s", r.body)
	}
	d, err := document.Newest(t.Context(), &w.documents, auth.UserScope(account.ID), "비밀.txt")
	if err != nil {
		t.Fatal(err)
	}
	if r := w.do(successor, "GET", "/documents/~"+string(d.ID)+"/x",
		""); r.status != http.StatusNotFound {
		t.Errorf("the document: %d", r.status)
	}
}
