package text

import (
	"testing"

	"github.com/mundap/mundap/internal/load/formattest"
)

// Scripts and templates are not shown; what a page shows without scripts is.
func TestHTMLWithoutScripts(t *testing.T) {
	_, info := expect(t, formattest.Source("a.html", `<!DOCTYPE html><html><head><noscript><img src="a" alt=""></noscript><title>제목</title></head><body>
<script type="text/template"><p>틀의 글</p></script><script type="text/x-handlebars">다른 글</script><template><p>숨은 틀</p></template>
<p>본문</p><noscript><p>표는 <b>아래</b>에 있습니다.</p></noscript><noscript><img alt="그림"></noscript><noscript>이 페이지를 보려면 자바스크립트를 켜 주세요.</noscript><noscript>You need to enable JavaScript.</noscript><p>끝</p></body></html>`),
		"p 본문", "p 표는 아래에 있습니다.", "p 끝")
	if info.Title != "제목" || len(info.Warnings) > 0 {
		t.Errorf("%+v", info)
	}
}

// A page that names no character set is western if its letters say so.
func TestWesternHTMLWithoutACharacterSet(t *testing.T) {
	for page, want := range map[string][2]string{
		"<html><p>Caf\xe9 \x96 \xa9 1998</p></html>":                 {"p Café – © 1998", "windows-1252"},
		"<html><p>" + formattest.CP949("글과 caf") + "\xe9</p></html>": {"p 글과 caf\ufffd", "cp949"},
	} {
		pages, info, err := formattest.Read(t, inside(t), formattest.Source("a.html", page))
		if got := formattest.Outline(pages); err != nil || len(got) != 1 || got[0] != want[0] || info.Charset != want[1] {
			t.Errorf("%q, %s, %v", got, info.Charset, err)
		}
	}
}
