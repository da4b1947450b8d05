package server

import (
	"context"
	"net/http"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/server/frames"
)

// asker is who is asking.
type asker struct {
	frames.Asker
	session string // its id; "" without accounts
	site    string // goes before paths in base HTML: "" for a page of this origin
}

func (a asker) view() frames.View {
	return frames.View{Scope: a.Scope, User: a.User, Language: a.Language, Site: a.site}
}

// as is the asker by the userId that a request carries. Without accounts it merely partitions the history; with
// accounts it must be the asker's own.
func (a asker) as(userID string) (asker, error) {
	as, err := a.Asker.As(userID)
	a.Asker = as
	return a, err
}

// askerOf reads a request's session cookie. Without accounts everybody who gets here is the local owner.
func (s *Server) askerOf(r *http.Request) (asker, error) {
	if s.SignIn == nil {
		return s.local(r), nil
	}
	session, err := s.SignIn.Session(r.Context(), signin.TokenOf(r, s.isSecure(r)))
	if err != nil {
		return asker{}, err
	}
	return s.signedIn(r, session), nil
}

// admit is who opens a socket, by the ticket in its address or the session cookie, and a check to repeat while it is
// open: a session may end before the socket does.
func (s *Server) admit(r *http.Request) (asker, func(context.Context) error, error) {
	if s.SignIn == nil {
		return s.local(r), func(context.Context) error { return nil }, nil
	}
	token, ticket := signin.TokenOf(r, s.isSecure(r)), r.URL.Query().Get("ticket")
	find := func(ctx context.Context) (auth.Session, error) {
		if ticket != "" {
			return s.SignIn.SessionByTicket(ctx, ticket)
		}
		return s.SignIn.Session(ctx, token)
	}
	session, err := find(r.Context())
	if err != nil {
		return asker{}, nil, err
	}
	again := func(ctx context.Context) error {
		_, err := find(ctx)
		return err
	}
	return s.signedIn(r, session), again, nil
}

func (s *Server) local(r *http.Request) asker {
	return asker{Asker: frames.Asker{Scope: auth.LocalScope(), User: history.User(auth.Local), Language: language(r)}, site: s.linkSite(r)}
}

func (s *Server) signedIn(r *http.Request, session auth.Session) asker {
	return asker{Asker: frames.Asker{
		Scope: session.Scope(), User: history.User(session.User), Accounts: true, Language: language(r),
	}, session: session.ID, site: s.linkSite(r)}
}

// linkSite is what a page elsewhere needs before the paths of this server.
func (s *Server) linkSite(r *http.Request) string {
	if origin := r.Header.Get("Origin"); origin != "" && !s.ownOrigin(r, origin) {
		return s.site(r)
	}
	return ""
}

// language is "en" for clients that prefer English to Korean, otherwise "ko".
func language(r *http.Request) string { return frames.Language(r.Header.Get("Accept-Language")) }

// asked is a handler that knows who is asking.
type asked func(w http.ResponseWriter, r *http.Request, a asker) error

// by makes a handler for askers only.
func (s *Server) by(h asked) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		a, err := s.askerOf(r)
		if err != nil {
			return err
		}
		return h(w, r, a)
	}
}
