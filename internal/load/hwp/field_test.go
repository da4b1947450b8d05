package hwp

import (
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/formattest"
)

func TestFieldsOfHwpxForms(t *testing.T) {
	section := hwpxPara("0", `<hp:t>동의</hp:t><hp:checkBtn caption="예" value="CHECKED"/><hp:checkBtn caption="아니오" value="UNCHECKED"/><hp:t>성명</hp:t><hp:edit><hp:text>홍길동</hp:text></hp:edit>`+
		`<hp:comboBox selectedValue=""><hp:listItem displayText="" value="총무"/><hp:listItem value="개발"/></hp:comboBox><hp:btn caption="보내기"/>`)
	expect(t, formattest.Source("a.hwpx", hwpx(section)), "p 동의 ☑ 예  ☐ 아니오 성명 홍길동  총무  보내기")
}

func TestFieldsOfHwpForms(t *testing.T) {
	field := func(id, properties string) string {
		return control(1, "form", "", record(hwpTagForm, 2, id+id+formattest.U32s(0)+
			formattest.U16s(len([]rune(properties)))+formattest.Wide(properties)))
	}
	expect(t, formattest.Source("a.hwp", hwp(hwpPara(0, 0, 0,
		formattest.Wide("동의")+mark(11)+mark(11)+mark(11)+mark(11),
		field("tbc+", "CommonSet:set:9:Name:wstring:1:B ButtonSet:set:24:Caption:wstring:3:예 : Value:int:1 TriState:bool:0"),
		field("tbr+", "ButtonSet:set:24:Caption:wstring:3:아니오 Value:int:0 "),
		field("tbp+", "ButtonSet:set:24:Caption:wstring:99:보내기"), field("tde+", "EditSet:set:9:Text:wstring:3:홍길동 A:int:1")))),
		"p 동의 ☑ 예 :  ☐ 아니오  보내기  홍길동")
}

// Master pages are repeated on the pages of their section; they are written once.
func TestMasterPages(t *testing.T) {
	master := func(id string) string {
		return hwpxPara("0", `<hp:secPr><hp:masterPage idRef="`+id+`"/></hp:secPr><hp:t>본문</hp:t>`)
	}
	parts := []string{"Contents/content.hpf", `<opf:package><opf:manifest><opf:item id="m0" href="Contents/masterpage0.xml"/></opf:manifest></opf:package>`,
		"Contents/masterpage0.xml", `<masterPage><hp:subList>` + hwpxPara("0", "<hp:t>대외비</hp:t>") + `</hp:subList></masterPage>`}
	expect(t, formattest.Source("a.hwpx", hwpx(master("m0")+master("m0"), parts...)), "p 대외비", "p 본문", "p 본문")
	if _, info := expect(t, formattest.Source("a.hwpx", hwpx(master("m1"), parts...)), "p 본문"); !info.Warned(document.PartsLeftOut) {
		t.Errorf("%+v", info.Warnings)
	}
	expect(t, formattest.Source("a.hwp", hwp(hwpPara(0, 0, 0, mark(2)+formattest.Wide("본문"),
		control(1, "secd", "", record(hwpTagListHeader, 2, formattest.U16s(1, 0)), plainAt(2, "대외비"))))), "p 대외비", "p 본문")
	expect(t, formattest.Source("a.hwp", hwp(hwpPara(0, 0, 0, mark(2)+formattest.Wide("본문"),
		control(1, "secd", "", record(hwpTagListHeader, 2, formattest.U16s(1, 0)), plainAt(2, "12 20"))))), "p 본문")
}
