package safehtml

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// HTML is markup that may go into a page as it is. Only this package makes it from text.
type HTML string

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;", "\x00", "\ufffd")

// Text escapes s. Line breaks stay line breaks (as single newlines).
func Text(s string) HTML { return HTML(escaper.Replace(lines(s))) }

// Line escapes s and puts it on one line: for names and titles.
func Line(s string) HTML { return Text(strings.Join(strings.Fields(s), " ")) }

// Link is an anchor that opens in a new tab. An address that is neither http,
// https nor a path of this site becomes plain text.
func Link(address, text string) HTML {
	if !followable(address) {
		return Line(text)
	}
	return `<a href="` + Text(address) + `" target="_blank" rel="noopener noreferrer">` + Line(text) + `</a>`
}

// Details is text that is hidden until the reader clicks on summary.
func Details(summary string, body HTML) HTML {
	return "<details><summary>" + Line(summary) + "</summary>" + body + "</details>"
}

// followable reports whether address leads to a web page or a path of this
// site. Browsers skip control characters and read a backslash as a slash, so an
// address with either is none.
func followable(address string) bool {
	if strings.ContainsFunc(address, func(r rune) bool {
		return r <= ' ' || r == '\\' ||
			r == 0x7f || r == utf8.RuneError
	}) {
		return false
	}
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	if u.Scheme == "" && u.Host == "" {
		return strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//")
	}
	return (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// lines makes every line break a single newline and the text valid UTF-8.
func lines(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}
