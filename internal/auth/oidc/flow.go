package oidc

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"time"
)

const (
	keyBytes = 32
	// attemptTime is how long somebody may take at the provider: entering a
	// password, and finding the phone for the second factor.
	attemptTime = 15 * time.Minute
	maxState    = 1024 // bytes of an encoded state
)

var encoding = base64.RawURLEncoding

// key is a secret of this browser: 32 random bytes.
type key []byte

func newKey() key {
	k := make(key, keyBytes)
	_, _ = rand.Read(k) // never fails, as its documentation says
	return k
}

// parseKey parses a cookie's value; nil if it is malformed.
func parseKey(text string) key {
	k, err := encoding.Strict().DecodeString(text)
	if err != nil || len(k) != keyBytes {
		return nil
	}
	return k
}

func (k key) String() string { return encoding.EncodeToString(k) }

// derive makes a secret of its own for each use: the key itself never leaves the cookie.
func (k key) derive(use string, data []byte) []byte {
	mac := hmac.New(sha256.New, k)
	mac.Write([]byte("mundap oidc " + use + "\x00"))
	mac.Write(data)
	return mac.Sum(nil)
}

func (k key) nonce() string { return encoding.EncodeToString(k.derive("nonce", nil)) }

// verifier is PKCE's: 43 characters, the least that RFC 7636 allows, of 256 bits.
func (k key) verifier() string { return encoding.EncodeToString(k.derive("verifier", nil)) }

// state tells the callback how long it is valid and which page to return to. It holds
// a MAC, the time in Unix seconds, and the page.
func (k key) state(ends time.Time, back string) string {
	data := binary.BigEndian.AppendUint64(nil, uint64(ends.Unix()))
	data = append(data, LocalPath(back)...)
	return encoding.EncodeToString(append(k.derive("state", data), data...))
}

// open reads a state. ok is false if another key made it or its time is over.
func (k key) open(state string, now time.Time) (back string, ok bool) {
	if len(state) > maxState || k == nil {
		return "", false
	}
	raw, err := encoding.Strict().DecodeString(state)
	if err != nil || len(raw) < sha256.Size+8 {
		return "", false
	}
	mac, data := raw[:sha256.Size], raw[sha256.Size:]
	if !hmac.Equal(mac, k.derive("state", data)) {
		return "", false
	}
	ends := time.Unix(int64(binary.BigEndian.Uint64(data)), 0)
	return LocalPath(string(data[8:])), now.Before(ends)
}

// Names of the cookie that holds the key while somebody is at the provider; see signin.CookieName.
const (
	cookieName       = "mundap_oidc"
	secureCookieName = "__Host-mundap_oidc"
)

func nameOf(secure bool) string {
	if secure {
		return secureCookieName
	}
	return cookieName
}

// Cookie carries an attempt's key. Lax, because the provider's page leads back from another site.
func Cookie(key string, secure bool) *http.Cookie {
	return &http.Cookie{
		Name: nameOf(secure), Value: key, Path: "/", MaxAge: int(attemptTime / time.Second),
		HttpOnly: true, Secure: secure,
		SameSite: http.SameSiteLaxMode,
	}
}

// NoCookie takes the cookie away: an attempt is made once.
func NoCookie(secure bool) *http.Cookie {
	c := Cookie("", secure)
	c.MaxAge = -1
	return c
}

// KeyOf reads the key of a request's cookie, "" if it has none.
func KeyOf(r *http.Request, secure bool) string {
	c, err := r.Cookie(nameOf(secure))
	if err != nil {
		return ""
	}
	return c.Value
}
