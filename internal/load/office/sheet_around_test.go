package office

import (
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/formattest"
)

// Hints, the words on controls, and headers and footers are shown around a
// sheet's cells. What says only page, sheet or date is left out.
func TestXlsxAroundTheCells(t *testing.T) {
	sheet := `<worksheet xmlns:r="r" xmlns:x14="x" xmlns:xm="m"><sheetData><row r="1"><c r="A1" t="str"><v>성명</v></c></row></sheetData>
<dataValidations><dataValidation type="list" sqref="B2:B9 D2" showInputMessage="1" promptTitle="부서" prompt="부서를&#10;고르세요"><formula1>"총무, 개발"</formula1></dataValidation>
<dataValidation sqref="C2" showErrorMessage="1" error="1에서 9까지" prompt="꺼진 안내"/><dataValidation sqref="C3" showErrorMessage="1" error="1에서 9까지"/></dataValidations>
<headerFooter><oddHeader>&amp;L대외비&amp;C&amp;"굴림,보통"&amp;14&amp;K01+000A&amp;&amp;B&amp;R&amp;A</oddHeader><oddFooter>&amp;C&amp;P/&amp;N&amp;R&amp;D</oddFooter></headerFooter>
<legacyDrawing r:id="rId2"/><extLst><ext><x14:dataValidations><x14:dataValidation showInputMessage="1" prompt="새 규칙"><x14:formula1><xm:f>표!A1</xm:f></x14:formula1><xm:sqref>E2</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>`
	vml := `<xml xmlns:v="v" xmlns:x="x"><v:shape><v:textbox><div><font>동의함</font></div></v:textbox><x:ClientData ObjectType="Checkbox"/></v:shape>
<v:shape><v:textbox>메모</v:textbox><x:ClientData ObjectType="Note"/></v:shape><v:shape><br></v:shape></xml>`
	data := book(sheet, "xl/worksheets/_rels/sheet1.xml.rels",
		`<Relationships><Relationship Id="rId2" Type="t/vmlDrawing" Target="../drawings/v.vml"/></Relationships>`,
		"xl/drawings/v.vml", vml)
	_, info := expect(t, formattest.Source("a.xlsx", data), "h1 표", "p 성명",
		"note 입력 안내(B2:B9): 부서 / 부서를 고르세요 / 선택: 총무, 개발", "note 입력 안내(C2): 1에서 9까지",
		"note 입력 안내(E2): 새 규칙", "p 동의함", "p 대외비", "p A&B")
	if len(info.Warnings) > 0 {
		t.Errorf("%+v", info.Warnings)
	}
}

func TestXlsAroundTheCells(t *testing.T) {
	text := func(s string) string { return xlsWide(s) }
	list := "\x17\x05\x01" + formattest.Wide("예\x00아니오")
	rule := xlsRec(xlsRule, formattest.U32s(3|1<<7|1<<18), text("동의"), text("\x00"), text("고르세요"),
		text("꺼진 글"), formattest.U16s(len(list), 0), list, formattest.U16s(0, 0),
		formattest.U16s(1, 1, 4, 27, 27))
	edges := xlsRec(xlsHeader, text("&C대외비 &P")) + xlsRec(xlsFooter, text("&P쪽"))
	sheet := xlsLabelAt(0, "값") + edges + rule
	expect(t, formattest.Source("a.xls", xls("", "표", sheet, "둘째", xlsLabelAt(0, "값")+edges)),
		"h1 표", "p 값", "note 입력 안내(AB2:AB5): 동의 / 고르세요 / 선택: 예, 아니오", "p 대외비", "h1 둘째", "p 값")
}

func TestCodesOfSheetHeaders(t *testing.T) {
	for code, want := range map[string]string{
		"": "", "&": "", "제목": "제목", "&L가&C나&R다": "가|나|다", `&"Arial,Bold"&12머리&8&KFF0000글`: "머리글",
		`&"Arial`: "", "&K12": "", "Page &P of &N": "", "- &P+1 -": "", "&F &D &T": "", "R&&D": "R&D",
		"&U&E밑줄&X위&Y": "밑줄위", "&L작성일: &D": "", "&C제&P장": "", "대외비 &P": "대외비",
	} {
		if got := strings.Join(edgeLines(code), "|"); got != want {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
	}
}

func TestNamesOfCells(t *testing.T) {
	for column, want := range []string{0: "A3", 25: "Z3", 26: "AA3", 51: "AZ3", 52: "BA3", 701: "ZZ3", 702: "AAA3"} {
		if got := cellName(2, column); want != "" && got != want {
			t.Errorf("%d: %s", column, got)
		}
	}
}

func FuzzXlsRule(f *testing.F) {
	f.Add([]byte("\x83\x00\x04\x00\x01\x00\x00a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		w := &xlsContents{columns: map[int]bool{}}
		w.rule(xlsRecord{Bytes: data})
		if i := slices.IndexFunc(w.hints, func(h inputHint) bool { return h.place == "" }); i >= 0 {
			t.Errorf("%+v", w.hints[i])
		}
	})
}
