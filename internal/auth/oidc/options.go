package oidc

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Options describe the provider and who may enter. Issuer and ClientID are needed.
type Options struct {
	// exactly as the provider names itself, such as https://login.example.com/realms/company
	Issuer   string
	ClientID string
	// Secret reads the client's secret, at each sign-in, so that a changed one
	// needs no restart; nil or "": a public client, which PKCE alone protects.
	Secret func(context.Context) (string, error)
	Scopes []string // in addition to openid; nil means profile and email

	UserClaim   string   // names the user; "" means email
	TrustEmails bool     // believe addresses that the provider does not call verified
	Domains     []string // e-mail domains whose people may enter; none: all
	Required    Match    // what everybody who signs in must have; zero means nothing
	AdminEmails []string // verified addresses of administrators
	Admins      Match    // what makes an administrator; zero means nothing
	Audiences   []string // further audiences that an ID token may have beside ClientID

	Client *http.Client     // speaks to the provider; nil means one with limits of its own
	Now    func() time.Time // nil: time.Now
}

// Match is a claim and the value that it must have: equal to it, or a list that
// holds it. The zero Match is no condition.
type Match struct{ Claim, Value string }

// ParseMatch reads "claim=value"; "" is the zero Match.
func ParseMatch(text string) (Match, error) {
	if text == "" {
		return Match{}, nil
	}
	claim, value, ok := strings.Cut(text, "=")
	if m := (Match{strings.TrimSpace(claim), strings.TrimSpace(value)}); ok && m.Claim != "" &&
		m.Value != "" {
		return m, nil
	}
	return Match{}, fmt.Errorf("%q does not read like groups=staff", text)
}

// check finds what could never work.
func (o Options) check() error {
	if err := CheckURL(o.Issuer); err != nil {
		return fmt.Errorf("the issuer: %w", err)
	}
	if o.ClientID == "" {
		return errors.New("the client's id is missing")
	}
	if Public(o.Issuer) && len(o.Domains) == 0 && o.Required == (Match{}) {
		return fmt.Errorf("anybody can have an account at %s: name the domains that may enter, or a claim that is required", o.Issuer)
	}
	return nil
}

// Public reports whether an issuer is known to have accounts of anybody, so
// that it alone keeps nobody out.
func Public(issuer string) bool {
	return slices.Contains([]string{
		"https://accounts.google.com", "https://appleid.apple.com",
		// Microsoft's personal accounts
		"https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
	}, strings.TrimSuffix(issuer, "/"))
}

// CheckURL reports why an address can't be a provider's or a site's: it must be
// https, and may be http on this machine.
func CheckURL(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("%q is no address such as https://login.example.com", text)
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return fmt.Errorf("%q is not https", text)
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// scopes are the scopes to request: openid first, each once.
func (o Options) scopes() []string {
	more := o.Scopes
	if more == nil {
		more = []string{"profile", "email"}
	}
	all := []string{"openid"}
	for _, s := range more {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}
