package server_test

import (
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/wire"
)

func TestAnAdministratorAddsListsAndLocksUsers(t *testing.T) {
	w := newWorld(t, withAccounts)
	root := w.actor("admin")
	kim := w.account("kim")
	r := w.do(root, "POST", "/api/admin/users",
		`{"user":"lee","name":"이지은","password":"battery staple","admin":true}`)
	if u := parse[wire.User](t, r.body); r.status != 200 || u.User != "lee" || u.Name != "이지은" || u.Admin {
		t.Fatalf("%d %s", r.status, r.body)
	}
	if r := w.do(root, "POST", "/api/admin/users", `{"user":"lee","password":"battery staple"}`); r.status != 409 {
		t.Errorf("the same name again: %d", r.status)
	}
	if r := w.do(root, "POST", "/api/admin/users", `{"user":"park","password":"12345678"}`); r.status != 400 {
		t.Errorf("a password that is easy to guess: %d", r.status)
	}
	users := map[string]wire.User{}
	list := parse[wire.Users](t, w.do(root, "GET", "/api/admin/users", "").body)
	for _, u := range list.Users {
		users[u.User] = u
	}
	if !list.Passwords || users["kim"].Seen.IsZero() || !users["lee"].Seen.IsZero() || users["lee"].Admin ||
		users["kim"].Unseen || !users["lee"].Unseen {
		t.Errorf("%+v", list)
	}
	if r := w.do(root, "PATCH", "/api/admin/users/kim", `{"locked":true}`); r.status != 200 ||
		!parse[wire.User](t, r.body).Locked {
		t.Errorf("locking: %d %s", r.status, r.body)
	}
	if r := w.do(root, "PATCH", "/api/admin/users/kim", `{}`); r.status != 400 {
		t.Errorf("a change of nothing: %d", r.status)
	}
	if r := w.do(kim, "GET", "/api/documents", ""); r.status != 401 {
		t.Errorf("kim goes on: %d", r.status)
	}
	if r := w.do(root, "PATCH", "/api/admin/users/kim", `{"locked":false}`); r.status != 200 {
		t.Errorf("unlocking: %d", r.status)
	}
	if r := w.do(root, "PATCH", "/api/admin/users/nobody", `{"locked":true}`); r.status != 404 {
		t.Errorf("nobody: %d", r.status)
	}
	for _, u := range list.Users {
		if !u.Admin {
			continue
		}
		if r := w.do(root, "PATCH", "/api/admin/users/"+u.User, `{"locked":true}`); r.status != 403 {
			t.Errorf("the only administrator locked themselves: %d", r.status)
		}
	}
	if log := w.log.String(); !strings.Contains(log, "an administrator added a user") ||
		!strings.Contains(log, "an administrator changed a user") {
		t.Errorf("the log says nothing of it: %s", log)
	}
}

// asRoot makes an administrator called root, with the password of all accounts.
func (w *world) asRoot(t *testing.T) *http.Client {
	t.Helper()
	if _, err := w.signIn.Add(t.Context(), signin.NewAccount{User: "root", Password: password, Admin: true}); err != nil {
		t.Fatal(err)
	}
	return w.signedIn("root")
}

