package server_test

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
)

// A preview of a link, or a company's proxy, goes by the status.
func TestTheClientsOwnAddressesAreThere(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/", "/docs", "/search?q=a", "/settings", "/admin", "/c/1", "/a/1?key=2"} {
		if r := w.do(w.browser, "GET", path, "", "Sec-Fetch-Mode", "navigate"); r.status != 200 {
			t.Errorf("%s: %d", path, r.status)
		}
	}
}

func TestWhoOpensAnAddressInABrowserGetsAPageInsteadOfJSON(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/documents/none.pdf", "/nowhere"} {
		page := w.do(w.browser, "GET", path, "", "Sec-Fetch-Mode", "navigate", "Accept",
			"text/html,*/*")
		if page.status != 404 || !strings.HasPrefix(page.header.Get("Content-Type"), "text/html") ||
			!strings.Contains(page.body, "<!doctype html>") ||
			!strings.Contains(page.header.Get("Content-Security-Policy"), "script-src 'self'") ||
			strings.Contains(page.header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: %d %v", path, page.status, page.header)
		}
		for _, headers := range [][]string{nil, {"Sec-Fetch-Mode", "cors", "Accept", "text/html"},
			{"Accept", "*/*"}} {
			if r := w.do(w.browser, "GET", path, "", headers...); r.status != 404 || !strings.Contains(r.body, `"statusCode":404`) {
				t.Errorf("%s, a program: %d %s", path, r.status, r.body)
			}
		}
	}
	if r := w.do(w.browser, "GET", "/api/none", "", "Sec-Fetch-Mode",
		"navigate"); r.status != 404 || !strings.Contains(r.body, "statusCode") {
		t.Errorf("the API: %d %s", r.status, r.body)
	}
	if _, err := w.ingest.Upload(t.Context(), auth.LocalScope(), uploadOf("a.txt"),
		strings.NewReader("글이에요.")); err != nil {
		t.Fatal(err)
	}
	if r := w.do(w.browser, "GET", "/documents/a.txt", "", "Sec-Fetch-Mode",
		"navigate"); r.status != 200 || r.body != "글이에요." {
		t.Errorf("a document that is there: %d %s", r.status, r.body)
	}
}
