package main

import (
	"cmp"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"

	"github.com/mundap/mundap/internal/config/schema"
)

// OIDC is the identity provider of the method oidc. docs/config.md says what each setting means.
type OIDC struct {
	Issuer   string `yaml:"issuer" json:"issuer"` // https://…, exactly as the provider names itself
	ClientID string `yaml:"client_id" json:"client_id"`
	// Secret is the name of the client's secret in Secrets Manager: its text,
	// or a JSON object with client_secret. You make it; empty means a public client.
	Secret        string   `yaml:"secret" json:"secret"`
	Scopes        []string `yaml:"scopes" json:"scopes"`         // besides openid; none: profile and email
	UserClaim     string   `yaml:"user_claim" json:"user_claim"` // empty: email
	TrustEmails   bool     `yaml:"trust_emails" json:"trust_emails"`
	EmailDomains  []string `yaml:"email_domains" json:"email_domains"`
	RequiredClaim string   `yaml:"required_claim" json:"required_claim"`
	AdminEmails   []string `yaml:"admin_emails" json:"admin_emails"`
	AdminClaim    string   `yaml:"admin_claim" json:"admin_claim"`
	Audiences     []string `yaml:"audiences" json:"audiences"`
}

// Cognito is the user pool of the method cognito.
type Cognito struct {
	// DomainPrefix is the first part of the sign-in page's address. It must be
	// unique within the region. Empty: the project's name and the account's number.
	DomainPrefix string `yaml:"domain_prefix" json:"domain_prefix"`
	// RequireMFA asks everybody for a second factor (an authenticator app);
	// otherwise it is each person's choice.
	RequireMFA bool `yaml:"require_mfa" json:"require_mfa"`
}

// Paths of signing in through a provider; the server's package internal/server has the same.
const (
	providerPath = "api/session/oidc"
	callbackPath = providerPath + "/callback"
)

// poolAdmins is the group whose people administrate.
const poolAdmins = "mundap-admins"

// publicIssuers have accounts of anybody; the server's package internal/auth/oidc has the same.
var publicIssuers = []string{
	"https://accounts.google.com", "https://appleid.apple.com",
	"https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
}

var (
	claimValue   = regexp.MustCompile(`^[^=]*[^=\s][^=]*=.*\S.*$`)
	secretName   = regexp.MustCompile(`^[A-Za-z0-9/_+=.@-]{1,256}$`)
	mailDomain   = regexp.MustCompile(`^[^@/\s]+\.[^@/\s]+$`)
	domainPrefix = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
)

func (s SignIn) check(f *faults) {
	f.oneOf("sign_in.method", s.Method, ownAccounts, cognitoPool, otherProvider, noSignIn)
	f.within("sign_in.session_hours", s.SessionHours, 1, 8760)
	f.within("sign_in.idle_hours", s.IdleHours, 0, 8760)
	if s.Method == noSignIn {
		f.unless(s.OpenToAnyone, "sign_in.open_to_anyone",
			"method none lets everybody on the internet in, at your cost: set it to true if you mean that")
	}
	f.unless(!s.OwnAccounts || s.provided(), "sign_in.own_accounts",
		"it stands beside method oidc or cognito; method accounts is nothing else")
	if s.Method == otherProvider {
		s.OIDC.check(f)
	} else {
		f.unless(s.OIDC.Issuer == "" && s.OIDC.ClientID == "", "sign_in.oidc",
			"it is read with method oidc only")
	}
}

