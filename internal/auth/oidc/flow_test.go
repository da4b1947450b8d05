package oidc

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestOnlyPagesOfThisSiteAreReturnedTo(t *testing.T) {
	for back, want := range map[string]string{
		"/": "/", "/c/1?a=b#c": "/c/1?a=b#c", "/docs": "/docs", "": "/",
		"//evil.example": "/", "///evil.example": "/", `/\evil.example`: "/", "https://evil.example": "/", "javascript:alert(1)": "/",
		"/\t/evil.example": "/", "/\n/evil.example": "/", "evil.example": "/",
		"/" + strings.Repeat("a", 600): "/", "/%2f/evil.example": "/",
	} {
		if got := LocalPath(back); got != want {
			t.Errorf("%q: %q, not %q", back, got, want)
		}
	}
}

func FuzzLocalPath(f *testing.F) {
	for _, s := range []string{"/", "//a", `/\a`, "/a?b=//c", "/%2f%2fa", "/./..//a", "/\u2028/a", "/a#//b"} {
		f.Add(s)
	}
	site, _ := url.Parse("https://site.example/api/session/oidc/callback")
	f.Fuzz(func(t *testing.T, back string) {
		got := LocalPath(back)
		u, err := site.Parse(got)
		if err != nil || u.Scheme != "https" || u.Host != "site.example" || u.User != nil ||
			strings.HasPrefix(got, "//") || strings.ContainsAny(got, "\\\r\n\t") {
			t.Fatalf("%q leads to %q, %v, %v", back, got, u, err)
		}
	})
}

func FuzzState(f *testing.F) {
	now := time.Unix(1_800_000_000, 0)
	k := key(make([]byte, keyBytes))
	good := k.state(now.Add(time.Minute), "/c/1")
	for _, s := range []string{good, good + "A", good[:len(good)-1], "", "AAAA",
		strings.Repeat("A", 2000), k.state(now, "/"), newKey().state(now.Add(time.Minute), "/")} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, state string) {
		if back, ok := k.open(state, now); ok && (k.state(now.Add(time.Minute), back) != state ||
			LocalPath(back) != back) {
			t.Fatalf("%q is taken as one that leads to %q", state, back)
		}
	})
}

func TestAKeyIsAllOrNothing(t *testing.T) {
	k := newKey()
	if back, ok := parseKey(k.String()).open(k.state(time.Now().Add(time.Minute), "/a"),
		time.Now()); !ok || back != "/a" {
		t.Error("a key does not come back")
	}
	for _, bad := range []string{"", "A", k.String()[:42], k.String() + "A",
		strings.Repeat("=", 43)} {
		if parseKey(bad) != nil {
			t.Errorf("%q", bad)
		}
	}
	if k.nonce() == k.verifier() || len(k.verifier()) != 43 {
		t.Error("nonce and verifier")
	}
}
