package hwp

import (
	"errors"
	"testing"

	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

const hwpxTestHeader = `<hh:head><hh:refList>
<hh:paraProperties><hh:paraPr id="0"><hh:heading type="NONE" idRef="0" level="0"/></hh:paraPr>
<hh:paraPr id="1"><hh:heading type="OUTLINE" idRef="0" level="0"/></hh:paraPr>
<hh:paraPr id="2"><hh:heading type="OUTLINE" idRef="0" level="1"/></hh:paraPr>
<hh:paraPr id="3"><hh:heading type="NUMBER" idRef="2" level="0"/></hh:paraPr>
<hh:paraPr id="4"><hh:heading type="NUMBER" idRef="2" level="2"/></hh:paraPr>
<hh:paraPr id="6"><hh:heading type="NUMBER" idRef="2" level="1"/></hh:paraPr>
<hh:paraPr id="5"><hh:heading type="BULLET" idRef="1" level="0"/></hh:paraPr></hh:paraProperties>
<hh:numberings><hh:numbering id="1"><hh:paraHead level="1" numFormat="ROMAN_CAPITAL">^1.</hh:paraHead><hh:paraHead level="2" numFormat="HANGUL_SYLLABLE">^2.</hh:paraHead></hh:numbering>
<hh:numbering id="2"><hh:paraHead level="1" start="3" numFormat="DIGIT">^1)</hh:paraHead><hh:paraHead level="2" numFormat="DIGIT">^1.^2</hh:paraHead><hh:paraHead level="3" numFormat="CIRCLED_DIGIT">^n</hh:paraHead></hh:numbering></hh:numberings>
<hh:bullets><hh:bullet id="1" char="■"/></hh:bullets>
<hh:styles><hh:style id="0" name="바탕글" paraPrIDRef="0"/><hh:style id="1" name="개요 3" paraPrIDRef="0"/></hh:styles></hh:refList></hh:head>`

func hwpxPara(shape, content string) string {
	return `<hp:p paraPrIDRef="` + shape + `" styleIDRef="0"><hp:run>` + content + `</hp:run></hp:p>`
}

func hwpx(section string, parts ...string) []byte {
	return formattest.Zip(append([]string{"mimetype", "application/hwp+zip", "Contents/header.xml",
		hwpxTestHeader,
		"Contents/section0.xml", "<hs:sec>" + section + "</hs:sec>"}, parts...)...)
}

func TestHwpx(t *testing.T) {
	section := hwpxPara("1", `<hp:secPr outlineShapeIDRef="1"><hp:grid/></hp:secPr><hp:t>총칙</hp:t>`) +
		hwpxPara("2", "<hp:t>목적</hp:t>") + hwpxPara("2", "<hp:t>정의</hp:t>") + hwpxPara("1",
		"<hp:t>보칙</hp:t>") + hwpxPara("2", "<hp:t>위임</hp:t>") +
		hwpxPara("3", "<hp:t>셋</hp:t>") + hwpxPara("4", "<hp:t>깊이</hp:t>") + hwpxPara("6",
		"<hp:t>다음</hp:t>") + hwpxPara("5", "<hp:t>점</hp:t>") +
		`<hp:p paraPrIDRef="0" styleIDRef="1"><hp:run><hp:t>개요 모양</hp:t></hp:run></hp:p>` +
		hwpxPara("0", "<hp:t>제1장 적용</hp:t>") + hwpxPara("0",
		"<hp:t>제1조(목적) 이 규칙은 다음을 정한다.</hp:t>") +
		hwpxPara("0", `<hp:t>앞<hp:tab/>뒤<hp:lineBreak/>다음 <hp:deleteBegin/>지운 글<hp:deleteEnd/>남은 글</hp:t><hp:ctrl><hp:fieldBegin><hp:parameters><hp:stringParam>숨은 값</hp:stringParam></hp:parameters></hp:fieldBegin></hp:ctrl>
<hp:ctrl><hp:footNote><hp:subList>`+hwpxPara("0", "<hp:t>각주입니다.</hp:t>")+`</hp:subList></hp:footNote></hp:ctrl>
<hp:ctrl><hp:header><hp:subList>`+hwpxPara("0", "<hp:t>머리글</hp:t>")+`</hp:subList></hp:header></hp:ctrl>`) +
		hwpxPara("0", `<hp:rect><hp:drawText><hp:subList>`+hwpxPara("0", "<hp:t>글상자</hp:t>")+`</hp:subList></hp:drawText></hp:rect><hp:t>본문</hp:t>`) +
		hwpxPara("0", `<hp:tbl><hp:caption><hp:subList>`+hwpxPara("0", "<hp:t>표 1</hp:t>")+`</hp:subList></hp:caption>
<hp:tr>`+hwpxCell("지역", 1, 1, `header="1"`)+hwpxCell("구분", 1, 1, `header="1"`)+hwpxCell("요금", 1, 1, `header="1"`)+`</hp:tr>
<hp:tr>`+hwpxCell("서울", 1, 2, "")+hwpxCell("낮", 1, 1, "")+hwpxCell("100", 1, 1, "")+`</hp:tr>
<hp:tr>`+hwpxCell("밤", 1, 1, "")+hwpxCell("200", 1, 1, "")+`</hp:tr></hp:tbl>`)
	_, info := expect(t, formattest.Source("규칙.hwpx", hwpx(section, "Contents/content.hpf",
		"<opf:package><opf:metadata><opf:title>시행 규칙</opf:title></opf:metadata></opf:package>")),
		"h1 I. 총칙", "h2 가. 목적", "h2 나. 정의", "h1 II. 보칙", "h2 가. 위임",
		"li1 3) 셋", "li3 3.1.① 깊이", "li2 3.2 다음", "li1 ■ 점", "h3 개요 모양",
		"h1 제1장 적용", "h2 제1조(목적)", "p 이 규칙은 다음을 정한다.",
		"p 머리글", "p 앞\t뒤 ⏎ 다음 남은 글", "note 각주입니다.", "p 본문", "p 글상자",
		"p 표 1", "table 지역 | 구분 | 요금 ⏎ 서울 | 낮 | 100 ⏎ 서울 | 밤 | 200")
	if info.Title != "시행 규칙" {
		t.Errorf("title %q", info.Title)
	}
}

func TestHwpxTablesWithoutParagraphsAroundThem(t *testing.T) {
	cell := func(text string) string {
		return `<hp:tc><hp:p><hp:run><hp:t>` + text + `</hp:t></hp:run></hp:p></hp:tc>`
	}
	section := `<hp:tbl><hp:tr>` + cell("연구과제명") + cell("영상 진단") + `</hp:tr><hp:tr>` + cell("연구기간") + cell("1년") + `</hp:tr>` +
		`<hp:tr>` + cell("책임자") + cell("홍길동") + `</hp:tr></hp:tbl>`
	pages, _ := expect(t, formattest.Source("a.hwpx", hwpx(section)),
		"table 연구과제명 | 영상 진단 ⏎ 연구기간 | 1년 ⏎ 책임자 | 홍길동")
	if head := pages[0].Blocks[0].Header; head != 0 {
		t.Errorf("a form has %d header rows", head)
	}
}

func TestHwpxHeadersOfSeveralRowsFollowTheirMergedCells(t *testing.T) {
	section := hwpxPara("0", `<hp:tbl><hp:tr>`+hwpxCell("부서", 1, 2, "")+hwpxCell("연차", 2, 1, "")+`</hp:tr><hp:tr>`+
		hwpxCell("발생", 1, 1, "")+hwpxCell("사용", 1, 1, "")+`</hp:tr><hp:tr>`+hwpxCell("총무팀", 1, 1, "")+hwpxCell("16", 1, 1, "")+hwpxCell("10", 1, 1, "")+
		`</hp:tr><hp:tr>`+hwpxCell("영업팀", 1, 1, "")+hwpxCell("15", 1, 1, "")+hwpxCell("3", 1, 1, "")+`</hp:tr></hp:tbl>`)
	pages, _ := expect(t, formattest.Source("a.hwpx", hwpx(section)),
		"table 부서 | 연차 | 연차 ⏎ 부서 | 발생 | 사용 ⏎ 총무팀 | 16 | 10 ⏎ 영업팀 | 15 | 3")
	if head := pages[0].Blocks[0].Header; head != 2 {
		t.Errorf("%d header rows, want 2", head)
	}
}

func TestHwpxCaptionsAndFooters(t *testing.T) {
	section := hwpxPara("0", `<hp:ctrl><hp:footer><hp:subList>`+hwpxPara("0", `<hp:t>쪽 </hp:t><hp:ctrl><hp:autoNum num="1" numType="PAGE"/></hp:ctrl>`)+
		`</hp:subList></hp:footer></hp:ctrl><hp:pic><hp:caption><hp:subList>`+
		hwpxPara("0", `<hp:t>그림 </hp:t><hp:ctrl><hp:autoNum num="3" numType="PICTURE"/></hp:ctrl><hp:t> 배치도</hp:t>`)+`</hp:subList></hp:caption></hp:pic><hp:t>본문</hp:t>`)
	expect(t, formattest.Source("a.hwpx", hwpx(section)), "p 본문", "p 그림 3 배치도", "p 쪽 1")
}

func TestTablesInsideAFrameOfOneColumnAreTables(t *testing.T) {
	table := `<hp:tbl><hp:tr>` + hwpxCell("성명", 1, 1, "") + hwpxCell("홍길동", 1, 1, "") + `</hp:tr><hp:tr>` +
		hwpxCell("소속", 1, 1, "") + hwpxCell("총무팀", 1, 1, "") + `</hp:tr></hp:tbl>`
	frame := `<hp:tbl colCnt="1"><hp:tr><hp:tc><hp:subList>` + hwpxPara("0", "<hp:t>신청인</hp:t>") + hwpxPara("0", table) +
		`</hp:subList></hp:tc></hp:tr></hp:tbl>`
	box := `<hp:rect><hp:drawText><hp:subList>` + hwpxPara("0", table) + `</hp:subList></hp:drawText></hp:rect>`
	expect(t, formattest.Source("a.hwpx", hwpx(hwpxPara("0", frame)+hwpxPara("0", box))),
		"p 신청인", "table 성명 | 홍길동 ⏎ 소속 | 총무팀", "table 성명 | 홍길동 ⏎ 소속 | 총무팀")
	titled := `<hp:tbl colCnt="3"><hp:tr>` + hwpxCell("", 1, 1, "") + hwpxCell("신청인", 1, 1, "") +
		hwpxCell("", 1, 1, "") + `</hp:tr><hp:tr><hp:tc><hp:subList>` + hwpxPara("0", table) +
		`</hp:subList><hp:cellSpan colSpan="3" rowSpan="1"/></hp:tc></hp:tr></hp:tbl>`
	expect(t, formattest.Source("a.hwpx", hwpx(hwpxPara("0", titled))),
		"p 신청인", "table 성명 | 홍길동 ⏎ 소속 | 총무팀")
	beside := `<hp:tbl colCnt="2"><hp:tr><hp:tc><hp:subList>` + hwpxPara("0", table) +
		`</hp:subList></hp:tc>` + hwpxCell("비고", 1, 1, "") + `</hp:tr></hp:tbl>`
	expect(t, formattest.Source("a.hwpx", hwpx(hwpxPara("0", beside))),
		"table 성명 / 홍길동 소속 / 총무팀 | 비고")

	cell := record(hwpTagListHeader, 4, formattest.U16s(1, 0, 0, 0, 0, 0, 1, 1)) + plainAt(4, "성명") +
		record(hwpTagListHeader, 4, formattest.U16s(1, 0, 0, 0, 1, 0, 1, 1)) + plainAt(4, "홍길동")
	inner := hwpPara(2, 0, 0, mark(11),
		control(3, "tbl ", "", record(hwpTagTable, 4, formattest.U16s(0, 0, 1, 2)), cell))
	outer := hwpPara(0, 0, 0, mark(11), control(1, "tbl ", "",
		record(hwpTagTable, 2, formattest.U16s(0, 0, 1, 1)),
		record(hwpTagListHeader, 2, formattest.U16s(1, 0, 0, 0, 0, 0, 1, 1)), plainAt(2, "신청인"), inner))
	expect(t, formattest.Source("a.hwp", hwp(outer)), "p 신청인", "table 성명 | 홍길동")
	head := func(column, row, columns int) string {
		return record(hwpTagListHeader, 2, formattest.U16s(1, 0, 0, 0, column, row, columns, 1))
	}
	for second, want := range map[string][]string{
		"":   {"p 신청인", "table 성명 | 홍길동"},
		"비고": {"table 신청인 | 비고 ⏎ 성명 / 홍길동"},
	} {
		titled := hwpPara(0, 0, 0, mark(11), control(1, "tbl ", "",
			record(hwpTagTable, 2, formattest.U16s(0, 0, 2, 2)), head(0, 0, 1), plainAt(2, "신청인"),
			head(1, 0, 1), plainAt(2, second), head(0, 1, 2), inner))
		expect(t, formattest.Source("a.hwp", hwp(titled)), want...)
	}
}

// plainAt is a paragraph at a level.
func plainAt(level int, text string) string { return hwpPara(level, 0, 0, formattest.Wide(text)) }

func hwpxCell(text string, columns, rows int, attributes string) string {
	return `<hp:tc ` + attributes + `><hp:subList>` + hwpxPara("0", "<hp:t>"+text+"</hp:t>") + `</hp:subList><hp:cellSpan colSpan="` +
		string(rune('0'+columns)) + `" rowSpan="` + string(rune('0'+rows)) + `"/></hp:tc>`
}

func TestHwpxThatCannotBeRead(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"locked": {hwpx(hwpxPara("0", "<hp:t>글</hp:t>"), "META-INF/manifest.xml", `<odf:manifest><odf:file-entry><odf:encryption-data/></odf:file-entry></odf:manifest>`), format.ErrEncrypted},
		"empty":  {hwpx(""), format.ErrEmpty},
		"cut":    {hwpx("<hp:p><hp:run><hp:t>글"), format.ErrDamaged},
	} {
		if _, _, err := read(t, inside(t), formattest.Source("a.hwpx", c.data)); !errors.Is(err,
			c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestHwpNumbers(t *testing.T) {
	for _, c := range []struct {
		format string
		n      int
		want   string
	}{
		{"DIGIT", 3, "3"}, {"HANGUL_SYLLABLE", 3, "다"}, {"CIRCLED_HANGUL_SYLLABLE", 2, "㉯"},
		{"HANGUL_JAMO", 1, "ㄱ"},
		{"CIRCLED_HANGUL_JAMO", 2, "㉡"}, {"HANGUL_PHONETIC", 11, "십일"}, {"IDEOGRAPH", 12, "十二"},
		{"CIRCLED_IDEOGRAPH", 3, "㊂"},
		{"CIRCLED_IDEOGRAPH", 11, "(十一)"}, {"LATIN_SMALL", 2, "b"},
		{"CIRCLED_LATIN_CAPITAL", 1, "Ⓐ"}, {"ROMAN_SMALL", 9, "ix"}, {"", 5, "5"},
	} {
		if got := hwpNumber(c.format, c.n); got != c.want {
			t.Errorf("%s %d: got %q, want %q", c.format, c.n, got, c.want)
		}
	}
}

func FuzzHwpx(f *testing.F) {
	f.Add(hwpxPara("1", "<hp:secPr outlineShapeIDRef='1'/><hp:t>글</hp:t>")+hwpxPara("4",
		"<hp:tbl><hp:tr>"+hwpxCell("가", 9, 9, "")+"</hp:tr></hp:tbl>"), hwpxTestHeader)
	f.Add("<hp:p paraPrIDRef='2'><hp:run><hp:t>a<hp:tab/></hp:run>",
		"<a><hh:numbering id='1'><hh:paraHead level='1'>^^^9^n</hh:paraHead>")
	f.Fuzz(func(t *testing.T, section, header string) {
		data := formattest.Zip("Contents/header.xml", header, "Contents/section0.xml", section)
		if r, err := hwpxFormat().Open(t.Context(), formattest.Source("a.hwpx", data),
			format.Env{Limits: format.Limits{Unpacked: 1 << 20}.WithDefaults()}); err == nil {
			formattest.CheckReader(t, r)
		}
	})
}

func TestSmallTextsAboveOthersFollowThemInHwpx(t *testing.T) {
	expect(t, formattest.Source("a.hwpx", hwpx(hwpxPara("0", `<hp:t>이는 </hp:t><hp:dutmal><hp:mainText>國家</hp:mainText><hp:subText>국가</hp:subText></hp:dutmal><hp:t>이다.</hp:t><hp:dutmal><hp:mainText>끝</hp:mainText><hp:subText/></hp:dutmal>`))),
		"p 이는 國家(국가)이다.끝")
}
