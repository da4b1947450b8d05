package config_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth/oidc"
	"github.com/mundap/mundap/internal/config"
)

func TestAnIdentityProviderIsDescribedByItsKeys(t *testing.T) {
	c, err := load(t, "oidc:\n  issuer: https://id.example\n  client_id: mundap\n  email_domains: [example.com]\n  admin_claim: cognito:groups=admins\n",
		map[string]string{"MUNDAP_OIDC_CLIENT_SECRET": "hush-hush",
			"MUNDAP_OIDC_REQUIRED_CLAIM": "groups=staff"})
	if err != nil {
		t.Fatal(err)
	}
	o, err := config.Provider(c.OIDC)
	if err != nil || o.Issuer != "https://id.example" || o.ClientID != "mundap" ||
		o.Required != (oidc.Match{Claim: "groups", Value: "staff"}) ||
		o.Admins != (oidc.Match{Claim: "cognito:groups", Value: "admins"}) ||
		!slices.Equal(o.Domains, []string{"example.com"}) ||
		!slices.Equal(o.Scopes, []string{"profile", "email"}) || o.UserClaim != "email" {
		t.Errorf("%+v", o)
	}
	if text, err := c.YAML(); err != nil || strings.Contains(text, "hush") {
		t.Errorf("%s, %v", text, err)
	}
}
