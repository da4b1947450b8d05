package pdf

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/formattest"
)

// printed is a PDF that Chromium printed; its page lies beside it.
func printed(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".pdf"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestTablesDrawnWithBoxes(t *testing.T) {
	pages, _ := expect(t, formattest.Source("a.pdf", printed(t, "ruled")),
		"h2 출장 여비", "p 여비는 다음과 같이 준다.",
		"table 구분 | 국내 | 국내 | 국외 ⏎ 구분 | 일비 | 숙박비 | 국외 ⏎ 임원 | 30,000원 | 실비 | 80달러 ⏎ "+
			"임원 | 25,000원 | 100,000원 | 60달러 ⏎ 직원 | 60,000원 | 60,000원 | 50달러",
		"p 영수증을 낸다.")
	table := pages[0].Blocks[2]
	if table.Header != 2 || table.Rows[0].Cells[1].Columns != 2 ||
		table.Rows[4].Cells[1].Columns != 2 {
		t.Errorf("header %d, rows %+v", table.Header, table.Rows)
	}
}

func TestTablesDrawnWithFewLinesOrNone(t *testing.T) {
	expect(t, formattest.Source("a.pdf", printed(t, "lines")),
		"p [표 1] 장비 내역",
		"table 품목 | 수량 | 비고 ⏎ 노트북 | 12대 | 총무팀이 관리하며 고장이 나면 바로 알린다 ⏎ 프린터 | 3대 | 공용",
		"p [표 2] 예산",
		"table 부서 | 금액 | 담당 ⏎ 총무팀 | 1,200 | 홍길동 ⏎ 인사팀 | 900 | 김민수 ⏎ 연구소 | 4,500 | 이나래",
		"p 끝.")
}

func TestATableOverPagesHasItsHeaderOnEach(t *testing.T) {
	source := formattest.Source("a.pdf", printed(t, "long"))
	pages, _, err := read(t, inside(t), source)
	if err != nil || len(pages) != 3 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	rows := 0
	for i, p := range pages {
		table := p.Blocks[len(p.Blocks)-1]
		if first := p.Text[table.Rows[0].Start:table.Rows[0].End]; table.Header != 1 ||
			first != "이름 | 가격 | 위치" {
			t.Errorf("page %d: header %d, first row %q", i+1, table.Header, first)
		}
		rows += len(table.Rows) - 1
	}
	if rows != 60 {
		t.Errorf("%d rows", rows)
	}
	// Reading that is taken up on the last page needs the header from the first.
	f, err := inside(t).Open(t.Context(), source)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for p, err := range f.Pages(t.Context(), 2) {
		if err != nil || p.Text != pages[2].Text {
			t.Errorf("taken up: %q, %v", p.Text, err)
		}
	}
}

func TestColumnsAreReadOneAfterTheOtherAndNotesApart(t *testing.T) {
	pages, _, err := read(t, inside(t), formattest.Source("a.pdf", printed(t, "columns")))
	if err != nil {
		t.Fatal(err)
	}
	got := formattest.Outline(pages)
	if len(got) != 4 || got[0] != "h1 두 단으로 된 글의 제목" ||
		!strings.HasPrefix(got[1], "p 첫째 단에 있는") || !strings.HasSuffix(got[1], "각주가 아래에 있다.") ||
		!strings.HasPrefix(got[2], "p 둘째 단에 있는") || !strings.HasSuffix(got[2], "이어지다가 끝난다.") ||
		!strings.HasPrefix(got[3], "note 1) 이 각주는") {
		t.Errorf("got %q", got)
	}
}

func TestWordsKeepTheirPlaces(t *testing.T) {
	pages, _, err := read(t, inside(t), formattest.Source("a.pdf", printed(t, "ruled")))
	if err != nil {
		t.Fatal(err)
	}
	p := pages[0]
	if p.Sheet.Width != 5950 || p.Sheet.Height != 8419 {
		t.Errorf("a page of %d × %d", p.Sheet.Width, p.Sheet.Height)
	}
	var marked []string
	for _, w := range p.Sheet.Words {
		marked = append(marked, p.Text[w.Start:w.End])
		if w.X0 < 500 || w.X1 > 5450 || w.Y0 < 500 || w.Y1 > 3500 || w.X0 >= w.X1 || w.Y0 >= w.Y1 {
			t.Errorf("%q stands at %+v", marked[len(marked)-1], w)
		}
	}
	words := strings.FieldsFunc(p.Text, func(r rune) bool {
		return r == ' ' || r == '\n' ||
			r == '|'
	})
	if !slices.Equal(marked, words) {
		t.Errorf("marked %q\n want %q", marked, words)
	}
}

// formPage adds annotations to the first page of a PDF, and fields to its form.
func formPage(data []byte, annotations, objects, fields string) []byte {
	s := string(data)
	s = strings.Replace(s, "/Type /Page /Parent", "/Type /Page /Annots ["+annotations+"] /Parent",
		1)
	s = strings.Replace(s, "<< /Type /Catalog", objects+"1 0 obj\n<< /AcroForm << /Fields ["+fields+
		"] >> /Type /Catalog", 1)
	return []byte(strings.Replace(s, "1 0 obj\n"+objects, objects, 1))
}

func TestFieldsAndAnnotationsAreRead(t *testing.T) {
	lines := []formattest.PDFPiece{formattest.At(60, 700, 10, "성명:"),
		formattest.At(60, 670, 10, "동의:"), formattest.At(60, 640, 10, "메모")}
	objects := "50 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V <feffd64dae38b3d9> /Rect [120 695 300 712] >>\nendobj\n" +
		"51 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Btn /T (ok) /V /Yes /AS /Yes /MK << /CA (4) >> /AP << /N << /Yes 52 0 R /Off 52 0 R >> >> /Rect [120 665 132 682] >>\nendobj\n" +
		"52 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] /Length 0 >>\nstream\n\nendstream\nendobj\n"
	data := formPage(formattest.PDF("", "", lines), "50 0 R 51 0 R "+
		"<< /Type /Annot /Subtype /FreeText /Contents <feffd655c778d568> /Rect [120 635 300 652] >> "+
		"<< /Type /Annot /Subtype /Text /Contents <feffac80d1a00020d544c694> /Rect [10 10 20 20] >> "+
		"<< /Type /Annot /Subtype /FreeText /F 2 /Contents (hidden) /Rect [10 10 20 20] >>",
		objects, "50 0 R 51 0 R")
	pages, _, err := read(t, inside(t), formattest.Source("a.pdf", data))
	if err != nil {
		t.Fatal(err)
	}
	got := formattest.Outline(pages)
	want := []string{"p 성명: 홍길동", "p 동의: ☑", "p 메모 확인함", "note 검토 필요"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if pages[0].Blocks[3].Kind != content.Note {
		t.Errorf("a comment is a %s", pages[0].Blocks[3].Kind)
	}
}

func TestCharactersOfALineAreReadByTheirPlace(t *testing.T) {
	// Some programs draw a line's characters font by font.
	data := formattest.PDF("", "", []formattest.PDFPiece{
		formattest.At(60, 700, 10, "목차"), formattest.At(110, 700, 10, "페이지"),
		formattest.At(150, 700, 10, "이내"),
		formattest.At(60, 680, 10, "제출한다."),
		formattest.At(80, 700, 10, "("), formattest.At(90, 700, 10, "15"),
		formattest.At(140, 700, 10, ")"),
	})
	pages, _, err := read(t, inside(t), formattest.Source("a.pdf", data))
	if err != nil {
		t.Fatal(err)
	}
	if text := pages[0].Text; !strings.HasPrefix(text, "목차(15페이지)이내") {
		t.Errorf("got %q", text)
	}
}
