package lambdafn

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mundap/mundap/internal/auth/authtest"
	"github.com/mundap/mundap/internal/auth/oidc"
	"github.com/mundap/mundap/internal/auth/oidc/oidctest"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history/historytest"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/settings/settingstest"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/turn/turntest"
	"github.com/mundap/mundap/internal/wire"
)

func environment(more map[string]string) func(string) string {
	return func(name string) string { return more[name] }
}

func TestTheIdentityProviderComesFromTheEnvironment(t *testing.T) {
	c, err := FromEnv(environment(map[string]string{
		"MUNDAP_SIGN_IN": "oidc", "MUNDAP_OIDC_ISSUER": "https://id.example",
		"MUNDAP_OIDC_CLIENT_ID": "mundap", "MUNDAP_OIDC_SECRET": "mundap-oidc",
		"MUNDAP_OIDC_ADMIN_CLAIM":   "cognito:groups=mundap-admins",
		"MUNDAP_OIDC_EMAIL_DOMAINS": "a.example, b.example",
	}))
	if err != nil || c.open() || !c.noPasswords() || c.OIDCSecret != "mundap-oidc" ||
		len(c.Settings.OIDC.EmailDomains) != 2 ||
		c.Settings.OIDC.AdminClaim != "cognito:groups=mundap-admins" {
		t.Errorf("%+v, %v", c, err)
	}
	others, err := FromEnv(environment(map[string]string{"MUNDAP_SIGN_IN": "oidc"}))
	if err != nil || others.Settings.OIDC.Issuer != "" || others.open() || !others.noPasswords() {
		t.Errorf("functions that sign nobody in: %+v, %v", others, err)
	}
	for own, passwords := range map[string]bool{"true": true, "false": false} {
		c, err := FromEnv(environment(map[string]string{
			"MUNDAP_SIGN_IN": "oidc", "MUNDAP_OIDC_ISSUER": "https://id.example",
			"MUNDAP_OIDC_CLIENT_ID": "mundap", "MUNDAP_OIDC_OWN_ACCOUNTS": own,
		}))
		if err != nil || c.noPasswords() == passwords {
			t.Errorf("own accounts %s: %+v, %v", own, c, err)
		}
	}
	if _, err := FromEnv(environment(map[string]string{"MUNDAP_OIDC_ISSUER": "https://id.example",
		"MUNDAP_OIDC_CLIENT_ID": "mundap", "MUNDAP_OIDC_REQUIRED_CLAIM": "staff"})); err == nil ||
		!strings.Contains(err.Error(), "oidc.required_claim") {
		t.Errorf("%v", err)
	}
}

func TestAFunctionDoesNotStartWithAProviderThatCantWork(t *testing.T) {
	for name, o := range map[string]schema.OIDC{
		"no client":     {Issuer: "https://id.example"},
		"without TLS":   {Issuer: "http://id.example", ClientID: "a"},
		"for everybody": {Issuer: "https://accounts.google.com", ClientID: "a"},
	} {
		p := &parts{config: Config{Settings: schema.Settings{OIDC: o}}, aws: aws.Config{}}
		if _, err := p.oidc(); err == nil {
			t.Errorf("%s: made", name)
		}
		if _, err := p.server(nil, nil); err == nil {
			t.Errorf("%s: a server was made", name)
		}
	}
	if provider, err := (&parts{}).oidc(); provider != nil || err != nil {
		t.Errorf("none: %v, %v", provider, err)
	}
}

func TestAFunctionDoesNotStartWithProfilesThatCannotBeRead(t *testing.T) {
	p := testParts(t, nil)
	p.config.Settings.Profiles = `[{"region":"us-east-1"`
	if _, err := p.server(nil, nil); err == nil {
		t.Error("a server was made")
	}
}

const site = "https://chat.example"

