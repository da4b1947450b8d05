package signin

import (
	"net/http"
	"time"
)

// Names of the session cookie. The __Host- prefix makes browsers refuse it from
// a subdomain or without Secure, so it is used wherever the client speaks
// HTTPS.
const (
	cookieName       = "mundap_session"
	secureCookieName = "__Host-mundap_session"
)

// CookieName is the cookie's name for clients that speak HTTPS (secure) or plain HTTP.
func CookieName(secure bool) string {
	if secure {
		return secureCookieName
	}
	return cookieName
}

// Cookie carries a token until expires. Lax lets a link to a document from
// elsewhere find the reader signed in; what changes something is guarded by the
// check of the Origin.
func Cookie(token string, expires time.Time, secure bool) *http.Cookie {
	return &http.Cookie{
		Name:     CookieName(secure),
		Value:    token,
		Path:     "/",
		Expires:  expires.UTC(),
		MaxAge:   max(1, int(time.Until(expires)/time.Second)),
		HttpOnly: true,
		Secure:   secure,
		SameSite: http.SameSiteLaxMode,
	}
}

// NoCookie takes the cookie away.
func NoCookie(secure bool) *http.Cookie {
	c := Cookie("", time.Unix(1, 0), secure)
	c.MaxAge = -1
	return c
}

// TokenOf reads the token of a request's cookie, "" if it has none.
func TokenOf(r *http.Request, secure bool) string {
	c, err := r.Cookie(CookieName(secure))
	if err != nil {
		return ""
	}
	return c.Value
}
