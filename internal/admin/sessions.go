package admin

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/wire"
)

func (h *Handler) sessions(w http.ResponseWriter, r *http.Request) error {
	account, err := h.SignIn.Named(r.Context(), r.PathValue("user"))
	if err != nil {
		return aboutUser(r.PathValue("user"), err)
	}
	list, err := h.SignIn.Sessions(r.Context(), account.ID)
	if err != nil {
		return err
	}
	return reply(w, signin.Open(list, ""))
}

func (h *Handler) endSession(w http.ResponseWriter, r *http.Request) error {
	account, err := h.SignIn.Named(r.Context(), r.PathValue("user"))
	if err != nil {
		return aboutUser(r.PathValue("user"), err)
	}
	err = h.SignIn.End(r.Context(), account.ID, r.PathValue("id"))
	if fault.Is(err, fault.NotFound) {
		return fault.Wrap(err, fault.NotFound,
			fmt.Sprintf("‘%s’ 사용자에게 %s 세션이 없어요. 'mundap user sessions %[1]s'로 확인해 보세요.", account.User, r.PathValue("id")),
			fmt.Sprintf("%s has no session %s. 'mundap user sessions %[1]s' lists them.", account.User, r.PathValue("id")))
	}
	if err != nil {
		return err
	}
	return reply(w, struct{}{})
}

func (h *Handler) endSessions(w http.ResponseWriter, r *http.Request) error {
	user, err := auth.ParseUser(r.PathValue("user"))
	if err != nil {
		return err
	}
	if err := h.SignIn.EndAll(r.Context(), user); err != nil {
		return aboutUser(string(user), err)
	}
	return reply(w, struct{}{})
}

// Sessions lists where a user is signed in, used last first.
func (c *Client) Sessions(ctx context.Context, user string) ([]wire.OpenSession, error) {
	return call[[]wire.OpenSession](ctx, c, http.MethodGet, sessionsPath(user), nil)
}

// EndSession ends one of a user's sessions, or all of them if id is "".
func (c *Client) EndSession(ctx context.Context, user, id string) error {
	path := sessionsPath(user)
	if id != "" {
		path += "/" + url.PathEscape(id)
	}
	_, err := call[struct{}](ctx, c, http.MethodDelete, path, nil)
	return err
}

func sessionsPath(user string) string { return "/users/" + url.PathEscape(user) + "/sessions" }
