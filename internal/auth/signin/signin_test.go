package signin

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/authtest"
	"github.com/mundap/mundap/internal/fault"
)

// cheap hashes in microseconds: what is tested here is not Argon2.
var cheap = Cost{MemoryKiB: 64, Passes: 1, Threads: 1}

const right = "correct horse"

func newService(t *testing.T) (*Service, *authtest.Memory) {
	t.Helper()
	store := &authtest.Memory{}
	s := New(store, Options{Cost: cheap, Lifetime: time.Hour})
	if _, err := s.Add(t.Context(), NewAccount{User: "Kim", Name: "김",
		Password: right}); err != nil {
		t.Fatal(err)
	}
	return s, store
}

func TestSignInGivesASessionUntilItEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := newService(t)
		c, err := s.SignIn(t.Context(), "KIM", right, From{Address: "10.0.0.1"})
		if err != nil {
			t.Fatal(err)
		}
		session, err := s.Session(t.Context(), c.Token)
		if err != nil || session.Name != "kim" || session.Admin {
			t.Fatalf("Session = %+v, %v", session, err)
		}
		for range 2 { // base clients keep their address
			if byTicket, err := s.SessionByTicket(t.Context(), Ticket(c.Token)); err != nil ||
				byTicket.ID != session.ID {
				t.Fatalf("SessionByTicket = %+v, %v", byTicket, err)
			}
		}
		<-time.After(time.Hour)
		if _, err := s.Session(t.Context(), c.Token); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("after its lifetime: %v", err)
		}
		if _, err := s.SessionByTicket(t.Context(), Ticket(c.Token)); !fault.Is(err,
			fault.Unauthenticated) {
			t.Errorf("its ticket: %v", err)
		}
	})
}

func TestSignOutEndsTokenAndTicket(t *testing.T) {
	s, _ := newService(t)
	c, err := s.SignIn(t.Context(), "kim", right, From{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SignOut(t.Context(), c.Token); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Session(t.Context(), c.Token); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("token: %v", err)
	}
	if _, err := s.SessionByTicket(t.Context(), Ticket(c.Token)); !fault.Is(err,
		fault.Unauthenticated) {
		t.Errorf("ticket: %v", err)
	}
}

func TestStoreHoldsNoSecrets(t *testing.T) {
	s, store := newService(t)
	c, err := s.SignIn(t.Context(), "kim", right, From{})
	if err != nil {
		t.Fatal(err)
	}
	a, err := store.Account(t.Context(), "kim")
	if err != nil {
		t.Fatal(err)
	}
	kept := a.PasswordHash + c.Session.ID + c.Session.TicketHash
	for _, secret := range []string{right, c.Token, Ticket(c.Token)} {
		if strings.Contains(kept, secret) {
			t.Errorf("a secret is stored")
		}
	}
	if !strings.HasPrefix(a.PasswordHash, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Errorf("hash %q", a.PasswordHash)
	}
}

func TestWrongNameAndWrongPasswordLookTheSame(t *testing.T) {
	s, _ := newService(t)
	_, unknown := s.SignIn(t.Context(), "nobody", right, From{Address: "1"})
	_, wrong := s.SignIn(t.Context(), "kim", "wrong horse", From{Address: "2"})
	if !fault.Is(unknown, fault.Unauthenticated) ||
		fault.MessageOf(unknown) != fault.MessageOf(wrong) {
		t.Errorf("%v and %v", unknown, wrong)
	}
}

func TestDisabledAccountIsOut(t *testing.T) {
	s, _ := newService(t)
	c, err := s.SignIn(t.Context(), "kim", right, From{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetDisabled(t.Context(), "kim", true); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Session(t.Context(), c.Token); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("session: %v", err)
	}
	if _, err := s.SignIn(t.Context(), "kim", right, From{}); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("sign-in: %v", err)
	}
}

func TestChangedPasswordEndsSessions(t *testing.T) {
	s, _ := newService(t)
	c, err := s.SignIn(t.Context(), "kim", right, From{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetPassword(t.Context(), "kim", "another horse"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Session(t.Context(), c.Token); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("old session: %v", err)
	}
	if _, err := s.SignIn(t.Context(), "kim", "another horse", From{}); err != nil {
		t.Errorf("new password: %v", err)
	}
}

func TestFailuresSlowDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := newService(t)
		for range freePerUser {
			if _, err := s.SignIn(t.Context(), "kim", "wrong horse", From{Address: "10.0.0.1"}); !fault.Is(err,
				fault.Unauthenticated) {
				t.Fatal(err)
			}
		}
		_, err := s.SignIn(t.Context(), "kim", right, From{Address: "10.0.0.1"})
		if !fault.Is(err, fault.Throttled) || fault.RetryAfter(err) != time.Second {
			t.Fatalf("%v, retry after %v", err, fault.RetryAfter(err))
		}
		<-time.After(fault.RetryAfter(err))
		if _, err := s.SignIn(t.Context(), "kim", right, From{Address: "10.0.0.1"}); err != nil {
			t.Fatalf("after the wait: %v", err)
		}
		if _, err := s.SignIn(t.Context(), "kim", "wrong horse", From{Address: "10.0.0.1"}); !fault.Is(err,
			fault.Unauthenticated) {
			t.Fatalf("a success forgets failures: %v", err)
		}
	})
}

