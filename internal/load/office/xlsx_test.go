package office

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

// xlsx makes a workbook: sheets by name, each a table of cells.
func xlsx(t testing.TB, title string, sheets map[string][][]any, order ...string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for i, name := range order {
		if i == 0 {
			check(f.SetSheetName("Sheet1", name))
		} else if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for r, row := range sheets[name] {
			check(f.SetSheetRow(name, fmt.Sprintf("A%d", r+1), &row))
		}
	}
	check(f.SetDocProps(&excelize.DocProperties{Title: title}))
	b, err := f.WriteToBuffer()
	check(err)
	return b.Bytes()
}

func TestXlsx(t *testing.T) {
	data := xlsx(t, "요금 안내", map[string][][]any{
		"요금": {{"2024년 요금표"}, {"지역", "요금", "할인"}, {"서울", 12000, true}, nil, {"부산", 11500.5}},
		"빈":  nil,
		"숫자": {{1, 2}, {3, 4}},
	}, "요금", "빈", "숫자")
	pages, info := expect(t, formattest.Source("a.xlsx", data),
		"h1 요금", "h2 2024년 요금표", "rec 지역: 서울 ⏎ 요금: 12000 ⏎ 할인: TRUE", "rec 지역: 부산 ⏎ 요금: 11500.5",
		"h1 숫자", "table 1 | 2 ⏎ 3 | 4")
	if info.Title != "요금 안내" || pages[0].Blocks[3].Line != 5 {
		t.Errorf("%+v, row %d", info, pages[0].Blocks[3].Line)
	}
}

func TestHostileXlsx(t *testing.T) {
	sheet := `<worksheet><sheetData><row r="1"><c r="A1"><v>7</v></c></row>`
	for i := range 2000 {
		sheet += fmt.Sprintf(`<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, i+1, i+1)
	}
	workbook := []string{"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml", sheet + "</sheetData></worksheet>"}
	l := limited(format.Limits{Unpacked: 1 << 20})
	if _, info, err := read(t, l, formattest.Source("a.xlsx",
		formattest.Zip(workbook...))); err != nil || !info.Warned(document.CellsLeftOut) {
		t.Errorf("far columns: %+v, %v", info, err)
	}
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"bomb": {formattest.Zip("xl/workbook.xml", "<a>", "xl/worksheets/sheet1.xml",
			string(make([]byte, 4<<20))), format.ErrTooLarge},
		"no workbook": {formattest.Zip("xl/workbook.xml", "garbage"), format.ErrDamaged},
	} {
		if _, _, err := read(t, l, formattest.Source("a.xlsx", c.data)); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestXlsxTablesAreFoundInSheets(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for i, row := range [][]any{{"연차 현황"}, {"부서", "성명", "연차"}, {nil, nil, "발생", "사용"},
		{"총무", "김가람", 15, 0.2}, {nil, "이나래", 16, 0.5},
		{"숨긴 부서", "숨긴 이", 1, 1}, {"개발", "박다온", 20, 1}} {
		check(f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
	}
	for _, m := range []string{"A1:D1", "A2:A3", "B2:B3", "C2:D2", "A4:A5"} {
		from, to, _ := strings.Cut(m, ":")
		check(f.MergeCell("Sheet1", from, to))
	}
	check(f.SetRowVisible("Sheet1", 6, false))
	percent, err := f.NewStyle(&excelize.Style{NumFmt: 9})
	check(err)
	check(f.SetCellStyle("Sheet1", "D4", "D7", percent))
	check(f.AddComment("Sheet1", excelize.Comment{Cell: "B4", Author: "관리자", Text: "휴직 예정"}))
	check(f.SetSheetRow("Sheet1", "F2", &[]any{"숨긴 열"}))
	check(f.SetColVisible("Sheet1", "F", false))
	_, err = f.NewSheet("숨긴 시트")
	check(err)
	check(f.SetSheetRow("숨긴 시트", "A1", &[]any{"비밀"}))
	check(f.SetSheetVisible("숨긴 시트", false))
	b, err := f.WriteToBuffer()
	check(err)
	expect(t, formattest.Source("a.xlsx", b.Bytes()), "h1 Sheet1", "h2 연차 현황",
		"rec 부서: 총무 ⏎ 성명: 김가람 (메모: 휴직 예정) ⏎ 연차 발생: 15 ⏎ 연차 사용: 20%",
		"rec 부서: 총무 ⏎ 성명: 이나래 ⏎ 연차 발생: 16 ⏎ 연차 사용: 50%",
		"rec 부서: 개발 ⏎ 성명: 박다온 ⏎ 연차 발생: 20 ⏎ 연차 사용: 100%")
}

// book packs a workbook of one sheet with the given XML; more parts may follow.
func book(sheet string, parts ...string) []byte {
	return formattest.Zip(append([]string{
		"xl/workbook.xml", `<x:workbook xmlns:x="x" xmlns:r="r"><x:workbookPr date1904="1"/><x:sheets><x:sheet name="표" sheetId="1" r:id="rId1"/></x:sheets></x:workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="/xl/worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml", sheet}, parts...)...)
}

