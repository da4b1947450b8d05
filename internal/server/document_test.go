package server_test

import (
	"net/url"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
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
