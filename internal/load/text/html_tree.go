package text

import (
	"io"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/mundap/mundap/internal/load/content"
)

// asksForScripts matches what a page says to those whose browser runs no scripts.
var asksForScripts = regexp.MustCompile(`(?i)java ?script|자바 ?스크립트|스크립트`)

// isChrome reports whether an element is what surrounds a page's matter, or
// what nobody reads.
func isChrome(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Title, atom.Template, atom.Nav, atom.Head, atom.Iframe,
		atom.Object, atom.Button, atom.Canvas, atom.Audio, atom.Video, atom.Rp:
		return true
	case atom.Noscript: // often a picture that a script loads as well, or a request
		text := rawText(n)
		return strings.TrimSpace(text) == "" || asksForScripts.MatchString(text)
	case atom.Dialog:
		return !hasAttribute(n, "open")
	}
	switch attribute(n, "role") {
	case "navigation", "search", "menu", "dialog":
		return true
	}
	style := strings.ReplaceAll(strings.ToLower(attribute(n, "style")), " ", "")
	return hasAttribute(n, "hidden") && attribute(n, "hidden") != "until-found" ||
		attribute(n, "aria-hidden") == "true" || strings.Contains(style, "display:none")
}

// restoreNavigation makes a plain element of a navigation that holds more prose
// than the rest of the page: its end is missing, and the page's matter follows
// it.
func restoreNavigation(root *html.Node) {
	rest := prose(root, 0)
	visit(root, 0, func(n *html.Node) bool {
		if n.DataAtom == atom.Nav && prose(n, 0) > rest {
			n.DataAtom, n.Data = atom.Div, "div"
		}
		return true
	})
}

// collapse makes runs of blanks one, as a browser shows them, and turns the
// marks of <br> into line breaks.
func collapse(s string) string {
	lines := strings.Split(s, "\x00")
	for i, l := range lines {
		lines[i] = strings.Join(strings.Fields(l), " ")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// textOf is the text below n without what nobody reads.
func textOf(n *html.Node) string {
	var b strings.Builder
	writeText(&b, n, 0)
	return b.String()
}

func writeText(b *strings.Builder, n *html.Node, depth int) {
	if depth > 2*content.MaxDepth {
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		case c.Type != html.ElementNode || isChrome(c) || c.DataAtom == atom.Rt:
		case writeShown(b, c):
		case c.DataAtom == atom.Br:
			b.WriteString("\n")
		case isBlock(c.DataAtom):
			b.WriteString("\n")
			writeText(b, c, depth+1)
			b.WriteString("\n")
		default:
			writeText(b, c, depth+1)
		}
	}
}

// find gives the first element below n, in document order, for which is holds.
func find(n *html.Node, depth int, is func(*html.Node) bool) *html.Node {
	if depth > 2*content.MaxDepth {
		return nil
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && is(c) {
			return c
		}
		if found := find(c, depth+1, is); found != nil {
			return found
		}
	}
	return nil
}

// visit calls see for the elements below n in document order. It goes into
// those for which see reports true.
func visit(n *html.Node, depth int, see func(*html.Node) bool) {
	if depth > 2*content.MaxDepth {
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || see(c) {
			visit(c, depth+1, see)
		}
	}
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

func hasAttribute(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// htmlText returns the text of a fragment of HTML, such as Markdown contains.
func htmlText(fragment io.Reader) string {
	root, err := parseHTML(fragment)
	if err != nil {
		return ""
	}
	return textOf(root)
}
