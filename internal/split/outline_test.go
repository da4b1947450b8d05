package split

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
)

func TestOutlineIsNamesAndComments(t *testing.T) {
	for _, c := range []struct {
		language, code string
		headings       []string
		want           []string
		not            []string
	}{
		{"python", "@cache\n# 파일을 올린다\ndef upload_file(bucketName):\n    \"\"\"S3에 올려요.\"\"\"\n    put(\"http://x\", 3.14)",
			[]string{"upload_file"}, []string{"upload_file upload file", "파일을 올린다", "S3에 올려요.", "bucketName bucket name"},
			[]string{"3.14", "def", `"""`, "#"}},
		{"go", "// Push 는 쌓는다.\nfunc (s *Stack) Push(x int) { s.items = nil }", []string{"Stack.Push"},
			[]string{"Stack.Push stack push", "Push 는 쌓는다.", "items"}, []string{"//", "{"}},
		{"c", "#include <a.h>\n/* 큰 쪽\n * 을 고른다 */\nint max(int a, int b) {}", []string{"max"},
			[]string{"max", "큰 쪽", "을 고른다"}, []string{"*", "/"}},
		{"go", "// 주소를 읽는다.\nfunc x() { parseURL(aB) }", nil, []string{"parseURL parse url"}, nil},
		{"javascript", "const s = '# 주석 아님'; // 진짜", nil, []string{"진짜"}, []string{"//"}},
	} {
		got := Outline(document.Chunk{Text: c.code, Language: c.language, Headings: c.headings})
		for _, w := range c.want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %q is not in %q", c.language, w, got)
			}
		}
		for _, n := range c.not {
			if strings.Contains(got, n) {
				t.Errorf("%s: %q is in %q", c.language, n, got)
			}
		}
	}
	if got := Outline(document.Chunk{Text: "x = 1", Language: "python"}); got != "" {
		t.Errorf("%q", got)
	}
}
