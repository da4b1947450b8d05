package signin

import (
	"context"
	"testing"

	"github.com/mundap/mundap/internal/auth"
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
