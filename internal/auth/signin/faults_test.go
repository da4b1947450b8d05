package signin

import (
	"context"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
)

// failing is a store of which one method fails.
type failing struct {
	auth.Store
	method string
}

func (f *failing) fails(method string) error {
	if f.method == method {
		return fault.Newf(fault.Unavailable, "the store is away")
	}
	return nil
}

func (f *failing) Account(ctx context.Context, user auth.UserName) (auth.Account, error) {
	if err := f.fails("Account"); err != nil {
		return auth.Account{}, err
	}
	return f.Store.Account(ctx, user)
}

func (f *failing) AccountByID(ctx context.Context, id auth.Principal) (auth.Account, error) {
	if err := f.fails("AccountByID"); err != nil {
		return auth.Account{}, err
	}
	return f.Store.AccountByID(ctx, id)
}

func (f *failing) Accounts(ctx context.Context) ([]auth.Account, error) {
	if err := f.fails("Accounts"); err != nil {
		return nil, err
	}
	return f.Store.Accounts(ctx)
}

func (f *failing) PutAccount(ctx context.Context, a auth.Account) (auth.Account, error) {
	if err := f.fails("PutAccount"); err != nil {
		return auth.Account{}, err
	}
	return f.Store.PutAccount(ctx, a)
}

func (f *failing) DeleteAccount(ctx context.Context, user auth.UserName) error {
	if err := f.fails("DeleteAccount"); err != nil {
		return err
	}
	return f.Store.DeleteAccount(ctx, user)
}

func (f *failing) Sessions(ctx context.Context, id auth.Principal) ([]auth.Session, error) {
	if err := f.fails("Sessions"); err != nil {
		return nil, err
	}
	return f.Store.Sessions(ctx, id)
}

func (f *failing) PutSession(ctx context.Context, s auth.Session) error {
	if err := f.fails("PutSession"); err != nil {
		return err
	}
	return f.Store.PutSession(ctx, s)
}

func (f *failing) Session(ctx context.Context, id string) (auth.Session, error) {
	if err := f.fails("Session"); err != nil {
		return auth.Session{}, err
	}
	return f.Store.Session(ctx, id)
}

func (f *failing) SessionByTicket(ctx context.Context, hash string) (auth.Session, error) {
	if err := f.fails("SessionByTicket"); err != nil {
		return auth.Session{}, err
	}
	return f.Store.SessionByTicket(ctx, hash)
}

func (f *failing) DeleteSession(ctx context.Context, id string) error {
	if err := f.fails("DeleteSession"); err != nil {
		return err
	}
	return f.Store.DeleteSession(ctx, id)
}

func (f *failing) DeleteSessions(ctx context.Context, id auth.Principal) error {
	if err := f.fails("DeleteSessions"); err != nil {
		return err
	}
	return f.Store.DeleteSessions(ctx, id)
}

// No operation succeeds whose store failed in it.
func TestAStoreThatFailsFailsTheOperation(t *testing.T) {
	ctx := t.Context()
	for name, test := range map[string]struct {
		methods []string
		do      func(s *Service, c Credentials) error
	}{
		"sign in": {[]string{"Account", "PutSession"}, func(s *Service, c Credentials) error {
			_, err := s.SignIn(ctx, "kim", right, From{})
			return err
		}},
		"session": {[]string{"Session"}, func(s *Service, c Credentials) error {
			_, err := s.Session(ctx, c.Token)
			return err
		}},
		"ticket": {[]string{"SessionByTicket"}, func(s *Service, c Credentials) error {
			_, err := s.SessionByTicket(ctx, Ticket(c.Token))
			return err
		}},
		"sign out": {[]string{"DeleteSession"}, func(s *Service, c Credentials) error {
			return s.SignOut(ctx, c.Token)
		}},
		"list": {[]string{"Sessions"}, func(s *Service, c Credentials) error {
			_, err := s.Sessions(ctx, c.Account.ID)
			return err
		}},
		"end one": {[]string{"Sessions", "DeleteSession"}, func(s *Service, c Credentials) error {
			return s.End(ctx, c.Account.ID, PublicID(c.Session))
		}},
		"sign out elsewhere": {[]string{"Account", "PutAccount", "DeleteSessions", "AccountByID", "PutSession"},
			func(s *Service, c Credentials) error {
				_, err := s.SignOutElsewhere(ctx, c.Session, From{})
				return err
			}},
		"change the password": {[]string{"AccountByID", "PutAccount", "DeleteSessions", "PutSession"},
			func(s *Service, c Credentials) error {
				_, err := s.ChangePassword(ctx, c.Session, right, another, From{})
				return err
			}},
		"set the password": {[]string{"Account", "PutAccount", "DeleteSessions"},
			func(s *Service, c Credentials) error { return s.SetPassword(ctx, "kim", another) }},
		"disable": {[]string{"Account", "PutAccount", "DeleteSessions"},
			func(s *Service, c Credentials) error { return s.SetDisabled(ctx, "kim", true) }},
		"remove": {[]string{"Account", "DeleteAccount"}, func(s *Service, c Credentials) error {
			return s.Remove(ctx, "kim")
		}},
		"add": {[]string{"PutAccount"}, func(s *Service, c Credentials) error {
			_, err := s.Add(ctx, NewAccount{User: "park", Password: right})
			return err
		}},
		"admit": {[]string{"Account", "PutAccount", "PutSession"}, func(s *Service, c Credentials) error {
			_, err := s.Admit(ctx, Identity{Subject: "issuer 1", User: "choi"}, From{})
			return err
		}},
		"passwords": {[]string{"Accounts"}, func(s *Service, c Credentials) error {
			_, err := s.HasPasswords(ctx)
			return err
		}},
		"label": {[]string{"AccountByID"}, func(s *Service, c Credentials) error {
			_, _, err := s.Label(ctx, c.Account.ID)
			return err
		}},
	} {
		for _, method := range test.methods {
			_, memory := newService(t)
			store := &failing{Store: memory}
			s := New(store, Options{Cost: cheap})
			c, err := s.SignIn(ctx, "kim", right, From{})
			if err != nil {
				t.Fatal(err)
			}
			store.method = method
			if err := test.do(s, c); !fault.Is(err, fault.Unavailable) {
				t.Errorf("%s, without %s: %v", name, method, err)
			}
		}
	}
}
