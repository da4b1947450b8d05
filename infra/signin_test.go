package main

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// withCognito and withOIDC are the default configuration with people signed in by a provider.
func withCognito() Settings {
	s := DefaultSettings()
	s.SignIn.Method, s.SignIn.Name = cognitoPool, "한빛상사"
	return s
}

func withOIDC() Settings {
	s := DefaultSettings()
	s.SignIn.Method, s.SignIn.OwnAccounts = otherProvider, true
	s.SignIn.OIDC = OIDC{
		Issuer: "https://login.example.com/realms/company", ClientID: "mundap",
		Secret: "company/mundap-oidc", EmailDomains: []string{"example.com"},
		AdminClaim: "groups=mundap-admins",
	}
	return s
}

var provided = map[string]func(*testing.T) template{"cognito": once(withCognito),
	"oidc": once(withOIDC)}

func eachProvided(t *testing.T, test func(*testing.T, template)) {
	for _, name := range slices.Sorted(maps.Keys(provided)) {
		t.Run(name, func(t *testing.T) { test(t, provided[name](t)) })
	}
}

// openMethods are the methods that need no session, as "GET oidc" after the
// last part of their path.
func openMethods(t *testing.T, x template) []string {
	t.Helper()
	var open []string
	for _, m := range x.of("AWS::ApiGateway::Method") {
		if m.text("AuthorizationType") == "CUSTOM" {
			continue
		}
		id, _ := m.at("ResourceId.Ref").(string)
		open = append(open, m.text("HttpMethod")+" "+x.Resources[id].text("PathPart"))
	}
	slices.Sort(open)
	return open
}

func TestSigningInThroughAProviderNeedsFourOpenMethodsAtMost(t *testing.T) {
	for name, want := range map[string][]string{
		"cognito": {"GET callback", "GET oidc", "GET session"},
		"oidc":    {"GET callback", "GET oidc", "GET session", "POST session"}, // with own accounts
	} {
		if got := openMethods(t, provided[name](t)); !slices.Equal(got, want) {
			t.Errorf("%s: %v", name, got)
		}
	}
	eachProvided(t, func(t *testing.T, x template) {
		x.with(t, "AWS::ApiGatewayV2::Route", "RouteKey", "$connect").want(t,
			map[string]string{"AuthorizationType": "CUSTOM"})
		x.one(t, "AWS::ApiGateway::Authorizer").want(t,
			map[string]string{"IdentitySource": "method.request.header.Cookie",
				"AuthorizerResultTtlInSeconds": "0"})
	})
}

func TestTheUserPool(t *testing.T) {
	x := provided["cognito"](t)
	x.one(t, "AWS::Cognito::UserPool").want(t, map[string]string{
		"AdminCreateUserConfig.AllowAdminCreateUserOnly": "true", "MfaConfiguration": "OPTIONAL",
		"EnabledMfas.0": "SOFTWARE_TOKEN_MFA", "EnabledMfas.1": "",
		"Policies.PasswordPolicy.MinimumLength":                                   "12",
		"Policies.PasswordPolicy.RequireLowercase":                                "true",
		"Policies.PasswordPolicy.RequireUppercase":                                "true",
		"Policies.PasswordPolicy.RequireNumbers":                                  "true",
		"Policies.PasswordPolicy.RequireSymbols":                                  "true",
		"Policies.PasswordPolicy.TemporaryPasswordValidityDays":                   "7",
		"UsernameAttributes.0":                                                    "email",
		"AutoVerifiedAttributes.0":                                                "email",
		"UsernameConfiguration.CaseSensitive":                                     "false",
		"DeletionProtection":                                                      "INACTIVE",
		"AccountRecoverySetting.RecoveryMechanisms.0.Name":                        "verified_email",
		"AccountRecoverySetting.RecoveryMechanisms.1":                             "",
		"UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate.0": "email",
		"UserPoolTier": "ESSENTIALS",
	})
	if p := x.one(t, "AWS::Cognito::UserPool").DeletionPolicy; p != "RetainExceptOnCreate" {
		t.Errorf("people go with the stack: %s", p)
	}
	client := x.one(t, "AWS::Cognito::UserPoolClient")
	client.want(t, map[string]string{
		"GenerateSecret": "false", "AllowedOAuthFlows.0": "code", "AllowedOAuthFlows.1": "",
		"AllowedOAuthFlowsUserPoolClient": "true",
		"AllowedOAuthScopes":              `["openid","profile","email"]`, "PreventUserExistenceErrors": "ENABLED", "SupportedIdentityProviders": `["COGNITO"]`,
		"EnableTokenRevocation": "true", "IdTokenValidity": "5",
		"TokenValidityUnits.IdToken": "minutes",
	})
	for at, end := range map[string]string{"CallbackURLs": "/api/session/oidc/callback",
		"LogoutURLs": "/"} {
		if got := client.text(at); !strings.Contains(got, "DomainName") || !strings.Contains(got, `"`+end+`"`) || strings.Count(got, "https://") != 1 {
			t.Errorf("%s are %s", at, got)
		}
	}
	if prefix := x.one(t, "AWS::Cognito::UserPoolDomain").text("Domain"); !strings.Contains(prefix, `"mundap-"`) || !strings.Contains(prefix, "AWS::AccountId") {
		t.Errorf("the address begins with %s", prefix)
	}
	x.one(t, "AWS::Cognito::UserPoolGroup").want(t, map[string]string{"GroupName": "mundap-admins"})
	for _, name := range []string{"UserPoolId", "SignInPage", "NextSteps"} {
		if _, ok := x.Outputs[name]; !ok {
			t.Errorf("no output %s", name)
		}
	}
	steps, _ := json.Marshal(x.Outputs["NextSteps"].Value)
	if !strings.Contains(string(steps), "admin-create-user") || strings.Contains(string(steps),
		"addAccount") {
		t.Errorf("next: %s", steps)
	}
}

