package text

import (
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/formattest"
)

// A page that is cut off is reported, whatever it begins with.
func TestHTMLThatEndsEarly(t *testing.T) {
	for page, want := range map[string]bool{
		"/* notice */\n<HTML><body><p>글입니다.</p></body></HTML>":    false,
		"/* notice */\n<HTML><body><p>글입니다.</p>":                  true,
		"<div><p>글입니다.</p><div>끝</div></div>":                     false,
		"<div><p>글입니다.</p><div>끝</div>":                           true,
		"\xff\xfe" + formattest.Wide("<html><p>글입니다.</p></html>"): false,
		"\xff\xfe" + formattest.Wide("<html><p>글입니다.</p>"):        true,
		"<p>글입니다.": false,
		// Something in the middle is missing.
		`<html><p class="a>글입니다.</p><p class="b">끝입니다.</p></html>`:                          true,
		`<html><p title="<b>글</b>">글입니다.</p><p class="b">끝입니다.</p></html>`:                  false,
		`<html><p class="a"">글입니다.</p></html>`:                                              false,
		`<html><svg><path d="M1"/><p>글</p></html>`:                                          true,
		`<html><svg><path d="M1"/></svg><svg/><p>글</p></html>`:                              false,
		`<html><p>글입니다.</p><nav>끝입니다.</html>`:                                               true,
		`<html><p>글입니다.</p><button>열기<p>끝입니다.</p></html>`:                                   true,
		`<html><p>글입니다 class="b">끝입니다.</p></html>`:                                          true,
		`<html><p>예: &lt;div class="a"> 를 쓴다.</p></html>`:                                   false,
		`<html><p>글입니다.</p><pre><a href="b"> class="b"></pre></html>`:                       false,
		`<html><noscript><img src="b"></noscript><p>글입니다.</p></html>`:                       false,
		`<html><svg><title id="a"/><use href="b"/><title></title></svg><p>글입니다.</p></html>`: false,
		`<html></script><script><a href="b"></script><p>글입니다.</p></html>`:                   false,
	} {
		_, info, err := formattest.Read(t, inside(t), formattest.Source("a.html", page))
		if err != nil || info.Warned(document.Incomplete) != want {
			t.Errorf("%q: %+v, %v", page, info.Warnings, err)
		}
	}
}
