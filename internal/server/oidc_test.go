package server_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth/oidc"
	"github.com/mundap/mundap/internal/auth/oidc/oidctest"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/wire"
)

// company is a world whose people sign in through a provider.
type company struct {
	*world
	provider *oidctest.Provider
}

func newCompany(t *testing.T, more ...option) *company {
	t.Helper()
	provider := oidctest.New(t)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	p, err := oidc.New(oidc.Options{
		Issuer: provider.URL, ClientID: "mundap", Admins: oidc.Match{Claim: "groups",
			Value: "admins"}, Client: &http.Client{Transport: transport},
	})
	if err != nil {
		t.Fatal(err)
	}
	through := func(parts *server.Parts, o *server.Options) {
		parts.OIDC, o.ProviderName = p,
			"한빛상사"
	}
	return &company{newWorld(t, append([]option{withAccounts, through}, more...)...), provider}
}

// newBrowser keeps cookies, and follows redirections as far as the server's own pages.
func (c *company) newBrowser() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		c.Fatal(err)
	}
	return &http.Client{Jar: jar, Transport: c.browser.Transport}
}

// signInThrough signs a browser in and gives it.
func (c *company) signInThrough() *http.Client {
	c.Helper()
	b := c.newBrowser()
	if r := c.do(b, "GET", "/api/session/oidc?return=%2Fdocs", ""); r.status != 200 ||
		!strings.Contains(r.body, "<title>문답") {
		c.Fatalf("%d %s", r.status, r.body)
	}
	return b
}

// hop sends one request without following where it leads.
func (c *company) hop(b *http.Client, path string) reply {
	c.Helper()
	still := *b
	still.CheckRedirect = func(*http.Request,
		[]*http.Request) error {
		return http.ErrUseLastResponse
	}
	return c.do(&still, "GET", path, "")
}

func TestTheSignInPageLearnsOfTheProvider(t *testing.T) {
	c := newCompany(t)
	s := parse[wire.Session](t, c.do(c.browser, "GET", "/api/session", "").body)
	if !s.Accounts || s.SignedIn || s.Provider == nil || s.Provider.Name != "한빛상사" || !s.Passwords {
		t.Errorf("%+v", s)
	}
	w := newWorld(t, withAccounts)
	if s := parse[wire.Session](t, w.do(w.browser, "GET", "/api/session",
		"").body); s.Provider != nil || !s.Passwords {
		t.Errorf("without a provider: %+v", s)
	}
	if r := w.do(w.browser, "GET", "/api/session/oidc", ""); r.status != 404 {
		t.Errorf("without a provider: %d", r.status)
	}
}

func TestASessionThroughTheProviderIsLikeAnyOther(t *testing.T) {
	c := newCompany(t)
	b := c.signInThrough()
	s := parse[wire.Session](t, c.do(b, "GET", "/api/session", "").body)
	if !s.SignedIn || s.User != "kim@example.com" || s.Name != "김서연" || s.Admin ||
		s.Provider != nil {
		t.Errorf("%+v", s)
	}
	address := c.socketURL(b)
	if mustURL(t, address).Query().Get("ticket") == "" {
		t.Fatalf("no ticket in %s", address)
	}
	tab := c.open(b) // a base client's socket
	tab.send(question("kim@example.com", "r1", "안녕?"))
	if last := tab.answer("r1"); last[len(last)-1].Status != wire.StatusCompleted {
		t.Errorf("%+v", last)
	}
	if r := c.do(b, "POST", "/history", `{"userId":"kim@example.com","allowTime":"2020-01-01 00:00:00"}`); r.status != 200 || !strings.Contains(r.body, "r1") {
		t.Errorf("%d %s", r.status, r.body)
	}
}

