package signin

import (
	"context"
	"fmt"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
)

// NewAccount is somebody to add.
type NewAccount struct {
	User     string
	Name     string // shown in the client; may be empty
	Password string
	Admin    bool
}

// Add creates an account. fault.Invalid for a name or a password that breaks
// the rules, fault.Conflict for a name that exists.
func (s *Service) Add(ctx context.Context, n NewAccount) (auth.Account, error) {
	user, err := auth.NewUser(n.User)
	if err != nil {
		return auth.Account{}, err
	}
	hash, err := s.hash(ctx, user, n.Password)
	if err != nil {
		return auth.Account{}, err
	}
	a, err := s.store.PutAccount(ctx, auth.Account{User: user, Name: n.Name, PasswordHash: hash,
		Admin: n.Admin, Created: time.Now().UTC()})
	if fault.Is(err, fault.Conflict) {
		return auth.Account{}, fault.Wrap(err, fault.Conflict,
			"이미 쓰는 아이디예요. 다른 아이디를 골라 주세요.",
			"This user name is taken. Choose another one.")
	}
	if err != nil {
		return auth.Account{}, fmt.Errorf("storing the account: %w", err)
	}
	s.log.Info("an account was added", "account", a.ID, "admin", a.Admin)
	return a, nil
}

// SetPassword changes an account's password and ends its sessions.
func (s *Service) SetPassword(ctx context.Context, user auth.UserName, password string) error {
	hash, err := s.hash(ctx, user, password)
	if err != nil {
		return err
	}
	return s.change(ctx, user, "a password was changed", func(a *auth.Account) error {
		if a.Subject != "" { // the provider would no longer decide who gets in
			return fault.New(fault.Invalid,
				"회사 계정으로 로그인하는 사용자라서 비밀번호를 둘 수 없어요.",
				"This user signs in with a company account, and can't have a password here.")
		}
		a.PasswordHash = hash
		return nil
	})
}

// SetAdmin makes an account an administrator's, or no longer one, and ends its
// sessions. An account that signs in through a provider is fault.Invalid: its next
// sign-in would undo the change.
func (s *Service) SetAdmin(ctx context.Context, user auth.UserName, admin bool) error {
	event := "an account is no longer an administrator's"
	if admin {
		event = "an account became an administrator's"
	}
	return s.change(ctx, user, event, func(a *auth.Account) error {
		if a.Subject != "" {
			return fault.New(fault.Invalid,
				"회사 계정은 누가 관리자인지 회사의 로그인 서비스에서 정해요. 그곳에서 바꿔 주세요.",
				"Your company's sign-in decides who is an administrator. Change it there.")
		}
		a.Admin = admin
		return nil
	})
}

// SetDisabled locks an account out, or lets it in again, and ends its sessions.
func (s *Service) SetDisabled(ctx context.Context, user auth.UserName, disabled bool) error {
	event := "an account was unlocked"
	if disabled {
		event = "an account was locked"
	}
	return s.change(ctx, user, event, func(a *auth.Account) error {
		a.Disabled = disabled
		return nil
	})
}

func (s *Service) hash(ctx context.Context, user auth.UserName, password string) (hash string,
	err error) {
	if err := checkPassword(user, password); err != nil {
		return "", err
	}
	err = hashing(ctx, s.slots, func() { hash = s.cost.hash(password) })
	return hash, err
}

// change changes an account, logs the event and ends the account's sessions.
func (s *Service) change(ctx context.Context, user auth.UserName, event string,
	change func(*auth.Account) error) error {
	var a auth.Account
	var err error
	for range writers {
		if a, err = s.changeOnce(ctx, user, change); !fault.Is(err, fault.Conflict) {
			break
		}
	}
	if err != nil {
		return err
	}
	s.log.Info(event, "account", a.ID)
	return s.endAll(ctx, a.ID)
}

func (s *Service) changeOnce(ctx context.Context, user auth.UserName,
	change func(*auth.Account) error) (auth.Account, error) {
	a, err := s.store.Account(ctx, user)
	if err != nil {
		return a, fmt.Errorf("reading the account: %w", err)
	}
	if err := change(&a); err != nil {
		return a, err
	}
	a.Epoch++
	if a, err = s.store.PutAccount(ctx, a); err != nil {
		return a, fmt.Errorf("storing the account: %w", err)
	}
	return a, nil
}

// Remove removes an account, and ends its sessions and what runs in them. Its documents stay.
func (s *Service) Remove(ctx context.Context, user auth.UserName) error {
	a, err := s.store.Account(ctx, user)
	if err != nil {
		return fmt.Errorf("reading the account: %w", err)
	}
	if err := s.store.DeleteAccount(ctx, user); err != nil {
		return fmt.Errorf("removing the account: %w", err)
	}
	s.log.Info("an account was removed", "account", a.ID)
	return s.endAll(ctx, a.ID)
}

func (s *Service) endAll(ctx context.Context, id auth.Principal) error {
	if err := s.store.DeleteSessions(ctx, id); err != nil {
		return fmt.Errorf("ending the account's sessions: %w", err)
	}
	for _, f := range s.ended {
		f(ctx, id)
	}
	return nil
}
