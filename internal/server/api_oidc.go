package server

import (
	"context"
	_ "embed"
	"html"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/auth/oidc"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/fault"
)

const (
	oidcPath     = "/api/session/oidc"
	oidcCallback = oidcPath + "/callback"

	// endSessionTime is how long signing out waits for the provider, whom it does not need.
	endSessionTime = 2 * time.Second
)

// beginOIDC redirects the browser to the identity provider. The query's return
// is the page to come back to.
func (s *Server) beginOIDC(w http.ResponseWriter, r *http.Request) error {
	start, err := s.OIDC.Begin(r.Context(), s.siteURL(r)+oidcCallback, r.URL.Query().Get("return"))
	if err != nil {
		return err
	}
	http.SetCookie(w, oidc.Cookie(start.Key, s.isSecure(r)))
	seeOther(w, r, start.URL)
	return nil
}

// finishOIDC takes the provider's answer and starts a session, as for one of
// Mundap's own accounts.
func (s *Server) finishOIDC(w http.ResponseWriter, r *http.Request) error {
	secure := s.isSecure(r)
	http.SetCookie(w, oidc.NoCookie(secure)) // an attempt is made once, whatever comes of it
	who, back, err := s.OIDC.Finish(r.Context(), oidc.Answer{
		Key: oidc.KeyOf(r, secure), Query: r.URL.Query(), Redirect: s.siteURL(r) + oidcCallback,
	})
	if err != nil {
		return err
	}
	c, err := s.SignIn.Admit(r.Context(), who, s.from(r))
	if err != nil {
		return err
	}
	http.SetCookie(w, signin.Cookie(c.Token, c.Session.Expires, secure))
	seeOther(w, r, back)
	return nil
}

// seeOther redirects the browser. The response must not be cached.
func seeOther(w http.ResponseWriter, r *http.Request, address string) {
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, address, http.StatusSeeOther)
}

// siteURL returns the address at which people reach the site, without a slash
// at its end.
func (s *Server) siteURL(r *http.Request) string {
	if s.options.SiteURL != "" {
		return s.options.SiteURL
	}
	return s.site(r)
}

// vouched reports whether a session's user signed in through the provider.
func (s *Server) vouched(r *http.Request, token string) bool {
	if s.OIDC == nil {
		return false
	}
	session, err := s.SignIn.Session(r.Context(), token)
	if err != nil {
		return false
	}
	account, err := s.SignIn.Account(r.Context(), session.User)
	return err == nil && account.Subject != ""
}

// endSession returns the address at which the provider's own session can be
// ended, or "" if there is none.
func (s *Server) endSession(r *http.Request) string {
	ctx, cancel := context.WithTimeout(r.Context(), endSessionTime)
	defer cancel()
	return s.OIDC.EndSession(ctx, s.siteURL(r)+"/")
}

// failedPage has places in braces. It is filled in without html/template, whose
// reflection keeps the linker from leaving out what a program does not call:
// the Lambda programs would be half as large again.
//
//go:embed signin_failed.html
var failedPage string

// failed is what the page of a failure shows.
type failed struct {
	language, name, title, message, back, number, id string
}

// page is the page, everything in it as text.
func (f failed) page() string {
	var pairs []string
	for place, text := range map[string]string{
		"{language}": f.language, "{name}": f.name, "{title}": f.title, "{message}": f.message,
		"{back}": f.back, "{number}": f.number, "{id}": f.id,
	} {
		pairs = append(pairs, place, html.EscapeString(text))
	}
	return strings.NewReplacer(pairs...).Replace(failedPage)
}

// page answers a handler's failure with a page, because the browser came here
// by itself and no program reads the answer.
func (s *Server) page(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := h(w, r); err != nil {
			s.failPage(w, r, err)
		}
		return nil
	}
}

func (s *Server) failPage(w http.ResponseWriter, r *http.Request, err error) {
	kind := fault.KindOf(err)
	if r.Context().Err() != nil && kind == fault.Canceled {
		return // nobody is there to read it
	}
	level := slog.LevelWarn // who can't get in asks an administrator, who asks the log
	if kind.Status() >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	s.Log.LogAttrs(r.Context(), level, "signing in failed", slog.String("id", requestID(r)),
		slog.Any("error", err))
	f := failed{
		language: "ko", name: "문답", title: "로그인하지 못했어요", message: fault.MessageOf(err).Ko,
		back:   "로그인 화면으로",
		number: "관리자에게 알려 줄 번호:", id: requestID(r),
	}
	if language(r) == "en" {
		f = failed{
			language: "en", name: "Mundap", title: "You are not signed in",
			message: fault.MessageOf(err).In("en"), back: "Back to signing in",
			number: "For your administrator:", id: requestID(r),
		}
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(kind.Status())
	_, _ = w.Write([]byte(f.page())) // a browser that is gone needs no answer
}
