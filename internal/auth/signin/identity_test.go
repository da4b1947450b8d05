package signin

import (
	"sync"
	"testing"

	"github.com/mundap/mundap/internal/auth/authtest"
	"github.com/mundap/mundap/internal/fault"
)

var lee = Identity{Subject: "https://id.example 1", User: "lee@example.com", Name: "이영희"}

func TestAdmitMakesAnAccountAndASessionLikeAnyOther(t *testing.T) {
	s, store := newService(t)
	c, err := s.Admit(t.Context(), lee, From{})
	if err != nil {
		t.Fatal(err)
	}
	byToken, err := s.Session(t.Context(), c.Token)
	if err != nil || byToken.Name != lee.User || byToken.Admin {
		t.Fatalf("%+v, %v", byToken, err)
	}
	if byTicket, err := s.SessionByTicket(t.Context(), Ticket(c.Token)); err != nil ||
		byTicket.ID != byToken.ID {
		t.Errorf("%+v, %v", byTicket, err)
	}
	a, err := store.Account(t.Context(), lee.User)
	if err != nil || a.Name != lee.Name || a.Subject != lee.Subject || a.PasswordHash != "" {
		t.Errorf("%+v, %v", a, err)
	}
	for _, password := range []string{"", right} {
		if _, err := s.SignIn(t.Context(), string(lee.User), password, From{}); !fault.Is(err,
			fault.Unauthenticated) {
			t.Errorf("by the password %q: %v", password, err)
		}
	}
	if err := s.SetPassword(t.Context(), lee.User, right); !fault.Is(err, fault.Invalid) {
		t.Errorf("a password for it: %v", err)
	}
}

func TestANameBelongsToOneSubject(t *testing.T) {
	s, _ := newService(t)
	if _, err := s.Admit(t.Context(), lee, From{}); err != nil {
		t.Fatal(err)
	}
	successor := lee
	successor.Subject = "https://id.example 2"
	if _, err := s.Admit(t.Context(), successor, From{}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("another subject: %v", err)
	}
	if _, err := s.Admit(t.Context(), Identity{Subject: "https://id.example 3",
		User: "kim"}, From{}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an account with a password: %v", err)
	}
	if _, err := s.Admit(t.Context(), Identity{User: "park"}, From{}); err == nil {
		t.Error("nobody's subject")
	}
}

func TestAdmitFollowsTheProvidersNameAndRole(t *testing.T) {
	s, store := newService(t)
	boss := lee
	boss.Admin, boss.Name = true, "이영희 팀장"
	first, err := s.Admit(t.Context(), boss, From{})
	if err != nil || !first.Session.Admin {
		t.Fatalf("%+v, %v", first, err)
	}
	again, err := s.Admit(t.Context(), lee, From{})
	if err != nil || again.Session.Admin {
		t.Fatalf("%+v, %v", again, err)
	}
	if a, err := store.Account(t.Context(), lee.User); err != nil || a.Admin || a.Name != lee.Name {
		t.Errorf("%+v, %v", a, err)
	}
	if _, err := s.Session(t.Context(), first.Token); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("a session with the role that is gone: %v", err)
	}
	if _, err := s.Session(t.Context(), again.Token); err != nil {
		t.Errorf("the new session: %v", err)
	}
}

func TestALockedAccountStaysOut(t *testing.T) {
	s, _ := newService(t)
	c, err := s.Admit(t.Context(), lee, From{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetDisabled(t.Context(), lee.User, true); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Session(t.Context(), c.Token); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("its session: %v", err)
	}
	if _, err := s.Admit(t.Context(), lee, From{}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("coming again: %v", err)
	}
}

func TestManyFirstVisitsAtOnceAreOneAccount(t *testing.T) {
	s, store := newService(t)
	var all sync.WaitGroup
	errs := make([]error, writers-1)
	for i := range errs {
		all.Go(func() { _, errs[i] = s.Admit(t.Context(), lee, From{}) })
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	if accounts, err := store.Accounts(t.Context()); err != nil || len(accounts) != 2 { // Kim's too
		t.Errorf("%+v, %v", accounts, err)
	}
}

func TestPasswordsAreKnownToExist(t *testing.T) {
	s := New(&authtest.Memory{}, Options{Cost: cheap})
	if _, err := s.Admit(t.Context(), lee, From{}); err != nil {
		t.Fatal(err)
	}
	if has, err := s.HasPasswords(t.Context()); err != nil || has {
		t.Errorf("%v, %v", has, err)
	}
	if _, err := s.Add(t.Context(), NewAccount{User: "kim", Password: right}); err != nil {
		t.Fatal(err)
	}
	if has, err := s.HasPasswords(t.Context()); err != nil || !has {
		t.Errorf("%v, %v", has, err)
	}
}

func TestTheProviderDecidesWhoIsAnAdministrator(t *testing.T) {
	s, _ := newService(t)
	if _, err := s.Admit(t.Context(), lee, From{}); err != nil {
		t.Fatal(err)
	}
	if err := s.SetAdmin(t.Context(), lee.User, true); !fault.Is(err, fault.Invalid) {
		t.Errorf("SetAdmin: %v", err)
	}
	if a, err := s.Named(t.Context(), string(lee.User)); err != nil || a.Admin {
		t.Errorf("%+v, %v", a, err)
	}
}
