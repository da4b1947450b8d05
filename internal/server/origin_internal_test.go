package server

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestTheAddressOfARequest(t *testing.T) {
	for _, c := range []struct {
		trust                   bool
		remote, forwarded, want string
	}{
		{false, "192.0.2.7:4000", "", "192.0.2.7"},
		{false, "192.0.2.7:4000", "198.51.100.1", "192.0.2.7"}, // anybody can write that
		{true, "127.0.0.1:4000", "198.51.100.1", "198.51.100.1"},
		{true, "127.0.0.1:4000", "invented, 198.51.100.1", "198.51.100.1"},
		{true, "192.0.2.7:4000", "", "192.0.2.7"},
		{false, "[2001:db8:1:2:3::4]:4000", "", "2001:db8:1:2::/64"},
		{false, "[2001:db8:1:2:ffff::9]:4000", "", "2001:db8:1:2::/64"}, // the same customer
		{false, "[2001:db8:1:3::4]:4000", "", "2001:db8:1:3::/64"},
		{false, "[::ffff:192.0.2.7]:4000", "", "192.0.2.7"},
		{false, "[fe80::1%eth0]:4000", "", "fe80::/64"},
		{false, "@", "", "@"}, // a Unix socket
	} {
		s := &Server{options: Options{TrustProxy: c.trust}}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := s.address(r); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// A stranger who could name the host or the scheme could make links that lead
// to their own site.
func TestHostAndSchemeOfAProxyCountOnlyIfItIsTrusted(t *testing.T) {
	for _, trust := range []bool{false, true} {
		s := &Server{options: Options{TrustProxy: trust}}
		r := httptest.NewRequest(http.MethodGet, "http://mundap.example/", nil)
		r.Header.Set("X-Forwarded-Host", "invented.example, other.example")
		r.Header.Set("X-Forwarded-Proto", "https")
		want := map[bool]string{false: "mundap.example", true: "other.example"}[trust]
		if got := s.host(r); got != want || s.isSecure(r) != trust {
			t.Errorf("trusted %v: host %s, secure %v", trust, got, s.isSecure(r))
		}
	}
}
