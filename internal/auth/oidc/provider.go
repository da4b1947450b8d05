package oidc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/mundap/mundap/internal/fault"
)

const (
	// rediscover is how long the provider's description counts. Its keys are
	// fetched anew by themselves when one is unknown.
	rediscover = time.Hour
	// pause is how long a failed discovery counts, so that a provider in
	// trouble is not asked by every visitor.
	pause = 2 * time.Second

	providerTime  = 10 * time.Second // of one request to the provider
	providerBytes = 1 << 20          // most of one answer
	// skew is by how much the provider's clock and ours may differ.
	skew = time.Minute
)

// Provider is an identity provider. It is asked for its description when
// somebody first signs in, not before. Safe for concurrent use.
type Provider struct {
	options Options
	client  *http.Client
	now     func() time.Time

	turn    chan struct{} // holds a token while somebody uses what follows
	current *description  // nil: not asked yet
	failed  error         // of the last discovery, until retry
	retry   time.Time
}

// description is what the provider says of itself.
type description struct {
	provider *oidc.Provider
	keys     oidc.KeySet
	until    time.Time

	KeysURL     string   `json:"jwks_uri"`
	EndSession  string   `json:"end_session_endpoint"`
	Algorithms  []string `json:"id_token_signing_alg_values_supported"`
	AuthMethods []string `json:"token_endpoint_auth_methods_supported"`
	SendsIssuer bool     `json:"authorization_response_iss_parameter_supported"`
}

// New makes a Provider. It asks nobody yet; an error says which option can't work.
func New(o Options) (*Provider, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	p := &Provider{options: o, client: o.Client, now: o.Now, turn: make(chan struct{}, 1)}
	if p.now == nil {
		p.now = time.Now
	}
	if p.client == nil {
		p.client = &http.Client{Timeout: providerTime}
	}
	bounded := *p.client
	bounded.Transport = limited{bounded.Transport}
	// A description, a token or a key is at the address that was announced.
	bounded.CheckRedirect = func(*http.Request,
		[]*http.Request) error {
		return http.ErrUseLastResponse
	}
	p.client = &bounded
	return p, nil
}

// limited bounds answers, and makes one error of a provider that is unwell and
// of one that can't be reached.
type limited struct{ next http.RoundTripper }

func (l limited) RoundTrip(r *http.Request) (*http.Response, error) {
	next := l.next
	if next == nil {
		next = http.DefaultTransport
	}
	resp, err := next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= http.StatusInternalServerError ||
		resp.StatusCode == http.StatusTooManyRequests {
		return nil, errors.Join(fmt.Errorf("the provider answers %s", resp.Status),
			resp.Body.Close())
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(resp.Body, providerBytes), resp.Body}
	return resp, nil
}

// with puts the client into a context, where the libraries look for it.
func (p *Provider) with(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, p.client)
}

// describe gives the provider's description, at most an hour old; an older one
// while the provider can't be reached.
func (p *Provider) describe(ctx context.Context) (*description, error) {
	select {
	case p.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting for the provider's description: %w", ctx.Err())
	}
	defer func() { <-p.turn }()
	now := p.now()
	if p.current != nil && now.Before(p.current.until) {
		return p.current, nil
	}
	if p.failed != nil && now.Before(p.retry) {
		return nil, p.failed
	}
	d, err := p.discover(ctx)
	switch {
	case err == nil:
		d.until = now.Add(rediscover)
		p.current, p.failed = d, nil
	case ctx.Err() != nil:
		return nil, err // it says nothing about the provider
	case p.current == nil:
		p.failed, p.retry = err, now.Add(pause)
		return nil, err
	default:
		p.current.until = now.Add(pause)
	}
	return p.current, nil
}

func (p *Provider) discover(ctx context.Context) (*description, error) {
	provider, err := oidc.NewProvider(p.with(ctx), p.options.Issuer)
	if err != nil {
		return nil, classify(fmt.Errorf("asking %s for its description: %w", p.options.Issuer, err),
			misconfigured)
	}
	d := &description{provider: provider}
	if err := provider.Claims(d); err != nil {
		return nil, classify(fmt.Errorf("reading the description of %s: %w", p.options.Issuer, err),
			misconfigured)
	}
	for what, address := range map[string]string{
		"jwks_uri": d.KeysURL, "authorization_endpoint": withoutQuery(provider.Endpoint().AuthURL),
		"token_endpoint": provider.Endpoint().TokenURL,
	} {
		if err := CheckURL(address); err != nil {
			return nil, classify(fmt.Errorf("%s in the description of %s: %w", what,
				p.options.Issuer, err), misconfigured)
		}
	}
	d.keys = oidc.NewRemoteKeySet(p.with(context.Background()), d.KeysURL)
	return d, nil
}

// withoutQuery is for authorization endpoints, which may have one.
func withoutQuery(address string) string {
	before, _, _ := strings.Cut(address, "?")
	return before
}

// oauth is the client as the provider knows it. How it proves itself is not
// tried out: a code may be used once.
func (p *Provider) oauth(d *description, redirect, secret string) *oauth2.Config {
	c := &oauth2.Config{
		ClientID: p.options.ClientID, ClientSecret: secret, Endpoint: d.provider.Endpoint(),
		RedirectURL: redirect, Scopes: p.options.scopes(),
	}
	// OpenID Connect Discovery 1.0, section 3
	basic := len(d.AuthMethods) == 0 || slices.Contains(d.AuthMethods, "client_secret_basic")
	c.Endpoint.AuthStyle = oauth2.AuthStyleInParams
	if secret != "" && basic {
		c.Endpoint.AuthStyle = oauth2.AuthStyleInHeader
	}
	return c
}

func (p *Provider) secret(ctx context.Context) (string, error) {
	if p.options.Secret == nil {
		return "", nil
	}
	secret, err := p.options.Secret(ctx)
	if err != nil {
		return "", fmt.Errorf("reading the client's secret: %w", err)
	}
	return secret, nil
}

var (
	unavailable = fault.New(fault.Unavailable,
		"회사 로그인 서버에 연결하지 못했어요. 잠시 뒤에 다시 해 보세요.",
		"Your company's sign-in server could not be reached. Try again in a moment.")
	misconfigured = fault.New(fault.NotConfigured,
		"회사 계정 로그인이 제대로 설정되지 않았어요. 관리자에게 알려 주세요.",
		"Signing in with your company's account is not set up correctly. Tell your administrator.")
	unbelieved = fault.New(fault.Unauthenticated,
		"회사 계정을 확인하지 못했어요. 다시 로그인해 보고, 계속되면 관리자에게 알려 주세요.",
		"Your company's account could not be verified. Sign in again; if it keeps happening, tell your administrator.")
)

// classify gives an error of the provider's its kind: what never got through is
// unavailable, the rest is otherwise.
func classify(err error, otherwise *fault.Error) error {
	if _, ok := errors.AsType[*fault.Error](err); ok || errors.Is(err, context.Canceled) {
		return err
	}
	if _, ok := errors.AsType[*url.Error](err); ok || errors.Is(err, context.DeadlineExceeded) {
		return unavailable.WithCause(err)
	}
	return otherwise.WithCause(err)
}
