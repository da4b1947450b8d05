package server

import (
	"net/http"

	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/wire"
)

// listSessions lists where the asker is signed in.
func (s *Server) listSessions(w http.ResponseWriter, r *http.Request) error {
	here, err := s.ownSession(r)
	if err != nil {
		return err
	}
	list, err := s.SignIn.Sessions(r.Context(), here.User)
	if err != nil {
		return err
	}
	return ok(w, r, wire.OpenSessions{Sessions: signin.Open(list, here.ID)})
}

// endOneSession ends one of the asker's sessions and closes its sockets.
func (s *Server) endOneSession(w http.ResponseWriter, r *http.Request) error {
	here, err := s.ownSession(r)
	if err != nil {
		return err
	}
	if err := s.SignIn.End(r.Context(), here.User, r.PathValue("id")); err != nil {
		return err
	}
	return noContent(w)
}