func TestTheCookiesOfASignIn(t *testing.T) {
	c := newCompany(t)
	b := c.newBrowser()
	begun := c.hop(b, "/api/session/oidc?return=/c/1")
	attempt := (&http.Response{Header: begun.header}).Cookies()[0]
	if begun.status != 303 || attempt.Name != "mundap_oidc" || !attempt.HttpOnly ||
		attempt.SameSite != http.SameSiteLaxMode || attempt.MaxAge != 900 ||
		begun.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%+v %+v", begun, attempt)
	}
	sent := c.hop(b, begun.header.Get("Location"))
	done := c.hop(b, sent.header.Get("Location"))
	if done.status != 303 || done.header.Get("Location") != "/c/1" {
		t.Errorf("%+v", done)
	}
	answered := (&http.Response{Header: done.header}).Cookies()
	if len(answered) != 2 {
		t.Errorf("%d cookies", len(answered))
	}
	for _, cookie := range answered {
		switch cookie.Name {
		case "mundap_oidc":
			if cookie.MaxAge >= 0 {
				t.Error("the attempt stays")
			}
		case signin.CookieName(false):
			if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode {
				t.Errorf("%+v", cookie)
			}
		default:
			t.Errorf("%+v", cookie)
		}
	}
}

func TestByHTTPSBothCookiesAreSecure(t *testing.T) {
	c := newCompany(t, func(_ *server.Parts, o *server.Options) {
		o.Loopback, o.TrustProxy = false,
			true
	})
	r := c.do(&http.Client{Transport: c.browser.Transport, CheckRedirect: func(*http.Request,
		[]*http.Request) error {
		return http.ErrUseLastResponse
	}},
		"GET", "/api/session/oidc", "", "X-Forwarded-Proto", "https", "X-Forwarded-Host",
		"chat.example")
	cookie := (&http.Response{Header: r.header}).Cookies()[0]
	at := mustURL(t, r.header.Get("Location"))
	if cookie.Name != "__Host-mundap_oidc" || !cookie.Secure ||
		at.Query().Get("redirect_uri") != "https://chat.example/api/session/oidc/callback" {
		t.Errorf("%+v, %v", cookie, at)
	}
}

func TestTheSitesAddressIsTheSettings(t *testing.T) {
	c := newCompany(t, func(_ *server.Parts,
		o *server.Options) {
		o.SiteURL = "https://chat.example"
	})
	r := c.hop(c.newBrowser(), "/api/session/oidc")
	if got := mustURL(t, r.header.Get("Location")).Query().Get("redirect_uri"); got != "https://chat.example/api/session/oidc/callback" {
		t.Errorf("sent back to %s", got)
	}
}

func TestNobodyIsLedElsewhereAfterSigningIn(t *testing.T) {
	c := newCompany(t)
	for _, back := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "javascript:alert(1)"} {
		b := c.newBrowser()
		begun := c.hop(b, "/api/session/oidc?return="+url.QueryEscape(back))
		done := c.hop(b, c.hop(b, begun.header.Get("Location")).header.Get("Location"))
		if done.status != 303 || done.header.Get("Location") != "/" {
			t.Errorf("%q leads to %d %s", back, done.status, done.header.Get("Location"))
		}
	}
}

func TestFailedSignInsAreAPageInTheReadersLanguage(t *testing.T) {
	c := newCompany(t)
	r := c.do(c.newBrowser(), "GET", "/api/session/oidc/callback?state=AAAA&code=%3Cscript%3E", "",
		"Accept-Language", "en")
	if r.status != 401 || !strings.Contains(r.header.Get("Content-Type"), "text/html") || !strings.Contains(r.body, `lang="en"`) ||
		!strings.Contains(r.body, "Sign in again") || strings.Contains(r.body, "<script") ||
		r.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %s", r.status, r.body)
	}
	c.provider.Set(func(s *oidctest.Settings) { s.User["email_verified"] = false })
	b := c.newBrowser()
	if r := c.do(b, "GET", "/api/session/oidc", ""); r.status != 403 ||
		!strings.Contains(r.body, "확인된 이메일") {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r := c.do(b, "GET", "/api/session", ""); parse[wire.Session](t, r.body).SignedIn {
		t.Error("signed in all the same")
	}
	c.provider.Set(func(s *oidctest.Settings) { s.Refusal = "access_denied" })
	if r := c.do(c.newBrowser(), "GET", "/api/session/oidc", ""); r.status != 403 ||
		!strings.Contains(r.body, "취소") {
		t.Errorf("%d %s", r.status, r.body)
	}
	if strings.Contains(c.log.String(), "code=") {
		t.Error("the log holds a query")
	}
}

