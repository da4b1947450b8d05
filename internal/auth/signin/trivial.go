package signin

import (
	_ "embed"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/auth"
)

// common are passwords of eight characters and more, in lower case and one a
// line: those of Django's list of the most frequent leaked ones, and those that
// Koreans type without switching the keyboard.
//
//go:embed common.txt
var common string

// keyboard has the rows of keys.
const keyboard = "abcdefghijklmnopqrstuvwxyz 01234567890123456789 qwertyuiop asdfghjkl zxcvbnm qwertyuiopasdfghjklzxcvbnm"

// isTrivial reports whether a password is one that is tried first: a common
// one, one of at most two different characters, a row of the keyboard, or the
// user's name with digits around it.
func isTrivial(user auth.UserName, password string) bool {
	p := strings.ToLower(norm.NFKC.String(password))
	different := map[rune]bool{}
	for _, r := range p {
		different[r] = true
	}
	name, _, _ := strings.Cut(string(user), "@")
	bare := strings.TrimFunc(p, func(r rune) bool { return !unicode.IsLetter(r) })
	switch {
	case len(different) <= 2, strings.Contains(keyboard, p),
		strings.Contains(keyboard, reversed(p)):
		return true
	case p == string(user), name != "" && bare == name:
		return true
	}
	for line := range strings.Lines(common) {
		if strings.TrimSuffix(line, "\n") == p {
			return true
		}
	}
	return false
}

func reversed(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}
