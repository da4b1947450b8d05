package config

import (
	"strings"

	"github.com/mundap/mundap/internal/auth/oidc"
)

// OIDC is an OpenID Connect provider that people sign in through, beside accounts of Mundap's own.
type OIDC struct {
	Issuer           string   `yaml:"issuer" doc:"identity provider (OpenID Connect) to sign in through, exactly as it names itself, such as https://login.example.com/realms/company; empty: none"`
	ClientID         string   `yaml:"client_id" doc:"id of this server at the provider"`
	ClientSecret     Secret   `yaml:"client_secret" doc:"its secret; empty: a public client"`
	ClientSecretFile string   `yaml:"client_secret_file" doc:"file that holds the secret instead; read at each sign-in"`
	SiteURL          string   `yaml:"site_url" doc:"address by which people reach this server, such as https://chat.example.com; empty: that of the request"`
	Name             string   `yaml:"name" doc:"what the button calls the provider, such as your company's name"`
	Scopes           []string `yaml:"scopes" doc:"scopes to ask for besides openid"`
	UserClaim        string   `yaml:"user_claim" doc:"claim that names the user"`
	TrustEmails      bool     `yaml:"trust_emails" doc:"believe e-mail addresses that the provider does not call verified"`
	EmailDomains     []string `yaml:"email_domains" doc:"domains of the e-mail addresses that may enter; empty: all"`
	RequiredClaim    string   `yaml:"required_claim" doc:"claim that everybody must have who enters, such as groups=staff; empty: none"`
	AdminEmails      []string `yaml:"admin_emails" doc:"e-mail addresses of administrators"`
	AdminClaim       string   `yaml:"admin_claim" doc:"claim that makes an administrator, such as groups=mundap-admins; empty: none"`
	Audiences        []string `yaml:"audiences" doc:"further audiences that an ID token may have"`
	OwnAccounts      bool     `yaml:"own_accounts" doc:"accounts of Mundap's own may sign in, too"`
}

// check finds what could never work. Whether the provider can be reached shows when somebody signs in.
func (o OIDC) check() error {
	if o.Issuer == "" {
		return nil
	}
	if oidc.CheckURL(o.Issuer) != nil {
		return invalid("oidc.issuer", o.Issuer, "https://login.example.com 같은 https 주소", "an https address such as https://login.example.com")
	}
	if o.ClientID == "" {
		return invalid("oidc.client_id", o.ClientID, "로그인 서버에 등록한 이 서버의 ID", "the id of this server at the provider")
	}
	if o.ClientSecret != "" && o.ClientSecretFile != "" {
		return invalid("oidc.client_secret_file", o.ClientSecretFile, "oidc.client_secret이 있으면 비워 둘 것", "empty, or oidc.client_secret is: choose one of the two")
	}
	if o.SiteURL != "" && (oidc.CheckURL(o.SiteURL) != nil || strings.Count(o.SiteURL, "/") != 2) {
		return invalid("oidc.site_url", o.SiteURL, "https://chat.example.com 같은 https 주소", "an https address without a path, such as https://chat.example.com")
	}
	if o.UserClaim == "" {
		return invalid("oidc.user_claim", o.UserClaim, "email 같은 클레임 이름", "the name of a claim, such as email")
	}
	for key, text := range map[string]string{"oidc.required_claim": o.RequiredClaim, "oidc.admin_claim": o.AdminClaim} {
		if _, err := oidc.ParseMatch(text); err != nil {
			return invalid(key, text, "groups=staff 같은 이름=값", "NAME=VALUE, such as groups=staff")
		}
	}
	if oidc.Public(o.Issuer) && len(o.EmailDomains) == 0 && o.RequiredClaim == "" {
		return invalid("oidc.email_domains", "", "누구나 계정을 만들 수 있는 곳이니 example.com 같은 회사 도메인",
			"a domain such as example.com, or oidc.required_claim set: anybody can have an account at this provider")
	}
	for _, domain := range o.EmailDomains {
		if strings.ContainsAny(domain, "@/ ") || !strings.Contains(domain, ".") {
			return invalid("oidc.email_domains", domain, "example.com 같은 도메인", "a domain such as example.com")
		}
	}
	return nil
}

// Options describes the provider; its secret aside, which may lie in a file. The configuration must be valid.
func (o OIDC) Options() oidc.Options {
	required, _ := oidc.ParseMatch(o.RequiredClaim) // valid
	admins, _ := oidc.ParseMatch(o.AdminClaim)
	scopes := o.Scopes
	if scopes == nil {
		scopes = []string{} // openid alone
	}
	return oidc.Options{
		Issuer: o.Issuer, ClientID: o.ClientID, Scopes: scopes, UserClaim: o.UserClaim, TrustEmails: o.TrustEmails, Domains: o.EmailDomains,
		Required: required, AdminEmails: o.AdminEmails, Admins: admins, Audiences: o.Audiences,
	}
}
