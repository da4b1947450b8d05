package lambdafn

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/mundap/mundap/internal/auth/oidc"
	"github.com/mundap/mundap/internal/aws/secrets"
)

// OIDC is the identity provider that people sign in through: MUNDAP_SIGN_IN is oidc. Only the function that signs in gets
// its variables. What they mean stands in docs/config.md.
type OIDC struct {
	Provider oidc.Options // MUNDAP_OIDC_ISSUER, _CLIENT_ID, …; without its secret
	Secret   string       // MUNDAP_OIDC_SECRET: name of the client's secret in Secrets Manager; "": a public client
	Name     string       // MUNDAP_OIDC_NAME
	Endpoint string       // MUNDAP_SECRETS_ENDPOINT, as Config.S3Endpoint
}

// clientSecret is the field of a secret that is a JSON object.
const clientSecret = "client_secret"

// oidc reads the identity provider, nil if the function has none.
func (r *reader) oidc() *OIDC {
	if r.getenv("MUNDAP_OIDC_ISSUER") == "" {
		return nil
	}
	o := &OIDC{
		Provider: oidc.Options{
			Issuer: r.getenv("MUNDAP_OIDC_ISSUER"), ClientID: r.getenv("MUNDAP_OIDC_CLIENT_ID"), Scopes: list(r.getenv("MUNDAP_OIDC_SCOPES")),
			UserClaim: r.getenv("MUNDAP_OIDC_USER_CLAIM"), TrustEmails: r.flag("MUNDAP_OIDC_TRUST_EMAILS", false),
			Domains: list(r.getenv("MUNDAP_OIDC_EMAIL_DOMAINS")), Required: r.match("MUNDAP_OIDC_REQUIRED_CLAIM"),
			AdminEmails: list(r.getenv("MUNDAP_OIDC_ADMIN_EMAILS")), Admins: r.match("MUNDAP_OIDC_ADMIN_CLAIM"),
			Audiences: list(r.getenv("MUNDAP_OIDC_AUDIENCES")),
		},
		Secret: r.getenv("MUNDAP_OIDC_SECRET"), Name: r.getenv("MUNDAP_OIDC_NAME"), Endpoint: r.getenv("MUNDAP_SECRETS_ENDPOINT"),
	}
	return o
}

// providerOnly reports whether accounts of Mundap's own stay out.
func (r *reader) providerOnly() bool {
	return r.getenv("MUNDAP_SIGN_IN") == "oidc" && !r.flag("MUNDAP_OIDC_OWN_ACCOUNTS", false)
}

func (r *reader) match(name string) oidc.Match {
	v := r.getenv(name)
	m, err := oidc.ParseMatch(v)
	if err != nil {
		r.wrong(name, v, "a claim and its value, such as groups=staff")
	}
	return m
}

// oidc makes the identity provider, nil if the function has none. It asks nobody yet.
func (p *parts) oidc() (*oidc.Provider, error) {
	c := p.config.OIDC
	if c == nil {
		return nil, nil
	}
	o := c.Provider
	if c.Secret != "" {
		client := secretsmanager.NewFromConfig(p.aws, func(o *secretsmanager.Options) { o.BaseEndpoint = replaced(o.BaseEndpoint, c.Endpoint) })
		secret := secrets.NewText(client, c.Secret, clientSecret, nil)
		o.Secret = func(ctx context.Context) (string, error) { return secret.Value(ctx) }
	}
	provider, err := oidc.New(o)
	if err != nil {
		return nil, fmt.Errorf("preparing the identity provider: %w", err)
	}
	return provider, nil
}

// providerName is what the button calls the identity provider.
func (p *parts) providerName() string {
	if p.config.OIDC == nil {
		return ""
	}
	return p.config.OIDC.Name
}