func (o OIDC) check(f *faults) {
	u, err := url.Parse(o.Issuer)
	f.unless(err == nil && u.Scheme == "https" && u.Host != "" && u.RawQuery == "" &&
		u.Fragment == "" && u.User == nil, "sign_in.oidc.issuer",
		"%q is no https address such as https://login.example.com/realms/company", o.Issuer)
	f.unless(o.ClientID != "", "sign_in.oidc.client_id",
		"the provider's id of this site is missing")
	f.unless(o.Secret == "" || secretName.MatchString(o.Secret), "sign_in.oidc.secret",
		"%q is no name of a secret (not its value, not its ARN)", o.Secret)
	for key, text := range map[string]string{"required_claim": o.RequiredClaim,
		"admin_claim": o.AdminClaim} {
		f.unless(text == "" || claimValue.MatchString(text), "sign_in.oidc."+key,
			"%q must read like groups=staff", text)
	}
	for _, d := range o.EmailDomains {
		f.unless(mailDomain.MatchString(d), "sign_in.oidc.email_domains",
			"%q is no domain such as example.com", d)
	}
	for _, a := range o.AdminEmails {
		f.unless(address.MatchString(a), "sign_in.oidc.admin_emails", "%q is not an address", a)
	}
	public := slices.Contains(publicIssuers, strings.TrimSuffix(o.Issuer, "/"))
	f.unless(!public || len(o.EmailDomains) > 0 || o.RequiredClaim != "",
		"sign_in.oidc.email_domains",
		"anybody can have an account at %s: name your domains, or a required_claim", o.Issuer)
}

// checkPool looks at the address of the pool's sign-in page, which project may be a part of.
func (s Settings) checkPool(f *faults) {
	if s.SignIn.Method != cognitoPool {
		return
	}
	prefix, key := s.SignIn.Cognito.DomainPrefix, "sign_in.cognito.domain_prefix"
	f.unless(prefix == "" || domainPrefix.MatchString(prefix), key,
		"%q must be lower-case letters, digits and hyphens", prefix)
	if prefix == "" {
		prefix = s.Project
	}
	for _, word := range []string{"aws", "amazon", "cognito"} {
		f.unless(!strings.Contains(prefix, word), key,
			"Cognito takes no address with %q in it, as in %q: name another one", word, prefix)
	}
}

// provided reports whether people sign in through an identity provider.
func (s SignIn) provided() bool { return s.Method == cognitoPool || s.Method == otherProvider }

// mode is what functions know of the method: a user pool is a provider like another.
func (s SignIn) mode() string {
	if s.provided() {
		return otherProvider
	}
	return s.Method
}

// routes are those of signing in, which need no session: at most four methods.
func (s SignIn) routes(site func(*functions) *function) []route {
	session := route{path: "api/session", methods: []string{"GET", "POST"}, open: true,
		serves: site}
	if !s.provided() {
		return []route{session}
	}
	if !s.OwnAccounts {
		session.methods = []string{"GET"}
	}
	return []route{
		session,
		{path: providerPath, methods: []string{"GET"}, open: true, serves: site},
		{path: callbackPath, methods: []string{"GET"}, open: true, serves: site},
	}
}

// addSignIn tells the function that signs people in about the provider. Nothing
// changes for the others: a session is a session.
func addSignIn(d *deployment, site *site, fs *functions) {
	s := d.settings.SignIn
	switch s.Method {
	case cognitoPool:
		fs.site.set(newPool(d, site).environment(s))
	case otherProvider:
		fs.site.allowSecret(d, s.OIDC.Secret)
		fs.site.set(s.OIDC.environment(s))
	}
}

// environment are the function's variables.
func (o OIDC) environment(s SignIn) map[string]string {
	all := schema.OnAWS()
	p := &all.OIDC
	p.Issuer, p.ClientID, p.Name, p.TrustEmails, p.OwnAccounts = o.Issuer, o.ClientID, s.Name,
		o.TrustEmails, s.OwnAccounts
	p.EmailDomains, p.RequiredClaim, p.Audiences = o.EmailDomains, o.RequiredClaim, o.Audiences
	p.AdminEmails, p.AdminClaim = o.AdminEmails, o.AdminClaim
	p.UserClaim = cmp.Or(o.UserClaim, p.UserClaim)
	if len(o.Scopes) > 0 {
		p.Scopes = o.Scopes
	}
	env := schema.Environment(all, schema.OnAWS())
	maps.Copy(env, facts(schema.Deployment{OIDCSecret: o.Secret}))
	return env
}

// pool is a user pool with the client that Mundap is to it.
type pool struct {
	awscognito.UserPool
	client awscognito.UserPoolClient
}

