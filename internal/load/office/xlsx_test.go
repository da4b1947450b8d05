package office

import (
	"errors"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"

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
		"h1 요금", "p 2024년 요금표", "rec 지역: 서울 ⏎ 요금: 12000 ⏎ 할인: TRUE", "rec 지역: 부산 ⏎ 요금: 11500.5",
		"h1 숫자", "rec 열 1: 1 ⏎ 열 2: 2", "rec 열 1: 3 ⏎ 열 2: 4")
	if info.Title != "요금 안내" || pages[0].Blocks[3].Line != 5 {
		t.Errorf("%+v, row %d", info, pages[0].Blocks[3].Line)
	}
}

func TestHostileXlsx(t *testing.T) {
	sheet := "<worksheet><sheetData>"
	for i := range 2000 {
		sheet += fmt.Sprintf(`<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, i+1, i+1)
	}
	workbook := []string{"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml", sheet + "</sheetData></worksheet>"}
	l := limited(format.Limits{Unpacked: 1 << 20})
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"far columns": {formattest.Zip(workbook...), format.ErrTooLarge},
		"bomb":        {formattest.Zip("xl/workbook.xml", "<a>", "xl/worksheets/sheet1.xml", string(make([]byte, 4<<20))), format.ErrTooLarge},
		"no workbook": {formattest.Zip("xl/workbook.xml", "garbage"), format.ErrDamaged},
		"cut":         {xlsx(t, "", map[string][][]any{"a": {{1}}}, "a")[:3000], format.ErrDamaged},
	} {
		if _, _, err := read(t, l, formattest.Source("a.xlsx", c.data)); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}
