// Package oidctest is a small OpenID Connect provider for tests. It has
// discovery, authorization codes with PKCE, signed ID tokens, rotating keys,
// userinfo and logout. It signs in whomever the test names, without asking, and
// it can be told to behave in ways that the standard forbids.
package oidctest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Claims are what a token says.
type Claims map[string]any

// Provider is the provider. Its settings may be changed between requests, under Set.
type Provider struct {
	URL string // the issuer

	mu sync.Mutex
	Settings
	key   *ecdsa.PrivateKey
	keyID int
	codes map[string]grant
	asked map[string]int // requests by path
}

// Settings are what a test can change.
type Settings struct {
	ClientID string
	Secret   string // of the client; if "", it is public
	Redirect string // the only address that codes go to; "" means any
	User     Claims // who is signed in: claims of the ID token
	// further claims, which only the userinfo endpoint tells; if nil, there is no such endpoint
	UserInfo  Claims
	Refusal   string              // error that the authorization endpoint answers; "" if there is none
	Tamper    func(Claims)        // changes an ID token before it is signed
	Signed    func(Claims) string // signs in another way; if "", there is no ID token; called while a request is served
	Down      bool                // everything is 503
	Methods   []string            // how clients prove themselves; nil means the default
	Described func(Claims)        // changes the description
}

// grant is a code that was given out.
type grant struct {
	redirect, nonce, challenge string
	used                       bool
}

// New starts a provider that ends with the test.
func New(t testing.TB) *Provider {
	t.Helper()
	p := &Provider{codes: map[string]grant{}, asked: map[string]int{}}
	p.Settings = Settings{ClientID: "mundap", User: Claims{"sub": "248289761001",
		"email": "kim@example.com", "email_verified": true, "name": "김서연"}}
	p.Rotate()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.describe)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("GET /userinfo", p.userInfo)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.asked[r.URL.Path]++
		if p.Down {
			http.Error(w, "down", http.StatusServiceUnavailable)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	p.URL = server.URL
	t.Cleanup(server.Close)
	return p
}

// Set changes settings.
func (p *Provider) Set(change func(*Settings)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(&p.Settings)
}

// Asked counts the requests for a path.
func (p *Provider) Asked(path string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked[path]
}

// Rotate replaces the key that signs; the old one is published no longer.
func (p *Provider) Rotate() {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err) // never: the source of randomness does not fail
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.key = key
	p.keyID++
}

func (p *Provider) describe(w http.ResponseWriter, _ *http.Request) {
	d := Claims{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL +
			"/token", "jwks_uri": p.URL + "/keys",
		"end_session_endpoint": p.URL + "/logout", "response_types_supported": []string{"code"},
		"subject_types_supported":               []string{"public"},
		"id_token_signing_alg_values_supported": []string{"ES256", "HS256", "none"},
	}
	if p.UserInfo != nil {
		d["userinfo_endpoint"] = p.URL + "/userinfo"
	}
	if p.Methods != nil {
		d["token_endpoint_auth_methods_supported"] = p.Methods
	}
	if p.Described != nil {
		p.Described(d)
	}
	reply(w, d)
}

func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	redirect, err := url.Parse(q.Get("redirect_uri"))
	switch {
	case err != nil || p.Redirect != "" && q.Get("redirect_uri") != p.Redirect,
		q.Get("client_id") != p.ClientID:
		http.Error(w, "unknown client or address", http.StatusBadRequest)
		return
	case q.Get("response_type") != "code", q.Get("code_challenge_method") != "S256",
		q.Get("nonce") == "", q.Get("state") == "",
		!slices.Contains(strings.Fields(q.Get("scope")), "openid"):
		http.Error(w, "invalid_request", http.StatusBadRequest)
		return
	}
	answer := redirect.Query()
	answer.Set("state", q.Get("state"))
	answer.Set("iss", p.URL)
	if p.Refusal != "" {
		answer.Set("error", p.Refusal)
	} else {
		code := rand.Text()
		p.codes[code] = grant{redirect: q.Get("redirect_uri"), nonce: q.Get("nonce"),
			challenge: q.Get("code_challenge")}
		answer.Set("code", code)
	}
	redirect.RawQuery = answer.Encode()
	http.Redirect(w, r, redirect.String(), http.StatusFound)
}

