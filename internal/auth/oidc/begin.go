package oidc

import (
	"context"
	"net/url"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Check reports whether people could go to the provider now.
func (p *Provider) Check(ctx context.Context) error {
	_, err := p.describe(ctx)
	return err
}

// Start is an attempt to sign in that begins.
type Start struct {
	URL string // at the provider: send the browser there
	Key string // for the cookie; Finish needs it
}

// Begin starts an attempt. redirect is the address of this site that the
// provider sends the browser back to, registered there; back is the page to
// return to afterwards (LocalPath). Errors are fault.Unavailable and
// fault.NotConfigured.
func (p *Provider) Begin(ctx context.Context, redirect, back string) (Start, error) {
	d, err := p.describe(ctx)
	if err != nil {
		return Start{}, err
	}
	k := newKey()
	address := p.oauth(d, redirect, "").AuthCodeURL(k.state(p.now().Add(attemptTime), back),
		oidc.Nonce(k.nonce()), oauth2.S256ChallengeOption(k.verifier()))
	return Start{URL: address, Key: k.String()}, nil
}

// EndSession is where the browser can end the provider's own session too, and
// then comes back to site (an address with a slash at its end, registered
// there); "" if the provider names no such place or can't be asked.
func (p *Provider) EndSession(ctx context.Context, site string) string {
	d, err := p.describe(ctx)
	if err != nil || d.EndSession == "" || CheckURL(withoutQuery(d.EndSession)) != nil {
		return ""
	}
	u, err := url.Parse(d.EndSession)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Set("client_id", p.options.ClientID)
	if cognito(p.options.Issuer) {
		q.Set("logout_uri", site) // Cognito's own name; it refuses requests without it
	} else {
		q.Set("post_logout_redirect_uri", site) // OpenID Connect RP-Initiated Logout 1.0
	}
	u.RawQuery = q.Encode()
	return u.String()
}

func cognito(issuer string) bool { return strings.HasPrefix(issuer, "https://cognito-idp.") }
