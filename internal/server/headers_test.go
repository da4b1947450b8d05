package server_test

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/server"
)

func TestOtherSitesEmbedNothingOfOurs(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/", "/api/session", "/documents/none.pdf"} {
		h := w.do(w.browser, "GET", path, "").header
		if h.Get("Cross-Origin-Resource-Policy") != "same-origin" ||
			!strings.Contains(h.Get("Permissions-Policy"), "microphone=(self)") {
			t.Errorf("%s: %v", path, h)
		}
	}
	w = newWorld(t, func(_ *server.Parts,
		o *server.Options) {
		o.AllowedOrigins = []string{"https://chat.example"}
	})
	if got := w.do(w.browser, "GET", "/",
		"").header.Get("Cross-Origin-Resource-Policy"); got != "" {
		t.Errorf("where other origins are allowed: %q", got)
	}
}
