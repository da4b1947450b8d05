package signin

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
)

const tokenBytes = 32

func newToken() string {
	b := make([]byte, tokenBytes)
	_, _ = rand.Read(b) // never fails, as its documentation says
	return base64.RawURLEncoding.EncodeToString(b)
}

// Ticket is what a socket's address carries for the session of token.
func Ticket(token string) string {
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte("mundap socket ticket"))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// digest is what the store knows of a token or a ticket.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
