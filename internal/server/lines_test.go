package server_test

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/ingest"
)

func TestAFileIsShownLineByLineWhereALinkNamesALine(t *testing.T) {
	w := newWorld(t)
	for name, text := range map[string]string{"main.go": "package main\n\nif a < b && <script>alert(1)</script> {\n",
		"cp949.py": "# \xb0\xa1\xb3\xaa\nprint(1)\n\nx"} {
		id, err := w.ingest.Upload(t.Context(), localScope, ingest.Upload{Name: name}, strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		r := w.do(w.browser, "GET", "/documents/~"+string(id)+"/"+name+"?lines", "")
		if r.status != 200 || !strings.Contains(r.body, `<li id="L3">`) || strings.Contains(r.body, "<script>") ||
			!strings.HasPrefix(r.header.Get("Content-Type"), "text/html") ||
			!strings.HasPrefix(r.header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: %d %v %s", name, r.status, r.header, r.body)
		}
		if name == "cp949.py" && !strings.Contains(r.body, "\xb0\xa1") {
			t.Errorf("the characters of %s changed: %q", name, r.body)
		}
	}
}
