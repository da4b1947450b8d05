package lambdafn

import (
	"fmt"

	"github.com/mundap/mundap/internal/auth/oidc"
	"github.com/mundap/mundap/internal/config"
)

// clientSecret is the field of a secret that is a JSON object.
const clientSecret = "client_secret"

// oidc returns the identity provider, or nil if the function has none
// configured; only the function that signs people in has one. It does not
// contact the provider yet.
func (p *parts) oidc() (*oidc.Provider, error) {
	if p.config.Settings.OIDC.Issuer == "" {
		return nil, nil
	}
	o, err := config.Provider(p.config.Settings.OIDC)
	if err != nil {
		return nil, err
	}
	if name := p.config.OIDCSecret; name != "" {
		o.Secret = p.secretText(name, clientSecret)
	}
	provider, err := oidc.New(o)
	if err != nil {
		return nil, fmt.Errorf("preparing the identity provider: %w", err)
	}
	return provider, nil
}