func TestAnotherPrefixAndRemovedPeople(t *testing.T) {
	s := withCognito()
	s.Retain, s.SignIn.Cognito = false, Cognito{DomainPrefix: "hanbit-mundap", RequireMFA: true}
	x := synthesiseFor(t, s)
	users := x.one(t, "AWS::Cognito::UserPool")
	users.want(t, map[string]string{"MfaConfiguration": "ON", "DeletionProtection": "INACTIVE"})
	if users.DeletionPolicy != "Delete" {
		t.Errorf("policy %s", users.DeletionPolicy)
	}
	x.one(t, "AWS::Cognito::UserPoolDomain").want(t, map[string]string{"Domain": "hanbit-mundap"})
}

// TestOneFunctionKnowsTheProvider: the others need no variable and no permission.
func TestOneFunctionKnowsTheProvider(t *testing.T) {
	eachProvided(t, func(t *testing.T, x template) {
		for _, f := range x.of("AWS::Lambda::Function") {
			variables, _ := f.at("Environment.Variables").(map[string]any)
			if variables["MUNDAP_TABLE_PREFIX"] == nil {
				continue // the CDK's own
			}
			site := f.text("FunctionName") == "mundap-site"
			if variables["MUNDAP_SIGN_IN"] != "oidc" ||
				(variables["MUNDAP_OIDC_ISSUER"] != nil) != site {
				t.Errorf("%s: %v", f.text("FunctionName"), variables)
			}
		}
	})
	pool := provided["cognito"](t).with(t, "AWS::Lambda::Function", "FunctionName", "mundap-site")
	pool.want(t, map[string]string{
		"Environment.Variables.MUNDAP_OIDC_ADMIN_CLAIM": "cognito:groups=mundap-admins",
		"Environment.Variables.MUNDAP_OIDC_NAME":        "한빛상사",
	})
	for _, name := range []string{"OWN_ACCOUNTS", "SECRET"} { // a function's default: no, none
		if value := pool.at("Environment.Variables.MUNDAP_OIDC_" + name); value != nil {
			t.Errorf("%s is %v", name, value)
		}
	}
	if issuer := pool.text("Environment.Variables.MUNDAP_OIDC_ISSUER"); !strings.Contains(issuer,
		"ProviderURL") && !strings.Contains(issuer, "cognito-idp.") {
		t.Errorf("issuer %s", issuer)
	}
	for function := range map[string]bool{"Site": true, "Chat": false, "Authorizer": false,
		"Upload": false} {
		for _, g := range provided["cognito"](t).may(t, function, "secretsmanager:GetSecretValue") {
			if function != "Chat" {
				t.Errorf("%s may read %v", function, g.Resource)
			}
		}
	}
	x := provided["oidc"](t)
	reads := x.may(t, "Site", "secretsmanager:GetSecretValue")
	if len(reads) != 1 || len(reads[0].Resource) != 1 || !strings.Contains(reads[0].Resource[0], `:secret:company/mundap-oidc-??????`) {
		t.Errorf("the site reads %v", reads)
	}
	if n := len(x.of("AWS::Cognito::UserPool")); n != 0 {
		t.Errorf("%d user pools", n)
	}
}

func TestLeastPrivilegeWithAProvider(t *testing.T) {
	eachProvided(t, func(t *testing.T, x template) {
		for role, list := range x.granted(t) {
			for _, g := range list {
				for _, action := range g.Action {
					if strings.HasPrefix(role, "Role") && strings.Contains(action, "*") ||
						slices.Contains(g.Resource, "*") && !slices.Contains(withoutResource,
							action) {
						t.Errorf("%s may %s on %v", role, action, g.Resource)
					}
				}
			}
		}
	})
}

