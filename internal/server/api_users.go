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

var (
	errNotOneChange = fault.New(fault.Invalid,
		"locked, admin, password 가운데 하나만 보내야 해요.",
		"Exactly one of locked, admin and password is needed.")
	errMadeAdmin = fault.New(fault.Conflict,
		"그 사이에 관리자가 된 사용자예요. 목록을 새로 고쳐 주세요.",
		"This user has just become an administrator. Reload the list.")
	errOwnAccount = fault.New(fault.Forbidden,
		"내 계정은 여기에서 바꿀 수 없어요. 비밀번호는 설정에서 바꿀 수 있어요.",
		"You can't change your own account here. Your password is in the settings.")
)

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

// addUser adds a user who is no administrator.
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
	if _, err := auth.NewUser(req.User); err != nil {
		return inField("user", err)
	}
	account, err := s.SignIn.Add(r.Context(), signin.NewAccount{User: req.User, Name: req.Name,
		Password: req.Password})
	switch {
	case fault.Is(err, fault.Conflict):
		return inField("user", err)
	case fault.Is(err, fault.Invalid):
		return inField("password", err)
	case err != nil:
		return err
	}
	s.Log.Info("an administrator added a user", "account", account.ID, "by", a.Scope.User)
	return ok(w, r, userOf(account))
}

// changeUser locks or unlocks a user, makes them an administrator or no longer
// one, or gives them another password. Only what locks or unlocks a user who is no
// administrator needs no password of the asker: a stolen session must not be able
// to leave an administrator behind.
func (s *Server) changeUser(w http.ResponseWriter, r *http.Request, a asker) error {
	req, err := decode[wire.UserChange](w, r, maxBaseBody)
	if err != nil {
		return err
	}
	change, err := userChangeOf(req)
	if err != nil {
		return err
	}
	account, err := s.otherUser(r, a)
	if err != nil {
		return err
	}
	confirmed := req.Locked == nil || account.Admin
	if confirmed {
		if err := s.confirmed(r, a, req.Own); err != nil {
			return err
		}
	}
	if req.Password != "" { // takes nobody's rights, so that others need not wait for the hash
		err = s.SignIn.SetPassword(r.Context(), account.User, req.Password)
		if fault.Is(err, fault.Invalid) {
			err = inField("password", err)
		}
	} else {
		account, err = s.changeRights(r, a, req, confirmed)
	}
	if err != nil {
		return err
	}
	s.Log.Info("an administrator changed a user", "account", account.ID, "change", change,
		"by", a.Scope.User)
	return ok(w, r, userOf(account))
}

// userChangeOf names the one change that a request asks for.
func userChangeOf(req wire.UserChange) (string, error) {
	var all []string
	if req.Locked != nil {
		all = append(all, fmt.Sprintf("locked=%t", *req.Locked))
	}
	if req.Admin != nil {
		all = append(all, fmt.Sprintf("admin=%t", *req.Admin))
	}
	if req.Password != "" {
		all = append(all, "password")
	}
	if len(all) != 1 {
		return "", errNotOneChange
	}
	return all[0], nil
}

// changeRights locks or unlocks a user, or makes them an administrator or no longer
// one. confirmed: the asker gave their own password.
func (s *Server) changeRights(r *http.Request, a asker, req wire.UserChange, confirmed bool) (
	account auth.Account, err error) {
	s.changing.Lock()
	defer s.changing.Unlock()
	if account, err = s.otherUserNow(r, a); err != nil {
		return account, err
	}
	switch {
	case account.Admin && !confirmed:
		return account, errMadeAdmin
	case req.Locked != nil:
		account.Disabled = *req.Locked
		err = s.SignIn.SetDisabled(r.Context(), account.User, *req.Locked)
	default:
		account.Admin = *req.Admin
		err = s.SignIn.SetAdmin(r.Context(), account.User, *req.Admin)
	}
	return account, err
}

// removeUser removes a user. Their documents stay.
func (s *Server) removeUser(w http.ResponseWriter, r *http.Request, a asker) error {
	req, err := decode[wire.UserRemoval](w, r, maxBaseBody)
	if err != nil {
		return err
	}
	if _, err := s.otherUser(r, a); err != nil {
		return err
	}
	if err := s.confirmed(r, a, req.Own); err != nil {
		return err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	account, err := s.otherUserNow(r, a)
	if err != nil {
		return err
	}
	if err := s.SignIn.Remove(r.Context(), account.User); err != nil {
		return err
	}
	s.Log.Info("an administrator removed a user", "account", account.ID, "by", a.Scope.User)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// otherUserNow is otherUser for an asker who may have lost their rights since the
// request began. The caller holds s.changing.
func (s *Server) otherUserNow(r *http.Request, a asker) (auth.Account, error) {
	own, err := s.SignIn.Account(r.Context(), a.Scope.User)
	switch {
	case fault.Is(err, fault.NotFound):
		return own, errNotAdmin.WithCause(err)
	case err != nil:
		return own, fmt.Errorf("reading the asker's account: %w", err)
	case !own.Admin || own.Disabled:
		return own, errNotAdmin
	}
	return s.otherUser(r, a)
}

// otherUser returns the account that a request is about, which is not the asker's
// own: whoever asks stays an administrator, so the last one can't go.
func (s *Server) otherUser(r *http.Request, a asker) (auth.Account, error) {
	name := r.PathValue("user")
	account, err := s.SignIn.Named(r.Context(), name)
	switch {
	case fault.Is(err, fault.NotFound):
		return account, fault.New(fault.NotFound,
			"‘"+name+"’ 사용자가 없어요. 목록을 새로 고쳐 주세요.",
			"There is no user "+name+". Reload the list.").WithCause(err)
	case err != nil:
		return account, fmt.Errorf("reading the account: %w", err)
	case account.ID == a.Scope.User:
		return account, errOwnAccount
	}
	return account, nil
}

// confirmed checks that the asker is an administrator, still, and gave their own
// password.
func (s *Server) confirmed(r *http.Request, a asker, own string) error {
	_, err := s.SignIn.Confirm(r.Context(), a.Scope.User, own, s.from(r))
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Throttled) {
		return inField("own_password", err)
	}
	return err
}
