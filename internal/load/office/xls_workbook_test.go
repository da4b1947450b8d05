package office

import (
	"bytes"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

func xlsLabelAt(row int, text string) string {
	return xlsRec(xlsLabel, formattest.U16s(row, 0, 0), xlsWide(text))
}

// Sheets whose places in the workbook are wrong are read in order.
func TestXlsSheetsAtWrongPlaces(t *testing.T) {
	data := xls("", "하나", xlsLabelAt(0, "첫째"), "-숨김", xlsLabelAt(0, "비밀"), "셋",
		xlsLabelAt(0, "셋째"))
	for _, place := range []uint32{0, 30, 1 << 20} {
		moved := bytes.Clone(data)
		for i := range moved[:len(moved)-8] {
			if string(moved[i:i+2]) == "\x85\x00" && moved[i+3] == 0 && moved[i+7] == 0 {
				copy(moved[i+4:], formattest.U32s(int(place)))
			}
		}
		_, info := expect(t, formattest.Source("a.xls", moved), "h1 하나", "p 첫째", "h1 셋", "p 셋째")
		if len(info.Warnings) > 0 {
			t.Errorf("%d: %+v", place, info.Warnings)
		}
	}
	lost := xlsRec(xlsBegin, formattest.U16s(0x600, 5)) + xlsRec(xlsBound, formattest.U32s(9),
		"\x00\x00\x01\x00s") + xlsRec(xlsEnd)
	if _, info, _ := read(t, inside(t), formattest.Source("a.xls", formattest.Compound("Workbook",
		lost))); !info.Warned(document.Incomplete) {
		t.Errorf("a sheet that is missing: %+v", info)
	}
}

// A count of shared strings that is too high, an empty record after them and a
// stream that is shorter than its directory says cost nothing if no cell lacks
// its string.
func TestXlsHarmlessMistakesAreNoDamage(t *testing.T) {
	cell := func(row, i int) string {
		return xlsRec(xlsText, formattest.U16s(row, 0, 0), formattest.U32s(i))
	}
	shared := func(count int, strings ...string) string {
		all := ""
		for _, s := range strings {
			all += s
		}
		return xlsRec(xlsShared, formattest.U32s(count, count), all)
	}
	for name, c := range map[string]struct {
		global, sheet string
		warned        bool
	}{
		"too many":           {shared(9, xlsWide("가나")), cell(0, 0), false},
		"an empty record":    {shared(1, xlsWide("가나")) + xlsRec(xlsContinue), cell(0, 0), false},
		"four zeros":         {"\x00\x00\x00\x00" + shared(1, xlsWide("가나")), cell(0, 0), false},
		"eight zeros":        {"\x00\x00\x00\x00\x00\x00\x00\x00" + shared(1, xlsWide("가나")), cell(0, 0), true},
		"a string that ends": {shared(2, xlsWide("가나"), xlsWide("다라")[:5]), cell(0, 0), true},
		"a missing string":   {shared(9, xlsWide("가나")), cell(0, 0) + cell(1, 1), true},
		"more than it says":  {shared(1, xlsWide("가나"), xlsWide("다라")), cell(0, 0), true},
	} {
		_, info := expect(t, formattest.Source("a.xls", xls(c.global, "표", c.sheet)), "h1 표",
			"p 가나")
		if info.Warned(document.Incomplete) != c.warned {
			t.Errorf("%s: %+v", name, info.Warnings)
		}
	}
}

// Titles of charts and what is written into them are read; names of series are
// in the sheet.
func TestXlsChartTitles(t *testing.T) {
	name := func(s string) string {
		return xlsRec(xlsTitle, "\x00\x00", string([]byte{byte(len([]rune(s))), 1}), formattest.Wide(s))
	}
	chart := xlsRec(xlsBegin, formattest.U16s(0x600, 0x20)) + xlsRec(xlsSeries) + name("서울") +
		xlsRec(xlsTitleBox) + name("월별 매출") + xlsRec(xlsLegend) + name("범례") +
		xlsRec(xlsBox, formattest.U16s(0, 0, 0, 0, 0, 3)) + xlsRec(xlsContinue,
		"\x01"+formattest.Wide("잠정치")) + xlsLabelAt(0, "그림 자료") + xlsRec(xlsEnd)
	expect(t, formattest.Source("a.xls", xls("", "표", chart+xlsLabelAt(0, "값"))), "h1 표", "p 값",
		"p 월별 매출", "p 잠정치")
}

// Without a code page, the fonts say in which character set texts are.
func TestExcel5TakesTheCharacterSetOfItsFonts(t *testing.T) {
	font := xlsRec(xlsFont, string(make([]byte, 12)), "\xcc\x00\x01A")
	begin := xlsRec(xlsBegin, formattest.U16s(0x500, 5)) + font
	const sheet = "\xcb\xe8\xf1\xf2"
	text := "\xd1\xf7\xb8\xf2"
	for said, want := range map[string]string{"": "Счёт", xlsRec(xlsCodepage,
		formattest.U16s(1252)): "Ñ÷¸ò"} {
		data := begin + said + xlsRec(xlsBound, formattest.U32s(0), "\x00\x00\x04", sheet) +
			xlsRec(xlsEnd) + xlsRec(xlsBegin, formattest.U16s(0x500, 0x10)) +
			xlsRec(xlsLabel, formattest.U16s(0, 0, 0, len(text)), text) + xlsRec(xlsEnd)
		pages, _, err := read(t, formattest.Files(format.Opener{Formats: Formats()}),
			formattest.Source("a.xls", formattest.Compound("Book", data)))
		if err != nil || len(pages) != 1 || !bytes.HasSuffix([]byte(pages[0].Text), []byte(want)) {
			t.Errorf("got %+v, %v, want %q", pages, err, want)
		}
	}
}
