package server

import (
	"cmp"
	"net/http"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/wire"
)

// getSession says who is asking and what this server can do. It is open to
// everybody, because the client needs it to know whether to ask for a password.
// People who are not signed in learn no more than that.
func (s *Server) getSession(w http.ResponseWriter, r *http.Request) error {
	a, err := s.askerOf(r)
	if err != nil && !fault.Is(err, fault.Unauthenticated) {
		return err
	}
	if err != nil {
		return ok(w, r, s.signedOut())
	}
	var account auth.Account
	if a.Accounts {
		account, err = s.SignIn.Account(r.Context(), a.Scope.User)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return ok(w, r, s.session(a, account))
}

// signedOut returns what everybody may know: how to sign in.
func (s *Server) signedOut() wire.Session {
	out := wire.Session{
		Accounts: true, Version: s.options.Features.Version, Stores: []string{},
		Formats: []string{}, Passwords: !s.options.NoPasswords,
	}
	if s.OIDC != nil {
		out.Provider = &wire.Provider{Name: s.options.ProviderName}
	}
	return out
}

func (s *Server) session(a asker, account auth.Account) wire.Session {
	f := s.options.Features
	f.Accounts, f.SignedIn = a.Accounts, true
	if s.Models != nil {
		f.Model = s.Models.ModelName()
	}
	f.User, f.Name, f.Admin = cmp.Or(string(a.Scope.Name), string(a.User)),
		account.Name, a.Scope.Admin
	f.Password = account.PasswordHash != ""
	f.Samples = len(s.samples)
	if f.Stores == nil {
		f.Stores = []string{}
	}
	if f.Formats == nil {
		f.Formats = []string{}
	}
	return f
}

var errNoAccounts = fault.New(fault.NotConfigured,
	"이 서버에는 계정이 없어서 로그인하지 않아도 돼요.",
	"This server has no accounts; there is no need to sign in.")

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) error {
	req, err := decode[wire.SignIn](w, r, maxBaseBody)
	if err != nil {
		return err
	}
	if s.SignIn == nil {
		return errNoAccounts
	}
	if s.options.NoPasswords {
		return fault.New(fault.NotConfigured,
			"이 서버에는 회사 계정으로만 로그인할 수 있어요.",
			"Sign in with your company's account; this server takes no passwords.")
	}
	c, err := s.SignIn.SignIn(r.Context(), req.User, req.Password, s.from(r))
	if err != nil {
		return err
	}
	return s.begin(w, r, c)
}

// from says where a sign-in comes from.
func (s *Server) from(r *http.Request) signin.From {
	return signin.From{Address: s.address(r), Device: signin.DeviceOf(r, s.isSecure(r)),
		Agent: r.UserAgent()}
}

// begin sets the cookies of a new session in the browser.
func (s *Server) begin(w http.ResponseWriter, r *http.Request, c signin.Credentials) error {
	secure := s.isSecure(r)
	if c.Device != "" {
		http.SetCookie(w, signin.DeviceCookie(c.Device, secure))
	}
	http.SetCookie(w, signin.Cookie(c.Token, c.Session.Expires, secure))
	return ok(w, r, s.session(s.signedIn(r, c.Session), c.Account))
}

// changePassword sets a new password for the asker and starts a new session;
// all of their other sessions end.
func (s *Server) changePassword(w http.ResponseWriter, r *http.Request) error {
	found, err := s.ownSession(r)
	if err != nil {
		return err
	}
	req, err := decode[wire.PasswordChange](w, r, maxBaseBody)
	if err != nil {
		return err
	}
	c, err := s.SignIn.ChangePassword(r.Context(), found, req.Current, req.New, s.from(r))
	if err != nil {
		return err
	}
	return s.begin(w, r, c)
}

// signOutElsewhere ends the asker's sessions in all other browsers.
func (s *Server) signOutElsewhere(w http.ResponseWriter, r *http.Request) error {
	found, err := s.ownSession(r)
	if err != nil {
		return err
	}
	c, err := s.SignIn.SignOutElsewhere(r.Context(), found, s.from(r))
	if err != nil {
		return err
	}
	return s.begin(w, r, c)
}

// ownSession returns the session of a request on a server with accounts.
func (s *Server) ownSession(r *http.Request) (auth.Session, error) {
	if s.SignIn == nil {
		return auth.Session{}, errNoAccounts
	}
	return s.SignIn.Session(r.Context(), signin.TokenOf(r, s.isSecure(r)))
}

// signOut ends the session. It does not end the provider's session, which
// people use for other things too; the response says where it can be ended.
func (s *Server) signOut(w http.ResponseWriter, r *http.Request) error {
	if s.SignIn == nil {
		return noContent(w)
	}
	token := signin.TokenOf(r, s.isSecure(r))
	vouched := s.vouched(r, token)
	if err := s.SignIn.SignOut(r.Context(), token); err != nil {
		return err
	}
	http.SetCookie(w, signin.NoCookie(s.isSecure(r)))
	if vouched {
		if address := s.endSession(r); address != "" {
			return ok(w, r, wire.SignedOut{EndSession: address})
		}
	}
	return noContent(w)
}
