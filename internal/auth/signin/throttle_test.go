package signin

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/authtest"
	"github.com/mundap/mundap/internal/fault"
)

func TestPeopleBehindOneAddressSignInAsOftenAsTheyLike(t *testing.T) {
	s, _ := newService(t)
	for i := range 2 * freePerAddress {
		if _, err := s.SignIn(t.Context(), "kim", right, From{Address: "10.0.0.1"}); err != nil {
			t.Fatalf("sign-in %d: %v", i+1, err)
		}
	}
}

// away is a store that can't be reached.
type away struct{ auth.Store }

func (away) Account(context.Context, auth.UserName) (auth.Account, error) {
	return auth.Account{}, fault.Newf(fault.Unavailable, "the store is away")
}

func TestAStoreThatCantBeReachedIsNoWrongPassword(t *testing.T) {
	_, store := newService(t)
	s := New(away{store}, Options{Cost: cheap})
	if _, err := s.SignIn(t.Context(), "kim", right, From{Address: "10.0.0.1"}); !fault.Is(err,
		fault.Unavailable) {
		t.Errorf("got %v", err)
	}
}

// fails counts n failed attempts and gives the wait before the next one.
func fails(t *throttle, a attempt, n int, now time.Time) time.Duration {
	for range n {
		_ = t.enter(a, now)
	}
	if err := t.enter(a, now); err != nil {
		return fault.RetryAfter(err)
	}
	return 0
}

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestFailuresAreForgotten(t *testing.T) {
	var th throttle
	kim := attempt{user: "kim", address: "10.0.0.1"}
	if wait := fails(&th, kim, freePerUser, noon); wait == 0 {
		t.Fatal("as many failures as are free, and no wait")
	}
	for i := range freePerUser {
		if err := th.enter(kim, noon.Add(forgetAfter)); err != nil {
			t.Errorf("attempt %d, a quarter of an hour later: %v", i+1, err)
		}
	}
}

func TestAnAccountTriedFromManyAddressesIsSlowedDown(t *testing.T) {
	var th throttle
	from := func(i int) attempt { return attempt{user: "kim", address: fmt.Sprint("10.0.0.", i)} }
	for i := range freePerAccount {
		if err := th.enter(from(i), noon); err != nil {
			t.Fatalf("address %d: %v", i+1, err)
		}
	}
	if err := th.enter(from(freePerAccount), noon); !fault.Is(err, fault.Throttled) {
		t.Errorf("one address more: %v", err)
	}
}

// Whoever has one account could otherwise try the passwords of all the others.
func TestASuccessTakesNoOtherFailureBack(t *testing.T) {
	var th throttle
	mallory := attempt{user: "mallory", address: "10.0.0.1"}
	for i := range freePerAddress - 1 {
		if err := th.enter(attempt{user: fmt.Sprint("user", i), address: "10.0.0.1"}, noon); err != nil {
			t.Fatal(err)
		}
	}
	if err := th.enter(mallory, noon); err != nil {
		t.Fatal(err)
	}
	th.succeed(mallory)
	if err := th.enter(attempt{user: "kim", address: "10.0.0.1"}, noon); err != nil {
		t.Errorf("the address's last free attempt: %v", err)
	}
	if err := th.enter(attempt{user: "lee", address: "10.0.0.1"}, noon); !fault.Is(err, fault.Throttled) {
		t.Errorf("one more: %v", err)
	}
}

func TestAFloodOfAddressesLeavesWhatIsCountedNow(t *testing.T) {
	var th throttle
	for i := range maxCounted - 10 {
		th.count(fmt.Sprint("old ", i), noon)
	}
	later := noon.Add(maxWait)
	kim := attempt{user: "kim", address: "10.0.0.1"}
	fails(&th, kim, freePerUser, later)
	for i := range 20 { // more than there is room for
		th.count(fmt.Sprint("new ", i), later)
	}
	if err := th.enter(kim, later); !fault.Is(err, fault.Throttled) {
		t.Errorf("the failures are forgotten: %v", err)
	}
}

// A stranger who fills every place where passwords are checked keeps nobody out
// who was signed in here before, and no password is too long to be refused at
// once.
func TestWhoWaitsWhileManyPasswordsAreChecked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := newService(t)
		before, err := s.SignIn(t.Context(), "kim", right, From{})
		if err != nil {
			t.Fatal(err)
		}
		for range cap(s.slots) {
			s.slots <- struct{}{}
		}
		for _, c := range []struct {
			name, password, device string
			want                   fault.Kind
		}{
			{"on a device of theirs", right, before.Device, 0},
			{"on a new device", right, "", fault.Timeout},
			{"with a password that is too long", strings.Repeat("x", MaxPassword+1), "", fault.Unauthenticated},
		} {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			_, err := s.SignIn(ctx, "kim", c.password, From{Address: "10.0.0.1", Device: c.device})
			cancel()
			if c.want == 0 && err != nil || c.want != 0 && !fault.Is(err, c.want) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
	})
}

// That the password was right is told by nothing: not by the throttle either.
func TestALockedAccountsPasswordIsNotFoundOut(t *testing.T) {
	s, store := newService(t)
	a, err := store.Account(t.Context(), "kim")
	if err != nil {
		t.Fatal(err)
	}
	a.Disabled = true
	if _, err := store.PutAccount(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	for range freePerUser {
		if _, err := s.SignIn(t.Context(), "kim", right, From{}); !fault.Is(err, fault.Unauthenticated) {
			t.Fatal(err)
		}
	}
	if _, err := s.SignIn(t.Context(), "kim", right, From{}); !fault.Is(err, fault.Throttled) {
		t.Errorf("the right password is not counted as a failure: %v", err)
	}
}

// locking is a store whose account is locked as soon as its password was read.
type locking struct{ *authtest.Memory }

func (l locking) Account(ctx context.Context, name auth.UserName) (auth.Account, error) {
	a, err := l.Memory.Account(ctx, name)
	if err != nil {
		return a, err
	}
	locked := a
	locked.Disabled = true
	_, err = l.PutAccount(ctx, locked)
	return a, err
}

func TestAnAccountThatIsLockedMeanwhileIsNotSignedIn(t *testing.T) {
	_, store := newService(t)
	s := New(locking{store}, Options{Cost: cheap})
	if c, err := s.SignIn(t.Context(), "kim", right, From{}); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("%+v, %v", c, err)
	}
}
