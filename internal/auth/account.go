package auth

import (
	"crypto/rand"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/fault"
)

const maxUser = 64 // characters

// UserName is what an account's user signs in with. It is a label: owners and
// readers are account ids.
type UserName string

// NewAccountID makes the id of an account. It is never used again, whatever
// becomes of the account. Accounts of version 0.1 have their name as their id;
// no new account gets such an id.
func NewAccountID() Principal { return Principal(idPrefix + strings.ToLower(rand.Text())) }

// idPrefix begins the ids of accounts. No name can begin with it.
const idPrefix = "u:"

// IsID reports whether a principal is an id that NewAccountID made.
func (p Principal) IsID() bool { return strings.HasPrefix(string(p), idPrefix) }

// ParseUser gives the canonical form of an account's name: NFC, lower case.
// Names that break the rules of Account.User, and those of Mundap's own
// principals ("system", "local"), are fault.Invalid.
func ParseUser(name string) (UserName, error) {
	user := CanonicalUser(UserName(name))
	n := utf8.RuneCountInString(string(user))
	switch {
	case n == 0 || n > maxUser, strings.ContainsFunc(string(user),
		func(r rune) bool { return !userRune(r) }):
		return "", fault.New(fault.Invalid,
			"아이디에는 글자, 숫자, '.', '_', '-', '@'만 64자까지 쓸 수 있어요.",
			"A user name can have up to 64 letters, digits and the characters '.', '_', '-' and '@'.")
	case Principal(user) == System || Principal(user) == Local:
		return "", fault.New(fault.Invalid,
			"문답에서 따로 쓰는 아이디예요. 다른 아이디를 골라 주세요.",
			"This user name is reserved. Choose another one.")
	}
	return user, nil
}

// NewUser is ParseUser for the name of a new account. Names that could be
// taken for another one are fault.Invalid too: those without a letter or digit,
// such as "..", those with a dot at either end, those whose compatible form
// (NFKC) is another name, and those that mix alphabets that look alike.
func NewUser(name string) (UserName, error) {
	user, err := ParseUser(name)
	if err != nil {
		return "", err
	}
	text := string(user)
	known := strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsLetter(r) ||
			unicode.IsDigit(r)
	})
	if !known || strings.HasPrefix(text, ".") || strings.HasSuffix(text, ".") ||
		norm.NFKC.String(text) != text || mixed(text) {
		return "", fault.New(fault.Invalid,
			"다른 아이디와 헷갈릴 수 있어요. 한 가지 문자로 된 아이디를 골라 주세요.",
			"This user name could be taken for another one. Choose one in one alphabet.")
	}
	return user, nil
}

// alike are alphabets with letters that look the same.
var alike = []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Armenian,
	unicode.Cherokee, unicode.Coptic}

func mixed(name string) bool {
	found := 0
	for _, alphabet := range alike {
		if strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(alphabet, r) }) {
			found++
		}
	}
	return found > 1
}

// CanonicalUser is the form in which names are compared: NFC, lower case. It checks nothing.
func CanonicalUser(name UserName) UserName {
	return UserName(norm.NFC.String(strings.ToLower(norm.NFC.String(string(name)))))
}

func userRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) ||
		strings.ContainsRune("._-@", r))
}
