package e2e

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth/oidc/oidctest"
)

// browse opens an address as a browser does, following where it leads.
func browse(t *testing.T, client *http.Client, address string) (int, string) {
	t.Helper()
	resp, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

func TestTheCompanysPeopleSignInThroughItsProvider(t *testing.T) {
	provider := oidctest.New(t)
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	provider.Set(func(s *oidctest.Settings) { s.Secret = "s3cret" })
	data := t.TempDir()
	s := start(t, data, "--set", "oidc.issuer="+provider.URL, "--set", "oidc.client_id=mundap",
		"--set", "oidc.client_secret_file="+secret,
		"--set", "oidc.name=한빛상사", "--set", "oidc.email_domains=example.com", "--set",
		"oidc.admin_emails=kim@example.com")

	if _, body := browse(t, s.http, s.url+"/api/session"); !strings.Contains(body, `"provider":{"name":"한빛상사"}`) || strings.Contains(body, "passwords") {
		t.Errorf("who is not signed in learns %s", body)
	}
	newBrowser := func() *http.Client {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		return &http.Client{Jar: jar, Timeout: patience}
	}
	kim := newBrowser()
	if status, body := browse(t, kim, s.url+"/api/session/oidc"); status != http.StatusOK {
		t.Fatalf("%d %s", status, body)
	}
	if _, body := browse(t, kim, s.url+"/api/session"); !strings.Contains(body, `"user":"kim@example.com"`) || !strings.Contains(body, `"admin":true`) {
		t.Errorf("%s", body)
	}
	if out, _, status := mundap(t, data, "", "user", "list"); status != 0 ||
		!strings.Contains(out, "kim@example.com") || !strings.Contains(out, "회사 계정") {
		t.Errorf("%d %s", status, out)
	}
	if _, errs, status := mundap(t, data, "a good password\n", "user", "password",
		"kim@example.com"); status == 0 || !strings.Contains(errs, "회사 계정") {
		t.Errorf("a password for it: %d %s", status, errs)
	}
	if _, errs, status := mundap(t, data, "", "user", "lock", "kim@example.com"); status != 0 {
		t.Fatalf("%d %s", status, errs)
	}
	if _, body := browse(t, kim, s.url+"/api/session"); strings.Contains(body, "kim@") {
		t.Errorf("still signed in: %s", body)
	}
	if status, body := browse(t, kim, s.url+"/api/session/oidc"); status != http.StatusForbidden ||
		!strings.Contains(body, "잠겨 있어요") {
		t.Errorf("%d %s", status, body)
	}
	if _, errs, status := mundap(t, data, "", "user", "unlock", "kim@example.com"); status != 0 {
		t.Fatalf("%d %s", status, errs)
	}
	if status, body := browse(t, kim, s.url+"/api/session/oidc"); status != http.StatusOK {
		t.Errorf("%d %s", status, body)
	}
	provider.Set(func(s *oidctest.Settings) {
		s.User = oidctest.Claims{"sub": "2", "email": "eve@evil.example", "email_verified": true}
	})
	if status, body := browse(t, newBrowser(),
		s.url+"/api/session/oidc"); status != http.StatusForbidden || !strings.Contains(body,
		"이 계정으로는") {
		t.Errorf("of another domain: %d %s", status, body)
	}
	if out, errs, status := mundap(t, data, "a good password\n", "user", "add",
		"lee"); status != 0 {
		t.Fatalf("%d %s %s", status, out, errs)
	}
	if _, body := browse(t, newBrowser(), s.url+"/api/session"); !strings.Contains(body, `"passwords":true`) {
		t.Errorf("with an own account: %s", body)
	}
	doctor := func() string {
		out, _, _ := mundap(t, data, "", "doctor", "--set", "oidc.issuer="+provider.URL, "--set",
			"oidc.client_id=a")
		return out
	}
	if out := doctor(); !strings.Contains(out, "✓ 로그인 서버 "+provider.URL) {
		t.Errorf("the doctor says\n%s", out)
	}
	provider.Set(func(s *oidctest.Settings) {
		s.Described = func(d oidctest.Claims) { d["issuer"] = "https://id.example" }
	})
	if out := doctor(); !strings.Contains(out, "✗ 로그인 서버 "+provider.URL) {
		t.Errorf("of a provider by another name the doctor says\n%s", out)
	}
	if text := s.log.String(); strings.Contains(text, "s3cret") || strings.Contains(text, "code=") {
		t.Error("the log holds a secret")
	}
}

func TestTheServerDoesNotStartWithoutItsSecret(t *testing.T) {
	_, errs, status := mundap(t, t.TempDir(), "", "serve", "--addr", "127.0.0.1:0", "--set",
		"oidc.issuer=https://id.example",
		"--set", "oidc.client_id=a", "--set", "oidc.client_secret_file="+filepath.Join(t.TempDir(),
			"none"))
	if status == 0 || !strings.Contains(errs, "oidc.client_secret_file") {
		t.Errorf("%d %s", status, errs)
	}
}
