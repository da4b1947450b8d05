package safehtml

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

func TestMarkdown(t *testing.T) {
	for _, c := range []struct{ name, md, want string }{
		{"text is itself", "연차는 15일이에요.", "연차는 15일이에요."},
		{"paragraphs", "하나\n\n둘", "하나\n\n둘"},
		{"a line break is one", "하나\n둘\r\n셋", "하나\n둘\n셋"},
		{"bold before a particle", "**굵게**은", "<b>굵게</b>은"},
		{"bold ending in punctuation before a particle", "**이 용어(term)**를 보세요", "<b>이 용어(term)</b>를 보세요"},
		{"bold beginning with a quote after a particle", "제목은**“연차”**입니다", "제목은<b>“연차”</b>입니다"},
		{"quotes in bold, twice", `**"A"**와 **"B"**는`, "<b>&quot;A&quot;</b>와 <b>&quot;B&quot;</b>는"},
		{"code in bold", "**`go test`**를", "<b><code>go test</code></b>를"},
		{"italics", "*기울임*체", "<i>기울임</i>체"},
		{"stars with spaces are stars", "3 * 4 * 5", "3 * 4 * 5"},
		{"an unfinished bold", "이것은 **굵", "이것은 **굵"},
		{"ranges are not struck out", "10~20일, 30~40일", "10~20일, 30~40일"},
		{"list", "- 하나\n- 둘\n", "<ul><li>하나</li><li>둘</li></ul>"},
		{"list after text", "목록:\n\n1. 하나\n2. 둘\n\n끝", "목록:<ol><li>하나</li><li>둘</li></ol>끝"},
		{"list that begins later", "3. 셋", `<ol start="3"><li>셋</li></ol>`},
		{"nested list", "- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"},
		{"loose list", "- a\n\n  b\n\n- c", "<ul><li>a\n\nb</li><li>c</li></ul>"},
		{"heading", "# 제목\n본문", "<b>제목</b>\n\n본문"},
		{"table", "| 가 | 나 |\n|---|--:|\n| 1 | a\\|b |\n", "<table><thead><tr><th>가</th><th>나</th></tr></thead><tbody><tr><td>1</td><td>a|b</td></tr></tbody></table>"},
		{"code keeps its indentation", "```go\nif x {\n\treturn  1\n}\n```", "<pre><code>if x {\n\treturn  1\n}</code></pre>"},
		{"code that is still coming", "```\n  a", "<pre><code>  a</code></pre>"},
		{"indented code", "    a < b\n      c", "<pre><code>a &lt; b\n  c</code></pre>"},
		{"quote and rule", "> 인용\n\n---\n끝", "<blockquote>인용</blockquote><hr>끝"},
		{"html is text", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
		{"html block is text", "<div onclick=x>\n**a**\n</div>", "&lt;div onclick=x&gt;\n<b>a</b>\n&lt;/div&gt;"},
		{"entities don't make markup", "&lt;b&gt; &amp;lt; &copy;", "&lt;b&gt; &amp;lt; ©"},
		{"html in code", "`<img src=x onerror=y>`", "<code>&lt;img src=x onerror=y&gt;</code>"},
		{"a model's link is text", "[여기](https://evil.example/?q=1)", "여기 (https://evil.example/?q=1)"},
		{"a script link is text", "[여기](javascript:alert(1))", "여기 (javascript:alert(1))"},
		{"a picture is text", `![그림](https://evil.example/a.png "x")`, "그림 (https://evil.example/a.png)"},
		{"an automatic link is text", "<https://a.example>", "https://a.example"},
		{"citations stay", "그래요[1][2].", "그래요[1][2]."},
		{"what looks like a definition stays", "[1]: 규정집", "[1]: 규정집"},
		{"escapes", `\*별\*`, "*별*"},
		{"no text", "", ""},
		{"broken UTF-8", "a\xffb\x00c", "a\ufffdb\ufffdc"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := string(Markdown(c.md)); got != c.want {
				t.Errorf("Markdown(%q)\n got %q\nwant %q", c.md, got, c.want)
			}
		})
	}
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
		if is := strings.HasPrefix(got, "<a "); is != c.link || !strings.Contains(got, "&lt;이름&gt;") {
			t.Errorf("Link(%q) = %q", c.address, got)
		}
	}
}

var allowed = []string{"a", "b", "i", "code", "pre", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "blockquote", "hr", "details", "summary"}

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
		"&#60;script&#62;", "- <!-- -->\n  > [x]: y", "\\<a\\>", "<![CDATA[x]]>", "&lt", "a\x00<\xffb>",
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

// What costs a parser the square of its length takes no longer than its length here. The bound is wide, because the
// machine may be busy; without limits these take many seconds each.
func TestHostileTextCostsNoMoreThanItsLength(t *testing.T) {
	const size = 60_000
	for _, part := range []string{"> ", "_a*", "*_", "**a", "[a](<b", "[", "![", "](", "`a``", "a*가**", "<a", "- "} {
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
