package server_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth/authtest"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/forgetting/forgettingtest"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/wire"
)

func TestAReceiptIsForItsOwner(t *testing.T) {
	receipts := &forgettingtest.Memory{}
	accounts := &authtest.Memory{}
	w := newWorld(t, func(p *server.Parts, _ *server.Options) {
		p.Receipts = receipts
		p.SignIn = signin.New(accounts,
			signin.Options{Cost: signin.Cost{MemoryKiB: 64, Passes: 1, Threads: 1}})
	})
	kim, lee := w.account("kim"), w.account("lee")
	owner, err := accounts.Account(t.Context(), "kim")
	if err != nil {
		t.Fatal(err)
	}
	id := document.NewID(time.Now())
	if err := receipts.PutReceipt(t.Context(), forgetting.Receipt{Document: forgetting.Ref(id),
		Owner: owner.ID, Begun: time.Now(), Done: time.Now(), Places: []forgetting.Entry{{Place: "blobs",
			Probe: forgetting.Probe{Asked: "objects"}}}}); err != nil {
		t.Fatal(err)
	}
	r := w.do(kim, "GET", "/api/receipts/"+string(id), "")
	if got := parse[wire.Receipt](t, r.body); r.status != 200 || !got.Clean ||
		len(got.Places) != 1 || got.Places[0].Place != "blobs" {
		t.Errorf("%d %s", r.status, r.body)
	}
	for client, id := range map[*http.Client]document.ID{lee: id, kim: document.NewID(time.Now())} {
		if r := w.do(client, "GET", "/api/receipts/"+string(id), ""); r.status != 404 {
			t.Errorf("%s: %d %s", id, r.status, r.body)
		}
	}
}

// An administrator who deleted somebody's document may lose the role.
func TestAReceiptIsForWhoeverDeletedTheDocument(t *testing.T) {
	w := newWorld(t, withAccounts)
	kim, lee := w.account("kim"), w.account("lee")
	id := document.NewID(time.Now())
	if err := w.receipts.PutReceipt(t.Context(), forgetting.Receipt{Document: forgetting.Ref(id),
		Owner: w.id("lee"), By: w.id("kim"), Begun: time.Now()}); err != nil {
		t.Fatal(err)
	}
	for client, want := range map[*http.Client]int{kim: 200, lee: 200, w.account("park"): 404} {
		if r := w.do(client, "GET", "/api/receipts/"+string(id), ""); r.status != want {
			t.Errorf("%d, want %d: %s", r.status, want, r.body)
		}
	}
}
