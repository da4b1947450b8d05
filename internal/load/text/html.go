package text

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"iter"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	xunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/charset"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/outline"
)

func htmlFormat() format.Format {
	return format.Format{Name: "html", Extensions: []string{"html", "htm", "xhtml"}, Isolated: true,
		Matches: isHTML, Open: openHTML}
}

// maxHTML bounds the file because its tree is held in memory, at about eight times the size.
const maxHTML = 48 << 20

// isHTML reports whether a file begins with a doctype or an html element and
// its name doesn't say that it is a text about HTML.
func isHTML(s format.Source, head []byte) bool {
	switch s.Extension() {
	case "md", "markdown", "py", "js", "mjs", "jsx", "ts", "tsx", "go", "java", "c", "h", "csv", "tsv":
		return false
	}
	head = bytes.TrimLeft(bytes.TrimPrefix(head, charset.BOM), " \t\r\n")
	for bytes.HasPrefix(head, []byte("<?xml")) || bytes.HasPrefix(head, []byte("<!--")) {
		i := bytes.IndexByte(head, '>')
		if i < 0 {
			return false
		}
		head = bytes.TrimLeft(head[i+1:], " \t\r\n")
	}
	start := bytes.ToLower(head[:min(len(head), 14)])
	return bytes.HasPrefix(start, []byte("<!doctype html")) ||
		bytes.HasPrefix(start, []byte("<html"))
}

type htmlFile struct {
	about content.Info
	root  *html.Node
	parts []*html.Node // of root, with the page's matter
}

func openHTML(_ context.Context, s format.Source, _ format.Env) (format.Reader, error) {
	if s.Size > maxHTML {
		return nil, format.Fail(format.ErrTooLarge, nil)
	}
	set, bom, err := charset.Of(s.Section(0))
	if err != nil {
		return nil, err
	}
	text := charset.Reader(s.Section(bom), set)
	if set == charset.CP949 {
		if named, name := htmlCharset(s); named != nil {
			text, set = transform.NewReader(s.Section(0), named.NewDecoder()), name
		}
	}
	watched := &controlWatcher{in: text}
	root, err := parseHTML(watched)
	if err != nil {
		return nil, format.Damaged(err)
	}
	f := &htmlFile{about: content.Info{Format: "html", Charset: set, Total: s.Size,
		Unit: content.ByteUnit}, root: root}
	if watched.found {
		f.about.Warn(document.BadCharacters)
	}
	if endsEarly(s) {
		f.about.Warn(document.Incomplete)
	}
	if t := find(root, 0, func(n *html.Node) bool { return n.DataAtom == atom.Title }); t != nil {
		f.about.Title = korean.Line(textOf(t))
	}
	restoreNavigation(root)
	f.parts = f.content()
	return f, nil
}

// parseHTML parses a page as a browser without scripts does: what the page shows
// then in a noscript element belongs to its text.
func parseHTML(in io.Reader) (*html.Node, error) {
	return html.ParseWithOptions(in, html.ParseOptionEnableScripting(false))
}

// controlWatcher notices control characters, which no page has but the white
// space among them.
type controlWatcher struct {
	in    io.Reader
	found bool
}

func (w *controlWatcher) Read(p []byte) (int, error) {
	n, err := w.in.Read(p)
	w.found = w.found || bytes.ContainsFunc(p[:n], isControl)
	return n, err
}

func isControl(r rune) bool { return r < ' ' && !unicode.IsSpace(r) }

func (f *htmlFile) Info() content.Info { return f.about }
func (f *htmlFile) Close() error       { return nil }

func (f *htmlFile) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		checked := func(p content.Page, err error) bool {
			if strings.ContainsRune(p.Text, utf8.RuneError) {
				f.about.Warn(document.BadCharacters)
			}
			return yield(p, err)
		}
		w := &htmlWalker{Pager: content.Pager{Yield: checked, From: from,
			Finish: new(outline.Attachments).Finish}, ctx: ctx}
		for _, part := range f.parts {
			w.children(part, 0)
			w.paragraph()
		}
		if err := ctx.Err(); err != nil {
			w.Fail(err)
		}
		w.Flush(f.about.Total)
	}
}

var metaName = regexp.MustCompile(`(?i)<meta[^>]{0,200}charset\s*=\s*["']?([A-Za-z0-9_:.-]{2,40})`)

