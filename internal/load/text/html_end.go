package text

import (
	"bytes"
	"io"
	"regexp"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/mundap/mundap/internal/load/format"
)

var documentTag = regexp.MustCompile(`(?i)<(?:html|body)[\s>]`)

// endsEarly reports whether a page that begins as a whole document does not end
// as one, or whether a piece of a page has elements that don't end.
func endsEarly(s format.Source) bool {
	head := bytes.ReplaceAll(s.Head(format.SniffBytes), []byte{0}, nil) // UTF-16
	if !isHTML(format.Source{Name: "a.html"}, head) && !documentTag.Match(head) {
		return unclosed(s)
	}
	const end = 8 << 10
	last, err := io.ReadAll(s.Section(max(0, s.Size-end)))
	last = bytes.ToLower(bytes.ReplaceAll(last, []byte{0}, nil))
	return err == nil && !bytes.Contains(last, []byte("</html")) &&
		!bytes.Contains(last, []byte("</body"))
}

// unclosed reports whether an element is open at the end that must be closed.
func unclosed(s format.Source) bool {
	open := map[atom.Atom]int{}
	in := html.NewTokenizer(s.Section(0))
	for {
		kind := in.Next()
		if kind == html.ErrorToken {
			break
		}
		name, _ := in.TagName()
		switch a := atom.Lookup(name); a {
		case atom.Div, atom.Table, atom.Ul, atom.Ol, atom.Section, atom.Article, atom.Main:
			switch kind {
			case html.StartTagToken:
				open[a]++
			case html.EndTagToken:
				open[a]--
			}
		}
	}
	for _, n := range open {
		if n > 0 {
			return true
		}
	}
	return false
}
