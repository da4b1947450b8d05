package wiring

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/korean"

	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/load"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/split"
	"github.com/mundap/mundap/internal/webapi"
)

func TestWebSearchNeedsItsKeys(t *testing.T) {
	for _, w := range []schema.Web{
		{Provider: "google", Key: "k"}, {Provider: "google", ID: "cx"},
		{Provider: "naver", ID: "i"}, {Provider: "brave"}, {Provider: "searxng"},
		{Provider: "altavista"}, {Provider: "brave", KeyFile: filepath.Join(t.TempDir(), "none")},
	} {
		if _, err := (Base{Settings: schema.Settings{Web: w}}).Web(nil); !fault.Is(err,
			fault.NotConfigured) {
			t.Errorf("%+v: %v", w, err)
		}
	}
	if engine, err := (Base{}).Web(nil); engine != nil || err != nil {
		t.Errorf("no provider: %v, %v", engine, err)
	}
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte(" the-key\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	engine, err := Base{Settings: schema.Settings{Web: schema.Web{Provider: "brave",
		KeyFile: file}}}.Web(nil)
	if b, ok := engine.(webapi.Brave); !ok || b.Key != "the-key" || err != nil {
		t.Errorf("%+v, %v", engine, err)
	}
}

func TestAPageThatCannotBeReadKeepsItsExcerpt(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		// The page stands at an address of this machine, which is never read.
		_ = json.NewEncoder(w).Encode(map[string]any{"results": []any{map[string]any{"title": "제목",
			"url": "http://127.0.0.1/", "content": "발췌"}}})
	}))
	defer s.Close()
	settings := schema.Default()
	settings.Web = schema.Web{Provider: "searxng", URL: s.URL, ReadPages: true}
	engine, err := Base{Settings: settings}.Web(format.Opener{Formats: load.Formats()})
	if err != nil {
		t.Fatal(err)
	}
	found, err := engine.Search(t.Context(), "질문", 5)
	http.DefaultClient.CloseIdleConnections()
	if err != nil || len(found) != 1 || found[0].Excerpt != "발췌" || found[0].Passages != nil {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestPagesAreCutLikeDocuments(t *testing.T) {
	r := pageReader{format.Opener{Formats: load.Formats()}, split.Splitter{Size: 100}}
	body := "<html><head><title>공지</title></head><body><nav>메뉴</nav><h1>운영 시간</h1><p>" +
		strings.Repeat("평일은 아홉 시에 연다. ", 30) + "</p></body></html>"
	data, err := korean.EUCKR.NewEncoder().String(body)
	if err != nil {
		t.Fatal(err)
	}
	passages, err := r.read(t.Context(), webapi.Page{Name: "page.html", Data: []byte(data)})
	if err != nil || len(passages) < 3 || !strings.Contains(passages[0], "평일은 아홉 시에 연다.") {
		t.Errorf("%d passages, %.200q, %v", len(passages), passages, err)
	}
	if _, err := r.read(t.Context(), webapi.Page{Name: "page.pdf",
		Data: []byte("%PDF-1.4 no more")}); err == nil {
		t.Error("a broken page was read")
	}
}
