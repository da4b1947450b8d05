package export_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"archive/zip"

	"github.com/mundap/mundap/internal/export"
	"github.com/mundap/mundap/internal/export/docx"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
	"github.com/mundap/mundap/internal/load/office"
	"github.com/mundap/mundap/internal/wire"
)

// linksOf gives the addresses that a document links to.
func linksOf(d export.Document) (links []string) {
	for _, b := range d.Blocks {
		for _, r := range b.Runs {
			if r.Link != "" {
				links = append(links, r.Link)
			}
		}
	}
	return links
}

func TestSourcesAreLinkedToIfTheReaderCanOpenThem(t *testing.T) {
	const path = "/documents/~d1/a.pdf"
	d := export.Conversation("", []wire.Turn{{Answer: "답", Sources: []wire.Source{
		{Number: 1, Name: "a", Document: "d1", URL: path},
		{Number: 2, Name: "b", Document: "d2", URL: path + "?b", Private: true},
		{Number: 3, Name: "c", Document: "d3", URL: path + "?c", Deleted: true},
		{Number: 4, Name: "d", URL: "https://example.com/d"},
		{Number: 5, Name: "e", URL: "javascript:alert(1)"},
	}}}, "ko", "https://chat.example")
	want := []string{"https://chat.example" + path, "https://example.com/d"}
	if got := linksOf(d); !slices.Equal(got, want) {
		t.Errorf("links %q, want %q", got, want)
	}
}

func TestWhatIsSaidBesideAnAnswerIsExported(t *testing.T) {
	d := export.Conversation("", []wire.Turn{{Answer: "답이에요.", Translation: "An answer.",
		Label:   "문서의 문장을 그대로 옮겼어요.",
		Notices: []wire.Notice{{Message: "한 문서를 검색하지 못했어요."}},
		Failure: &wire.Error{Message: "답을 끝내지 못했어요."}}, {Body: "둘째 질문"}}, "ko", "")
	var all []string
	for _, b := range d.Blocks {
		for _, r := range b.Runs {
			all = append(all, r.Text)
		}
	}
	for _, want := range []string{"문서의 문장을 그대로 옮겼어요.", "답이에요.", "An answer.", "답을 끝내지 못했어요.",
		"한 문서를 검색하지 못했어요.", "답변이 없어요."} {
		if !slices.Contains(all, want) {
			t.Errorf("%q is missing in %q", want, all)
		}
	}
}

func TestNumbersInCodeAreNoCitations(t *testing.T) {
	d := export.Conversation("", []wire.Turn{{Answer: "`a[1]`은 [1]에 있어요 [2].",
		Sources: []wire.Source{{Number: 1}}}}, "ko", "")
	var code, cites []string
	for _, b := range d.Blocks {
		for _, r := range b.Runs {
			if r.Code {
				code = append(code, r.Text)
			}
			if r.Cite {
				cites = append(cites, r.Text)
			}
		}
	}
	if !slices.Equal(code, []string{"a[1]"}) || !slices.Equal(cites, []string{"[1]"}) {
		t.Errorf("code %q, citations %q", code, cites)
	}
}

