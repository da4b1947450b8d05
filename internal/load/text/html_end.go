package text

import (
	"bytes"
	"io"
	"regexp"
	"slices"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/mundap/mundap/internal/load/format"
)

var documentTag = regexp.MustCompile(`(?i)<(?:html|body)[\s>]`)

// endsEarly reports whether a page lacks its end, or the end of something in it
// that hides what follows. A page that begins as a whole document must end as
// one, and the elements of a piece of a page must end.
func endsEarly(s format.Source) bool {
	tags := readTags(s)
	if tags.swallowed || tags.torn || tags.unclosed(hiding...) {
		return true
	}
	head := bytes.ReplaceAll(s.Head(format.SniffBytes), []byte{0}, nil) // UTF-16
	if !isHTML(format.Source{Name: "a.html"}, head) && !documentTag.Match(head) {
		return tags.unclosed(atom.Div, atom.Table, atom.Ul, atom.Ol, atom.Section, atom.Article, atom.Main)
	}
	const end = 8 << 10
	last, err := io.ReadAll(s.Section(max(0, s.Size-end)))
	last = bytes.ToLower(bytes.ReplaceAll(last, []byte{0}, nil))
	return err == nil && !bytes.Contains(last, []byte("</html")) &&
		!bytes.Contains(last, []byte("</body"))
}

// hiding are elements whose contents are not read as text of the page. Without
// its end, such an element hides what follows it.
var hiding = []atom.Atom{atom.Nav, atom.Svg, atom.Button, atom.Iframe, atom.Object, atom.Canvas, atom.Audio,
	atom.Video, atom.Template, atom.Dialog, atom.Select, atom.Textarea}

// tags is what the tags of a page say about what is missing.
type tags struct {
	open      map[atom.Atom]int // elements that don't end; negative: ends of elements that don't begin
	swallowed bool              // an attribute lacks its closing quote and contains a part of the page
	torn      bool              // the text contains the end of a tag without its beginning
}

// tagEnd is the end of a tag in a text: class="note">.
var tagEnd = regexp.MustCompile(`[a-z]="[^"<>=]*"\s*/?>`)

// isTorn reports whether a text has the end of a tag whose beginning is missing. In a text
// with &lt; before it, the tag is shown.
func isTorn(text []byte) bool {
	at := tagEnd.FindIndex(text)
	return at != nil && !bytes.Contains(text[:at[0]], []byte("&lt;")) && !bytes.Contains(text[:at[0]], []byte("&#60;"))
}

// raw are elements whose contents the tokenizer takes for text, and source those in
// which people write tags.
var (
	raw = []atom.Atom{atom.Script, atom.Style, atom.Textarea, atom.Title, atom.Xmp, atom.Iframe, atom.Noembed,
		atom.Noframes, atom.Noscript, atom.Plaintext}
	source = []atom.Atom{atom.Pre, atom.Code, atom.Samp, atom.Kbd, atom.Tt}
)

func readTags(s format.Source) tags {
	t := tags{open: map[atom.Atom]int{}}
	in := html.NewTokenizer(s.Section(0))
	var before atom.Atom // the element that begins directly before
	for {
		kind := in.Next()
		if kind == html.ErrorToken {
			return t
		}
		if kind == html.TextToken {
			t.torn = t.torn || !slices.Contains(raw, before) && !t.unclosed(source...) && isTorn(in.Raw())
			before = 0
			continue
		}
		name, attributes := in.TagName()
		element := atom.Lookup(name)
		before = 0
		switch kind {
		case html.SelfClosingTagToken:
			before = element
		case html.StartTagToken:
			before = element
			t.open[element]++
			t.swallowed = t.swallowed || attributes && swallows(in)
		case html.EndTagToken:
			t.open[element]--
		}
	}
}

// swallows reports whether a tag has an attribute that contains the end of an
// element, and a quote in the name of an attribute: the former ends at the next
// attribute's opening quote, and that one's value becomes a name.
func swallows(in *html.Tokenizer) bool {
	ends, quote := false, false
	for more := true; more; {
		var name, value []byte
		name, value, more = in.TagAttr()
		ends = ends || bytes.Contains(value, []byte("</"))
		quote = quote || len(name) > 1 && bytes.ContainsAny(name, `"'`)
	}
	return ends && quote
}

// unclosed reports whether one of the elements is open at the page's end.
func (t tags) unclosed(elements ...atom.Atom) bool {
	return slices.ContainsFunc(elements, func(a atom.Atom) bool { return t.open[a] > 0 })
}
