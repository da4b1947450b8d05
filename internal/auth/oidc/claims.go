package oidc

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/fault"
)

const (
	maxSubject = 255 // bytes, of a subject: OpenID Connect Core 1.0, section 2
	maxShown   = 100 // characters of a name to show
	maxNamed   = 48  // characters of a user's name that had to be changed, before its hash
)

var (
	errNotYou = fault.New(fault.Forbidden,
		"이 계정으로는 문답을 쓸 수 없어요. 다른 계정으로 로그인하거나 관리자에게 물어보세요.",
		"This account may not use Mundap. Sign in with another one, or ask your administrator.")
	errNoName = fault.New(fault.Forbidden,
		"회사 계정에 확인된 이메일 같은 필요한 정보가 없어요. 관리자에게 알려 주세요.",
		"Your company account lacks required information, such as a verified e-mail address. Tell your administrator.")
)

// claims are what the provider says of somebody, by name.
type claims map[string]json.RawMessage

// values reads a claim: a text, a switch, a number, or a list of such. A dotted
// name leads into objects, unless a claim has just that name.
func (c claims) values(name string) []string {
	raw, ok := c[name]
	if !ok {
		outer, inner, dotted := strings.Cut(name, ".")
		var below claims
		if !dotted || json.Unmarshal(c[outer], &below) != nil {
			return nil
		}
		return below.values(inner)
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		list = []json.RawMessage{raw}
	}
	var all []string
	for _, one := range list {
		if text, ok := scalar(one); ok {
			all = append(all, text)
		}
	}
	return all
}

func scalar(raw json.RawMessage) (string, bool) {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text, string(raw) != "null"
	}
	var number json.Number
	if json.Unmarshal(raw, &number) == nil {
		return number.String(), true
	}
	switch s := string(raw); s {
	case "true", "false":
		return s, true
	}
	return "", false
}

// text is a claim of a single value, "" if it has none or several.
func (c claims) text(name string) string {
	if all := c.values(name); len(all) == 1 {
		return all[0]
	}
	return ""
}

func (c claims) has(m Match) bool { return contains(c.values(m.Claim), m.Value) }

// identify reads who it is, and refuses who may not enter. Providers may leave
// claims out of the ID token and give them at the userinfo endpoint only, so
// that is asked if the token does not suffice.
func (p *Provider) identify(ctx context.Context, d *description, token *oauth2.Token,
	id *oidc.IDToken) (signin.Identity, error) {
	known := claims{}
	if err := id.Claims(&known); err != nil {
		return signin.Identity{}, unbelieved.WithCause(fmt.Errorf("reading the ID token: %w", err))
	}
	if d.provider.UserInfoEndpoint() != "" && !p.suffices(known) {
		if err := p.complete(ctx, d, token, id.Subject, known); err != nil {
			return signin.Identity{}, err
		}
	}
	return p.identity(id.Subject, known)
}

// suffices reports whether every claim is there that Options ask about.
func (p *Provider) suffices(c claims) bool {
	o := p.options
	for _, name := range []string{p.userClaim(), o.Required.Claim, o.Admins.Claim} {
		if name != "" && c.values(name) == nil {
			return false
		}
	}
	return len(o.Domains)+len(o.AdminEmails) == 0 || c.text("email") != ""
}

// complete adds what the userinfo endpoint says to what the token does not say.
func (p *Provider) complete(ctx context.Context, d *description, token *oauth2.Token,
	subject string, known claims) error {
	info, err := d.provider.UserInfo(p.with(ctx), oauth2.StaticTokenSource(token))
	if err != nil {
		return classify(fmt.Errorf("asking for the user's claims: %w", err), unbelieved)
	}
	if info.Subject != subject {
		return unbelieved.WithCause(errors.New("the userinfo endpoint speaks of somebody else"))
	}
	more := claims{}
	if err := info.Claims(&more); err != nil {
		return unbelieved.WithCause(fmt.Errorf("reading the user's claims: %w", err))
	}
	_, verified := known["email_verified"]
	_, addressed := known["email"]
	if addressed && !verified {
		delete(more, "email_verified") // of another address, perhaps
	}
	for name, value := range more {
		if _, ok := known[name]; !ok {
			known[name] = value
		}
	}
	return nil
}

func (p *Provider) userClaim() string {
	if p.options.UserClaim == "" {
		return "email"
	}
	return p.options.UserClaim
}

// identity applies Options to what is known of somebody.
func (p *Provider) identity(subject string, c claims) (signin.Identity, error) {
	o := p.options
	email := p.email(c)
	if o.Required != (Match{}) && !c.has(o.Required) {
		return signin.Identity{}, errNotYou.WithCause(fmt.Errorf("the claim %s has not the value that is required", o.Required.Claim))
	}
	if len(o.Domains) > 0 && !ofDomain(email, o.Domains) {
		return signin.Identity{}, errNotYou.WithCause(errors.New("there is no verified e-mail address of an allowed domain"))
	}
	name := email
	if claim := p.userClaim(); claim != "email" {
		name = c.text(claim)
	}
	if name == "" {
		return signin.Identity{}, errNoName.WithCause(fmt.Errorf("the claim %s is missing, or the address is not verified", p.userClaim()))
	}
	whole := o.Issuer + " " + subject
	return signin.Identity{
		Subject: whole, User: userOf(name, whole), Name: shown(c),
		Admin: o.Admins != (Match{}) && c.has(o.Admins) || email != "" &&
			containsFold(o.AdminEmails, email),
	}, nil
}

// email is the address that the provider vouches for, or "".
func (p *Provider) email(c claims) string {
	address := c.text("email")
	if !strings.Contains(address, "@") || !p.options.TrustEmails &&
		c.text("email_verified") != "true" {
		return ""
	}
	return address
}

func ofDomain(email string, domains []string) bool {
	at := strings.LastIndexByte(email, '@')
	return at >= 0 && containsFold(domains, email[at+1:])
}

// userOf makes a user's name of a claim's value. One that breaks the rules of
// such names gets a part of its subject's hash instead of what they forbid, so
// that nobody else has it.
func userOf(value, subject string) auth.UserName {
	if user, err := auth.ParseUser(value); err == nil {
		return user
	}
	kept := strings.Map(func(r rune) rune {
		if r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) ||
			strings.ContainsRune("._-@", r)) {
			return r
		}
		return '-'
	}, norm.NFC.String(value))
	if runes := []rune(kept); len(runes) > maxNamed {
		kept = string(runes[:maxNamed])
	}
	sum := sha256.Sum256([]byte(subject))
	return auth.CanonicalUser(auth.UserName(kept + "-" + hex.EncodeToString(sum[:6])))
}

// shown is the name that the client shows.
func shown(c claims) string {
	for _, claim := range []string{"name", "preferred_username", "nickname"} {
		text := strings.Map(func(r rune) rune {
			if unicode.IsGraphic(r) {
				return r
			}
			return -1
		}, norm.NFC.String(strings.TrimSpace(c.text(claim))))
		if runes := []rune(text); len(runes) > maxShown {
			text = string(runes[:maxShown])
		}
		if text != "" {
			return text
		}
	}
	return ""
}

func contains(list []string, value string) bool { return slices.Contains(list, value) }

func containsFold(list []string, value string) bool {
	return slices.ContainsFunc(list, func(x string) bool { return strings.EqualFold(strings.TrimSpace(x), value) })
}
