package oidc

import (
	"net/url"
	"strings"
)

const maxBack = 512 // bytes

// LocalPath is a page of this site to return to: path, query and fragment.
// Whatever could lead elsewhere, and what is too long to carry, becomes "/".
// Browsers read a backslash as a slash and drop tabs and newlines, so none may
// be in it.
func LocalPath(back string) string {
	if len(back) > maxBack || !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") || strings.Contains(back, `\`) ||
		strings.ContainsFunc(back, func(r rune) bool { return r < 0x20 || r == 0x7f }) {
		return "/"
	}
	u, err := url.Parse(back)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil ||
		strings.HasPrefix(u.Path, "//") {
		return "/"
	}
	return u.String()
}
