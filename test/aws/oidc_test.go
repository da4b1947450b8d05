package aws_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/mundap/mundap/internal/auth/oidc/oidctest"
	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/wire"
	"github.com/mundap/mundap/test/servers"
)

// secretARN is the client's secret, with the end that Secrets Manager gives to a name.
const secretARN = "arn:aws:secretsmanager:" + servers.Region + ":" + account +
	":secret:company/mundap-oidc-AbCdEf"

// withProvider is the default stack with sign_in.method oidc, as the tests of
// infra keep what differs.
func withProvider(t *testing.T, issuer string) template {
	t.Helper()
	s := readTemplate(t, "default")
	data, err := os.ReadFile(filepath.Join("..", "..", "infra", "testdata", "signin-oidc.json"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer("https://login.example.com/realms/company", issuer,
		"mundap-oidc-??????", "mundap-oidc-AbCdEf").Replace(string(data))
	var changed map[string]resource
	if err := json.Unmarshal([]byte(text), &changed); err != nil {
		t.Fatal(err)
	}
	delete(s.Resources, s.only("AWS::ApiGateway::Deployment")) // the one that rolled
	maps.Copy(s.Resources, changed)
	return s
}

// secretsManager answers a function that may read the client's secret.
func secretsManager(t *testing.T, e *emulator, handler, secret string) string {
	t.Helper()
	model := awstest.Load(t, "secretsmanager")
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		if err := model.Request(operation, body); err != nil {
			t.Errorf("%s: %v", operation, err)
		}
		var in struct{ SecretId string }
		_ = json.Unmarshal(body, &in) // the model has checked it
		if in.SecretId != "company/mundap-oidc" ||
			!e.permitted(handler, "secretsmanager:"+operation, secretARN) {
			w.Header().Set("X-Amzn-ErrorType", "AccessDeniedException")
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_ = json.NewEncoder(w).Encode(map[string]string{"ARN": secretARN, "SecretString": `{"client_secret":"` + secret + `"}`})
	}))
	e.atEnd(s.Close)
	return s.URL
}

// browser goes from page to page with cookies.
type browser struct {
	*emulator
	cookies map[string]string
}

// open sends a GET and does not follow where it leads.
func (b *browser) open(address string) (status int, leads string) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.ctx, "GET", address, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	resp, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		b.t.Fatal(err)
	}
	for _, c := range resp.Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
	}
	return resp.StatusCode, resp.Header.Get("Location")
}

// TestSigningInThroughAProvider takes the built program through the provider to
// a session that the authorizer lets in, with what the template opens and
// grants.
func TestSigningInThroughAProvider(t *testing.T) {
	provider := oidctest.New(t)
	provider.Set(func(s *oidctest.Settings) { s.Secret = "s3cret" })
	e := emulate(t, withProvider(t, provider.URL),
		func(e *emulator, handler string) map[string]string {
			if handler != "site" {
				return nil
			}
			return map[string]string{"MUNDAP_SECRETS_ENDPOINT": secretsManager(t, e, handler,
				"s3cret")}
		})
	provider.Set(func(s *oidctest.Settings) {
		s.Redirect = e.site.URL +
			"/api/session/oidc/callback"
	})

	b := &browser{e, map[string]string{}}
	if status, _ := b.open(e.site.URL + "/api/documents"); status != http.StatusUnauthorized {
		t.Errorf("without a session: %d", status)
	}
	status, login := b.open(e.site.URL + "/api/session/oidc?return=/docs")
	if status != http.StatusSeeOther || !strings.HasPrefix(login, provider.URL+"/authorize?") ||
		b.cookies["__Host-mundap_oidc"] == "" {
		t.Fatalf("begun: %d %s %v", status, login, b.cookies)
	}
	_, back := b.open(login)
	if status, page := b.open(back); status != http.StatusSeeOther || page != "/docs" {
		t.Fatalf("finished: %d %s", status, page)
	}
	cookie := &http.Cookie{Name: "__Host-mundap_session", Value: b.cookies["__Host-mundap_session"]}
	p := &person{emulator: e, cookie: cookie}
	var info wire.ProvisioningInfo
	p.inner("/provisioning", map[string]string{"userId": "kim@example.com"}, "info", &info)
	p.socket = info.WSSURL
	conn := p.dial()
	defer conn.CloseNow()
	message := mustJSON(t, wire.Request{
		UserID: "kim@example.com", RequestID: "r1", RequestTime: "2026-03-10 10:20:30",
		Type: "text", Body: "안녕하세요?", ConvType: "normal",
	})
	if err := conn.Write(e.ctx, websocket.MessageText, message); err != nil {
		t.Fatal(err)
	}
	if answer := p.completed(conn, "r1"); answer == "" {
		t.Error("there is no answer")
	}

	if status, _ := b.open(back); status != http.StatusUnauthorized {
		t.Errorf("the same answer again: %d", status)
	}
	locked, err := e.functions["site"].invoke(e.ctx, []byte(`{"lockAccount":{"user":"kim@example.com","locked":true}}`))
	if err != nil || !strings.Contains(string(locked), "kim@example.com") {
		t.Fatalf("%s, %v", locked, err)
	}
	if resp, body := e.call(cookie, "GET", "/api/documents",
		nil); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("of a locked account: %d %s", resp.StatusCode, body)
	}
	_, again := b.open(e.site.URL + "/api/session/oidc")
	if u, err := url.Parse(again); err != nil || u.Path != "/authorize" {
		t.Fatalf("%s, %v", again, err)
	}
	_, back = b.open(again)
	if status, _ := b.open(back); status != http.StatusForbidden {
		t.Errorf("a locked account comes again: %d", status)
	}
	own := e.signIn() // own accounts stand beside it
	if resp, body := e.call(own.cookie, "GET", "/api/documents",
		nil); resp.StatusCode != http.StatusOK {
		t.Errorf("an own account: %d %s", resp.StatusCode, body)
	}
}
