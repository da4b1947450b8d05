package server_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/wire"
)

func TestQuestionsOfAnAddressAreBounded(t *testing.T) {
	w := newWorld(t, withLimits(server.Limits{AddressQuestions: 2}))
	tab := w.open(w.browser, wire.Subprotocol)
	for i := range 3 {
		tab.send(ask(fmt.Sprint("r", i), "안녕", "c1"))
		f := tab.event()
		for f.Event != "done" && f.Event != "rejected" {
			f = tab.event()
		}
		if refused := f.Event == "rejected"; refused != (i == 2) {
			t.Errorf("question %d: %+v", i, f)
		}
	}
}

func TestAPlaceIsGivenBackAfterEachRequest(t *testing.T) {
	w := newWorld(t, withAccounts, withLimits(server.Limits{AddressRequests: 2, UserUploads: 2,
		AddressUploads: 2}))
	kim := w.account("kim")
	for i := range 6 {
		if r := w.do(kim, "GET", "/api/session", ""); r.status != 200 {
			t.Fatalf("request %d: %d %s", i, r.status, r.body)
		}
		r := w.do(kim, "POST", "/upload", fmt.Sprintf(`{"filename":"%d.txt","contentType":"text/plain"}`, i))
		grant := inner[wire.UploadGrant](t, r.body, "body")
		if r := w.do(kim, "PUT", grant.UploadURL, "글", "Content-Type", "text/plain"); r.status >= 300 {
			t.Fatalf("upload %d: %d %s", i, r.status, r.body)
		}
	}
}

// What is refused for one limit must not count for another.
func TestARefusedSocketTakesNoPlaceOfItsUser(t *testing.T) {
	w := newWorld(t, withAccounts, withLimits(server.Limits{UserSockets: 3, AddressSockets: 2}))
	kim, lee := w.account("kim"), w.account("lee")
	w.open(lee)
	other := w.open(lee)
	for range 5 {
		_, r, err := w.dial(w.socketURL(kim), nil)
		if err == nil || r.StatusCode != http.StatusTooManyRequests {
			t.Fatalf("a third socket of the address: %v", err)
		}
	}
	_ = other.ws.CloseNow()
	for { // the server notices in its own time
		ws, r, err := w.dial(w.socketURL(kim), nil)
		if err == nil {
			_ = ws.CloseNow()
			return
		}
		body := make([]byte, 400)
		n, _ := r.Body.Read(body)
		if strings.Contains(string(body[:n]), "열어 둔 창이 너무 많아요") {
			t.Fatalf("kim has no socket, and yet too many: %s", body[:n])
		}
	}
}

func TestSigningOutTakesTheCookieAway(t *testing.T) {
	w := newWorld(t, withAccounts)
	kim := w.account("kim")
	r := w.do(kim, "DELETE", "/api/session", "")
	if c := r.header.Get("Set-Cookie"); r.status != 204 || !strings.Contains(c, "Max-Age=0") {
		t.Errorf("%d %q", r.status, c)
	}
}

// An upload that does not say how large it is counts as the largest.
func TestAnUploadOfUnknownSizeCountsInFull(t *testing.T) {
	w := newWorld(t, func(_ *server.Parts, o *server.Options) {
		o.Limits, o.Features.MaxBytes = server.Limits{AddressBytes: 1500}, 1000
	})
	for i, refused := range []bool{false, true} {
		g := inner[wire.UploadGrant](t, w.post("/upload", fmt.Sprintf(`{"filename":"%d.txt"}`, i), 200).body, "body")
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, g.UploadURL,
			struct{ io.Reader }{strings.NewReader("글")})
		if err != nil {
			t.Fatal(err)
		}
		answer, err := w.browser.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if got := answer.StatusCode == http.StatusTooManyRequests; got != refused {
			t.Errorf("upload %d: %d", i, answer.StatusCode)
		}
	}
}
