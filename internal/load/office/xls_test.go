package office

import (
	"encoding/binary"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

func xlsRec(kind int, data ...string) string {
	all := strings.Join(data, "")
	return formattest.U16s(kind, len(all)) + all
}

func float64s(v float64) string {
	return string(binary.LittleEndian.AppendUint64(nil, math.Float64bits(v)))
}

// xlsWide writes a string with a 16-bit length in two bytes a character.
func xlsWide(s string) string {
	return formattest.U16s(len([]rune(s))) + "\x01" +
		formattest.Wide(s)
}

// xls makes a workbook: its records, then sheets of records by name; a name
// that begins with "-" is hidden.
func xls(global string, sheets ...string) []byte {
	parts := make([]string, 0, len(sheets)/2)
	size := len(xlsRec(xlsBegin, formattest.U16s(0x600, 5))) + len(global) + len(xlsRec(xlsEnd))
	for i := 0; i < len(sheets); i += 2 {
		size += len(xlsRec(xlsBound, formattest.U32s(0), "\x00\x00", "\x00\x01",
			formattest.Wide(strings.TrimPrefix(sheets[i], "-"))))
	}
	bounds := ""
	for i := 0; i < len(sheets); i += 2 {
		name, hidden := strings.CutPrefix(sheets[i], "-")
		state := "\x00\x00"
		if hidden {
			state = "\x01\x00"
		}
		bounds += xlsRec(xlsBound, formattest.U32s(size), state,
			string([]byte{byte(len([]rune(name))), 1}), formattest.Wide(name))
		parts = append(parts, xlsRec(xlsBegin, formattest.U16s(0x600, 0x10))+sheets[i+1]+
			xlsRec(xlsEnd))
		size += len(parts[len(parts)-1])
	}
	return formattest.Compound("Workbook", xlsRec(xlsBegin, formattest.U16s(0x600, 5))+global+
		bounds+xlsRec(xlsEnd)+strings.Join(parts, ""))
}

func TestXls(t *testing.T) {
	// The second shared string is cut in the middle and goes on in one byte a
	// character; the third is formatted.
	global := xlsRec(xlsCell, formattest.U16s(0, 0)) + xlsRec(xlsCell, formattest.U16s(0, 14)) +
		xlsRec(xlsCell, formattest.U16s(0, 10)) + xlsRec(xlsCell, formattest.U16s(0, 164)) +
		xlsRec(xlsFormatOf, formattest.U16s(164), xlsWide(`yyyy"년" m"월"`)) +
		xlsRec(xlsShared, formattest.U32s(4, 4), xlsWide("지역"), formattest.U16s(6), "\x01",
			formattest.Wide("요금")) +
		xlsRec(xlsContinue, "\x00", "(KRW", formattest.U16s(2), "\x09", formattest.U16s(1),
			formattest.Wide("서울"), "\x00\x00\x00\x00", xlsWide("날짜"))
	cell := func(row, column, format int) string { return formattest.U16s(row, column, format) }
	sheet := xlsRec(xlsText, cell(0, 0, 0), formattest.U32s(0)) + xlsRec(xlsText, cell(0, 1, 0),
		formattest.U32s(1)) + xlsRec(xlsText, cell(0, 2, 0), formattest.U32s(3)) +
		xlsRec(xlsLabel, cell(0, 3, 0), xlsWide("할인")) +
		xlsRec(xlsText, cell(1, 0, 0), formattest.U32s(2)) + xlsRec(xlsManyRK,
		formattest.U16s(1, 1, 0), formattest.U32s(12000<<2|2), formattest.U16s(1),
		formattest.U32s(45000<<2|2), formattest.U16s(2)) +
		xlsRec(xlsNumber, cell(1, 3, 2), float64s(0.155)) +
		xlsRec(xlsFormula, cell(2, 0, 0), "\x00\x00\x00\x00\x00\x00\xff\xff",
			formattest.U32s(0, 0)) + xlsRec(xlsString, xlsWide("부산")) +
		xlsRec(xlsRK, cell(2, 1, 0), formattest.U32s(1150_50<<2|3)) + xlsRec(xlsNumber,
		cell(2, 2, 3), float64s(45000.5)) +
		xlsRec(xlsBool, cell(2, 3, 0), "\x01\x00")
	pages, info := expect(t, formattest.Source("요금.xls", xls(global, "요금표", sheet, "-숨긴 시트", sheet,
		"빈 시트", "")),
		"h1 요금표", "rec 지역: 서울 ⏎ 요금(KRW: 12000 ⏎ 날짜: 2023-03-15 ⏎ 할인: 15.50%",
		"rec 지역: 부산 ⏎ 요금(KRW: 1150.5 ⏎ 날짜: 2023년 3월 ⏎ 할인: TRUE")
	if info.Format != "xls" || pages[0].Blocks[2].Line != 3 {
		t.Errorf("%+v, row %d", info, pages[0].Blocks[2].Line)
	}
}

func TestXlsThatCannotBeRead(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"locked":  {xls(xlsRec(xlsPassword, "x"), "a", ""), format.ErrEncrypted},
		"empty":   {xls("", "a", ""), format.ErrEmpty},
		"damaged": {formattest.Compound("Workbook", "\xff\xff\xff\xff"), format.ErrDamaged},
		"too old": {formattest.Compound("Book", xlsRec(xlsBegin, formattest.U16s(0x400, 5))),
			format.ErrTooOld},
	} {
		if _, _, err := read(t, inside(t), formattest.Source("a.xls", c.data)); !errors.Is(err,
			c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func FuzzXls(f *testing.F) {
	f.Add([]byte(xlsRec(xlsBegin)+xlsRec(xlsShared, formattest.U32s(2, 2), xlsWide("가"),
		formattest.U16s(3), "\x0d\x01\x00")+xlsRec(xlsContinue, "\x01a")+
		xlsRec(xlsBound, formattest.U32s(0), "\x00\x00\x01\x00a")), uint32(0))
	f.Add([]byte(xlsRec(xlsBegin)+xlsRec(xlsFormula, "\x00")+xlsRec(xlsString)+xlsRec(xlsManyRK,
		"\x01")+xlsRec(xlsNumber, formattest.U16s(65535, 255, 9), float64s(math.Inf(1)))),
		uint32(4))
	f.Fuzz(func(t *testing.T, data []byte, at uint32) {
		data = append(data, xlsRec(xlsBound, formattest.U32s(int(at)), "\x00\x00\x01\x00s")...)
		s := formattest.Source("a.xls", formattest.Compound("Workbook", string(data)))
		if r, err := xlsFormat().Open(t.Context(), s,
			format.Env{Limits: format.Limits{Unpacked: 8 << 20}.WithDefaults()}); err == nil {
			formattest.CheckReader(t, r)
		}
	})
}

func TestXlsCommentsMergedCellsAndWhatIsHidden(t *testing.T) {
	label := func(row, column int, s string) string {
		return xlsRec(xlsLabel, formattest.U16s(row, column, 0), xlsWide(s))
	}
	number := func(row, column int, v float64) string {
		return xlsRec(xlsNumber, formattest.U16s(row, column, 0), float64s(v))
	}
	sheet := xlsRec(xlsColumns, formattest.U16s(3, 3, 0, 0, 1)) + xlsRec(xlsRow,
		formattest.U16s(3, 0, 0, 0, 0, 0, 1<<5)) +
		label(0, 0, "부서") + label(0, 1, "성명") + label(0, 2, "연차") + label(0, 3, "숨긴 열") +
		label(2, 1, "이나래") + number(2, 2, 16) + // rows in any order
		label(1, 0, "총무") + label(1, 1, "김가람") + number(1, 2, 15) +
		label(3, 0, "숨긴 행") + number(3, 2, 1) +
		label(4, 0, "개발") + label(4, 1, "박다온") + number(4, 2, 20) +
		xlsRec(xlsMerged, formattest.U16s(1, 1, 2, 0, 0)) +
		xlsRec(xlsObject, formattest.U16s(0x15, 0x12, 0x19, 7)) + xlsRec(xlsBox,
		formattest.U16s(0, 0, 0, 0, 0, 3)) + xlsRec(xlsContinue,
		"\x01"+formattest.Wide("휴직중")) +
		xlsRec(xlsObject, formattest.U16s(0x15, 0x12, 6, 8)) + xlsRec(xlsBox,
		formattest.U16s(0, 0, 0, 0, 0, 2)) + xlsRec(xlsContinue, "\x01"+formattest.Wide("상자")) +
		xlsRec(xlsNote, formattest.U16s(1, 1, 0, 7))
	expect(t, formattest.Source("a.xls", xls("", "표", sheet)), "h1 표",
		"rec 부서: 총무 ⏎ 성명: 김가람 (메모: 휴직중) ⏎ 연차: 15",
		"rec 부서: 총무 ⏎ 성명: 이나래 ⏎ 연차: 16", "rec 부서: 개발 ⏎ 성명: 박다온 ⏎ 연차: 20", "p 상자")
}

func TestExcel5IsReadInItsCharacterSet(t *testing.T) {
	text := func(row, column int, s string) string {
		s = formattest.CP949(s)
		return xlsRec(xlsLabel, formattest.U16s(row, column, 0, len(s)), s)
	}
	begin := xlsRec(xlsBegin, formattest.U16s(0x500, 5)) + xlsRec(xlsCodepage, formattest.U16s(949))
	name := formattest.CP949("요금")
	size := len(begin) + len(xlsRec(xlsBound, formattest.U32s(0), "\x00\x00",
		string(rune(len(name))), name)) + len(xlsRec(xlsEnd))
	data := begin + xlsRec(xlsBound, formattest.U32s(size), "\x00\x00", string(rune(len(name))),
		name) + xlsRec(xlsEnd) +
		xlsRec(xlsBegin, formattest.U16s(0x500, 0x10)) + text(0, 0, "지역") + text(0, 1, "값") +
		text(1, 0, "서울") +
		xlsRec(xlsRK, formattest.U16s(1, 1, 0), formattest.U32s(7<<2|2)) + xlsRec(xlsEnd)
	expect(t, formattest.Source("a.xls", formattest.Compound("BOOK", data)), "h1 요금",
		"rec 지역: 서울 ⏎ 값: 7")
}

func TestAnXlsThatEndsEarlyIsReadWithAWarning(t *testing.T) {
	row := xlsRec(xlsLabel, formattest.U16s(0, 0, 0), xlsWide("지역"))
	whole := xlsRec(xlsBegin, formattest.U16s(0x600, 5))
	bound := xlsRec(xlsBound, formattest.U32s(0), "\x00\x00\x01\x00s")
	at := len(whole) + len(bound) + len(xlsRec(xlsEnd))
	bound = xlsRec(xlsBound, formattest.U32s(at), "\x00\x00\x01\x00s")
	data := whole + bound + xlsRec(xlsEnd) + xlsRec(xlsBegin, formattest.U16s(0x600, 0x10)) + row +
		row[:7]
	zeros := data[:len(data)-7] + strings.Repeat("\x00", 40) + xlsRec(xlsEnd)
	for _, data := range []string{data + strings.Repeat("\xff", 4096), zeros} {
		_, info := expect(t, formattest.Source("a.xls", formattest.Compound("Workbook", data)),
			"h1 s", "p 지역")
		if !info.Warned(document.Incomplete) {
			t.Errorf("%+v", info.Warnings)
		}
	}
}