// metaBytes is how far a page's character set is looked for: scripts and styles
// may stand before it.
const metaBytes = 64 << 10

// htmlCharset is the character set of a page that is not UTF-8: the one that it
// names, or a western one; nil if neither is likely.
func htmlCharset(s format.Source) (encoding.Encoding, string) {
	if named, name := metaCharset(s); named != nil || !isWestern(s.Section(0)) {
		return named, name
	}
	return charmap.Windows1252, "windows-1252"
}

// isWestern reports whether bytes above ASCII mostly stand alone, as accented
// letters and dashes do. Korean letters are pairs of such bytes.
func isWestern(in io.Reader) bool {
	alone, groups, length := 0, 0, 0
	for text := bufio.NewReader(in); ; {
		b, err := text.ReadByte()
		if err == nil && b >= 0x80 {
			length++
			continue
		}
		if length > 0 {
			groups++
		}
		if length == 1 {
			alone++
		}
		if length = 0; err != nil {
			return groups > 0 && 10*alone >= 9*groups
		}
	}
}

// metaCharset is what the file says of its character set. It counts only for a
// text that is not UTF-8. A page that says it is UTF-8 but mostly isn't says
// nothing.
func metaCharset(s format.Source) (encoding.Encoding, string) {
	m := metaName.FindSubmatch(s.Head(metaBytes))
	if m == nil {
		return nil, ""
	}
	e, err := htmlindex.Get(string(m[1]))
	if err != nil || e == xunicode.UTF8 && !charset.MostlyUTF8(s.Section(0)) {
		return nil, ""
	}
	name, _ := htmlindex.Name(e)
	return e, name
}

// content gives the elements that hold the page's matter: its main parts with
// text, and before them the page's title if it stands outside them. A page
// without a main part, or with more prose outside of it, is read as a whole.
func (f *htmlFile) content() []*html.Node {
	var mains []*html.Node
	var title *html.Node
	titled := false
	visit(f.root, 0, func(n *html.Node) bool {
		isMain := n.DataAtom == atom.Main || attribute(n, "role") == "main"
		switch {
		case isChrome(n) && n.DataAtom != atom.Head:
			return false
		case isMain && strings.TrimSpace(textOf(n)) != "":
			mains = append(mains, n)
			titled = titled || find(n, 0, isTitle) != nil
			return false
		case title == nil && isTitle(n):
			title = n
		}
		return true
	})
	switch {
	case len(mains) == 0 || !mostProse(f.root, mains):
		return []*html.Node{f.root}
	case title != nil && !titled:
		return append([]*html.Node{asPart(title)}, mains...)
	}
	return mains
}

// mostProse reports whether a page's main parts hold at least as much of its
// prose as the rest: some templates mark only a title as the main part.
func mostProse(root *html.Node, mains []*html.Node) bool {
	inside := 0
	for _, m := range mains {
		inside += prose(m, 0)
	}
	return 2*inside >= prose(root, 0)
}

// prose is the number of bytes in the paragraphs below n that are long enough
// for a sentence, links left out.
func prose(n *html.Node, depth int) (size int) {
	const shortest = 80
	if depth > 2*content.MaxDepth {
		return 0
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type != html.ElementNode || isChrome(c) || isAround(c.DataAtom):
		case c.DataAtom == atom.P:
			if n := len(collapse(textOf(c))) - linked(c); n >= shortest {
				size += n
			}
		default:
			size += prose(c, depth+1)
		}
	}
	return size
}

// isAround reports whether an element stands around the matter of a page.
func isAround(a atom.Atom) bool {
	return a == atom.Header || a == atom.Footer || a == atom.Aside || a == atom.Form
}

// linked is the number of bytes of text in the links below n.
func linked(n *html.Node) (size int) {
	visit(n, 0, func(c *html.Node) bool {
		if c.DataAtom != atom.A {
			return true
		}
		size += len(collapse(textOf(c)))
		return false
	})
	return size
}

func isTitle(n *html.Node) bool {
	return n.DataAtom == atom.H1 && strings.TrimSpace(textOf(n)) != ""
}

// asPart moves an element into one of its own, whose children are read.
func asPart(n *html.Node) *html.Node {
	n.Parent.RemoveChild(n)
	part := &html.Node{Type: html.ElementNode, DataAtom: atom.Div, Data: "div"}
	part.AppendChild(n)
	return part
}