func TestAReplayedCallbackSignsNobodyIn(t *testing.T) {
	c := newCompany(t)
	b := c.newBrowser()
	sent := c.hop(b, c.hop(b, "/api/session/oidc").header.Get("Location"))
	at := sent.header.Get("Location")
	kept := b.Jar.Cookies(mustURL(t, c.url))
	if r := c.hop(b, at); r.status != 303 {
		t.Fatalf("%d", r.status)
	}
	if r := c.hop(b, at); r.status != 401 { // the browser's back button
		t.Errorf("again: %d", r.status)
	}
	thief := c.newBrowser()
	thief.Jar.SetCookies(mustURL(t, c.url), kept)
	if r := c.hop(thief, at); r.status != 401 {
		t.Errorf("with a copy of the cookie: %d", r.status)
	}
	if r := c.hop(c.newBrowser(), at); r.status != 401 {
		t.Errorf("in another browser: %d", r.status)
	}
}

func TestAdministratorsComeByTheirGroup(t *testing.T) {
	c := newCompany(t)
	c.provider.Set(func(s *oidctest.Settings) { s.User["groups"] = []string{"admins"} })
	b := c.signInThrough()
	if s := parse[wire.Session](t, c.do(b, "GET", "/api/session", "").body); !s.Admin {
		t.Errorf("%+v", s)
	}
}

func TestSigningOutOffersToEndTheProvidersSession(t *testing.T) {
	c := newCompany(t)
	b := c.signInThrough()
	r := c.do(b, "DELETE", "/api/session", "")
	end := mustURL(t, parse[wire.SignedOut](t, r.body).EndSession)
	if r.status != 200 || end.Path != "/logout" ||
		end.Query().Get("post_logout_redirect_uri") != c.url+"/" {
		t.Errorf("%d %s", r.status, r.body)
	}
	if s := parse[wire.Session](t, c.do(b, "GET", "/api/session", "").body); s.SignedIn {
		t.Error("still signed in")
	}
	own := c.account("lee")
	if r := c.do(own, "DELETE", "/api/session", ""); r.status != 204 {
		t.Errorf("an own account: %d %s", r.status, r.body)
	}
	again := c.signInThrough()
	c.provider.Set(func(s *oidctest.Settings) { s.Down = true })
	if r := c.do(again, "DELETE", "/api/session", ""); r.status != 200 { // its description is known
		t.Errorf("while the provider is down: %d %s", r.status, r.body)
	}
}

func TestPasswordsCanBeSwitchedOff(t *testing.T) {
	c := newCompany(t, func(_ *server.Parts, o *server.Options) { o.NoPasswords = true })
	if _, err := c.signIn.Add(t.Context(), signin.NewAccount{User: "lee",
		Password: password}); err != nil {
		t.Fatal(err)
	}
	if s := parse[wire.Session](t, c.do(c.browser, "GET", "/api/session", "").body); s.Passwords ||
		s.Provider == nil {
		t.Errorf("%+v", s)
	}
	if r := c.post("/api/session", `{"user":"lee","password":"`+password+`"}`, 400); !strings.Contains(r.body, "not_configured") {
		t.Errorf("%s", r.body)
	}
}

func TestAProviderNeedsAccounts(t *testing.T) {
	p, err := oidc.New(oidc.Options{Issuer: "https://id.example", ClientID: "mundap"})
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	if _, err := server.New(server.Parts{
		Documents: &w.documents, Blobs: w.blobs, History: &w.history, Settings: &w.settings,
		Turns: w.turns, Chat: w.chat, Ingest: w.ingest,
		Citations: w.server.Citations, OIDC: p,
	}, server.Options{}); err == nil {
		t.Error("made")
	}
}
