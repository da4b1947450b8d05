package signin

import (
	"context"
	"fmt"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
)

var (
	errNotCurrent = fault.New(fault.Invalid,
		"현재 비밀번호가 맞지 않아요. 확인한 뒤 다시 해 보세요.",
		"The current password is wrong. Check it and try again.")
	errNotHere = fault.New(fault.Forbidden,
		"회사 계정으로 로그인한 관리자는 여기에서 할 수 없어요. 서버에서 mundap user 명령을 사용해 주세요.",
		"Administrators who sign in with a company account can't do this here. Run mundap user on the server.")
	errNoPassword = fault.New(fault.Invalid,
		"회사 계정으로 로그인하는 사용자라서 여기에서 바꿀 비밀번호가 없어요.",
		"You sign in with a company account, so there is no password to change here.")
)

// ChangePassword gives the account of a session another password. Whoever asks
// for it shows the current one, with the same bounds on failures as at a
// sign-in. All sessions of the account end, and a new one begins for the
// browser that asked.
//
// A wrong current password and a new one that breaks the rules are
// fault.Invalid, as is an account that signs in through a provider; too many
// failures are fault.Throttled with RetryAfter.
func (s *Service) ChangePassword(ctx context.Context, session auth.Session, current, password string,
	from From) (Credentials, error) {
	account, err := s.store.AccountByID(ctx, session.User)
	if err != nil {
		return Credentials{}, fmt.Errorf("reading the account: %w", err)
	}
	if account.PasswordHash == "" {
		return Credentials{}, errNoPassword
	}
	if err := s.checkCurrent(ctx, account, current, from); err != nil {
		return Credentials{}, err
	}
	if err := s.SetPassword(ctx, account.User, password); err != nil {
		return Credentials{}, err
	}
	return s.beginAgain(ctx, account.ID, from)
}

// Confirm checks the password of an administrator before something that a stolen
// session must not do. It returns the account as it is now. A wrong password is
// fault.Invalid, an account without a password or that is no administrator's any
// more fault.Forbidden; too many failures are fault.Throttled with RetryAfter.
func (s *Service) Confirm(ctx context.Context, admin auth.Principal, password string,
	from From) (auth.Account, error) {
	account, err := s.store.AccountByID(ctx, admin)
	if err != nil {
		return account, fmt.Errorf("reading the account: %w", err)
	}
	if !account.Admin || account.Disabled {
		return account, fault.New(fault.Forbidden, "관리자만 할 수 있는 일이에요.",
			"Only administrators can do this.")
	}
	if account.PasswordHash == "" {
		return account, errNotHere
	}
	return account, s.checkCurrent(ctx, account, password, from)
}

// checkCurrent checks the password of an account that is signed in.
func (s *Service) checkCurrent(ctx context.Context, account auth.Account, current string,
	from From) error {
	if len(current) > MaxPassword {
		return errNotCurrent
	}
	a := attempt{user: string(account.User), address: from.Address}
	if knows(account, from.Device, time.Now()) {
		a.device = from.Device
	}
	err := s.prove(ctx, account, a, current)
	if fault.Is(err, fault.Unauthenticated) { // the session itself stands
		return errNotCurrent
	}
	return err
}

// SignOutElsewhere ends all sessions of a session's account, and begins a new
// one for the browser that asked.
func (s *Service) SignOutElsewhere(ctx context.Context, session auth.Session,
	from From) (Credentials, error) {
	err := s.change(ctx, session.Name, sessionsEnded, func(a *auth.Account) error {
		if a.ID != session.User {
			return fault.Newf(fault.NotFound, "the name belongs to another account now")
		}
		return nil
	})
	if err != nil {
		return Credentials{}, err
	}
	return s.beginAgain(ctx, session.User, from)
}

// EndAll ends all sessions of an account.
func (s *Service) EndAll(ctx context.Context, user auth.UserName) error {
	return s.change(ctx, user, sessionsEnded, func(*auth.Account) error { return nil })
}

const sessionsEnded = "the sessions of an account were ended"

// beginAgain begins a session after all those of an account have ended.
func (s *Service) beginAgain(ctx context.Context, id auth.Principal, from From) (Credentials, error) {
	account, err := s.store.AccountByID(ctx, id)
	if err != nil {
		return Credentials{}, fmt.Errorf("reading the account again: %w", err)
	}
	c, err := s.begin(ctx, account, from)
	if account.PasswordHash != "" {
		c.Device = newDevice(account, time.Now())
	}
	return c, err
}