func TestXlsxPartsThatTextDoesNotNeedNeverFailAFile(t *testing.T) {
	sheet := `<x:worksheet xmlns:x="x"><x:sheetData><x:row><x:c t="s"><x:v>0</x:v></x:c><x:c t="inlineStr"><x:is><x:r><x:t>금</x:t></x:r><x:r><x:t>액</x:t></x:r></x:is></x:c></x:row>` +
		`<x:row r="2"><x:c t="str"><x:v>a_x000D_b</x:v></x:c><x:c s="1"><x:v>1.5</x:v></x:c></x:row></x:sheetData></x:worksheet>`
	strings := `<x:sst xmlns:x="x"><x:si><x:t>품목</x:t><x:rPh><x:t>ヒンモク</x:t></x:rPh></x:si></x:sst>`
	styles := `<x:styleSheet xmlns:x="x"><x:numFmts><x:numFmt numFmtId="5000" formatCode="yyyy-mm-dd"/></x:numFmts><x:cellXfs><x:xf/><x:xf numFmtId="5000"/></x:cellXfs></x:styleSheet>`
	data := book(sheet, "xl/sharedStrings.xml", strings, "xl/styles.xml", styles,
		"xl/calcChain.xml", "<broken", "docProps/core.xml", "<broken")
	if _, info := expect(t, formattest.Source("a.xlsx", data), "h1 표",
		"rec 품목: a ⏎ b ⏎ 금액: 1904-01-02"); len(info.Warnings) > 0 {
		t.Errorf("%+v", info.Warnings)
	}
	if _, info := expect(t, formattest.Source("a.xlsx", book(sheet, "xl/sharedStrings.xml", strings,
		"xl/styles.xml", "<x:styleSheet><x:num")),
		"h1 표", "rec 품목: a ⏎ b ⏎ 금액: 1.5"); !info.Warned(document.PartsLeftOut) {
		t.Errorf("%+v", info.Warnings)
	}
}

func TestADamagedSheetIsReadUpToTheDamageWithAWarning(t *testing.T) {
	cut := `<worksheet><sheetData><row r="1"><c t="str"><v>품목</v></c><c t="str"><v>금액</v></c></row><row r="2"><c t="str"><v>연필</v></c><c><v>10</v></c></row><row r="3"><c><v>1`
	_, info := expect(t, formattest.Source("a.xlsx", book(cut)), "h1 표", "rec 품목: 연필 ⏎ 금액: 10")
	if !info.Warned(document.Incomplete) {
		t.Errorf("%+v", info.Warnings)
	}
}

func TestXlsxCommentsOfEmptyCellsAndTextsOfDrawingsAreRead(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(f.SetSheetRow("Sheet1", "A1", &[]any{"품목", "수량"}))
	check(f.SetSheetRow("Sheet1", "A2", &[]any{"연필", 3}))
	for cell, text := range map[string]string{"C2": "재고 확인", "B9": "여기까지"} {
		check(f.AddComment("Sheet1", excelize.Comment{Cell: cell, Text: text}))
	}
	check(f.AddShape("Sheet1", &excelize.Shape{Cell: "D4", Type: "rect",
		Paragraph: []excelize.RichTextRun{{Text: "결재를 먼저 받으세요"}}}))
	b, err := f.WriteToBuffer()
	check(err)
	pages, _, err := read(t, inside(t), formattest.Source("a.xlsx", b.Bytes()))
	check(err)
	got := pages[0].Text
	for _, want := range []string{"재고 확인", "여기까지", "결재를 먼저 받으세요"} {
		if strings.Count(got, want) != 1 {
			t.Errorf("%q stands %d times in %q", want, strings.Count(got, want), got)
		}
	}
}

func FuzzXlsx(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="1"><c t="s"><v>0</v></c><c r="B1" s="1"><v>45000.5</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`,
		`<sst><si><t>지역</t></si><si><r><t>서</t></r><r><t>울</t></r></si></sst>`,
		`<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;년&quot;"/></numFmts><cellXfs><xf/><xf numFmtId="164"/></cellXfs></styleSheet>`)
	f.Add(`<worksheet><sheetData><row r="1048577"><c r="ZZZZ9" t="str"><f>1</f><v>a</v></c></row><row><c><is><t>x`,
		`<sst count="-1"><si>`, `<styleSheet><cellXfs><xf numFmtId="99999999999"/>`)
	f.Fuzz(func(t *testing.T, sheet, strings, styles string) {
		data := book(sheet, "xl/sharedStrings.xml", strings, "xl/styles.xml", styles)
		if r, err := xlsxFormat().Open(t.Context(), formattest.Source("a.xlsx", data),
			format.Env{Limits: format.Limits{Unpacked: 1 << 20}.WithDefaults()}); err == nil {
			formattest.CheckReader(t, r)
		}
	})
}
