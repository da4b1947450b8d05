package ingest

import (
	"testing"

	"github.com/mundap/mundap/internal/document"
)

func TestTitlesOfOtherDocuments(t *testing.T) {
	text := []document.Block{{Text: "여비 규정\n\n제1조(목적) 이 규정은 출장에 드는 여비를 정한다."}}
	for _, c := range []struct {
		format, title, name string
		want                bool
	}{
		{"doc", "이사회운영규정", "인사11_여비규정.doc", true},
		{"doc", "여비규정", "인사11.doc", false},
		{"docx", "여비 규정 (2026년 개정)", "인사11.docx", false},
		{"pdf", "2026 경비 안내", "2026 경비 안내_최종.pdf", false},
		{"html", "한빛상사", "여비.html", false}, // a page's title is seen
		{"doc", "", "여비.doc", false},
	} {
		if got := foreignTitle(c.format, c.title, c.name, text); got != c.want {
			t.Errorf("%s %q: %v", c.format, c.title, got)
		}
	}
}
