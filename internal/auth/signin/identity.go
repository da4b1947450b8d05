package signin

import (
	"context"
	"fmt"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
)

// Identity is somebody for whom an identity provider vouches.
type Identity struct {
	// whose account it is: issuer and subject as one text, which never pass on to somebody else
	Subject string
	User    auth.UserName // the account's name, as auth.ParseUser gives it
	Name    string        // shown in the client; may be empty
	Admin   bool
}

var (
	errNameTaken = fault.New(fault.Forbidden,
		"다른 계정이 이미 쓰고 있는 이름이에요. 관리자에게 알려 주세요.",
		"Another account already has this name. Tell your administrator.")
	errDisabled = fault.New(fault.Forbidden,
		"이 계정은 잠겨 있어요. 관리자에게 물어보세요.",
		"This account is locked. Ask your administrator.")
)

// writers is how often an account is read again because somebody else has just written it.
const writers = 4

// Admit begins a session of somebody for whom a provider vouches. Their account
// is made when they first come, and has no password; later it takes over a
// changed name and role. fault.Forbidden: the account is locked, or its name
// belongs to another subject or to an account with a password.
func (s *Service) Admit(ctx context.Context, id Identity, from From) (Credentials, error) {
	var account auth.Account
	var err error
	for range writers {
		if account, err = s.vouched(ctx, id); !fault.Is(err, fault.Conflict) {
			break
		}
	}
	if err != nil {
		s.log.Warn("somebody was refused for whom a provider vouches", "subject", id.Subject,
			"kind", fault.KindOf(err))
		return Credentials{}, err
	}
	s.log.Info("signed in", "account", account.ID, "subject", id.Subject, "address", from.Address)
	return s.begin(ctx, account, from)
}

// vouched brings the account of an identity up to date.
func (s *Service) vouched(ctx context.Context, id Identity) (auth.Account, error) {
	if id.Subject == "" {
		return auth.Account{}, fault.Newf(fault.Internal, "an identity without a subject")
	}
	a, err := s.store.Account(ctx, id.User)
	switch {
	case fault.Is(err, fault.NotFound):
		a = auth.Account{User: id.User, Subject: id.Subject, Created: time.Now().UTC()}
	case err != nil:
		return auth.Account{}, fmt.Errorf("reading the account: %w", err)
	case a.Subject != id.Subject:
		return auth.Account{}, errNameTaken.WithCause(fmt.Errorf("%s belongs to %q, not to %q",
			a.User, a.Subject, id.Subject))
	case a.Disabled:
		return auth.Account{}, errDisabled
	case a.Name == id.Name && a.Admin == id.Admin:
		return a, nil
	}
	if a.Admin && !id.Admin { // sockets remember the role that they were opened with
		a.Epoch++
	}
	a.Name, a.Admin = id.Name, id.Admin
	if a, err = s.store.PutAccount(ctx, a); err != nil {
		return auth.Account{}, fmt.Errorf("storing the account: %w", err)
	}
	return a, nil
}

// HasPasswords reports whether any account can be opened by a password.
func (s *Service) HasPasswords(ctx context.Context) (bool, error) {
	all, err := s.store.Accounts(ctx)
	if err != nil {
		return false, fmt.Errorf("reading the accounts: %w", err)
	}
	for _, a := range all {
		if a.PasswordHash != "" {
			return true, nil
		}
	}
	return false, nil
}
