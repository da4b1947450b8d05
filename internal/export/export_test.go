package export_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"archive/zip"

	"github.com/mundap/mundap/internal/export"
	"github.com/mundap/mundap/internal/export/docx"
	"github.com/mundap/mundap/internal/export/hwpx"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
	"github.com/mundap/mundap/internal/load/hwp"
	"github.com/mundap/mundap/internal/load/office"
	"github.com/mundap/mundap/internal/wire"
)

const answer = "연차는 **15일**이에요 [1]. `config.yaml`을 보세요 [9].\n\n" +
	"## 신청 방법\n\n1. 신청서를 써요 [2].\n2. 팀장에게 내요.\n   - 급하면 전화해요. [3]\n\n" +
	"| 근속 | 연차 |\n|---|---|\n| 1년 | 15일 |\n| 3년 | 16일 & <이상> |\n\n" +
	"```go\nif a < b {\n\treturn\n}\n```\n\n> 취업규칙이 우선해요.\n\n" +
	"[규정집](https://example.com/rules) [함정](javascript:alert(1)) <script>alert(1)</script>"

func turns() []wire.Turn {
	return []wire.Turn{{
		Type: "text", Body: "연차 휴가는\n며칠인가요?", Answer: answer, Label: "문서의 문장을 그대로 옮겼어요.",
		Sources: []wire.Source{
			{Number: 1, Name: "취업규칙.pdf", Title: "취업 규칙", Page: 7, Document: "d1", URL: "/documents/~d1/x.pdf",
				Excerpt: "제12조 연차 휴가는\n15일로 한다. \x00\x0b"},
			{Number: 2, Deleted: true, Excerpt: ""},
			{Number: 3, Name: "main.go", Document: "d2", Line: 12, Original: "func main() {\n\tрun()\n}"},
		},
	}, {Type: "document", Body: "보고서.hwp", Failure: &wire.Error{Message: "파일을 읽지 못했어요."}}}
}

func document() export.Document {
	return export.Conversation("연차 휴가 & 출장", turns(), "ko", "https://chat.example")
}

// formats are the writers, with the readers of their files.
var formats = []struct {
	name  string
	write func(io.Writer, export.Document) error
	files formattest.Files
}{
	{"docx", docx.Write, format.Opener{Formats: office.Formats()}},
	{"hwpx", hwpx.Write, format.Opener{Formats: hwp.Formats()}},
}

// keep writes the files into a folder, to be looked at by other programs.
var keep = flag.String("keep", "", "folder for the files that the tests write")

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	want := []string{
		"연차 휴가 & 출장", "연차 휴가는 며칠인가요?", "문서의 문장을 그대로 옮겼어요.", "연차는 15일이에요", "[9]",
		"신청 방법", "1. 신청서를 써요", "2. 팀장에게 내요.", "• 급하면 전화해요.", "근속", "16일 & <이상>",
		"if a < b {", "취업규칙이 우선해요.", "규정집", "<script>alert(1)</script>", "근거", "취업규칙.pdf", "취업 규칙", "7쪽",
		"제12조 연차 휴가는", "15일로 한다.", "삭제된 문서", "12번째 줄", "func main() {", "파일 요약: 보고서.hwp",
		"파일을 읽지 못했어요.",
	}
	for _, f := range formats {
		t.Run(f.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := f.write(&b, document()); err != nil {
				t.Fatal(err)
			}
			if *keep != "" {
				if err := os.WriteFile(filepath.Join(*keep, "export."+f.name), b.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			pages, _, err := formattest.Read(t, f.files, formattest.Source("대화."+f.name, b.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			outline := formattest.Outline(pages)
			all := strings.Join(outline, "\n")
			for _, w := range want {
				if !strings.Contains(all, w) {
					t.Errorf("%q is missing", w)
				}
			}
			if strings.Contains(all, "javascript:") {
				t.Error("an address that runs a script is there")
			}
			if t.Failed() {
				t.Log(all)
			}
			for _, w := range []string{"h1 연차 휴가는 며칠인가요?", "h2 근거", "table 근속 | 연차"} {
				if !slices.ContainsFunc(outline, func(l string) bool { return strings.HasPrefix(l, w) }) {
					t.Errorf("no block %q in\n%s", w, all)
				}
			}
		})
	}
}

func TestCitationsAreRunsOfTheirOwn(t *testing.T) {
	var cites []string
	for _, b := range document().Blocks {
		for _, r := range b.Runs {
			if r.Cite {
				cites = append(cites, r.Text)
			}
			if strings.Contains(r.Text, "이에요 ") {
				t.Errorf("a blank before a citation: %q", r.Text)
			}
		}
	}
	if got := strings.Join(cites, " "); got != "[1] [2] [3]" { // there is no ninth source
		t.Errorf("citations %s", got)
	}
}

func TestPackagesAreWellFormed(t *testing.T) {
	for _, f := range formats {
		var b bytes.Buffer
		if err := f.write(&b, document()); err != nil {
			t.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			t.Fatal(err)
		}
		for i, part := range z.File {
			r, err := part.Open()
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			if part.Name == "mimetype" && (i != 0 || part.Method != zip.Store || string(text) != hwpx.ContentType) {
				t.Errorf("mimetype is part %d, by method %d: %q", i, part.Method, text)
			}
			if strings.HasSuffix(part.Name, ".txt") || part.Name == "mimetype" {
				continue
			}
			d := xml.NewDecoder(bytes.NewReader(text))
			for err == nil {
				_, err = d.Token()
			}
			if !errors.Is(err, io.EOF) {
				t.Errorf("%s of %s: %v", part.Name, f.name, err)
			}
		}
	}
}

func TestAnyTextMakesADocument(t *testing.T) {
	for _, text := range []string{"", "\x00", strings.Repeat("- ", 3000), strings.Repeat("> ", 2000) + "x",
		strings.Repeat("[1]", 5000), "|a|\n|-|\n" + strings.Repeat("|b|c|d\n", 500), "```\n", "\ufffe\xff\xfe"} {
		d := export.Conversation(text, []wire.Turn{{Body: text, Answer: text, Sources: []wire.Source{{Excerpt: text}}}}, "en", "")
		for _, f := range formats {
			var b bytes.Buffer
			if err := f.write(&b, d); err != nil {
				t.Errorf("%.20q: %v", text, err)
				continue
			}
			if _, _, err := formattest.Read(t, f.files, formattest.Source("x."+f.name, b.Bytes())); err != nil {
				t.Errorf("%.20q as %s: %v", text, f.name, err)
			}
		}
	}
}
