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
			t.Errorf("an administrator was locked: %d", r.status)
		}
	}
	if log := w.log.String(); !strings.Contains(log, "an administrator added a user") ||
		!strings.Contains(log, "an administrator locked or unlocked a user") {
		t.Errorf("the log says nothing of it: %s", log)
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

func TestWithoutAccountsThereAreNoUsers(t *testing.T) {
	w := newWorld(t)
	if r := w.do(w.browser, "GET", "/api/admin/users", ""); r.status != 400 {
		t.Errorf("%d %s", r.status, r.body)
	}
}
