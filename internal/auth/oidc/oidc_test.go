package oidc

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/mundap/mundap/internal/auth/oidc/oidctest"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/fault"
)

const redirect = "http://127.0.0.1:8420/api/session/oidc/callback"

// visit is a provider, a Mundap that uses it, and a browser.
type visit struct {
	*testing.T
	provider *oidctest.Provider
	*Provider
	browser *http.Client
	now     time.Time
}

func newVisit(t *testing.T, change func(*Options)) *visit {
	t.Helper()
	v := &visit{T: t, provider: oidctest.New(t), now: time.Now()}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	v.browser = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	o := Options{Issuer: v.provider.URL, ClientID: "mundap", Client: &http.Client{Transport: transport}, Now: func() time.Time { return v.now }}
	if change != nil {
		change(&o)
	}
	p, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	v.Provider = p
	return v
}

// goThere follows a start to the provider, which sends the browser back.
func (v *visit) goThere(s Start) Answer {
	v.Helper()
	resp, err := v.browser.Get(s.URL)
	if err != nil {
		v.Fatal(err)
	}
	defer resp.Body.Close()
	back, err := url.Parse(resp.Header.Get("Location"))
	if err != nil || !strings.HasPrefix(back.String(), redirect+"?") {
		v.Fatalf("status %d, sent to %v, %v", resp.StatusCode, back, err)
	}
	return Answer{Key: s.Key, Query: back.Query(), Redirect: redirect}
}

func (v *visit) start(back string) Start {
	v.Helper()
	s, err := v.Begin(v.Context(), redirect, back)
	if err != nil {
		v.Fatal(err)
	}
	return s
}

func (v *visit) signIn() (signin.Identity, error) {
	v.Helper()
	who, _, err := v.Finish(v.Context(), v.goThere(v.start("/")))
	return who, err
}

func TestASignInGivesTheIdentityAndThePageToReturnTo(t *testing.T) {
	v := newVisit(t, nil)
	who, back, err := v.Finish(t.Context(), v.goThere(v.start("/c/1?a=b#c")))
	want := signin.Identity{Subject: v.provider.URL + " 248289761001", User: "kim@example.com", Name: "김서연"}
	if err != nil || who != want || back != "/c/1?a=b#c" {
		t.Fatalf("%+v, %q, %v", who, back, err)
	}
	if n := v.provider.Asked("/.well-known/openid-configuration"); n != 1 {
		t.Errorf("the provider described itself %d times", n)
	}
}

func TestTheAddressAtTheProviderTellsNoSecret(t *testing.T) {
	v := newVisit(t, func(o *Options) { o.Secret = func(context.Context) (string, error) { return "hush-hush", nil } })
	s := v.start("/")
	k := parseKey(s.Key)
	for _, secret := range []string{"hush", s.Key, k.verifier()} {
		if strings.Contains(s.URL, secret) {
			t.Errorf("%s stands in %s", secret, s.URL)
		}
	}
	if again := v.start("/"); again.Key == s.Key || again.URL == s.URL {
		t.Error("two attempts are the same")
	}
}

func TestClientsProveThemselvesAsTheProviderAsks(t *testing.T) {
	for name, c := range map[string]struct {
		secret  string
		methods []string
	}{
		"a public client":                 {},
		"with a secret, by default":       {"s3cret", nil},
		"with a secret in the header":     {"s3cret", []string{"client_secret_post", "client_secret_basic"}},
		"with a secret in the parameters": {"s3cret", []string{"client_secret_post"}},
	} {
		t.Run(name, func(t *testing.T) {
			v := newVisit(t, func(o *Options) { o.Secret = func(context.Context) (string, error) { return c.secret, nil } })
			v.provider.Set(func(s *oidctest.Settings) { s.Secret, s.Methods = c.secret, c.methods })
			if _, err := v.signIn(); err != nil {
				t.Error(err)
			}
			if n := v.provider.Asked("/token"); n != 1 {
				t.Errorf("the code was shown %d times", n)
			}
		})
	}
}

func TestAWrongSecretIsTheAdministratorsToMend(t *testing.T) {
	v := newVisit(t, func(o *Options) { o.Secret = func(context.Context) (string, error) { return "wrong-secret", nil } })
	v.provider.Set(func(s *oidctest.Settings) { s.Secret = "right" })
	_, err := v.signIn()
	if !fault.Is(err, fault.NotConfigured) || !strings.Contains(err.Error(), "invalid_client") || strings.Contains(err.Error(), "wrong-secret") {
		t.Error(err)
	}
}

func TestAProviderWithoutIDTokensIsTheAdministratorsToMend(t *testing.T) {
	v := newVisit(t, nil)
	v.provider.Set(func(s *oidctest.Settings) { s.Signed = func(oidctest.Claims) string { return "" } })
	if _, err := v.signIn(); !fault.Is(err, fault.NotConfigured) {
		t.Error(err)
	}
}

