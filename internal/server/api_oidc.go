package server

import (
	"bytes"
	"context"
	_ "embed"
	"html/template"
	"log/slog"
	"net/http"
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

// beginOIDC sends the browser to the identity provider. The query's return is the page to come back to.
func (s *Server) beginOIDC(w http.ResponseWriter, r *http.Request) error {
	start, err := s.OIDC.Begin(r.Context(), s.siteURL(r)+oidcCallback, r.URL.Query().Get("return"))
	if err != nil {
		return err
	}
	http.SetCookie(w, oidc.Cookie(start.Key, s.isSecure(r)))
	seeOther(w, r, start.URL)
	return nil
}

// finishOIDC takes the provider's answer, and begins a session like that of an own account.
func (s *Server) finishOIDC(w http.ResponseWriter, r *http.Request) error {
	secure := s.isSecure(r)
	http.SetCookie(w, oidc.NoCookie(secure)) // an attempt is made once, whatever comes of it
	who, back, err := s.OIDC.Finish(r.Context(), oidc.Answer{
		Key: oidc.KeyOf(r, secure), Query: r.URL.Query(), Redirect: s.siteURL(r) + oidcCallback,
	})
	if err != nil {
		return err
	}
	c, err := s.SignIn.Admit(r.Context(), who)
	if err != nil {
		return err
	}
	http.SetCookie(w, signin.Cookie(c.Token, c.Session.Expires, secure))
	seeOther(w, r, back)
	return nil
}

// seeOther leads the browser on; nobody may keep the answer.
func seeOther(w http.ResponseWriter, r *http.Request, address string) {
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, address, http.StatusSeeOther)
}

// siteURL is the site as people reach it, without a slash at its end.
func (s *Server) siteURL(r *http.Request) string {
	if s.options.SiteURL != "" {
		return s.options.SiteURL
	}
	return s.site(r)
}

// vouched reports whether a session's user came through the provider.
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

// endSession is where the provider's own session can be ended, "" if nowhere.
func (s *Server) endSession(r *http.Request) string {
	ctx, cancel := context.WithTimeout(r.Context(), endSessionTime)
	defer cancel()
	return s.OIDC.EndSession(ctx, s.siteURL(r)+"/")
}

//go:embed signin_failed.html
var failedPage string

var failedTemplate = template.Must(template.New("failed").Parse(failedPage))

// failed is what the page of a failure shows.
type failed struct {
	Language, Name, Title, Message, Back, Number, RequestID string
}

// page answers a handler's failure with a page: a browser came here by itself, and no program reads the answer.
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
	s.Log.LogAttrs(r.Context(), level, "signing in failed", slog.String("id", requestID(r)), slog.Any("error", err))
	f := failed{
		Language: "ko", Name: "문답", Title: "로그인하지 못했어요", Message: fault.MessageOf(err).Ko, Back: "로그인 화면으로",
		Number: "관리자에게 알려 줄 번호:", RequestID: requestID(r),
	}
	if language(r) == "en" {
		f = failed{
			Language: "en", Name: "Mundap", Title: "You are not signed in", Message: fault.MessageOf(err).In("en"), Back: "Back to signing in",
			Number: "For your administrator:", RequestID: requestID(r),
		}
	}
	var b bytes.Buffer
	if err := failedTemplate.Execute(&b, f); err != nil {
		http.Error(w, f.Message, kind.Status())
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(kind.Status())
	_, _ = w.Write(b.Bytes()) // a browser that is gone needs no answer
}