// signInWorld is the site function and the authorizer on stores in memory.
func signInWorld(t *testing.T, provider *oidctest.Provider) (*rest, *authorizer) {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	p, err := oidc.New(oidc.Options{Issuer: provider.URL, ClientID: "mundap",
		Client: &http.Client{Transport: transport}})
	if err != nil {
		t.Fatal(err)
	}
	sessions := signin.New(&authtest.Memory{},
		signin.Options{Cost: signin.Cost{MemoryKiB: 8, Passes: 1, Threads: 1}})
	documents, blobs := &documenttest.Memory{}, blobtest.NewMemory(nil, nil)
	turns := turn.NewLog(&turntest.Memory{}, turn.LogOptions{})
	t.Cleanup(turns.Close)
	handler, err := server.New(server.Parts{
		Documents: documents, Blobs: blobs, History: &historytest.Memory{},
		Settings: &settingstest.Memory{}, Turns: turns, Chat: noChat{},
		Ingest:    ingest.NewService(ingest.Options{Documents: documents, Blobs: blobs}),
		Citations: citation.New(documents, blobs, citation.Options{}), SignIn: sessions, OIDC: p,
		Log: slog.New(slog.DiscardHandler),
	}, server.Options{TrustProxy: true, SiteURL: site, NoPasswords: true,
		SocketURL: "wss://socket.example/prod"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := newREST(handler, site)
	if err != nil {
		t.Fatal(err)
	}
	return r, &authorizer{sessions: sessions, secure: true}
}

// call sends a request of API Gateway's, with cookies, and keeps those of the answer.
func call(t *testing.T, r *rest, method, path string, query url.Values,
	cookies map[string]string) events.APIGatewayProxyResponse {
	t.Helper()
	e := events.APIGatewayProxyRequest{
		HTTPMethod: method, Path: path, MultiValueQueryStringParameters: query, Body: `{"userId":null}`,
		MultiValueHeaders: map[string][]string{"Host": {"x.execute-api.amazonaws.com"},
			"Cookie": {cookieHeader(cookies)}, "Origin": {site}},
	}
	out, err := r.handle(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range (&http.Response{Header: out.MultiValueHeaders}).Cookies() {
		if c.MaxAge < 0 {
			delete(cookies, c.Name)
			continue
		}
		cookies[c.Name] = c.Value
	}
	return out
}

func cookieHeader(cookies map[string]string) string {
	var all []string
	for name, value := range cookies {
		all = append(all, name+"="+value)
	}
	return strings.Join(all, "; ")
}

func TestThroughTheProviderToASessionThatTheAuthorizerKnows(t *testing.T) {
	provider := oidctest.New(t)
	provider.Set(func(s *oidctest.Settings) { s.Redirect = site + "/api/session/oidc/callback" })
	r, a := signInWorld(t, provider)
	cookies := map[string]string{}
	begun := call(t, r, "GET", "/api/session/oidc", url.Values{"return": {"/c/1"}}, cookies)
	if begun.StatusCode != http.StatusSeeOther || cookies["__Host-mundap_oidc"] == "" {
		t.Fatalf("%+v", begun)
	}
	browser := &http.Client{Transport: &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request,
			[]*http.Request) error {
			return http.ErrUseLastResponse
		}}
	resp, err := browser.Get(begun.MultiValueHeaders["Location"][0])
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	back, err := url.Parse(resp.Header.Get("Location"))
	if err != nil || !strings.HasPrefix(back.String(), site+"/api/session/oidc/callback?") {
		t.Fatalf("%v, %v", back, err)
	}
	done := call(t, r, "GET", back.Path, back.Query(), cookies)
	if done.StatusCode != http.StatusSeeOther || done.MultiValueHeaders["Location"][0] != "/c/1" ||
		cookies["__Host-mundap_oidc"] != "" {
		t.Fatalf("%+v", done)
	}
	out, err := a.handle(t.Context(), authorization{MethodArn: "arn:x",
		MultiValueHeaders: map[string][]string{"cookie": {cookieHeader(cookies)}}})
	if err != nil || out.Context[contextName] != "kim@example.com" {
		t.Fatalf("by the cookie: %+v, %v", out, err)
	}

	provisioned := call(t, r, "POST", "/provisioning", nil, cookies)
	var envelope wire.ProvisioningResponse
	var info wire.ProvisioningInfo
	if err := json.Unmarshal([]byte(provisioned.Body), &envelope); err != nil ||
		json.Unmarshal([]byte(envelope.Info), &info) != nil {
		t.Fatalf("%s, %v", provisioned.Body, err)
	}
	socket, err := url.Parse(info.WSSURL)
	if err != nil {
		t.Fatal(err)
	}
	e := authorization{MethodArn: "arn:x",
		QueryStringParameters: map[string]string{"ticket": socket.Query().Get("ticket")}}
	e.RequestContext.EventType = "CONNECT"
	if out, err := a.handle(t.Context(), e); err != nil ||
		out.Context[contextName] != "kim@example.com" {
		t.Errorf("by the ticket: %+v, %v", out, err)
	}

	again := call(t, r, "GET", back.Path, back.Query(), map[string]string{})
	if again.StatusCode != http.StatusUnauthorized || again.IsBase64Encoded ||
		!strings.Contains(again.MultiValueHeaders["Content-Type"][0], "text/html") {
		t.Errorf("in another browser: %+v", again)
	}
	if ended := call(t, r, "DELETE", "/api/session", nil,
		cookies); ended.StatusCode != http.StatusOK || !strings.Contains(ended.Body,
		url.QueryEscape(site+"/")) {
		t.Errorf("%+v", ended)
	}
	if _, err := a.handle(t.Context(), e); err == nil {
		t.Error("the ticket outlives the session")
	}
}

func TestAccountsAreChangedByInvokingTheFunction(t *testing.T) {
	store := &authtest.Memory{}
	h := newHarness(t)
	var closed lines
	a := accounts{store, signin.New(store,
		signin.Options{Cost: signin.Cost{MemoryKiB: 8, Passes: 1, Threads: 1}}),
		switchboard{h.jobs.clients.connections, &closed, h.jobs.turns, time.Now}}
	do := func(event string) (changedAccount, error) {
		t.Helper()
		raw := json.RawMessage(event)
		if !isAccountCommand(raw) {
			t.Fatalf("%s is none", event)
		}
		out, err := typed(a.handle)(t.Context(), raw)
		return out.(changedAccount), err
	}
	added, err := do(`{"addAccount":{"user":"Kim","admin":true}}`)
	if err != nil || added.User != "kim" || added.Password == "" {
		t.Fatalf("%+v, %v", added, err)
	}
	kim, err := store.Account(t.Context(), "kim")
	if err != nil {
		t.Fatal(err)
	}
	h.user = string(kim.ID)
	h.connected(t, "")
	if _, err := do(`{"lockAccount":{"user":"kim","locked":true}}`); err != nil {
		t.Fatal(err)
	}
	if len(closed) != 1 {
		t.Errorf("sockets %q are closed", closed)
	}
	if _, err := a.signIn.SignIn(t.Context(), "kim", added.Password, signin.From{}); !fault.Is(err,
		fault.Unauthenticated) {
		t.Errorf("locked: %v", err)
	}
	if _, err := do(`{"lockAccount":{"user":"kim","locked":false}}`); err != nil {
		t.Fatal(err)
	}
	if _, err := a.signIn.SignIn(t.Context(), "kim", added.Password, signin.From{}); err != nil {
		t.Errorf("unlocked: %v", err)
	}
	if _, err := do(`{"removeAccount":{"user":"kim"}}`); err != nil {
		t.Fatal(err)
	}
	for _, event := range []string{`{"removeAccount":{"user":"kim"}}`, `{"lockAccount":{"user":"kim","locked":true}}`} {
		if _, err := do(event); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", event, err)
		}
	}
	if _, err := (accounts{}).handle(t.Context(), accountCommand{}); !fault.Is(err,
		fault.NotConfigured) {
		t.Errorf("where nobody signs in: %v", err)
	}
	for _, event := range []string{`{"httpMethod":"GET","path":"/api/session"}`, `{}`, `[]`} {
		if isAccountCommand(json.RawMessage(event)) {
			t.Errorf("%s is one", event)
		}
	}
}
