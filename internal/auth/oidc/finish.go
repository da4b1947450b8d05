package oidc

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/fault"
)

var (
	errOver = fault.New(fault.Unauthenticated,
		"로그인을 시작한 지 오래됐거나 다른 창에서 다시 시작했어요. 처음부터 다시 로그인해 주세요.",
		"Signing in took too long, or was started again in another window. Sign in again from the beginning.")
	errDeclined = fault.New(fault.Forbidden,
		"회사 계정 로그인이 취소되었어요. 다시 로그인하거나 관리자에게 물어보세요.",
		"Signing in with your company's account was cancelled or refused. Sign in again, or ask your administrator.")
)

// Answer is what the provider sent the browser back with.
type Answer struct {
	Key      string // of the attempt's cookie
	Query    url.Values
	Redirect string // as it was given to Begin
}

// Finish makes an identity of the provider's answer, and tells the page to
// return to. fault.Unauthenticated: the attempt is not this browser's or over,
// or what the provider says can't be believed; Forbidden: the provider or
// Options refuse the person; Unavailable, NotConfigured: the provider.
func (p *Provider) Finish(ctx context.Context, a Answer) (who signin.Identity, back string,
	err error) {
	k := parseKey(a.Key)
	back, ok := k.open(a.Query.Get("state"), p.now())
	if !ok {
		return who, "", errOver
	}
	d, err := p.describe(ctx)
	if err != nil {
		return who, "", err
	}
	code, err := p.code(d, a.Query)
	if err != nil {
		return who, "", err
	}
	token, err := p.exchange(ctx, d, a.Redirect, code, k.verifier())
	if err != nil {
		return who, "", err
	}
	believed, err := p.verify(ctx, d, token, k.nonce())
	if err != nil {
		return who, "", err
	}
	who, err = p.identify(ctx, d, token, believed)
	return who, back, err
}

// code reads the answer's code. Whose answer it is, is known from its state by now.
func (p *Provider) code(d *description, q url.Values) (string, error) {
	if iss := q.Get("iss"); iss != p.options.Issuer && (iss != "" || d.SendsIssuer) { // RFC 9207
		return "", unbelieved.WithCause(fmt.Errorf("the answer names the issuer %.200q", iss))
	}
	if refusal := q.Get("error"); refusal != "" {
		cause := fmt.Errorf("the provider answers %.100q: %.300q", refusal,
			q.Get("error_description"))
		switch refusal {
		case "access_denied", "login_required", "consent_required", "interaction_required",
			"account_selection_required":
			return "", errDeclined.WithCause(cause)
		case "server_error", "temporarily_unavailable":
			return "", unavailable.WithCause(cause)
		}
		return "", misconfigured.WithCause(cause)
	}
	code := q.Get("code")
	if code == "" {
		return "", unbelieved.WithCause(errors.New("the answer has neither a code nor an error"))
	}
	return code, nil
}

func (p *Provider) exchange(ctx context.Context, d *description, redirect, code,
	verifier string) (*oauth2.Token, error) {
	secret, err := p.secret(ctx)
	if err != nil {
		if fault.Retryable(err) || fault.Is(err, fault.Canceled) {
			return nil, err
		}
		return nil, misconfigured.WithCause(err)
	}
	token, err := p.oauth(d, redirect, secret).Exchange(p.with(ctx), code,
		oauth2.VerifierOption(verifier))
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		cause := fmt.Errorf("the provider takes no code: status %d, %.100q, %.300q",
			refused.Response.StatusCode, refused.ErrorCode, refused.ErrorDescription)
		if refused.ErrorCode == "invalid_grant" { // used already, over, or another client's
			return nil, errOver.WithCause(cause)
		}
		return nil, misconfigured.WithCause(cause)
	}
	if err != nil {
		return nil, classify(fmt.Errorf("exchanging the code: %w", err), unbelieved)
	}
	return token, nil
}

// watched remembers why a key set failed: the verifier's error keeps only the text.
type watched struct {
	oidc.KeySet
	err error
}

func (w *watched) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	payload, err := w.KeySet.VerifySignature(ctx, token)
	w.err = err
	return payload, err
}

// verify checks the ID token as OpenID Connect Core 1.0, section 3.1.3.7, asks.
func (p *Provider) verify(ctx context.Context, d *description, token *oauth2.Token,
	nonce string) (*oidc.IDToken, error) {
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return nil, misconfigured.WithCause(errors.New("the provider gives no ID token"))
	}
	keys := &watched{KeySet: d.keys}
	now := p.now()
	verifier := oidc.NewVerifier(p.options.Issuer, keys, &oidc.Config{
		ClientID:             p.options.ClientID,
		SupportedSigningAlgs: signedBy(d.Algorithms),
		Now:                  func() time.Time { return now.Add(-skew) },
	})
	id, err := verifier.Verify(p.with(ctx), raw)
	if err != nil {
		return nil, classify(errors.Join(fmt.Errorf("checking the ID token: %w", err), keys.err),
			unbelieved)
	}
	if err := p.checkToken(id, token.AccessToken, nonce, now); err != nil {
		return nil, unbelieved.WithCause(fmt.Errorf("checking the ID token: %w", err))
	}
	return id, nil
}

// checkToken checks what go-oidc leaves to its caller.
func (p *Provider) checkToken(id *oidc.IDToken, access, nonce string, now time.Time) error {
	var extra struct {
		Party string `json:"azp"`
	}
	if err := id.Claims(&extra); err != nil {
		return err
	}
	switch {
	case subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1:
		return errors.New("it has another nonce")
	case id.Subject == "" || len(id.Subject) > maxSubject:
		return errors.New("it has no usable subject")
	case id.IssuedAt.After(now.Add(skew)):
		return fmt.Errorf("it was issued in the future, at %v", id.IssuedAt)
	case extra.Party != "" && extra.Party != p.options.ClientID:
		return fmt.Errorf("it was given to %.200q", extra.Party)
	}
	if other := p.strange(id.Audience); other != "" {
		return fmt.Errorf("it is for %.200q too", other)
	}
	if id.AccessTokenHash != "" {
		return id.VerifyAccessToken(access)
	}
	return nil
}

// strange is an audience that is not allowed, or "".
func (p *Provider) strange(audience []string) string {
	for _, a := range audience {
		if a != p.options.ClientID && !contains(p.options.Audiences, a) {
			return a
		}
	}
	return ""
}

// signedBy are the algorithms that a signature may have: of those that the
// provider names the asymmetric ones, RS256 if it names none. A secret shared
// with the provider signs nothing here, and "none" is no signature.
func signedBy(named []string) []string {
	var usable []string
	for _, a := range named {
		if contains([]string{
			oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256,
			oidc.PS384, oidc.PS512, oidc.EdDSA,
		}, a) {
			usable = append(usable, a)
		}
	}
	if usable == nil {
		return []string{oidc.RS256}
	}
	return usable
}
