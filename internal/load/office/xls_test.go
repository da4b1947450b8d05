package office

import (
	"encoding/binary"
	"errors"
	"math"
	"strings"
	"testing"

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
func xlsWide(s string) string { return formattest.U16s(len([]rune(s))) + "\x01" + formattest.Wide(s) }

// xls makes a workbook: its records, then sheets of records by name; a name that begins with "-" is hidden.
func xls(global string, sheets ...string) []byte {
	parts := make([]string, 0, len(sheets)/2)
	size := len(xlsRec(xlsBegin, formattest.U16s(0x600, 5))) + len(global) + len(xlsRec(xlsEnd))
	for i := 0; i < len(sheets); i += 2 {
		size += len(xlsRec(xlsBound, formattest.U32s(0), "\x00\x00", "\x00\x01", formattest.Wide(strings.TrimPrefix(sheets[i], "-"))))
	}
	bounds := ""
	for i := 0; i < len(sheets); i += 2 {
		name, hidden := strings.CutPrefix(sheets[i], "-")
		state := "\x00\x00"
		if hidden {
			state = "\x01\x00"
		}
		bounds += xlsRec(xlsBound, formattest.U32s(size), state, string([]byte{byte(len([]rune(name))), 1}), formattest.Wide(name))
		parts = append(parts, xlsRec(xlsBegin, formattest.U16s(0x600, 0x10))+sheets[i+1]+xlsRec(xlsEnd))
		size += len(parts[len(parts)-1])
	}
	return formattest.Compound("Workbook", xlsRec(xlsBegin, formattest.U16s(0x600, 5))+global+bounds+xlsRec(xlsEnd)+strings.Join(parts, ""))
}

func TestXls(t *testing.T) {
	// The second shared string is cut in the middle and goes on in one byte a character; the third is formatted.
	global := xlsRec(xlsCell, formattest.U16s(0, 0)) + xlsRec(xlsCell, formattest.U16s(0, 14)) + xlsRec(xlsCell, formattest.U16s(0, 10)) + xlsRec(xlsCell, formattest.U16s(0, 164)) +
		xlsRec(xlsFormatOf, formattest.U16s(164), xlsWide(`yyyy"년" m"월"`)) +
		xlsRec(xlsShared, formattest.U32s(4, 4), xlsWide("지역"), formattest.U16s(6), "\x01", formattest.Wide("요금")) +
		xlsRec(xlsContinue, "\x00", "(KRW", formattest.U16s(2), "\x09", formattest.U16s(1), formattest.Wide("서울"), "\x00\x00\x00\x00", xlsWide("날짜"))
	cell := func(row, column, format int) string { return formattest.U16s(row, column, format) }
	sheet := xlsRec(xlsText, cell(0, 0, 0), formattest.U32s(0)) + xlsRec(xlsText, cell(0, 1, 0), formattest.U32s(1)) + xlsRec(xlsText, cell(0, 2, 0), formattest.U32s(3)) +
		xlsRec(xlsLabel, cell(0, 3, 0), xlsWide("할인")) +
		xlsRec(xlsText, cell(1, 0, 0), formattest.U32s(2)) + xlsRec(xlsManyRK, formattest.U16s(1, 1, 0), formattest.U32s(12000<<2|2), formattest.U16s(1), formattest.U32s(45000<<2|2), formattest.U16s(2)) +
		xlsRec(xlsNumber, cell(1, 3, 2), float64s(0.155)) +
		xlsRec(xlsFormula, cell(2, 0, 0), "\x00\x00\x00\x00\x00\x00\xff\xff", formattest.U32s(0, 0)) + xlsRec(xlsString, xlsWide("부산")) +
		xlsRec(xlsRK, cell(2, 1, 0), formattest.U32s(1150_50<<2|3)) + xlsRec(xlsNumber, cell(2, 2, 3), float64s(45000.5)) +
		xlsRec(xlsBool, cell(2, 3, 0), "\x01\x00")
	pages, info := expect(t, formattest.Source("요금.xls", xls(global, "요금표", sheet, "-숨긴 시트", sheet, "빈 시트", "")),
		"h1 요금표", "rec 지역: 서울 ⏎ 요금(KRW: 12000 ⏎ 날짜: 2023-03-15 ⏎ 할인: 15.5%",
		"rec 지역: 부산 ⏎ 요금(KRW: 1150.5 ⏎ 날짜: 2023-03-15 12:00:00 ⏎ 할인: TRUE")
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
		"too old": {formattest.Compound("Book", "x"), format.ErrUnsupported},
	} {
		if _, _, err := read(t, inside(t), formattest.Source("a.xls", c.data)); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestDatesAreToldFromNumbersByTheirFormat(t *testing.T) {
	for format, want := range map[string]bool{"yyyy-mm-dd": true, `m"월" d"일"`: true, "[h]:mm": true, "0.00": false, `#,##0"days"`: false,
		"[Red]0": false, "General": false, "": false} {
		if got := isDateFormat(200, format); got != want {
			t.Errorf("%q: %v", format, got)
		}
	}
}

func FuzzXls(f *testing.F) {
	f.Add([]byte(xlsRec(xlsBegin)+xlsRec(xlsShared, formattest.U32s(2, 2), xlsWide("가"), formattest.U16s(3), "\x0d\x01\x00")+xlsRec(xlsContinue, "\x01a")+
		xlsRec(xlsBound, formattest.U32s(0), "\x00\x00\x01\x00a")), uint32(0))
	f.Add([]byte(xlsRec(xlsBegin)+xlsRec(xlsFormula, "\x00")+xlsRec(xlsString)+xlsRec(xlsManyRK, "\x01")+xlsRec(xlsNumber, formattest.U16s(65535, 255, 9), float64s(math.Inf(1)))), uint32(4))
	f.Fuzz(func(t *testing.T, data []byte, at uint32) {
		data = append(data, xlsRec(xlsBound, formattest.U32s(int(at)), "\x00\x00\x01\x00s")...)
		s := formattest.Source("a.xls", formattest.Compound("Workbook", string(data)))
		if r, err := xlsFormat().Open(t.Context(), s, format.Env{Limits: format.Limits{Unpacked: 8 << 20}.WithDefaults()}); err == nil {
			formattest.CheckReader(t, r)
		}
	})
}
