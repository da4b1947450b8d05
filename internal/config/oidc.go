package config

import (
	"strings"

	"github.com/mundap/mundap/internal/auth/oidc"
	"github.com/mundap/mundap/internal/config/schema"
)

// What a claim with its value looks like.
const (
	claimKo = "groups=staff 같은 이름=값"
	claimEn = "NAME=VALUE, such as groups=staff"
)

// checkOIDC finds what could never work. Whether the provider can be reached
// shows when somebody signs in.
func checkOIDC(o schema.OIDC) error {
	if o.Issuer == "" {
		return nil
	}
	if oidc.CheckURL(o.Issuer) != nil {
		return schema.Invalid("oidc.issuer", o.Issuer, "https://login.example.com 같은 https 주소",
			"an https address such as https://login.example.com")
	}
	if o.ClientID == "" {
		return schema.Invalid("oidc.client_id", o.ClientID, "로그인 서버에 등록한 이 서버의 ID",
			"the id of this server at the provider")
	}
	if o.ClientSecret != "" && o.ClientSecretFile != "" {
		return schema.Invalid("oidc.client_secret_file", o.ClientSecretFile,
			"oidc.client_secret이 있으면 비워 둘 것",
			"empty, or oidc.client_secret is: choose one of the two")
	}
	if o.SiteURL != "" && (oidc.CheckURL(o.SiteURL) != nil || strings.Count(o.SiteURL, "/") != 2) {
		return schema.Invalid("oidc.site_url", o.SiteURL, "https://chat.example.com 같은 https 주소",
			"an https address without a path, such as https://chat.example.com")
	}
	if o.UserClaim == "" {
		return schema.Invalid("oidc.user_claim", o.UserClaim, "email 같은 클레임 이름",
			"the name of a claim, such as email")
	}
	if _, err := Provider(o); err != nil {
		return err
	}
	if oidc.Public(o.Issuer) && len(o.EmailDomains) == 0 && o.RequiredClaim == "" {
		return schema.Invalid("oidc.email_domains", "", "누구나 계정을 만들 수 있는 곳이니 example.com 같은 회사 도메인",
			"a domain such as example.com, or oidc.required_claim set: anybody can have an account at this provider")
	}
	for _, domain := range o.EmailDomains {
		if strings.ContainsAny(domain, "@/ ") || !strings.Contains(domain, ".") {
			return schema.Invalid("oidc.email_domains", domain, "example.com 같은 도메인",
				"a domain such as example.com")
		}
	}
	return nil
}

// Provider describes the identity provider, without its secret. Errors are
// fault.Invalid and name the key.
func Provider(o schema.OIDC) (oidc.Options, error) {
	required, err := oidc.ParseMatch(o.RequiredClaim)
	if err != nil {
		return oidc.Options{}, schema.Invalid("oidc.required_claim", o.RequiredClaim, claimKo,
			claimEn)
	}
	admins, err := oidc.ParseMatch(o.AdminClaim)
	if err != nil {
		return oidc.Options{}, schema.Invalid("oidc.admin_claim", o.AdminClaim, claimKo, claimEn)
	}
	scopes := o.Scopes
	if scopes == nil {
		scopes = []string{} // openid alone
	}
	return oidc.Options{
		Issuer: o.Issuer, ClientID: o.ClientID, Scopes: scopes, UserClaim: o.UserClaim,
		TrustEmails: o.TrustEmails, Domains: o.EmailDomains,
		Required: required, AdminEmails: o.AdminEmails, Admins: admins, Audiences: o.Audiences,
	}, nil
}
