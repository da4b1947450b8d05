package server

import (
	"context"
	"net/http"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/session"
)

// asker is who is asking, over HTTP or by a socket.
type asker struct {
	session.Client
	signIn  string // id of the sign-in's session; "" without accounts
	address string // of the network, for limits
}

// as returns the asker for the userId that a request carries; see
// session.Asker.As.
func (a asker) as(userID string) (asker, error) {
	as, err := a.As(userID)
	a.Asker = as
	return a, err
}

// askerOf reads a request's session cookie. Without accounts, everybody who
// gets here is the local owner.
func (s *Server) askerOf(r *http.Request) (asker, error) {
	if s.SignIn == nil {
		return s.local(r), nil
	}
	return s.found(r, s.SignIn.Session)
}

// found finds the session of a request's cookie.
func (s *Server) found(r *http.Request,
	find func(context.Context, string) (auth.Session, error)) (asker, error) {
	found, err := find(r.Context(), signin.TokenOf(r, s.isSecure(r)))
	if err != nil {
		return asker{}, err
	}
	return s.signedIn(r, found), nil
}

// admit returns who opens a socket, by the ticket in its address or the session
// cookie, and a check to repeat while the socket is open, because the session
// may end earlier.
func (s *Server) admit(r *http.Request) (asker, func(context.Context) error, error) {
	if s.SignIn == nil {
		return s.local(r), func(context.Context) error { return nil }, nil
	}
	token, ticket := signin.TokenOf(r, s.isSecure(r)), r.URL.Query().Get("ticket")
	find := func(ctx context.Context) (auth.Session, error) {
		if ticket != "" {
			return s.SignIn.SessionByTicket(ctx, ticket)
		}
		return s.SignIn.Look(ctx, token)
	}
	found, err := find(r.Context())
	if err != nil {
		return asker{}, nil, err
	}
	again := func(ctx context.Context) error {
		_, err := find(ctx)
		return err
	}
	return s.signedIn(r, found), again, nil
}

func (s *Server) local(r *http.Request) asker {
	return s.asker(r, session.Asker{Scope: auth.LocalScope(), User: history.User(auth.Local)})
}

func (s *Server) signedIn(r *http.Request, found auth.Session) asker {
	a := s.asker(r, session.Asker{Scope: found.Scope(), User: history.User(found.User),
		Accounts: true})
	a.signIn = found.ID
	observeAccount(r, found.User)
	return a
}

func (s *Server) asker(r *http.Request, who session.Asker) asker {
	who.Language = language(r)
	return asker{Client: session.Client{Asker: who, Site: s.linkSite(r)}, address: s.address(r)}
}

// linkSite returns what a page elsewhere has to put before paths of this
// server.
func (s *Server) linkSite(r *http.Request) string {
	if origin := r.Header.Get("Origin"); origin != "" && !s.ownOrigin(r, origin) {
		return s.site(r)
	}
	return ""
}

// language returns "en" for clients that prefer English to Korean, and
// otherwise "ko".
func language(r *http.Request) string { return session.Language(r.Header.Get("Accept-Language")) }

// asked is a handler that gets the asker, too.
type asked func(w http.ResponseWriter, r *http.Request, a asker) error

// by makes a handler that requires an asker.
func (s *Server) by(h asked) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		a, err := s.askerOf(r)
		if err != nil {
			return err
		}
		return h(w, r, a)
	}
}

// unasked is by for what open pages request without their users, such as the
// address of the socket after each interruption. It is no use of the session.
func (s *Server) unasked(h asked) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if s.SignIn == nil {
			return h(w, r, s.local(r))
		}
		a, err := s.found(r, s.SignIn.Look)
		if err != nil {
			return err
		}
		return h(w, r, a)
	}
}
