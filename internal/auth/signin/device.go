package signin

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/auth"
)

// A device cookie stays in a browser in which an account was signed in to. It
// opens nothing: it only tells the throttle that an attempt comes from there,
// so that strangers who try passwords don't lock the account's own people out
// (the device cookies of the OWASP Authentication Cheat Sheet). Nothing of it is
// stored: it is signed with a key that is made of the account's password hash,
// and so ends with the password.
const (
	deviceName       = "mundap_device"
	secureDeviceName = "__Host-mundap_device"
	deviceLifetime   = 180 * 24 * time.Hour
)

// newDevice makes a device cookie's value for an account.
func newDevice(a auth.Account, now time.Time) string {
	stem := newToken()[:16] + "." + strconv.FormatInt(now.Unix(), 36)
	return stem + "." + deviceMAC(a, stem)
}

func deviceMAC(a auth.Account, stem string) string {
	mac := hmac.New(sha256.New, []byte("mundap device\n"+a.PasswordHash))
	mac.Write([]byte(string(a.ID) + "\n" + stem))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// knows reports whether value is a device cookie of the account's.
func knows(a auth.Account, value string, now time.Time) bool {
	at := strings.LastIndexByte(value, '.')
	if a.PasswordHash == "" || a.Disabled || at < 0 {
		return false
	}
	stem := value[:at]
	_, issued, _ := strings.Cut(stem, ".")
	seconds, err := strconv.ParseInt(issued, 36, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)) > deviceLifetime {
		return false
	}
	return hmac.Equal([]byte(deviceMAC(a, stem)), []byte(value[at+1:]))
}

// DeviceCookie carries Credentials.Device. No page of another site can send it.
func DeviceCookie(value string, secure bool) *http.Cookie {
	return &http.Cookie{
		Name: deviceCookieName(secure), Value: value, Path: "/",
		MaxAge:   int(deviceLifetime / time.Second),
		HttpOnly: true, Secure: secure, SameSite: http.SameSiteStrictMode,
	}
}

// DeviceOf reads the device cookie of a request, "" if it has none.
func DeviceOf(r *http.Request, secure bool) string {
	c, err := r.Cookie(deviceCookieName(secure))
	if err != nil {
		return ""
	}
	return c.Value
}

func deviceCookieName(secure bool) string {
	if secure {
		return secureDeviceName
	}
	return deviceName
}
