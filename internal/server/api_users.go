package server

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/wire"
)

// mostLookedUp is for how many users the time of their last use is looked up.
const mostLookedUp = 200

var errNoLock = fault.New(fault.Invalid, "locked 값이 필요해요.", "locked is missing.")

var errOtherAdmin = fault.New(fault.Forbidden,
	"관리자 계정은 여기에서 잠글 수 없어요. 서버에서 mundap user lock 명령을 사용해 주세요.",
	"Administrators can't be locked here. Run mundap user lock on the server.")

// forAdmins makes a handler that only administrators of a server with accounts
// reach.
func (s *Server) forAdmins(do asked) handler {
	return s.by(func(w http.ResponseWriter, r *http.Request, a asker) error {
		switch {
		case !a.Scope.Admin:
			return errNotAdmin
		case s.SignIn == nil:
			return errNoAccounts
		}
		return do(w, r, a)
	})
}

func (s *Server) listUsers(w http.ResponseWriter, r *http.Request, _ asker) error {
	list, err := s.SignIn.Accounts(r.Context())
	if err != nil {
		return err
	}
	answer := wire.Users{Users: make([]wire.User, len(list)), Passwords: !s.options.NoPasswords}
	for i, account := range list {
		answer.Users[i] = userOf(account)
		if i < mostLookedUp {
			u := &answer.Users[i]
			if u.Seen, err = s.lastSeen(r.Context(), account.ID); err != nil {
				return err
			}
			u.Unseen = u.Seen.IsZero()
		}
	}
	return ok(w, r, answer)
}

func userOf(a auth.Account) wire.User {
	return wire.User{User: string(a.User), Name: a.Name, Admin: a.Admin, Locked: a.Disabled,
		Provider: a.Subject != "", Created: a.Created}
}

// lastSeen returns when an account's sessions were used last; zero if it has none.
func (s *Server) lastSeen(ctx context.Context, id auth.Principal) (last time.Time, err error) {
	list, err := s.SignIn.Sessions(ctx, id)
	if err != nil {
		return last, fmt.Errorf("reading the sessions of a user: %w", err)
	}
	if len(list) > 0 {
		return list[0].Used, nil // the list begins with the one that was used last
	}
	return last, nil
}

// addUser adds a user who is no administrator. Administrators are made on the
// server itself, so that a stolen session can't leave one behind.
func (s *Server) addUser(w http.ResponseWriter, r *http.Request, a asker) error {
	req, err := decode[wire.NewUser](w, r, maxBaseBody)
	if err != nil {
		return err
	}
	if s.options.NoPasswords {
		return fault.New(fault.NotConfigured,
			"이 서버에는 회사 계정으로만 로그인할 수 있어요. 처음 로그인하면 계정이 생겨요.",
			"People sign in to this server with their company's account, which adds them.")
	}
	account, err := s.SignIn.Add(r.Context(), signin.NewAccount{User: req.User, Name: req.Name,
		Password: req.Password})
	if err != nil {
		return err
	}
	s.Log.Info("an administrator added a user", "account", account.ID, "by", a.Scope.User)
	return ok(w, r, userOf(account))
}

// changeUser locks or unlocks a user who is no administrator.
func (s *Server) changeUser(w http.ResponseWriter, r *http.Request, a asker) error {
	req, err := decode[wire.UserChange](w, r, maxBaseBody)
	if err != nil {
		return err
	}
	if req.Locked == nil {
		return errNoLock
	}
	account, err := s.SignIn.Named(r.Context(), r.PathValue("user"))
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.NotFound, "없는 사용자예요. 목록을 새로 고쳐 주세요.",
			"There is no such user. Reload the list.").WithCause(err)
	}
	if err != nil {
		return fmt.Errorf("reading the account: %w", err)
	}
	if account.Admin {
		return errOtherAdmin
	}
	if err := s.SignIn.SetDisabled(r.Context(), account.User, *req.Locked); err != nil {
		return err
	}
	s.Log.Info("an administrator locked or unlocked a user", "account", account.ID,
		"locked", *req.Locked, "by", a.Scope.User)
	account.Disabled = *req.Locked
	return ok(w, r, userOf(account))
}