// newPool makes the user pool. People are added by an administrator; the pool
// sends them an invitation.
func newPool(d *deployment, site *site) pool {
	users := newUsers(d, site)
	awscognito.NewCfnUserPoolGroup(d.Stack, jsii.String("UsersAdmins"),
		&awscognito.CfnUserPoolGroupProps{
			UserPoolId: users.UserPoolId(), GroupName: jsii.String(poolAdmins),
			Description: jsii.String("Administrators of Mundap"),
		})
	prefix := d.settings.SignIn.Cognito.DomainPrefix
	if prefix == "" {
		prefix = d.settings.Project + "-" + *d.Account()
	}
	domain := users.AddDomain(jsii.String("Domain"), &awscognito.UserPoolDomainOptions{
		CognitoDomain: &awscognito.CognitoDomainOptions{DomainPrefix: jsii.String(prefix)},
	})
	p := pool{users, newPoolClient(d, site, users)}
	for _, o := range []struct{ id, what, value string }{
		{"UserPoolId", "Who may sign in: add people here", *users.UserPoolId()},
		{"SignInPage", "The user pool's own page, which the site leads to", *domain.BaseUrl(nil)},
	} {
		awscdk.NewCfnOutput(d.Stack, jsii.String(o.id),
			&awscdk.CfnOutputProps{Description: jsii.String(o.what), Value: jsii.String(o.value)})
	}
	return p
}

// newUsers makes the directory of the people who may sign in. Administrators
// add them; nobody can register.
func newUsers(d *deployment, site *site) awscognito.UserPool {
	mfa := awscognito.Mfa_OPTIONAL
	if d.settings.SignIn.Cognito.RequireMFA {
		mfa = awscognito.Mfa_REQUIRED
	}
	return awscognito.NewUserPool(d.Stack, jsii.String("Users"), &awscognito.UserPoolProps{
		UserPoolName: jsii.String(d.name("users")),
		// 10,000 people a month are free of charge
		FeaturePlan:         awscognito.FeaturePlan_ESSENTIALS,
		SelfSignUpEnabled:   jsii.Bool(false),
		SignInAliases:       &awscognito.SignInAliases{Email: jsii.Bool(true)},
		SignInCaseSensitive: jsii.Bool(false),
		StandardAttributes:  &awscognito.StandardAttributes{Email: &awscognito.StandardAttribute{Required: jsii.Bool(true), Mutable: jsii.Bool(true)}},
		AutoVerify:          &awscognito.AutoVerifiedAttrs{Email: jsii.Bool(true)},
		// a changed address counts once it is verified
		KeepOriginal:    &awscognito.KeepOriginalAttrs{Email: jsii.Bool(true)},
		AccountRecovery: awscognito.AccountRecovery_EMAIL_ONLY,
		Mfa:             mfa,
		MfaSecondFactor: &awscognito.MfaSecondFactor{Otp: jsii.Bool(true),
			Sms: jsii.Bool(false)},
		PasswordPolicy: &awscognito.PasswordPolicy{
			MinLength: jsii.Number(12), RequireLowercase: jsii.Bool(true),
			RequireUppercase: jsii.Bool(true), RequireDigits: jsii.Bool(true),
			RequireSymbols:       jsii.Bool(true),
			TempPasswordValidity: awscdk.Duration_Days(jsii.Number(7)),
		},
		UserInvitation: &awscognito.UserInvitationConfig{
			EmailSubject: jsii.String("문답에 초대합니다"),
			EmailBody: jsii.String(`<p>{username} 님, 문답을 쓸 수 있게 되었어요.</p><p><a href="` + site.url + `">` + site.url +
				`</a>에서 임시 비밀번호 <b>{####}</b>로 로그인한 뒤 새 비밀번호를 정해 주세요. 7일 동안 쓸 수 있어요.</p>`),
		},
		DeletionProtection: jsii.Bool(d.settings.Protect),
		RemovalPolicy:      d.removal(),
	})
}

