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
	} {
		_, info, err := formattest.Read(t, inside(t), formattest.Source("a.html", page))
		if err != nil || info.Warned(document.Incomplete) != want {
			t.Errorf("%q: %+v, %v", page, info.Warnings, err)
		}
	}
}
