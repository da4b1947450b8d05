package server_test

import (
	"context"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/authtest"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/wire"
)

func TestOneDocument(t *testing.T) {
	w := newWorld(t, withAccounts)
	kim := w.account("kim")
	add := func(id document.ID, owner auth.Principal, change func(*document.Document)) {
		t.Helper()
		d := document.Document{ID: id, Name: string(id), Owner: owner,
			Readers: []auth.Principal{owner}, State: document.Ready}
		if change != nil {
			change(&d)
		}
		if _, err := w.documents.Put(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	add("docs/폴더/내 것.txt", w.id("kim"), nil)
	add("docs/남의 것.txt", "lee", nil)
	add("docs/지우는 중.txt", w.id("kim"), func(d *document.Document) { d.State = document.Deleting })
	r := w.do(kim, "GET", "/api/documents/"+url.PathEscape("docs/폴더/내 것.txt"), "")
	if d := parse[wire.Document](t, r.body); r.status != 200 || d.Key != "docs/폴더/내 것.txt" ||
		d.State != "ready" {
		t.Errorf("his own: %d %s", r.status, r.body)
	}
	for _, id := range []string{"docs/남의 것.txt", "docs/지우는 중.txt", "docs/없다.txt", "no id", ""} {
		if r := w.do(kim, "GET", "/api/documents/"+url.PathEscape(id), ""); r.status != 404 {
			t.Errorf("%q: %d %s", id, r.status, r.body)
		}
	}
	if r := w.do(w.browser, "GET", "/api/documents/"+url.PathEscape("docs/폴더/내 것.txt"),
		""); r.status != 401 {
		t.Errorf("of nobody: %d", r.status)
	}
}

// A guide tells what is in the version that can be asked about.
func TestAGuideIsShownWithTheVersionThatItTellsOf(t *testing.T) {
	w := newWorld(t)
	for state, want := range map[document.State]bool{document.Ready: true, document.Reading: false,
		document.Failed: false} {
		d := document.Document{ID: document.ID("docs/" + string(state)), Name: string(state),
			Owner: auth.Local, Readers: []auth.Principal{auth.Everyone}, State: state,
			Guide: &document.Guide{Summary: "연차 규정이에요.", Questions: []string{"며칠인가요?"}}}
		if _, err := w.documents.Put(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		r := w.do(w.browser, "GET", "/api/documents/"+url.PathEscape(string(d.ID)), "")
		got := parse[wire.Document](t, r.body)
		if r.status != 200 || (got.Guide != nil) != want ||
			want && (got.Guide.Summary != d.Guide.Summary || len(got.Guide.Questions) != 1) {
			t.Errorf("%s: %d %s", state, r.status, r.body)
		}
	}
}

// forgetful are accounts whose names can't be looked up while gone is set.
type forgetful struct {
	*authtest.Memory
	gone atomic.Bool
}

func (f *forgetful) Account(ctx context.Context, user auth.UserName) (auth.Account, error) {
	if f.gone.Load() {
		return auth.Account{}, fault.Newf(fault.Unavailable, "the accounts can't be read")
	}
	return f.Memory.Account(ctx, user)
}

// The documents of all owners would look like those of the one who was asked
// for.
func TestAnOwnerWhoCannotBeLookedUpIsAnError(t *testing.T) {
	accounts := &forgetful{Memory: &authtest.Memory{}}
	w := newWorld(t, func(p *server.Parts, _ *server.Options) {
		p.SignIn = signin.New(accounts,
			signin.Options{Cost: signin.Cost{MemoryKiB: 64, Passes: 1, Threads: 1}})
	})
	kim := w.account("kim")
	w.account("lee")
	accounts.gone.Store(true)
	if r := w.do(kim, "GET", "/api/documents?owner=lee", ""); r.status < 500 {
		t.Errorf("%d %s", r.status, r.body)
	}
}
