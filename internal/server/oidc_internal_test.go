package server

import (
	"strings"
	"testing"
)

func TestThePageOfAFailureShowsTextOnly(t *testing.T) {
	page := failed{language: "ko", title: `<b>"제목"</b>`, message: "{id} & <script>", id: "1"}.page()
	for _, part := range []string{"<b>", "<script>", "{title}", "{name}", "{number}"} {
		if strings.Contains(page, part) {
			t.Errorf("%s stands in %s", part, page)
		}
	}
	if !strings.Contains(page, "{id} &amp; &lt;script&gt;") { // a message is no place
		t.Errorf("%s", page)
	}
}
