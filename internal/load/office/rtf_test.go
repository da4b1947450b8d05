package office

import (
	"fmt"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

// rtfBytes writes text as bytes of CP949.
func rtfBytes(s string) (escaped string) {
	for _, b := range []byte(formattest.CP949(s)) {
		escaped += fmt.Sprintf(`\'%02x`, b)
	}
	return escaped
}

func TestRTF(t *testing.T) {
	data := `{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}{\f1\fcharset129 Batang;}}{\colortbl;\red0;}{\stylesheet{\s1 heading 1;}}
{\info{\title ` + `\f1 ` + rtfBytes("휴가 규정") + `}{\author someone}}{\*\generator x;}
{\header\pard ` + `\f1 ` + rtfBytes("문서번호 7") + `\par}{\footer\pard - {\field{\*\fldinst PAGE}{\fldrslt 1}} -\par}
\pard\outlinelevel0 \uc1\u51228?1\u51109? \u52509?\u52825?\par
\pard\plain {\f1 ` + rtfBytes("연차는 15일이다") + `}{\v hidden}\'97{\footnote\pard note text\par}.\par
\pard{\listtext\pard 1.\tab}first item\par
\trowd\pard\intbl a\cell b\cell\row\trowd\pard\intbl c\par d\cell e\cell\row
\pard {\*\shppict{\pict\pngblip 89504e47}}{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt\pard box\par}}}after\u-10179?\u-8704?\par}`
	_, info := expect(t, formattest.Source("a.doc", data),
		"p 문서번호 7", "h1 제1장 총칙", "p 연차는 15일이다—.", "note note text", "li1 1. first item",
		"table a | b ⏎ c d | e", "p box", "p after😀")
	if info.Title != "휴가 규정" || len(info.Warnings) > 0 {
		t.Errorf("%+v", info)
	}
	for _, cut := range []string{`{\rtf1\ansi text that ends in the mid`, `{\rtf1 text\'`, `{\rtf1 text\`} {
		if _, info, err := read(t, inside(t), formattest.Source("a.rtf", cut)); err != nil ||
			!info.Warned("incomplete") {
			t.Errorf("%q: %+v, %v", cut, info, err)
		}
	}
}

// A comment has its own paragraphs. They leave the table around it as it is.
func TestABackslashAtTheEndOfALineEndsAParagraph(t *testing.T) {
	expect(t, formattest.Source("a.rtf", "{\\rtf1\\ansi one\\\ntwo\\\r\nthree\\par\nfour}"),
		"p one", "p two", "p three", "p four")
}

func TestRTFComments(t *testing.T) {
	comment := `{\*\atnid KI}{\*\atnauthor Kim}\chatn{\*\annotation{\*\atnref 1}{\*\atndate 17}\pard\plain check\par again}`
	expect(t, formattest.Source("a.rtf", `{\rtf1\pard one`+comment+` two\par
\trowd\pard\intbl a`+comment+`\par b\cell c\cell\row\pard end\par}`),
		"p one two", "note 메모: check ⏎ again", "table a b | c", "note 메모: check ⏎ again", "p end")
}

func TestWordML(t *testing.T) {
	data := `<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="w" xmlns:wx="wx"><o:DocumentProperties><o:Title>휴가 규정</o:Title></o:DocumentProperties>
<w:styles><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style></w:styles><w:body><wx:sect>
<wx:sub-section><w:p><w:pPr><w:pStyle w:val="1"/></w:pPr><w:r><w:t>총칙</w:t></w:r></w:p></wx:sub-section>
<w:p><w:pPr><w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/><wx:t wx:val="가."/></w:listPr></w:pPr><w:r><w:t>항목</w:t></w:r></w:p>
<w:p><aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:delText>지움</w:delText><w:t>지움</w:t></w:r></aml:content></aml:annotation><w:r><w:t>글</w:t></w:r><aml:annotation w:type="Word.Comment" w:author="x"><aml:content><w:p><w:r><w:t>고칠 것</w:t></w:r></w:p></aml:content></aml:annotation><w:r><w:footnote><w:p><w:r><w:t>각주</w:t></w:r></w:p></w:footnote></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>가</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>나</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<aml:annotation w:type="Word.Deletion"><aml:content><w:p><w:r><w:t>지운 문단</w:t></w:r></w:p></aml:content></aml:annotation><aml:annotation w:type="Word.Insertion"><aml:content><w:p><w:r><w:t>넣은 문단</w:t></w:r></w:p></aml:content></aml:annotation>
<w:sectPr><w:hdr w:type="odd"><w:p><w:r><w:t>머리말</w:t></w:r></w:p></w:hdr></w:sectPr></wx:sect></w:body></w:wordDocument>`
	_, info := expect(t, formattest.Source("a.doc", data), "h1 총칙", "li1 가. 항목", "p 글", "note 각주", "note 메모: 고칠 것",
		"table 가 | 나", "p 넣은 문단", "p 머리말")
	if info.Title != "휴가 규정" {
		t.Errorf("%+v", info)
	}
	if _, info, err := read(t, inside(t),
		formattest.Source("a.doc", data[:len(data)-300])); err != nil ||
		!info.Warned("incomplete") {
		t.Errorf("%+v, %v", info, err)
	}
}

func FuzzRTF(f *testing.F) {
	f.Add([]byte(`{\rtf1\ansi{\fonttbl{\f1\fcharset129;}}\f1\'b0\'a1\par{\*\x{\footnote y}}\trowd a\cell\row\bin3 abc}`))
	f.Add([]byte(`{\rtf1\u-10179?{\listtext{\shptxt\uc9999\u1}}}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s := formattest.Source("a.rtf", append([]byte(`{\rtf1`), data...))
		r, err := rtfFormat().Open(t.Context(), s, format.Env{})
		if err == nil {
			formattest.CheckReader(t, r)
		}
	})
}

func FuzzWordML(f *testing.F) {
	f.Add([]byte(`<w:styles><w:style w:type="paragraph"/></w:styles><w:body><w:p><w:r><w:footnote><w:p/></w:footnote></w:r></w:p><w:sectPr><w:hdr/></w:sectPr>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := wordMLFormat().Open(t.Context(),
			formattest.Source("a.doc", append([]byte("<w:wordDocument>"), data...)), format.Env{})
		if err == nil {
			formattest.CheckReader(t, r)
		}
	})
}

const chartPart = `<c:chartSpace xmlns:c="c" xmlns:a="a"><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>월별 매출</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart>
<c:ser><c:idx val="0"/><c:tx><c:strRef><c:f>A1</c:f><c:strCache><c:pt idx="0"><c:v>서울</c:v></c:pt></c:strCache></c:strRef></c:tx>
<c:cat><c:strRef><c:strCache><c:pt idx="0"><c:v>1월</c:v></c:pt><c:pt idx="1"><c:v>2월</c:v></c:pt></c:strCache></c:strRef></c:cat>
<c:val><c:numRef><c:numCache><c:formatCode>General</c:formatCode><c:pt idx="0"><c:v>10</c:v></c:pt><c:pt idx="1"><c:v>0.30000000000000004</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser></c:barChart>
<c:valAx><c:title><c:tx><c:rich><a:p><a:r><a:t>억 원</a:t></a:r></a:p></c:rich></c:tx></c:title></c:valAx></c:plotArea></c:chart></c:chartSpace>`

func TestDocxHeadersFootersChartsAndDiagrams(t *testing.T) {
	body := `<w:p><w:r><w:t>글</w:t></w:r><w:r><w:drawing><c:chart r:id="rId3"/></w:drawing></w:r><w:r><w:drawing><dgm:relIds r:dm="rId4"/></w:drawing></w:r></w:p>
<w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:footerReference w:type="default" r:id="rId2"/></w:sectPr>`
	edge := func(text string) string { return `<w:hdr><w:p><w:r><w:t>` + text + `</w:t></w:r></w:p></w:hdr>` }
	relations := `<Relationships><Relationship Id="rId1" Type="t/header" Target="header1.xml"/><Relationship Id="rId2" Type="t/footer" Target="footer1.xml"/>
<Relationship Id="rId3" Type="t/chart" Target="charts/chart1.xml"/><Relationship Id="rId4" Type="t/diagramData" Target="diagrams/data1.xml"/></Relationships>`
	data := formattest.Docx(body, "word/_rels/document.xml.rels", relations, "word/header1.xml",
		edge("문서번호 7"), "word/footer1.xml", edge("- 3 -"),
		"word/charts/chart1.xml", chartPart, "word/diagrams/data1.xml", `<dgm:dataModel><dgm:pt><dgm:t><a:p><a:r><a:t>계획</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>`)
	_, info := expect(t, formattest.Source("a.docx", data), "p 문서번호 7", "p 글", "p 월별 매출 ⏎ 억 원",
		"table  | 서울 ⏎ 1월 | 10 ⏎ 2월 | 0.3", "p 계획")
	if len(info.Warnings) > 0 {
		t.Errorf("%+v", info)
	}
}

func TestADamagedDocxIsReadUpToTheDamageWithAWarning(t *testing.T) {
	_, info := expect(t, formattest.Source("a.docx",
		formattest.Docx(para("", "앞의 글")+"<w:p><w:r><w:t>뒤")), "p 앞의 글")
	if !info.Warned("incomplete") {
		t.Errorf("%+v", info)
	}
	_, info = expect(t, formattest.Source("a.docx", formattest.Docx(para("", "글"),
		"word/styles.xml", "<w:styles><w:st")), "p 글")
	if !info.Warned("parts_left_out") {
		t.Errorf("%+v", info)
	}
}

func TestPptxCharts(t *testing.T) {
	slide := `<p:graphicFrame><a:graphic><a:graphicData><c:chart r:id="rId9"/></a:graphicData></a:graphic></p:graphicFrame>`
	data := formattest.Pptx([]string{slide}, "ppt/slides/_rels/slide1.xml.rels",
		`<Relationships><Relationship Id="rId9" Type="t/chart" Target="../charts/chart1.xml"/></Relationships>`, "ppt/charts/chart1.xml", chartPart)
	pages, _, err := read(t, inside(t), formattest.Source("a.pptx", data))
	if err != nil || len(pages) != 1 || pages[0].Blocks[len(pages[0].Blocks)-1].Kind != content.Table {
		t.Errorf("%q, %v", formattest.Outline(pages), err)
	}
}

// Half a code shows that something is missing before or after it.
func TestRTFWithBrokenCodes(t *testing.T) {
	for text, want := range map[string]bool{`{\rtf1 caf\'e9 a}`: false, `{\rtf1 caf\'\par a}`: true, `{\rtf1 caf\'e\par a}`: true} {
		if _, info, err := read(t, inside(t), formattest.Source("a.rtf", text)); err != nil || info.Warned(document.BadCharacters) != want {
			t.Errorf("%q: %+v, %v", text, info.Warnings, err)
		}
	}
}