func TestOneAddressTryingManyNamesIsSlowedDown(t *testing.T) {
	s, _ := newService(t)
	var throttled bool
	for i := range freePerAddress + 1 {
		_, err := s.SignIn(t.Context(), strings.Repeat("x", i+1), "wrong horse", From{Address: "10.0.0.1"})
		throttled = fault.Is(err, fault.Throttled)
	}
	if !throttled {
		t.Error("was let through")
	}
	if _, err := s.SignIn(t.Context(), "kim", right, From{Address: "10.0.0.2"}); err != nil {
		t.Errorf("from elsewhere: %v", err)
	}
}

func TestAttemptsAtOnceDoNotSlipBy(t *testing.T) {
	s, _ := newService(t)
	var mu sync.Mutex
	tried := 0
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if _, err := s.SignIn(context.Background(), "kim", "wrong horse",
				From{Address: "10.0.0.1"}); fault.Is(err, fault.Unauthenticated) {
				mu.Lock()
				tried++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if tried > freePerUser {
		t.Errorf("%d passwords were tried", tried)
	}
}

func TestCountedAreBounded(t *testing.T) {
	var th throttle
	now := time.Now()
	for i := range 3 * maxCounted {
		_ = th.enter(attempt{user: strings.Repeat("a", i%7) + string(rune(0xAC00+i%11000)),
			address: time.Duration(i).String()}, now)
	}
	if len(th.counts) > maxCounted+len(attempt{}.counted()) {
		t.Errorf("%d entries", len(th.counts))
	}
}

func TestHashingWaitsForASlotAndHonoursTheContext(t *testing.T) {
	s := New(&authtest.Memory{}, Options{Cost: cheap, Parallel: 1})
	s.slots <- struct{}{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.SignIn(ctx, "kim", right, From{}); !fault.Is(err, fault.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestAddChecksNameAndPassword(t *testing.T) {
	s, _ := newService(t)
	for _, c := range []struct {
		user, password string
		kind           fault.Kind
	}{
		{"kim", right, fault.Conflict},
		{"KIM", right, fault.Conflict},
		{"system", right, fault.Invalid},
		{"a/b", right, fault.Invalid},
		{"", right, fault.Invalid},
		{"lee", "1234567", fault.Invalid},
		{"lee", strings.Repeat("x", MaxPassword+1), fault.Invalid},
	} {
		if _, err := s.Add(t.Context(), NewAccount{User: c.user,
			Password: c.password}); !fault.Is(err, c.kind) {
			t.Errorf("Add(%q, %d bytes) = %v, want %v", c.user, len(c.password), err, c.kind)
		}
	}
	if _, err := s.Add(t.Context(), NewAccount{User: "박", Password: "여덟글자가넘어요"}); err != nil {
		t.Error(err)
	}
}

func TestPasswordTypedOnAMac(t *testing.T) {
	h := cheap.hash("비밀번호입니다요") // NFC
	if ok, err := verify(h, norm.NFD.String("비밀번호입니다요")); !ok || err != nil {
		t.Error(ok, err)
	}
}

func TestDamagedHashIsAnErrorAndCostsNothing(t *testing.T) {
	for _, h := range []string{
		"", "x", "$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=4294967295,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=64,t=0,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=64,t=1,p=1$!$AAAAAAAAAAAAAAAAAAAAAA",
	} {
		if ok, err := verify(h, right); ok || !fault.Is(err, fault.Damaged) {
			t.Errorf("verify(%q) = %v, %v", h, ok, err)
		}
	}
}

func TestCookies(t *testing.T) {
	plain, secure := Cookie("t", time.Now().Add(time.Hour), false),
		Cookie("t", time.Now().Add(time.Hour), true)
	if !plain.HttpOnly || plain.Secure || plain.SameSite != http.SameSiteLaxMode ||
		plain.Path != "/" {
		t.Errorf("plain: %v", plain)
	}
	if !secure.Secure || !strings.HasPrefix(secure.Name, "__Host-") || secure.Domain != "" {
		t.Errorf("secure: %v", secure)
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.AddCookie(secure)
	if TokenOf(r, true) != "t" || TokenOf(r, false) != "" {
		t.Error("a secure client's token is read from the secure cookie alone")
	}
	if c := NoCookie(true); c.MaxAge >= 0 || c.Value != "" {
		t.Errorf("NoCookie = %v", c)
	}
}

func TestDefaultCostIsOWASPs(t *testing.T) {
	if got := (Cost{}).withDefaults(); got != (Cost{MemoryKiB: 19456, Passes: 2, Threads: 1}) {
		t.Errorf("%+v", got)
	}
}

// slowStore reads an account, and lets something happen before it gives it.
type slowStore struct {
	auth.Store
	meanwhile func()
}

func (s *slowStore) Account(ctx context.Context, user auth.UserName) (auth.Account, error) {
	a, err := s.Store.Account(ctx, user)
	if s.meanwhile != nil {
		meanwhile := s.meanwhile
		s.meanwhile = nil
		meanwhile()
	}
	return a, err
}

func TestASignInThatRacesALockLoses(t *testing.T) {
	for name, end := range map[string]func(s *Service) error{
		"lock": func(s *Service) error {
			return s.SetDisabled(context.Background(), "kim",
				true)
		},
		"removal": func(s *Service) error { return s.Remove(context.Background(), "kim") },
		"password": func(s *Service) error {
			return s.SetPassword(context.Background(), "kim",
				"another horse battery")
		},
		"removal and a new account": func(s *Service) error {
			if err := s.Remove(context.Background(), "kim"); err != nil {
				return err
			}
			_, err := s.Add(context.Background(),
				NewAccount{User: "kim", Password: "another horse battery"})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, store := newService(t)
			slow := &slowStore{Store: store}
			racing := New(slow, Options{Cost: cheap})
			slow.meanwhile = func() {
				if err := end(s); err != nil {
					t.Error(err)
				}
			}
			if _, err := racing.SignIn(t.Context(), "kim", right, From{}); !fault.Is(err,
				fault.Unauthenticated) {
				t.Errorf("the sign-in: %v", err)
			}
		})
	}
}

func TestASessionThatIsStoredAfterALockIsNone(t *testing.T) {
	s, store := newService(t)
	account, err := store.Account(t.Context(), "kim")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetDisabled(t.Context(), "kim", true); err != nil {
		t.Fatal(err)
	}
	late, err := s.begin(t.Context(), account, From{})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // locked, and let in again
		if _, err := s.Session(t.Context(), late.Token); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("the session: %v", err)
		}
		if err := s.SetDisabled(t.Context(), "kim", false); err != nil {
			t.Fatal(err)
		}
	}
}