// part gives a part of a document that was written as a .docx file.
func part(t *testing.T, d export.Document, name string) string {
	t.Helper()
	var b bytes.Buffer
	if err := docx.Write(&b, d); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	data, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(data); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func conversation(answer string) export.Document {
	return export.Conversation("제목", []wire.Turn{{Body: "질문", Answer: answer}}, "en", "")
}

// outlineOf is what the reader of .docx files makes of an answer.
func outlineOf(t *testing.T, d export.Document) []string {
	t.Helper()
	var b bytes.Buffer
	if err := docx.Write(&b, d); err != nil {
		t.Fatal(err)
	}
	pages, _, err := formattest.Read(t, format.Opener{Formats: office.Formats()},
		formattest.Source("a.docx", b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return formattest.Outline(pages)
}

func TestEveryNumberedListCountsFromItsOwnBeginning(t *testing.T) {
	all := strings.Join(outlineOf(t, conversation("1. 가\n2. 나\n\n글\n\n1. 다\n2. 라\n\n글\n\n7. 마\n")), "\n")
	for _, want := range []string{"1. 가", "2. 나", "1. 다", "2. 라", "7. 마"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing in\n%s", want, all)
		}
	}
}

func TestNeighbouringTablesStayTwo(t *testing.T) {
	d := conversation("|가|값|\n|-|-|\n|1|2|\n\n|나|값|\n|-|-|\n|3|4|\n")
	tables := 0
	for _, line := range outlineOf(t, d) {
		if strings.HasPrefix(line, "table") {
			tables++
		}
	}
	if tables != 2 {
		t.Errorf("%d tables", tables)
	}
	text := part(t, d, "word/document.xml")
	if strings.Contains(text, "</w:tbl><w:tbl>") {
		t.Error("nothing stands between the tables, so Word joins them")
	}
}

func TestLinesOfAQuotationStayLines(t *testing.T) {
	d := export.Conversation("", []wire.Turn{{Answer: "답",
		Sources: []wire.Source{{Number: 1, Name: "a", Excerpt: "첫 줄\n둘째 줄"}}}}, "ko", "")
	text := part(t, d, "word/document.xml")
	_, rest, _ := strings.Cut(text, "첫 줄")
	if between, _, ok := strings.Cut(rest, "둘째 줄"); !ok || !strings.Contains(between, "<w:br/>") {
		t.Errorf("no line break in %s", text)
	}
}

func TestPassagesOfCitedSourcesAreQuoted(t *testing.T) {
	sources := []wire.Source{{Number: 1, Name: "가.md", Excerpt: "첫째 문단"},
		{Number: 2, Name: "나.md", Excerpt: "둘째 문단"}}
	for answer, want := range map[string]bool{"둘이에요 [2].": false, "둘이에요.": true} {
		d := export.Conversation("", []wire.Turn{{Answer: answer, Sources: sources}}, "ko", "")
		text := part(t, d, "word/document.xml")
		if strings.Contains(text, "첫째 문단") != want || !strings.Contains(text, "가.md") ||
			!strings.Contains(text, "둘째 문단") {
			t.Errorf("%q with sources 1 and 2 is exported as %s", answer, text)
		}
	}
}

func TestADocumentNamesItsLanguageAndItsLinks(t *testing.T) {
	d := conversation("[규정집](https://example.com/?a=1&b=2)")
	if text := part(t, d, "word/styles.xml"); !strings.Contains(text, `w:lang w:val="en-US"`) {
		t.Errorf("the language is not English: %.600s", text)
	}
	want := `TargetMode="External" Target="https://example.com/?a=1&amp;b=2"/>`
	if text := part(t, d, "word/_rels/document.xml.rels"); !strings.Contains(text, want) {
		t.Errorf("no link in %s", text)
	}
}

func TestASentenceWithoutASourceIsMarked(t *testing.T) {
	answer := "😀 연차는 15일이에요. 병가는 90일이에요.\n\n| 휴가 | 일수 |\n|---|---|\n| 공가 | 3일 |\n"
	at := func(sentence string) wire.Verdict {
		before, _, _ := strings.Cut(answer, sentence)
		start := len(utf16.Encode([]rune(before)))
		return wire.Verdict{Verdict: "unsupported", Start: start, End: start + len(utf16.Encode([]rune(sentence)))}
	}
	supported := at("😀 연차는 15일이에요.")
	supported.Verdict = "supported"
	d := export.Conversation("", []wire.Turn{{Answer: answer, Verdicts: []wire.Verdict{supported,
		at("병가는 90일이에요."), at("| 공가 | 3일 |")}}}, "ko", "")
	var text string
	for _, b := range d.Blocks {
		for _, r := range b.Runs {
			text += r.Text
		}
		for _, row := range b.Rows {
			for _, c := range row {
				for _, r := range c {
					text += r.Text + "|"
				}
			}
		}
	}
	for _, want := range []string{"연차는 15일이에요. 병가는 90일이에요. (근거 없음)", "3일 (근거 없음)"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %q", want, text)
		}
	}
}