// newPoolClient registers the site. It is a public client with PKCE: a secret
// would have to pass through the template. Tokens are read once, at sign-in, so
// they live as shortly as Cognito allows; nobody can change attributes with
// them.
func newPoolClient(d *deployment, site *site, users awscognito.UserPool) awscognito.UserPoolClient {
	return users.AddClient(jsii.String("Site"), &awscognito.UserPoolClientOptions{
		UserPoolClientName:         jsii.String(d.name("site")),
		GenerateSecret:             jsii.Bool(false),
		PreventUserExistenceErrors: jsii.Bool(true),
		EnableTokenRevocation:      jsii.Bool(true),
		SupportedIdentityProviders: &[]awscognito.UserPoolClientIdentityProvider{awscognito.UserPoolClientIdentityProvider_COGNITO()},
		OAuth: &awscognito.OAuthSettings{
			Flows: &awscognito.OAuthFlows{AuthorizationCodeGrant: jsii.Bool(true)},
			Scopes: &[]awscognito.OAuthScope{awscognito.OAuthScope_OPENID(),
				awscognito.OAuthScope_PROFILE(), awscognito.OAuthScope_EMAIL()},
			CallbackUrls: texts(site.url + "/" + callbackPath),
			LogoutUrls:   texts(site.url + "/"),
		},
		AccessTokenValidity:  awscdk.Duration_Minutes(jsii.Number(5)),
		IdTokenValidity:      awscdk.Duration_Minutes(jsii.Number(5)),
		RefreshTokenValidity: awscdk.Duration_Minutes(jsii.Number(60)),
	})
}

// environment is that of a provider whose issuer the pool is.
func (p pool) environment(s SignIn) map[string]string {
	return OIDC{
		Issuer: *p.UserPoolProviderUrl(), ClientID: *p.client.UserPoolClientId(),
		AdminClaim: "cognito:groups=" + poolAdmins,
	}.environment(s)
}

// firstPerson is the first of the next steps: how somebody gets in.
func firstPerson(d *deployment) string {
	switch s := d.settings.SignIn; s.Method {
	case cognitoPool:
		return "1. Add yourself: aws cognito-idp admin-create-user --user-pool-id POOL --username you@example.com --user-attributes Name=email,Value=you@example.com Name=email_verified,Value=true" +
			" && aws cognito-idp admin-add-user-to-group --user-pool-id POOL --username you@example.com --group-name " + poolAdmins + " (POOL is UserPoolId)."
	case otherProvider:
		step := "1. Register SiteURL/" + callbackPath +
			" at the provider as redirect address, and SiteURL/ for after signing out."
		if s.OIDC.Secret != "" {
			step += " Put the client's secret in place: aws secretsmanager create-secret --name " +
				s.OIDC.Secret + " --secret-string file://secret.txt"
		}
		return step
	}
	return firstAccount(d)
}

// signInFindings are those of cdk-nag that come with a provider.
var signInFindings = []finding{
	{rule: "AwsSolutions-APIG4", paths: []string{"Rest/Default/" + providerPath + "/GET/Resource",
		"Rest/Default/" + callbackPath + "/GET/Resource"},
		reason: "Signing in: whoever does that has no session yet."},
	{rule: "AwsSolutions-COG2", paths: []string{"Users/Resource"},
		reason: "A second factor is each person's choice unless sign_in.cognito.require_mfa asks everybody for it."},
	{rule: "AwsSolutions-COG3", paths: []string{"Users/Resource"},
		reason: "Threat protection costs 2 cents a person and month in the Plus plan; people are added by administrators only."},
	{rule: "AwsSolutions-COG8", paths: []string{"Users/Resource"},
		reason: "The Plus plan costs 2 cents a person and month; people are added by administrators only."},
}

// acceptAt accepts a finding about one construct, if that is there.
func acceptAt(d *deployment, path string, list *[]*cdknag.NagPackSuppression) {
	at := d.Node()
	for part := range strings.SplitSeq(path, "/") {
		next := at.TryFindChild(jsii.String(part))
		if next == nil {
			return
		}
		at = next.Node()
	}
	cdknag.NagSuppressions_AddResourceSuppressionsByPath(d.Stack, "/"+*d.Node().Path()+"/"+path,
		list, nil)
}
