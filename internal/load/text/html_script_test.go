package text

import (
	"testing"

	"github.com/mundap/mundap/internal/load/formattest"
)

// Scripts and templates are not shown; what a page shows without scripts is.
func TestHTMLWithoutScripts(t *testing.T) {
	_, info := expect(t, formattest.Source("a.html", `<!DOCTYPE html><html><head><noscript><img src="a" alt=""></noscript><title>제목</title></head><body>
<script type="text/template"><p>틀의 글</p></script><script type="text/x-handlebars">다른 글</script><template><p>숨은 틀</p></template>
<p>본문</p><noscript><p>표는 <b>아래</b>에 있습니다.</p></noscript><noscript><img alt="그림"></noscript><p>끝</p></body></html>`),
		"p 본문", "p 표는 아래에 있습니다.", "p 끝")
	if info.Title != "제목" || len(info.Warnings) > 0 {
		t.Errorf("%+v", info)
	}
}
