package web_test

import (
	"io/fs"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/mundap/mundap/web"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestClientHasAPageWhetherBuiltOrNot(t *testing.T) {
	files, built := web.Client()
	name := web.Placeholder
	if built {
		name = web.Index
	}
	page, err := fs.ReadFile(files, name)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), `lang="ko"`) {
		t.Errorf("%s is not a Korean page", name)
	}
	if strings.Contains(string(page), "<script>") {
		t.Errorf("%s holds an inline script, which the server's Content-Security-Policy refuses",
			name)
	}
}

func TestSamplesAreKoreanTexts(t *testing.T) {
	names, err := fs.Glob(web.Samples(), "*")
	if err != nil {
		t.Fatal(err)
	}
	if len(names) < 3 {
		t.Fatalf("there are %d sample documents, want at least 3", len(names))
	}
	for _, name := range names {
		text, err := fs.ReadFile(web.Samples(), name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "다.") && !strings.Contains(string(text), "요.") {
			t.Errorf("%s holds no Korean sentence", name)
		}
	}
}
