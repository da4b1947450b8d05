package office

import (
	"testing"

	"github.com/mundap/mundap/internal/load/formattest"
)

func TestDocxShowsWhatFieldsOfAFormShow(t *testing.T) {
	field := func(data string) string {
		return `<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="f"/>` + data +
			`</w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>` +
			`<w:r><w:fldChar w:fldCharType="end"/></w:r>`
	}
	box := func(states string) string { return field("<w:checkBox><w:sizeAuto/>" + states + "</w:checkBox>") }
	list := func(state string) string {
		return field("<w:ddList>" + state + `<w:listEntry w:val="연차"/><w:listEntry w:val="병가"/></w:ddList>`)
	}
	text := func(s string) string { return `<w:r><w:t xml:space="preserve">` + s + `</w:t></w:r>` }
	body := "<w:p>" + box("<w:checked/>") + text(" 예 ") + box(`<w:default w:val="1"/><w:checked w:val="0"/>`) +
		text(" 아니오 ") + box(`<w:default w:val="1"/>`) + text(" 기타") + "</w:p><w:p>" + text("종류: ") +
		list(`<w:result w:val="1"/>`) + text(", ") + list("") + "</w:p>"
	expect(t, formattest.Source("a.docx", formattest.Docx(body)), "p ☑ 예 ☐ 아니오 ☑ 기타",
		"p 종류: 병가, 연차")
}

func TestDocxKeepsSymbolsOfOtherFonts(t *testing.T) {
	sym := func(font, code string) string {
		return `<w:sym w:font="` + font + `" w:char="` + code + `"/>`
	}
	expect(t, formattest.Source("a.docx", formattest.Docx("<w:p><w:r>"+sym("Wingdings", "F0FE")+
		"<w:t>동의, 농도 </w:t>"+sym("Symbol", "F0A3")+"<w:t>5 </w:t>"+sym("Symbol", "F06D")+
		"<w:t>g</w:t></w:r></w:p>")), "p ☑동의, 농도 ≤5 μg")
}

func TestDocxKeepsTheTableOfContents(t *testing.T) {
	styles := `<w:styles xmlns:w="x"><w:style w:type="paragraph" w:styleId="h"><w:name w:val="TOC Heading"/></w:style>
<w:style w:type="paragraph" w:styleId="c"><w:name w:val="toc 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="a"><w:name w:val="heading 1"/></w:style></w:styles>`
	body := para(`<w:pStyle w:val="h"/>`, "목차") + para(`<w:pStyle w:val="c"/>`, "1. 휴가\t3") +
		para(`<w:pStyle w:val="c"/>`, "2. 여비\t5") + para(`<w:pStyle w:val="a"/>`, "1. 휴가") + para("", "글이다.") +
		para(`<w:pStyle w:val="a"/>`, "2. 여비") + para("", "글이다.")
	expect(t, formattest.Source("a.docx", formattest.Docx(body, "word/styles.xml", styles)),
		"h1 목차", "p 1. 휴가\t3", "p 2. 여비\t5", "h1 1. 휴가", "p 글이다.", "h1 2. 여비", "p 글이다.")
}

// The words of a watermark are in an attribute.
func TestDocxWordArt(t *testing.T) {
	expect(t, formattest.Source("a.docx", formattest.Docx(
		`<w:p><w:r><w:pict><v:shapetype xmlns:v="v"><v:textpath on="t"/></v:shapetype><v:shape xmlns:v="v"><v:textpath string="대외비"/></v:shape></w:pict></w:r><w:r><w:t>글</w:t></w:r></w:p>`)),
		"p 글", "p 대외비")
}