func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	if !p.known(r) {
		refuse(w, http.StatusUnauthorized, "invalid_client")
		return
	}
	code := r.PostFormValue("code")
	g, ok := p.codes[code]
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !ok || g.used || r.PostFormValue("grant_type") != "authorization_code" ||
		g.redirect != r.PostFormValue("redirect_uri") ||
		g.challenge != base64.RawURLEncoding.EncodeToString(sum[:]) {
		refuse(w, http.StatusBadRequest, "invalid_grant")
		return
	}
	g.used = true
	p.codes[code] = g
	access := rand.Text()
	hashed := sha256.Sum256([]byte(access))
	now := time.Now()
	c := Claims{
		"iss": p.URL, "aud": p.ClientID, "nonce": g.nonce, "iat": now.Unix(),
		"exp":     now.Add(5 * time.Minute).Unix(),
		"at_hash": base64.RawURLEncoding.EncodeToString(hashed[:16]),
	}
	maps.Copy(c, p.User)
	if p.Tamper != nil {
		p.Tamper(c)
	}
	sign := p.Signed
	if sign == nil {
		sign = p.Sign
	}
	answer := Claims{"access_token": access, "token_type": "Bearer", "expires_in": 300}
	if token := sign(c); token != "" {
		answer["id_token"] = token
	}
	reply(w, answer)
}

// known reports whether the client authenticated itself in the required way.
func (p *Provider) known(r *http.Request) bool {
	id, secret, basic := r.BasicAuth()
	switch {
	case p.Secret == "":
		return !basic && r.PostFormValue("client_id") == p.ClientID
	case p.Methods == nil || slices.Contains(p.Methods, "client_secret_basic"):
		return basic && id == p.ClientID && secret == p.Secret
	}
	return !basic && r.PostFormValue("client_id") == p.ClientID &&
		r.PostFormValue("client_secret") == p.Secret
}

func (p *Provider) kid() string { return fmt.Sprintf("key-%d", p.keyID) }

// Sign makes an ID token as it should be. For Settings.Signed.
func (p *Provider) Sign(c Claims) string {
	return Sign(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: p.key,
		KeyID: p.kid()}}, c)
}

// PublicKey is the key that signatures are checked with, as JSON: what somebody
// might pass off as a shared secret.
func (p *Provider) PublicKey() []byte {
	data, err := json.Marshal(jose.JSONWebKey{Key: p.key.Public(), KeyID: p.kid(),
		Algorithm: "ES256", Use: "sig"})
	if err != nil {
		panic(err) // a key that was just made encodes
	}
	return data
}

// Sign makes a token of claims in compact form.
func Sign(key jose.SigningKey, c Claims) string {
	signer, err := jose.NewSigner(key, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		panic(err) // a test's mistake
	}
	data, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	jws, err := signer.Sign(data)
	if err != nil {
		panic(err)
	}
	text, err := jws.CompactSerialize()
	if err != nil {
		panic(err)
	}
	return text
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	reply(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.key.Public(), KeyID: p.kid(),
		Algorithm: "ES256", Use: "sig"}}})
}

func (p *Provider) userInfo(w http.ResponseWriter, r *http.Request) {
	if p.UserInfo == nil || !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ") {
		http.Error(w, "no", http.StatusUnauthorized)
		return
	}
	info := Claims{"sub": p.User["sub"]}
	maps.Copy(info, p.UserInfo)
	reply(w, info)
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the client is gone
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(Claims{"error": code})
}