func TestAnAdministratorChangesUsersWithTheirOwnPassword(t *testing.T) {
	w := newWorld(t, withAccounts)
	root, kim := w.asRoot(t), w.account("kim")
	const path, proof = "/api/admin/users/kim", `"own_password":"` + password + `"`
	for _, body := range []string{`{"admin":true}`, `{"password":"battery staple"}`,
		`{"admin":true,"own_password":"wrong horse"}`} {
		if r := w.do(root, "PATCH", path, body); r.status != 400 || !strings.Contains(string(r.body), `"field":"own_password"`) {
			t.Errorf("%s without the own password: %d %s", body, r.status, r.body)
		}
	}
	if r := w.do(root, "PATCH", path, `{"locked":true,"password":"battery staple",`+proof+`}`); r.status != 400 {
		t.Errorf("two changes at once: %d %s", r.status, r.body)
	}
	if r := w.do(root, "DELETE", path, `{}`); r.status != 400 {
		t.Errorf("removing without the own password: %d", r.status)
	}
	if r := w.do(root, "PATCH", path, `{"password":"1234",`+proof+`}`); r.status != 400 ||
		!strings.Contains(string(r.body), `"field":"password"`) {
		t.Errorf("a bad new password: %d %s", r.status, r.body)
	}
	if r := w.do(kim, "GET", "/api/documents", ""); r.status != 200 {
		t.Fatalf("what was refused ended kim's session: %d", r.status)
	}

	if r := w.do(root, "PATCH", path, `{"password":"battery staple",`+proof+`}`); r.status != 200 {
		t.Fatalf("another password: %d %s", r.status, r.body)
	}
	if r := w.do(kim, "GET", "/api/documents", ""); r.status != 401 {
		t.Errorf("kim's session goes on after the reset: %d", r.status)
	}
	w.signedInWith("kim", "battery staple")

	if r := w.do(root, "PATCH", path, `{"admin":true,`+proof+`}`); r.status != 200 || !parse[wire.User](t, r.body).Admin {
		t.Fatalf("making an administrator: %d %s", r.status, r.body)
	}
	kim = w.signedInWith("kim", "battery staple")
	own := `"own_password":"battery staple"`
	if r := w.do(kim, "PATCH", "/api/admin/users/root", `{"locked":true}`); r.status != 400 {
		t.Errorf("an administrator is locked without the own password: %d", r.status)
	}
	for _, body := range []string{`{"admin":false,` + own + `}`, `{"locked":true,` + own + `}`,
		`{"password":"staple battery",` + own + `}`} {
		if r := w.do(kim, "PATCH", path, body); r.status != 403 {
			t.Errorf("kim does %s to kim: %d", body, r.status)
		}
	}
	if r := w.do(kim, "DELETE", path, `{`+own+`}`); r.status != 403 {
		t.Errorf("kim removes kim: %d", r.status)
	}
	if r := w.do(kim, "PATCH", "/api/admin/users/root", `{"admin":false,`+own+`}`); r.status != 200 {
		t.Errorf("taking an administrator's rights: %d %s", r.status, r.body)
	}
	root = w.signedIn("root")
	if r := w.do(root, "GET", "/api/admin/users", ""); r.status != 403 {
		t.Errorf("root is still an administrator: %d", r.status)
	}
	if r := w.do(kim, "DELETE", "/api/admin/users/root", `{`+own+`}`); r.status != 204 {
		t.Errorf("removing: %d %s", r.status, r.body)
	}
	if r := w.do(root, "GET", "/api/documents", ""); r.status != 401 {
		t.Errorf("root goes on after the removal: %d", r.status)
	}
}

func TestWhatIsWrongWithANewUserIsSaidOfItsField(t *testing.T) {
	w := newWorld(t, withAccounts)
	root := w.actor("admin")
	w.account("kim")
	for body, field := range map[string]string{
		`{"user":"김 서연","password":"battery staple"}`: "user",
		`{"user":"kim","password":"battery staple"}`:  "user",
		`{"user":"lee","password":"12345678"}`:        "password",
	} {
		if r := w.do(root, "POST", "/api/admin/users", body); !strings.Contains(string(r.body), `"field":"`+field+`"`) {
			t.Errorf("%s: %d %s", body, r.status, r.body)
		}
	}
}

func TestUsersComeFromTheProviderWhereThereAreNoPasswords(t *testing.T) {
	w := newWorld(t, withAccounts, func(_ *server.Parts, o *server.Options) { o.NoPasswords = true })
	if _, err := w.signIn.Add(t.Context(), signin.NewAccount{User: "root", Password: password, Admin: true}); err != nil {
		t.Fatal(err)
	}
	c, err := w.signIn.SignIn(t.Context(), "root", password, signin.From{})
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	jar.SetCookies(mustURL(t, w.url), []*http.Cookie{signin.Cookie(c.Token, c.Session.Expires, false)})
	root := &http.Client{Jar: jar, Transport: w.browser.Transport}
	if r := w.do(root, "POST", "/api/admin/users", `{"user":"lee","password":"battery staple"}`); r.status != 400 {
		t.Errorf("%d %s", r.status, r.body)
	}
	if list := parse[wire.Users](t, w.do(root, "GET", "/api/admin/users", "").body); list.Passwords {
		t.Errorf("%+v", list)
	}
}

func TestTheCompanyDecidesWhoIsAnAdministrator(t *testing.T) {
	w := newWorld(t, withAccounts)
	root := w.asRoot(t)
	lee := signin.Identity{Subject: "https://id.example 1", User: "lee", Admin: true}
	c, err := w.signIn.Admit(t.Context(), lee, signin.From{})
	if err != nil {
		t.Fatal(err)
	}
	r := w.do(root, "PATCH", "/api/admin/users/lee", `{"admin":false,"own_password":"`+password+`"}`)
	if r.status != 400 || strings.Contains(string(r.body), `"field"`) {
		t.Errorf("taking the rights of a company's administrator: %d %s", r.status, r.body)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	jar.SetCookies(mustURL(t, w.url), []*http.Cookie{signin.Cookie(c.Token, c.Session.Expires, false)})
	theirs := &http.Client{Jar: jar, Transport: w.browser.Transport}
	r = w.do(theirs, "PATCH", "/api/admin/users/root", `{"admin":false}`)
	if r.status != 403 || strings.Contains(string(r.body), `"field"`) {
		t.Errorf("an administrator who has no password to confirm with: %d %s", r.status, r.body)
	}
}

func TestWithoutAccountsThereAreNoUsers(t *testing.T) {
	w := newWorld(t)
	if r := w.do(w.browser, "GET", "/api/admin/users", ""); r.status != 400 {
		t.Errorf("%d %s", r.status, r.body)
	}
}
