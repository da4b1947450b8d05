package load

import (
	"fmt"
	"testing"
)

func shape(placeholder, paragraphs string) string {
	return "<p:sp><p:nvSpPr><p:nvPr>" + placeholder + "</p:nvPr></p:nvSpPr><p:txBody>" + paragraphs + "</p:txBody></p:sp>"
}

func slidePara(properties, text string) string {
	return "<a:p>" + properties + "<a:r><a:rPr/><a:t>" + text + "</a:t></a:r></a:p>"
}

// pptx packs slides, given as their trees of shapes; more parts may follow.
func pptx(slides []string, parts ...string) []byte {
	ids, relations := "", ""
	for i, s := range slides {
		ids = fmt.Sprintf(`<p:sldId id="%d" r:id="rId%d"/>`, 256+i, i) + ids // shown last to first
		relations += fmt.Sprintf(`<Relationship Id="rId%d" Type="t/slide" Target="slides/slide%d.xml"/>`, i, i+1)
		parts = append(parts, fmt.Sprintf("ppt/slides/slide%d.xml", i+1),
			"<p:sld><p:cSld><p:spTree>"+s+"</p:spTree></p:cSld><p:timing><a:t>x</a:t></p:timing></p:sld>")
	}
	return zipOf(append([]string{"ppt/presentation.xml", "<p:presentation><p:sldIdLst>" + ids + "</p:sldIdLst></p:presentation>",
		"ppt/_rels/presentation.xml.rels", "<Relationships>" + relations + "</Relationships>"}, parts...)...)
}

func TestPptx(t *testing.T) {
	second := shape(`<p:ph type="body" idx="1"/>`, slidePara("", "먼저")+slidePara(`<a:pPr lvl="1"/>`, "자세히")+
		slidePara(`<a:pPr><a:buAutoNum type="arabicPeriod"/></a:pPr>`, "하나")+slidePara(`<a:pPr><a:buAutoNum type="arabicPeriod"/></a:pPr>`, "둘")+
		slidePara(`<a:pPr><a:buNone/></a:pPr>`, "점 없는 글")) +
		shape(`<p:ph type="title"/>`, slidePara("", "절차")) + shape(`<p:ph type="sldNum"/>`, slidePara("", "2")) +
		`<p:grpSp>` + shape("", slidePara("", "묶인 상자")) + `</p:grpSp>` +
		`<p:graphicFrame><a:graphic><a:graphicData><a:tbl>
<a:tr><a:tc><a:txBody>` + slidePara("", "지역") + `</a:txBody></a:tc><a:tc><a:txBody>` + slidePara("", "요금") + `</a:txBody></a:tc></a:tr>
<a:tr><a:tc rowSpan="2"><a:txBody>` + slidePara("", "서울") + `</a:txBody></a:tc><a:tc><a:txBody>` + slidePara("", "100") + `</a:txBody></a:tc></a:tr>
<a:tr><a:tc vMerge="1"><a:txBody/></a:tc><a:tc><a:txBody>` + slidePara("", "200") + `</a:txBody></a:tc></a:tr>
<a:tr><a:tc gridSpan="2"><a:txBody>` + slidePara("", "끝") + `</a:txBody></a:tc><a:tc hMerge="1"><a:txBody/></a:tc></a:tr>
</a:tbl></a:graphicData></a:graphic></p:graphicFrame>` +
		`<p:graphicFrame><a:graphic><a:graphicData><dgm:relIds r:dm="rId7"/></a:graphicData></a:graphic></p:graphicFrame>`
	first := shape("", slidePara("", "소개")) + shape("", slidePara("", "우리 회사입니다."))
	pages, info := expect(t, source("a.pptx", pptx([]string{second, first},
		"ppt/slides/_rels/slide1.xml.rels", `<Relationships><Relationship Id="rId1" Type="t/notesSlide" Target="../notesSlides/n.xml"/><Relationship Id="rId7" Type="t/diagramData" Target="../diagrams/d.xml"/></Relationships>`,
		"ppt/notesSlides/n.xml", "<p:notes><p:cSld><p:spTree>"+shape(`<p:ph type="body"/>`, slidePara("", "말로 할 설명"))+shape(`<p:ph type="sldNum"/>`, slidePara("", "2"))+"</p:spTree></p:cSld></p:notes>",
		"ppt/diagrams/d.xml", "<dgm:dataModel><dgm:ptLst><dgm:pt><dgm:t>"+slidePara("", "그림 속 글")+"</dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>")),
		"h1 소개", "p 우리 회사입니다.",
		"h1 절차", "li1 • 먼저", "li2 • 자세히", "li1 1. 하나", "li1 2. 둘", "p 점 없는 글", "p 묶인 상자",
		"table 지역 | 요금 ⏎ 서울 | 100 ⏎ 서울 | 200 ⏎ 끝", "p 그림 속 글", "note 말로 할 설명")
	if info.Title != "소개" || info.Total != 2 || pages[1].Number != 2 {
		t.Errorf("%+v, page %d", info, pages[1].Number)
	}
}

func TestPptxWithoutAListOfSlides(t *testing.T) {
	slide := func(text string) string {
		return "<p:sld><p:cSld><p:spTree>" + shape("", slidePara("", text)) + "</p:spTree></p:cSld></p:sld>"
	}
	expect(t, source("a.pptx", zipOf("ppt/presentation.xml", "<p/>", "ppt/slides/slide10.xml", slide("열"), "ppt/slides/slide2.xml", slide("둘"))),
		"p 둘", "p 열")
}

func TestAutoNumbers(t *testing.T) {
	for scheme, want := range map[string]string{"arabicPeriod": "2.", "alphaLcParenR": "b)", "romanUcParenBoth": "(II)",
		"circleNumDbPlain": "②", "alphaUcPeriod": "B.", "arabicPlain": "2"} {
		if got := autoNumber(scheme, 2); got != want {
			t.Errorf("%s: got %q, want %q", scheme, got, want)
		}
	}
}

func FuzzPptx(f *testing.F) {
	f.Add(shape(`<p:ph type="title"/>`, slidePara(`<a:pPr lvl="8"/>`, "글")), "<Relationships/>")
	f.Add("<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr><a:tc vMerge='1' gridSpan='3'/>", "<Relationship Id='rId1' Type='x/notesSlide' Target='slide1.xml'/>")
	f.Fuzz(func(t *testing.T, slide, relations string) {
		data := pptx([]string{slide}, "ppt/slides/_rels/slide1.xml.rels", relations)
		if r, err := openPptx(t.Context(), source("a.pptx", data), env{limits: Limits{Unpacked: 1 << 20}.withDefaults()}); err == nil {
			checkReader(t, r)
		}
	})
}