func TestScopes(t *testing.T) {
	for want, scopes := range map[string][]string{
		"openid profile email": nil,
		"openid":               {},
		"openid groups email":  {"groups", "openid", "email", "groups"},
	} {
		v := newVisit(t, func(o *Options) { o.Scopes = scopes })
		u, err := url.Parse(v.start("/").URL)
		if err != nil || u.Query().Get("scope") != want {
			t.Errorf("%v: %q, %v, want %q", scopes, u.Query().Get("scope"), err, want)
		}
	}
}

func TestAnAnswerCountsInTheBrowserThatAskedOnly(t *testing.T) {
	v := newVisit(t, nil)
	good, other := v.goThere(v.start("/")), v.goThere(v.start("/"))
	state := good.Query.Get("state")
	tampered := []byte(state)
	tampered[len(tampered)-1] ^= 1
	for name, a := range map[string]Answer{
		"no cookie":               {Query: good.Query},
		"another browser's":       {Key: other.Key, Query: good.Query},
		"a cookie that is none":   {Key: "AAAA", Query: good.Query},
		"no state":                {Key: good.Key, Query: url.Values{"code": good.Query["code"]}},
		"another state":           {Key: good.Key, Query: url.Values{"code": good.Query["code"], "state": other.Query["state"]}},
		"a tampered state":        {Key: good.Key, Query: url.Values{"code": good.Query["code"], "state": {string(tampered)}}},
		"a state that goes on":    {Key: good.Key, Query: url.Values{"code": good.Query["code"], "state": {state + "AAAA"}}},
		"a refusal with no state": {Key: good.Key, Query: url.Values{"error": {"access_denied"}}},
	} {
		a.Redirect = redirect
		if _, _, err := v.Finish(t.Context(), a); !fault.Is(err, fault.Unauthenticated) || fault.MessageOf(err) != errOver.Message {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := v.provider.Asked("/token"); n != 0 {
		t.Errorf("%d codes were shown to the provider", n)
	}
	if _, _, err := v.Finish(t.Context(), good); err != nil {
		t.Errorf("the right one: %v", err)
	}
}

func TestACodeOfAnotherAttemptIsRefused(t *testing.T) {
	v := newVisit(t, nil)
	mine, theirs := v.goThere(v.start("/")), v.goThere(v.start("/"))
	mine.Query.Set("code", theirs.Query.Get("code")) // somebody plants their own code
	if _, _, err := v.Finish(t.Context(), mine); !fault.Is(err, fault.Unauthenticated) {
		t.Error(err)
	}
}

func TestACodeIsUsedOnce(t *testing.T) {
	v := newVisit(t, nil)
	a := v.goThere(v.start("/"))
	if _, _, err := v.Finish(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if _, _, err := v.Finish(t.Context(), a); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("replayed: %v", err)
	}
}

func TestAnAttemptEnds(t *testing.T) {
	v := newVisit(t, nil)
	a := v.goThere(v.start("/"))
	v.now = v.now.Add(attemptTime)
	if _, _, err := v.Finish(t.Context(), a); !fault.Is(err, fault.Unauthenticated) {
		t.Error(err)
	}
}

func TestTokensThatAreNotBelieved(t *testing.T) {
	hmacKey := func(c oidctest.Claims, p *oidctest.Provider) string {
		return oidctest.Sign(jose.SigningKey{Algorithm: jose.HS256, Key: p.PublicKey()}, c)
	}
	for name, tamper := range map[string]func(oidctest.Claims, *oidctest.Provider){
		"another nonce":     func(c oidctest.Claims, _ *oidctest.Provider) { c["nonce"] = "bm9uY2U" },
		"no nonce":          func(c oidctest.Claims, _ *oidctest.Provider) { delete(c, "nonce") },
		"over":              func(c oidctest.Claims, _ *oidctest.Provider) { c["exp"] = time.Now().Add(-2 * time.Minute).Unix() },
		"without an end":    func(c oidctest.Claims, _ *oidctest.Provider) { delete(c, "exp") },
		"from the future":   func(c oidctest.Claims, _ *oidctest.Provider) { c["iat"] = time.Now().Add(10 * time.Minute).Unix() },
		"not yet":           func(c oidctest.Claims, _ *oidctest.Provider) { c["nbf"] = time.Now().Add(10 * time.Minute).Unix() },
		"for somebody else": func(c oidctest.Claims, _ *oidctest.Provider) { c["aud"] = "another" },
		"for somebody else too": func(c oidctest.Claims, _ *oidctest.Provider) {
			c["aud"], c["azp"] = []string{"mundap", "another"}, "mundap"
		},
		"given to somebody else":  func(c oidctest.Claims, _ *oidctest.Provider) { c["azp"] = "another" },
		"by another issuer":       func(c oidctest.Claims, _ *oidctest.Provider) { c["iss"] = "https://id.example" },
		"without a subject":       func(c oidctest.Claims, _ *oidctest.Provider) { delete(c, "sub") },
		"with another's access":   func(c oidctest.Claims, _ *oidctest.Provider) { c["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA" },
		"with an endless subject": func(c oidctest.Claims, _ *oidctest.Provider) { c["sub"] = strings.Repeat("x", 256) },
	} {
		t.Run(name, func(t *testing.T) {
			v := newVisit(t, nil)
			v.provider.Set(func(s *oidctest.Settings) { s.Tamper = func(c oidctest.Claims) { tamper(c, v.provider) } })
			if who, err := v.signIn(); !fault.Is(err, fault.Unauthenticated) {
				t.Errorf("%+v, %v", who, err)
			}
		})
	}
	for name, sign := range map[string]func(oidctest.Claims, *oidctest.Provider) string{
		"signed with the public key as a secret": hmacKey,
		"signed by nobody": func(c oidctest.Claims, _ *oidctest.Provider) string {
			part := func(v any) string {
				data, _ := json.Marshal(v)
				return base64.RawURLEncoding.EncodeToString(data)
			}
			return part(oidctest.Claims{"alg": "none"}) + "." + part(c) + "."
		},
		"signed by another key": func(c oidctest.Claims, _ *oidctest.Provider) string {
			other := oidctest.New(t)
			return other.Sign(c)
		},
		"no token at all": func(oidctest.Claims, *oidctest.Provider) string { return "hello" },
		"cut":             func(c oidctest.Claims, p *oidctest.Provider) string { s := p.Sign(c); return s[:len(s)-4] },
	} {
		t.Run(name, func(t *testing.T) {
			v := newVisit(t, nil)
			v.provider.Set(func(s *oidctest.Settings) { s.Signed = func(c oidctest.Claims) string { return sign(c, v.provider) } })
			if who, err := v.signIn(); !fault.Is(err, fault.Unauthenticated) {
				t.Errorf("%+v, %v", who, err)
			}
		})
	}
}

func TestOnlyAsymmetricAlgorithmsSign(t *testing.T) {
	for _, c := range []struct{ named, want string }{
		{"ES256 HS256 none PS512", "ES256 PS512"}, {"HS256 none", "RS256"}, {"", "RS256"}, {"EdDSA", "EdDSA"},
	} {
		if got := strings.Join(signedBy(strings.Fields(c.named)), " "); got != c.want {
			t.Errorf("of %q: %q", c.named, got)
		}
	}
}

func TestClocksMayDiffer(t *testing.T) {
	v := newVisit(t, nil)
	v.provider.Set(func(s *oidctest.Settings) {
		s.Tamper = func(c oidctest.Claims) {
			c["iat"], c["nbf"], c["exp"] = time.Now().Add(30*time.Second).Unix(), time.Now().Add(30*time.Second).Unix(), time.Now().Add(-30*time.Second).Unix()
		}
	})
	if _, err := v.signIn(); err != nil {
		t.Error(err)
	}
}

func TestFurtherAudiencesNeedToBeAllowed(t *testing.T) {
	v := newVisit(t, func(o *Options) { o.Audiences = []string{"api"} })
	v.provider.Set(func(s *oidctest.Settings) {
		s.Tamper = func(c oidctest.Claims) { c["aud"] = []string{"api", "mundap"} }
	})
	if _, err := v.signIn(); err != nil {
		t.Error(err)
	}
}

func TestKeysRotate(t *testing.T) {
	v := newVisit(t, nil)
	for range 3 {
		if _, err := v.signIn(); err != nil {
			t.Fatal(err)
		}
		v.provider.Rotate()
	}
	if n := v.provider.Asked("/keys"); n != 3 {
		t.Errorf("keys were fetched %d times", n)
	}
}

func TestAnAnswerOfAnotherIssuerIsRefused(t *testing.T) {
	v := newVisit(t, nil)
	a := v.goThere(v.start("/"))
	a.Query.Set("iss", "https://id.example")
	if _, _, err := v.Finish(t.Context(), a); !fault.Is(err, fault.Unauthenticated) || v.provider.Asked("/token") != 0 {
		t.Error(err)
	}
	v = newVisit(t, nil)
	v.provider.Set(func(s *oidctest.Settings) {
		s.Described = func(d oidctest.Claims) { d["authorization_response_iss_parameter_supported"] = true }
	})
	a = v.goThere(v.start("/"))
	a.Query.Del("iss")
	if _, _, err := v.Finish(t.Context(), a); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("without the issuer that it promises: %v", err)
	}
}

func TestRefusalsOfTheProvider(t *testing.T) {
	for refusal, kind := range map[string]fault.Kind{
		"access_denied": fault.Forbidden, "temporarily_unavailable": fault.Unavailable, "unauthorized_client": fault.NotConfigured,
	} {
		v := newVisit(t, nil)
		v.provider.Set(func(s *oidctest.Settings) { s.Refusal = refusal })
		if _, err := v.signIn(); !fault.Is(err, kind) || !strings.Contains(err.Error(), refusal) {
			t.Errorf("%s: %v", refusal, err)
		}
	}
}

func TestAProviderThatIsDown(t *testing.T) {
	v := newVisit(t, nil)
	down := func(is bool) { v.provider.Set(func(s *oidctest.Settings) { s.Down = is }) }
	down(true)
	for range 3 {
		if _, err := v.Begin(t.Context(), redirect, "/"); !fault.Is(err, fault.Unavailable) {
			t.Fatal(err)
		}
	}
	if n := v.provider.Asked("/.well-known/openid-configuration"); n != 1 {
		t.Errorf("asked %d times in a moment", n)
	}
	down(false)
	v.now = v.now.Add(pause)
	a := v.goThere(v.start("/"))
	down(true)
	if _, _, err := v.Finish(t.Context(), a); !fault.Is(err, fault.Unavailable) {
		t.Errorf("the token endpoint: %v", err)
	}
	v.now = v.now.Add(rediscover)
	if _, err := v.Begin(t.Context(), redirect, "/"); err != nil {
		t.Errorf("what it said before counts: %v", err)
	}
}

func TestKeysThatCantBeFetchedAreTheProvidersFault(t *testing.T) {
	v := newVisit(t, nil)
	v.provider.Set(func(s *oidctest.Settings) {
		s.Signed = func(c oidctest.Claims) string {
			text := v.provider.Sign(c)
			s.Down = true // after this answer
			return text
		}
	})
	if _, err := v.signIn(); !fault.Is(err, fault.Unavailable) {
		t.Error(err)
	}
}

func TestDescriptionsThatAreNotTaken(t *testing.T) {
	for name, change := range map[string]func(oidctest.Claims){
		"another issuer":          func(d oidctest.Claims) { d["issuer"] = "https://id.example" },
		"keys without TLS":        func(d oidctest.Claims) { d["jwks_uri"] = "http://id.example/keys" },
		"tokens without TLS":      func(d oidctest.Claims) { d["token_endpoint"] = "http://id.example/token" },
		"no authorization":        func(d oidctest.Claims) { delete(d, "authorization_endpoint") },
		"a script for an address": func(d oidctest.Claims) { d["authorization_endpoint"] = "javascript:alert(1)" },
	} {
		v := newVisit(t, nil)
		v.provider.Set(func(s *oidctest.Settings) { s.Described = change })
		if _, err := v.Begin(t.Context(), redirect, "/"); !fault.Is(err, fault.NotConfigured) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestACancelledSignInSaysNothingAboutTheProvider(t *testing.T) {
	v := newVisit(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.Begin(ctx, redirect, "/"); !fault.Is(err, fault.Canceled) {
		t.Error(err)
	}
	if _, err := v.Begin(t.Context(), redirect, "/"); err != nil {
		t.Error(err)
	}
}

func TestTheProvidersSessionCanBeEnded(t *testing.T) {
	v := newVisit(t, nil)
	u, err := url.Parse(v.EndSession(t.Context(), "https://chat.example/"))
	if err != nil || u.Path != "/logout" || u.Query().Get("client_id") != "mundap" || u.Query().Get("post_logout_redirect_uri") != "https://chat.example/" {
		t.Errorf("%v, %v", u, err)
	}
	v = newVisit(t, nil)
	v.provider.Set(func(s *oidctest.Settings) {
		s.Described = func(d oidctest.Claims) { d["end_session_endpoint"] = "javascript:alert(1)" }
	})
	if got := v.EndSession(t.Context(), "https://chat.example/"); got != "" {
		t.Errorf("offers %s", got)
	}
}

func TestOptionsThatCantWork(t *testing.T) {
	for _, o := range []Options{
		{ClientID: "a"}, {Issuer: "https://id.example"}, {Issuer: "http://id.example", ClientID: "a"}, {Issuer: "id.example", ClientID: "a"},
		{Issuer: "https://id.example?x=1", ClientID: "a"}, {Issuer: "https://accounts.google.com", ClientID: "a"},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%+v", o)
		}
	}
	if _, err := New(Options{Issuer: "https://accounts.google.com", ClientID: "a", Domains: []string{"example.com"}}); err != nil {
		t.Errorf("a domain at a provider of everybody's: %v", err)
	}
}
