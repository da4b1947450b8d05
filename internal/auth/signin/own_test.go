package signin

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/authtest"
	"github.com/mundap/mundap/internal/fault"
)

const another = "battery staple"

// signedInTwice gives a service with two browsers of one account.
func signedInTwice(t *testing.T) (s *Service, here, there Credentials, ended *int) {
	t.Helper()
	s, _ = newService(t)
	ended = new(int)
	s.OnEnd(func(context.Context, auth.Principal) { *ended++ })
	var err error
	for _, c := range []*Credentials{&here, &there} {
		if *c, err = s.SignIn(t.Context(), "kim", right, From{}); err != nil {
			t.Fatal(err)
		}
	}
	return s, here, there, ended
}

func stands(t *testing.T, s *Service, c Credentials) bool {
	t.Helper()
	_, err := s.Session(t.Context(), c.Token)
	if err != nil && !fault.Is(err, fault.Unauthenticated) {
		t.Fatal(err)
	}
	return err == nil
}

func TestAUserChangesTheirPasswordAndEndsTheOldSessions(t *testing.T) {
	s, here, there, ended := signedInTwice(t)
	now, err := s.ChangePassword(t.Context(), here.Session, right, another, From{})
	if err != nil {
		t.Fatal(err)
	}
	if stands(t, s, here) || stands(t, s, there) || !stands(t, s, now) || *ended != 1 {
		t.Errorf("standing: the old one %v, the other one %v, the new one %v; ended %d times",
			stands(t, s, here), stands(t, s, there), stands(t, s, now), *ended)
	}
	if now.Device == "" || now.Device == here.Device {
		t.Errorf("the device cookie is %q", now.Device)
	}
	if _, err := s.SignIn(t.Context(), "kim", right, From{}); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("with the old password: %v", err)
	}
	if _, err := s.SignIn(t.Context(), "kim", another, From{}); err != nil {
		t.Errorf("with the new password: %v", err)
	}
}

func TestAPasswordIsNotChangedWithoutTheCurrentOne(t *testing.T) {
	s, here, there, ended := signedInTwice(t)
	for name, c := range map[string]struct{ current, new string }{
		"a wrong one":         {"wrong horse", another},
		"none":                {"", another},
		"a trivial new one":   {right, "12345678"},
		"a short new one":     {right, "short"},
		"one that is endless": {string(make([]byte, MaxPassword+1)), another},
	} {
		_, err := s.ChangePassword(t.Context(), here.Session, c.current, c.new, From{Address: name})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if !stands(t, s, here) || !stands(t, s, there) || *ended != 0 {
		t.Error("a refused change ended sessions")
	}
}

// Somebody at a browser that was left open guesses no faster than at the page
// for signing in.
func TestGuessesOfTheCurrentPasswordSlowDown(t *testing.T) {
	s, here, _, _ := signedInTwice(t)
	for range freePerUser {
		_, err := s.ChangePassword(t.Context(), here.Session, "wrong horse", another, From{})
		if !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
	}
	_, err := s.ChangePassword(t.Context(), here.Session, right, another, From{})
	if !fault.Is(err, fault.Throttled) || fault.RetryAfter(err) <= 0 {
		t.Errorf("after %d failures: %v", freePerUser, err)
	}
}

func TestAProvidersUserHasNoPasswordToChange(t *testing.T) {
	s, _ := newService(t)
	c, err := s.Admit(t.Context(), Identity{Subject: "issuer lee", User: "lee"}, From{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.ChangePassword(t.Context(), c.Session, "", another, From{}); !errors.Is(err,
		errNoPassword) {
		t.Errorf("ChangePassword: %v", err)
	}
	now, err := s.SignOutElsewhere(t.Context(), c.Session, From{})
	if err != nil || stands(t, s, c) || !stands(t, s, now) || now.Device != "" {
		t.Errorf("SignOutElsewhere: %+v, %v", now, err)
	}
}

func TestSigningOutElsewhereKeepsThisBrowserAlone(t *testing.T) {
	s, here, there, ended := signedInTwice(t)
	now, err := s.SignOutElsewhere(t.Context(), here.Session, From{})
	if err != nil {
		t.Fatal(err)
	}
	if stands(t, s, here) || stands(t, s, there) || !stands(t, s, now) || *ended != 1 {
		t.Errorf("standing: %v, %v, %v; ended %d times", stands(t, s, here), stands(t, s, there),
			stands(t, s, now), *ended)
	}
}

// What was tried in the field for names may be a password.
func TestTheLogTellsWhoDidWhatAndNoSecrets(t *testing.T) {
	var log strings.Builder
	s := New(&authtest.Memory{}, Options{Cost: cheap,
		Log: slog.New(slog.NewTextHandler(&log, nil))})
	account, err := s.Add(t.Context(), NewAccount{User: "kim", Password: right})
	if err != nil {
		t.Fatal(err)
	}
	from := From{Address: "10.0.0.7"}
	c, err := s.SignIn(t.Context(), "kim", right, from)
	if err != nil {
		t.Fatal(err)
	}
	for _, user := range []string{"kim", "hunter2hunter2"} {
		if _, err := s.SignIn(t.Context(), user, "wrong horse", from); err == nil {
			t.Fatal("signed in")
		}
	}
	if c, err = s.ChangePassword(t.Context(), c.Session, right, another, from); err != nil {
		t.Fatal(err)
	}
	if _, err = s.SignOutElsewhere(t.Context(), c.Session, From{}); err != nil {
		t.Fatal(err)
	}
	for _, step := range []func() error{
		func() error { return s.SetDisabled(t.Context(), "kim", true) },
		func() error { return s.SetDisabled(t.Context(), "kim", false) },
		func() error { return s.Remove(t.Context(), "kim") },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	want := []string{"an account was added", "signed in", "a password was refused",
		"a password was refused", "a password was changed", "sessions of an account were ended",
		"an account was locked", "an account was unlocked", "an account was removed"}
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d:\n%s", len(lines), len(want), log.String())
	}
	for i, line := range lines {
		known := strings.Contains(line, string(account.ID))
		if !strings.Contains(line, want[i]) || known == (i == 3) { // 3: a name that nobody has
			t.Errorf("line %d is %s", i, line)
		}
	}
	for _, secret := range []string{right, another, "wrong horse", "hunter2", c.Token} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("it tells %s", secret)
		}
	}
}

func TestStrangersDoNotKeepAUserFromChangingThePassword(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := newService(t)
		c, err := s.SignIn(t.Context(), "kim", right, From{Address: "10.1.0.1"})
		if err != nil {
			t.Fatal(err)
		}
		attack(t, s, 200, func() {})
		if _, err := s.ChangePassword(t.Context(), c.Session, right, another,
			From{Address: "10.1.0.1", Device: c.Device}); err != nil {
			t.Errorf("in a browser where kim was signed in to: %v", err)
		}
	})
}

func TestOnlyTheSessionsOwnAccountIsSignedOut(t *testing.T) {
	s, here, _, _ := signedInTwice(t)
	other := here.Session
	other.User = "somebody-else"
	if _, err := s.SignOutElsewhere(t.Context(), other, From{}); !fault.Is(err, fault.NotFound) {
		t.Errorf("of another account with that name: %v", err)
	}
	if !stands(t, s, here) {
		t.Error("the session ended")
	}
}
