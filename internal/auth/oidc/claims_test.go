package oidc

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/oidc/oidctest"
	"github.com/mundap/mundap/internal/fault"
)

// as signs in somebody with these claims.
func as(t *testing.T, user oidctest.Claims, change func(*Options)) (string, bool, error) {
	t.Helper()
	v := newVisit(t, change)
	v.provider.Set(func(s *oidctest.Settings) { s.User = user })
	who, err := v.signIn()
	return string(who.User), who.Admin, err
}

func person(more oidctest.Claims) oidctest.Claims {
	c := oidctest.Claims{"sub": "1", "email": "Lee@Example.com", "email_verified": true}
	for name, value := range more {
		c[name] = value
	}
	return c
}

func TestWhoMayEnter(t *testing.T) {
	staff := func(o *Options) { o.Required = Match{"groups", "staff"} }
	domain := func(o *Options) { o.Domains = []string{"example.com"} }
	trusting := func(o *Options) { o.TrustEmails, o.Domains = true, []string{"example.com"} }
	byName := func(o *Options) { o.UserClaim = "preferred_username" }
	for name, c := range map[string]struct {
		user   oidctest.Claims
		change func(*Options)
		want   string // "": nobody
	}{
		"with a verified address": {person(nil), nil, "lee@example.com"},
		"verified, as Cognito says it": {person(oidctest.Claims{"email_verified": "true"}), nil,
			"lee@example.com"},
		"with an address of no proof": {person(oidctest.Claims{"email_verified": false}),
			nil, ""},
		"with an address of unknown proof": {oidctest.Claims{"sub": "1",
			"email": "lee@example.com"}, nil, ""},
		"with an address that is believed": {oidctest.Claims{"sub": "1",
			"email": "lee@example.com"}, trusting, "lee@example.com"},
		"without an address": {oidctest.Claims{"sub": "1"}, nil, ""},
		"of the domain":      {person(nil), domain, "lee@example.com"},
		"of a domain that ends alike": {person(oidctest.Claims{"email": "lee@notexample.com"}),
			domain, ""},
		"of a domain below": {person(oidctest.Claims{"email": "lee@a.example.com"}),
			domain, ""},
		"with two signs in the address": {person(oidctest.Claims{"email": "lee@example.com@evil.example"}), domain, ""},
		"of the domain, unproven": {person(oidctest.Claims{"email_verified": false}),
			domain, ""},
		"with the group": {person(oidctest.Claims{"groups": []string{"a",
			"staff"}}), staff, "lee@example.com"},
		"with the group alone": {person(oidctest.Claims{"groups": "staff"}),
			staff, "lee@example.com"},
		"without the group": {person(oidctest.Claims{"groups": []string{"a",
			"staff2"}}), staff, ""},
		"without any group": {person(nil), staff, ""},
		"with a null group": {person(oidctest.Claims{"groups": nil}), staff,
			""},
		"by name": {oidctest.Claims{"sub": "1",
			"preferred_username": "이영희"}, byName, "이영희"},
		"by a name of several values": {oidctest.Claims{"sub": "1",
			"preferred_username": []string{"a", "b"}}, byName, ""},
		"with a nested role": {person(oidctest.Claims{"realm_access": oidctest.Claims{"roles": []string{"x"}}}), func(o *Options) { o.Required = Match{"realm_access.roles", "x"} }, "lee@example.com"},
		"with a claim whose name has dots": {person(oidctest.Claims{"https://a.example/role": "x"}),
			func(o *Options) { o.Required = Match{"https://a.example/role", "x"} },
			"lee@example.com"},
		"with a claim that is a switch": {person(oidctest.Claims{"active": true}),
			func(o *Options) { o.Required = Match{"active", "true"} }, "lee@example.com"},
		"with a claim that is an object instead": {person(oidctest.Claims{"groups": oidctest.Claims{"staff": true}}), staff, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, _, err := as(t, c.user, c.change)
			if c.want == "" && !fault.Is(err, fault.Forbidden) || c.want != "" &&
				(err != nil || got != c.want) {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

func TestAdministrators(t *testing.T) {
	for name, c := range map[string]struct {
		user   oidctest.Claims
		change func(*Options)
		want   bool
	}{
		"nobody by default": {person(oidctest.Claims{"groups": []string{"admins"}}), nil, false},
		"by group": {person(oidctest.Claims{"cognito:groups": []string{"admins"}}),
			func(o *Options) { o.Admins = Match{"cognito:groups", "admins"} }, true},
		"of another group": {person(oidctest.Claims{"cognito:groups": []string{"staff"}}),
			func(o *Options) { o.Admins = Match{"cognito:groups", "admins"} }, false},
		"by address": {person(nil),
			func(o *Options) { o.AdminEmails = []string{"kim@example.com", "lee@example.com"} },
			true},
		"by an address of no proof": {person(oidctest.Claims{"email_verified": false,
			"preferred_username": "lee"}), func(o *Options) {
			o.UserClaim, o.AdminEmails = "preferred_username", []string{"lee@example.com"}
		}, false},
	} {
		if _, admin, err := as(t, c.user, c.change); err != nil || admin != c.want {
			t.Errorf("%s: %v, %v", name, admin, err)
		}
	}
}

func TestNamesThatBreakTheRulesBecomeSomebodysOwn(t *testing.T) {
	for _, value := range []string{"kim+test@example.com", "auth0|5f7c8ec7c33c6c004bbafe82",
		"system", "local", strings.Repeat("길", 80), "a b\u202e", "<b>"} {
		one, other := userOf(value, "https://id.example 1"), userOf(value, "https://id.example 2")
		parsed, err := auth.ParseUser(string(one))
		if err != nil || parsed != one || one == other || auth.Principal(one) == auth.System ||
			auth.Principal(one) == auth.Local {
			t.Errorf("%q: %q and %q, %v", value, one, other, err)
		}
	}
	if got := userOf("Kim@Example.com", "x"); got != "kim@example.com" {
		t.Errorf("%q", got)
	}
}

func TestWhatTheTokenLacksIsAskedFor(t *testing.T) {
	v := newVisit(t, func(o *Options) { o.Admins = Match{"groups", "admins"} })
	v.provider.Set(func(s *oidctest.Settings) {
		s.User = oidctest.Claims{"sub": "1"}
		s.UserInfo = oidctest.Claims{"email": "lee@example.com", "email_verified": true,
			"groups": []string{"admins"}, "name": "이영희"}
	})
	if who, err := v.signIn(); err != nil || who.User != "lee@example.com" || !who.Admin ||
		who.Name != "이영희" {
		t.Errorf("%+v, %v", who, err)
	}
	v.provider.Set(func(s *oidctest.Settings) { s.UserInfo["sub"] = "2" })
	if _, err := v.signIn(); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("of somebody else: %v", err)
	}
}

func TestAnAddressIsNotProvenByAnothersProof(t *testing.T) {
	v := newVisit(t, func(o *Options) { o.Required = Match{"groups", "staff"} })
	v.provider.Set(func(s *oidctest.Settings) {
		s.User = oidctest.Claims{"sub": "1", "email": "ceo@example.com"}
		s.UserInfo = oidctest.Claims{"email": "lee@example.com", "email_verified": true,
			"groups": "staff"}
	})
	if who, err := v.signIn(); !fault.Is(err, fault.Forbidden) {
		t.Errorf("%+v, %v", who, err)
	}
}

func TestShownNamesAreOneLine(t *testing.T) {
	c := claims{"name": []byte(`"김\u0000서연\n\u200b` + strings.Repeat("가", 200) + `"`)}
	if got := shown(c); strings.ContainsAny(got, "\x00\n\u200b") || len([]rune(got)) != maxShown {
		t.Errorf("%q", got)
	}
}

func TestParseMatch(t *testing.T) {
	if m, err := ParseMatch(" groups = staff "); err != nil || m != (Match{"groups", "staff"}) {
		t.Errorf("%+v, %v", m, err)
	}
	if m, err := ParseMatch(""); err != nil || m != (Match{}) {
		t.Errorf("no condition: %+v, %v", m, err)
	}
	for _, bad := range []string{"groups", "=staff", "groups="} {
		if _, err := ParseMatch(bad); err == nil {
			t.Errorf("%q", bad)
		}
	}
}

func FuzzIdentity(f *testing.F) {
	for _, s := range []string{
		`{"email":"kim@example.com","email_verified":true,"groups":["a","b"]}`, `{"email":["a"],"email_verified":"true"}`, `{"email":"a+b@example.com","email_verified":"true"}`,
		`{"a":{"b":{"c":null}}}`, `{"email":5,"name":{}}`, `{"email":"@example.com","email_verified":true,"name":"\u202e\u0000"}`,
	} {
		f.Add([]byte(s))
	}
	p := &Provider{options: Options{Issuer: "https://id.example", Domains: []string{"example.com"},
		Admins: Match{"a.b.c", "x"}}}
	f.Fuzz(func(t *testing.T, data []byte) {
		c := claims{}
		if json.Unmarshal(data, &c) != nil {
			return
		}
		who, err := p.identity("1", c)
		if err != nil {
			return
		}
		if user, err := auth.ParseUser(string(who.User)); err != nil || user != who.User ||
			len([]rune(who.Name)) > maxShown {
			t.Fatalf("%s is %+v, %v", data, who, err)
		}
		if !strings.HasSuffix(strings.ToLower(c.text("email")), "@example.com") ||
			c.text("email_verified") != "true" {
			t.Fatalf("%s may enter", data)
		}
	})
}
