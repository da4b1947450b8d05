package safehtml

import (
	"encoding/json"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

func TestMarkdown(t *testing.T) {
	for _, c := range markdownCases(t) {
		t.Run(c.Name, func(t *testing.T) {
			if got := string(Markdown(c.Markdown)); got != c.HTML {
				t.Errorf("Markdown(%q)\n got %q\nwant %q", c.Markdown, got, c.HTML)
			}
		})
	}
	if got := string(Markdown("a\xffb\x00c")); got != "a\ufffdb\ufffdc" {
		t.Errorf("broken UTF-8: %q", got)
	}
}

// markdownCase is an answer and what base clients get of it. The client's tests read the same file.
type markdownCase struct{ Name, Markdown, HTML string }

func markdownCases(t *testing.T) []markdownCase {
	t.Helper()
	raw, err := os.ReadFile("testdata/markdown.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []markdownCase
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	return cases
}

func TestText(t *testing.T) {
	if got := Text("<b>\r\n'&\"\x00"); got != "&lt;b&gt;\n&#39;&amp;&quot;\ufffd" {
		t.Errorf("got %q", got)
	}
	if got := Line(" a\n <b> "); got != "a &lt;b&gt;" {
		t.Errorf("got %q", got)
	}
}

func TestLink(t *testing.T) {
	for _, c := range []struct {
		address string
		link    bool
	}{
		{"/documents/%EA%B0%80.pdf#page=3", true},
		{"https://example.com/?a=1&b=2", true},
		{"http://127.0.0.1:8420/documents/a", true},
		{"javascript:alert(1)", false},
		{"JaVaScRiPt:alert(1)", false},
		{" javascript:alert(1)", false},
		{"java\nscript:alert(1)", false},
		{"data:text/html,x", false},
		{"//evil.example", false},
		{`/\evil.example`, false},
		{"https:evil", false},
		{"a.pdf", false},
		{"", false},
	} {
		got := string(Link(c.address, "<이름>"))
		if is := strings.HasPrefix(got, "<a "); is != c.link ||
			!strings.Contains(got, "&lt;이름&gt;") {
			t.Errorf("Link(%q) = %q", c.address, got)
		}
	}
}

var allowed = []string{"a", "b", "i", "del", "code", "pre", "ul", "ol", "li", "table", "thead",
	"tbody", "tr", "th", "td", "blockquote", "hr", "details", "summary"}

// checkSafe reports markup that no text may bring in.
func checkSafe(t *testing.T, out HTML, attributes ...string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(string(out)))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				t.Fatalf("%v in %q", z.Err(), out)
			}
			return
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			token := z.Token()
			if !slices.Contains(allowed, token.Data) {
				t.Fatalf("element %s in %q", token.Data, out)
			}
			for _, a := range token.Attr {
				if !slices.Contains(attributes, a.Key) {
					t.Fatalf("attribute %s in %q", a.Key, out)
				}
			}
		case html.CommentToken, html.DoctypeToken:
			t.Fatalf("%s in %q", z.Token(), out)
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{
		"**굵게(a)**은 <b onclick=1>", "[a](javascript:x) ![b](c) <d@e.f>", "| a |\n|--|\n| `|` <i> |", "```\n</code></pre><script>\n```",
		"&#60;script&#62;", "- <!-- -->\n  > [x]: y", "\\<a\\>", "<![CDATA[x]]>", "&lt",
		"a\x00<\xffb>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, md string) { checkSafe(t, Markdown(md), "start") })
}

func FuzzLink(f *testing.F) {
	f.Add("https://a.b/\"onclick=\"x", "<b>")
	f.Add("/documents/a'b", "\"><script>")
	f.Fuzz(func(t *testing.T, address, text string) {
		out := Link(address, text) + Details(text, Text(address))
		checkSafe(t, out, "href", "target", "rel")
		if strings.Contains(strings.ToLower(string(out)), `href="javascript`) {
			t.Fatalf("script link in %q", out)
		}
	})
}

// What costs a parser the square of its length takes no longer than its length
// here. The bound is wide, because the machine may be busy; without limits
// these take many seconds each.
func TestHostileTextCostsNoMoreThanItsLength(t *testing.T) {
	const size = 60_000
	for _, part := range []string{"> ", "_a*", "*_", "**a", "[a](<b", "[", "![", "](", "`a``", "a*가**", "<a", "<br", "- ", "~~", "~~a", "~a~~"} {
		began := time.Now()
		out := Markdown(strings.Repeat(part, size/len(part)))
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("%q: %v", part, took)
		}
		checkSafe(t, out, "start")
	}
}

func BenchmarkMarkdown(b *testing.B) {
	md := strings.Repeat("연차 유급휴가는 **1년(12개월)**에 15일이에요 [1]. `코드`도 있어요.\n\n- 하나\n- 둘\n\n", 100)
	b.SetBytes(int64(len(md)))
	for b.Loop() {
		Markdown(md)
	}
}
