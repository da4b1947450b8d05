package office

import (
	"testing"

	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

func TestPptx(t *testing.T) {
	second := formattest.Shape(`<p:ph type="body" idx="1"/>`, formattest.SlidePara("", "먼저")+formattest.SlidePara(`<a:pPr lvl="1"/>`, "자세히")+
		formattest.SlidePara(`<a:pPr><a:buAutoNum type="arabicPeriod"/></a:pPr>`, "하나")+formattest.SlidePara(`<a:pPr><a:buAutoNum type="arabicPeriod"/></a:pPr>`, "둘")+
		formattest.SlidePara(`<a:pPr><a:buNone/></a:pPr>`, "점 없는 글")) +
		formattest.Shape(`<p:ph type="title"/>`, formattest.SlidePara("", "절차")) + formattest.Shape(`<p:ph type="sldNum"/>`, formattest.SlidePara("", "2")) +
		`<p:grpSp>` + formattest.Shape("", formattest.SlidePara("", "묶인 상자")) + `</p:grpSp>` +
		`<p:graphicFrame><a:graphic><a:graphicData><a:tbl>
<a:tr><a:tc><a:txBody>` + formattest.SlidePara("", "지역") + `</a:txBody></a:tc><a:tc><a:txBody>` + formattest.SlidePara("", "요금") + `</a:txBody></a:tc></a:tr>
<a:tr><a:tc rowSpan="2"><a:txBody>` + formattest.SlidePara("", "서울") + `</a:txBody></a:tc><a:tc><a:txBody>` + formattest.SlidePara("", "100") + `</a:txBody></a:tc></a:tr>
<a:tr><a:tc vMerge="1"><a:txBody/></a:tc><a:tc><a:txBody>` + formattest.SlidePara("", "200") + `</a:txBody></a:tc></a:tr>
<a:tr><a:tc gridSpan="2"><a:txBody>` + formattest.SlidePara("", "끝") + `</a:txBody></a:tc><a:tc hMerge="1"><a:txBody/></a:tc></a:tr>
</a:tbl></a:graphicData></a:graphic></p:graphicFrame>` +
		`<p:graphicFrame><a:graphic><a:graphicData><dgm:relIds r:dm="rId7"/></a:graphicData></a:graphic></p:graphicFrame>`
	first := formattest.Shape("", formattest.SlidePara("", "소개")) + formattest.Shape("",
		formattest.SlidePara("", "우리 회사입니다."))
	pages, info := expect(t, formattest.Source("a.pptx", formattest.Pptx([]string{second, first},
		"ppt/slides/_rels/slide1.xml.rels", `<Relationships><Relationship Id="rId1" Type="t/notesSlide" Target="../notesSlides/n.xml"/><Relationship Id="rId7" Type="t/diagramData" Target="../diagrams/d.xml"/></Relationships>`,
		"ppt/notesSlides/n.xml", "<p:notes><p:cSld><p:spTree>"+formattest.Shape(`<p:ph type="body"/>`, formattest.SlidePara("", "말로 할 설명"))+formattest.Shape(`<p:ph type="sldNum"/>`, formattest.SlidePara("", "2"))+"</p:spTree></p:cSld></p:notes>",
		"ppt/diagrams/d.xml", "<dgm:dataModel><dgm:ptLst><dgm:pt><dgm:t>"+formattest.SlidePara("",
			"그림 속 글")+"</dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>")),
		"h1 소개", "p 우리 회사입니다.",
		"h1 절차", "li1 • 먼저", "li2 • 자세히", "li1 1. 하나", "li1 2. 둘", "p 점 없는 글", "p 묶인 상자",
		"table 지역 | 요금 ⏎ 서울 | 100 ⏎ 서울 | 200 ⏎ 끝", "p 그림 속 글", "note 말로 할 설명")
	if info.Title != "소개" || info.Total != 2 || pages[1].Number != 2 {
		t.Errorf("%+v, page %d", info, pages[1].Number)
	}
}

func TestPptxWithoutAListOfSlides(t *testing.T) {
	slide := func(text string) string {
		return "<p:sld><p:cSld><p:spTree>" + formattest.Shape("", formattest.SlidePara("", text)) +
			"</p:spTree></p:cSld></p:sld>"
	}
	expect(t, formattest.Source("a.pptx", formattest.Zip("ppt/presentation.xml", "<p/>",
		"ppt/slides/slide10.xml", slide("열"), "ppt/slides/slide2.xml", slide("둘"))),
		"p 둘", "p 열")
}

func TestAutoNumbers(t *testing.T) {
	for scheme, want := range map[string]string{"arabicPeriod": "2.", "alphaLcParenR": "b)",
		"romanUcParenBoth": "(II)",
		"circleNumDbPlain": "②", "alphaUcPeriod": "B.", "arabicPlain": "2"} {
		if got := autoNumber(scheme, 2); got != want {
			t.Errorf("%s: got %q, want %q", scheme, got, want)
		}
	}
}

func FuzzPptx(f *testing.F) {
	f.Add(formattest.Shape(`<p:ph type="title"/>`, formattest.SlidePara(`<a:pPr lvl="8"/>`, "글")), "<Relationships/>")
	f.Add("<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr><a:tc vMerge='1' gridSpan='3'/>",
		"<Relationship Id='rId1' Type='x/notesSlide' Target='slide1.xml'/>")
	f.Fuzz(func(t *testing.T, slide, relations string) {
		data := formattest.Pptx([]string{slide}, "ppt/slides/_rels/slide1.xml.rels", relations)
		if r, err := pptxFormat().Open(t.Context(), formattest.Source("a.pptx", data),
			format.Env{Limits: format.Limits{Unpacked: 1 << 20}.WithDefaults()}); err == nil {
			formattest.CheckReader(t, r)
		}
	})
}

func TestPptxCommentsAndFeetAreRead(t *testing.T) {
	foot := func(text string) string {
		return formattest.Shape(`<p:ph type="ftr"/>`, formattest.SlidePara("", text))
	}
	slide := func(text, foot string) string {
		return formattest.Shape("", formattest.SlidePara("", text)) + foot
	}
	relations := func(part string) string {
		return `<Relationships><Relationship Id="rId1" Type="t/comments" Target="../comments/` + part +
			`"/></Relationships>`
	}
	data := formattest.Pptx([]string{slide("셋", foot("사내용")), slide("둘", foot("대외비")),
		slide("하나", foot("대외비"))},
		"ppt/slides/_rels/slide3.xml.rels", relations("old.xml"),
		"ppt/slides/_rels/slide1.xml.rels", relations("new.xml"),
		"ppt/comments/old.xml", `<p:cmLst><p:cm><p:pos x="1" y="2"/><p:text>숫자를 고쳐 주세요</p:text></p:cm></p:cmLst>`,
		"ppt/comments/new.xml", `<p188:cmLst><p188:cm><p188:replyLst><p188:reply><p188:txBody>`+
			formattest.SlidePara("", "고쳤습니다")+`</p188:txBody></p188:reply></p188:replyLst><p188:txBody>`+
			formattest.SlidePara("", "표를 넣어 주세요")+`</p188:txBody></p188:cm></p188:cmLst>`)
	source := formattest.Source("a.pptx", data)
	expect(t, source, "p 하나", "p 대외비", "note 메모: 숫자를 고쳐 주세요", "p 둘",
		"p 셋", "p 사내용", "note 메모: 고쳤습니다", "note 메모: 표를 넣어 주세요")
	f, err := inside(t).Open(t.Context(), source)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for p, err := range f.Pages(t.Context(), 1) {
		if err != nil || p.Text != "둘" {
			t.Errorf("taken up on the second slide: %q, %v", p.Text, err)
		}
		break
	}
}
