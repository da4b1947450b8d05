package caption_test

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/citation/caption"
	"github.com/mundap/mundap/internal/wire"
)

func TestFacts(t *testing.T) {
	for _, c := range []struct {
		source wire.Source
		ko, en string
	}{
		{wire.Source{Name: "a.pdf", Title: "연차 규정", Page: 3}, "연차 규정|3쪽", "연차 규정|page 3"},
		{wire.Source{Name: "a.pdf", Title: "a.pdf", Page: 3, Line: 9}, "3쪽", "page 3"},
		{wire.Source{Name: "a.go", Original: "func f() {}", Line: 9}, "9번째 줄", "line 9"},
		{wire.Source{Name: "a.txt", Line: 9}, "", ""},
		{wire.Source{Name: "a.txt", Outdated: true}, "답변 뒤에 바뀐 문서", "changed since the answer"},
		{wire.Source{Name: "a.pdf", Page: 3, Sample: true}, "3쪽|예시 문서", "page 3|sample document"},
		{wire.Source{Title: "비밀", Page: 2, Deleted: true}, "", ""},
		{wire.Source{Title: "비밀", Page: 2, Private: true}, "", ""},
	} {
		for language, want := range map[string]string{"ko": c.ko, "en": c.en} {
			if got := strings.Join(caption.Facts(c.source, language), "|"); got != want {
				t.Errorf("%+v: %q, want %q", c.source, got, want)
			}
		}
	}
}

func TestGone(t *testing.T) {
	for want, s := range map[string]wire.Source{
		"삭제된 문서": {Deleted: true}, "비공개로 바뀐 문서": {Private: true}, "": {Outdated: true},
	} {
		if got := caption.Gone(s, "ko"); got != want {
			t.Errorf("%+v: %q, want %q", s, got, want)
		}
	}
}

func TestHeading(t *testing.T) {
	for want, s := range map[string]wire.Source{
		"출처": {}, "관련 문서": {Related: true},
	} {
		if got := caption.Heading([]wire.Source{s}, "ko"); got != want {
			t.Errorf("%+v: %q, want %q", s, got, want)
		}
	}
}
