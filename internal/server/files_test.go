package server_test

import (
	"mime"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/server"
)

// shared makes a document that everybody may read, and gives its address.
func (w *world) shared(name, text string) string {
	w.Helper()
	d := document.Document{ID: document.NewID(time.Now()), Name: name, Owner: auth.Local,
		Readers: []auth.Principal{auth.Everyone}, Version: "01", State: document.Ready,
		Object: "docs/kept/" + name}
	if _, err := w.blobs.Put(w.Context(), d.Object, strings.NewReader(text),
		blob.PutOptions{}); err != nil {
		w.Fatal(err)
	}
	if _, err := w.documents.Put(w.Context(), d); err != nil {
		w.Fatal(err)
	}
	return citation.URL(d)
}

// A file must be asked for each time: by then it may be private or deleted.
func TestNoCacheShowsAFileWithoutAsking(t *testing.T) {
	w := newWorld(t)
	r := w.do(w.browser, "GET", w.shared("a.txt", "글"), "")
	if r.status != 200 || r.header.Get("Cache-Control") != "private, no-cache" ||
		r.header.Get("ETag") == "" {
		t.Errorf("%d %v", r.status, r.header)
	}
	w = newWorld(t, func(_ *server.Parts, o *server.Options) { o.RedirectFiles = true })
	stay := &http.Client{Transport: w.browser.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r = w.do(stay, "GET", w.shared("b.txt", "글"), "")
	if r.status != 302 || r.header.Get("Location") == "" ||
		r.header.Get("Cache-Control") != "no-store" || r.header.Get("Content-Disposition") != "" {
		t.Errorf("%d %v", r.status, r.header)
	}
}

// A PDF that is opened is shown, and one that is wanted as a file is saved, also
// where another origin serves it: there a link's own wish to save says nothing.
func TestAFileIsSavedWhereThatIsAsked(t *testing.T) {
	for _, redirected := range []bool{false, true} {
		w := newWorld(t, func(_ *server.Parts, o *server.Options) { o.RedirectFiles = redirected })
		address := w.shared("보고서.pdf", "%PDF-1.7")
		for query, want := range map[string]string{"": "inline", "?download": "attachment"} {
			r := w.do(w.browser, "GET", address+query, "")
			kind, params, err := mime.ParseMediaType(r.header.Get("Content-Disposition"))
			if r.status != 200 || err != nil || kind != want || params["filename"] != "보고서.pdf" {
				t.Errorf("redirected: %t, %q: %d, %q (%v)", redirected, query, r.status,
					r.header.Get("Content-Disposition"), err)
			}
		}
	}
}