func TestNagWithAProvider(t *testing.T) {
	for name, s := range map[string]Settings{"cognito": withCognito(), "oidc": withOIDC()} {
		t.Run(name, func(t *testing.T) {
			checkedTemplate(t, s)
		})
	}
}

func TestLintWithAProvider(t *testing.T) {
	if _, err := os.Stat(linter); errors.Is(err, os.ErrNotExist) {
		t.Skip("cfn-lint is not there: test/servers/fetch gets it")
	}
	eachProvided(t, func(t *testing.T, x template) {
		path := filepath.Join(t.TempDir(), "template.json")
		if err := os.WriteFile(path, x.raw, 0o644); err != nil {
			t.Fatal(err)
		}
		command := exec.CommandContext(t.Context(), linter, "--regions", "us-west-2",
			"--ignore-checks", "W3005", "W3045", "-t", path)
		if out, err := command.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	})
}

// TestSnapshotOfSignIn makes reviewable what a provider changes in the default
// template: go test -run TestSnapshot -update.
func TestSnapshotOfSignIn(t *testing.T) {
	var before struct{ Resources map[string]json.RawMessage }
	if err := json.Unmarshal(normalised(t, synthesised["default"](t).raw,
		synthesised["default"](t).assets), &before); err != nil {
		t.Fatal(err)
	}
	eachProvided(t, func(t *testing.T, x template) {
		var after struct{ Resources, Outputs map[string]json.RawMessage }
		if err := json.Unmarshal(normalised(t, x.raw, x.assets), &after); err != nil {
			t.Fatal(err)
		}
		for id, r := range after.Resources {
			// A signing mode is told to every function; what else differs is what matters.
			plain := strings.ReplaceAll(string(r), `"MUNDAP_SIGN_IN": "oidc"`, `"MUNDAP_SIGN_IN": "accounts"`)
			if plain == string(before.Resources[id]) {
				delete(after.Resources, id)
			}
		}
		data, err := json.MarshalIndent(after.Resources, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", "signin-"+filepath.Base(t.Name())+".json")
		if *update {
			if err := os.WriteFile(path, append(data, '\n'), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if line := firstDifference(string(want), string(data)+"\n"); line != "" {
			t.Errorf("%s differs: %s\nIf that is meant: go test -run TestSnapshot -update", path,
				line)
		}
	})
}

func TestImpossibleSignInSettings(t *testing.T) {
	oidc := func(more string) string {
		return "sign_in: {method: oidc, oidc: {issuer: 'https://id.example', client_id: a" + more +
			"}}"
	}
	if err := check(oidc("")); err != nil {
		t.Fatal(err)
	}
	for text, key := range map[string]string{
		"sign_in: {method: oidc}": "sign_in.oidc.issuer:",
		"sign_in: {method: oidc, oidc: {issuer: 'http://id.example', client_id: a}}":           "sign_in.oidc.issuer:",
		"sign_in: {method: oidc, oidc: {issuer: 'https://id.example'}}":                        "sign_in.oidc.client_id:",
		"sign_in: {method: oidc, oidc: {issuer: 'https://accounts.google.com', client_id: a}}": "sign_in.oidc.email_domains:",
		oidc(", secret: 'a b'"): "sign_in.oidc.secret:",
		oidc(", secret: 'arn:aws:secretsmanager:us-east-1:1:secret:a'"): "sign_in.oidc.secret:",
		oidc(", admin_claim: admins"):                                   "sign_in.oidc.admin_claim:",
		oidc(", required_claim: '=x'"):                                  "sign_in.oidc.required_claim:",
		oidc(", email_domains: ['@a.b']"):                               "sign_in.oidc.email_domains:",
		oidc(", admin_emails: [kim]"):                                   "sign_in.oidc.admin_emails:",
		"sign_in: {oidc: {issuer: 'https://id.example'}}":               "sign_in.oidc:",
		"sign_in: {own_accounts: true}":                                 "sign_in.own_accounts:",
		"sign_in: {method: cognito, cognito: {domain_prefix: 'A_b'}}":   "sign_in.cognito.domain_prefix:",
		"project: my-aws\nsign_in: {method: cognito}":                   "sign_in.cognito.domain_prefix:",
	} {
		if err := check(text); err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%s: %v does not name %q", text, err, key)
		}
	}
}

// TestTheProviderCallsBackWhereTheServerListens compares with the server's source.
func TestTheProviderCallsBackWhereTheServerListens(t *testing.T) {
	if text := source(t, "../internal/server/api_oidc.go"); !strings.Contains(text, `oidcPath     = "/`+providerPath+`"`) || !strings.Contains(text, `oidcPath + "/callback"`) {
		t.Error("the server serves other paths")
	}
	for _, issuer := range publicIssuers {
		if !strings.Contains(source(t, "../internal/auth/oidc/options.go"), issuer) {
			t.Errorf("the server takes %s without a condition", issuer)
		}
	}
}
