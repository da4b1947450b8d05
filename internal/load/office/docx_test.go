package office

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
	"github.com/mundap/mundap/internal/load/numbering"
)

// para is a paragraph with properties.
func para(properties, text string) string {
	return fmt.Sprintf("<w:p><w:pPr>%s</w:pPr><w:r><w:t xml:space=\"preserve\">%s</w:t></w:r></w:p>", properties, text)
}

func listPara(num string, level int, text string) string {
	return para(fmt.Sprintf(`<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%s"/></w:numPr>`, level, num), text)
}

const docxTestStyles = `<w:styles xmlns:w="x">
<w:style w:type="paragraph" w:styleId="a1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="9"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="a2"><w:name w:val="본문제목"/><w:basedOn w:val="a1"/><w:pPr><w:outlineLvl w:val="1"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="t"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="toc"><w:name w:val="toc 1"/></w:style></w:styles>`

const docxTestNumbering = `<w:numbering xmlns:w="x">
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="ganada"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimalEnclosedCircle"/><w:lvlText w:val="%1-%2-%3"/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="3"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="(%4)"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="제%1장"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="9"><w:abstractNumId w:val="2"/></w:num></w:numbering>`

func TestDocxHeadingsAndLists(t *testing.T) {
	body := para(`<w:pStyle w:val="t"/>`, "이용 약관") + para(`<w:pStyle w:val="toc"/>`, "총칙 ..... 1") +
		para(`<w:pStyle w:val="a1"/>`, "총칙") + para(`<w:pStyle w:val="a2"/>`, "목적") + para("", "본문입니다.") +
		para(`<w:outlineLvl w:val="2"/>`, "세부") +
		listPara("1", 0, "하나") + listPara("1", 1, "하나의 가") + listPara("1", 1, "하나의 나") +
		listPara("1", 2, "깊이") +
		listPara("1", 0, "둘") + listPara("1", 1, "둘의 가") + listPara("2", 0, "다시 하나") + listPara("1",
		0, "이어서") +
		listPara("1", 3, "로마") + listPara("3", 0, "점") + para(`<w:pStyle w:val="a1"/>`, "보칙")
	_, info := expect(t, formattest.Source("a.docx", formattest.Docx(body, "word/styles.xml",
		docxTestStyles, "word/numbering.xml", docxTestNumbering)),
		"h1 이용 약관", "p 총칙 ..... 1", "h1 제1장 총칙", "h2 목적", "p 본문입니다.", "h3 세부",
		"li1 1. 하나", "li2 가. 하나의 가", "li2 나. 하나의 나", "li3 1-나-① 깊이", "li1 2. 둘", "li2 가. 둘의 가",
		"li1 1. 다시 하나", "li1 2. 이어서", "li4 (III) 로마", "li1 • 점", "h1 제2장 보칙")
	if info.Title != "이용 약관" {
		t.Errorf("title %q", info.Title)
	}
}

func TestDocxTables(t *testing.T) {
	cell := func(properties, text string) string {
		return "<w:tc><w:tcPr>" + properties + "</w:tcPr>" + para("", text) + "</w:tc>"
	}
	row := func(cells ...string) string { return "<w:tr>" + strings.Join(cells, "") + "</w:tr>" }
	body := "<w:tbl>" + row(cell("", "지역"), cell("", "구분"), cell("", "요금")) +
		row(cell(`<w:vMerge w:val="restart"/>`, "서울"), cell("", "낮"), cell("", "100")) +
		row(cell(`<w:vMerge/>`, ""), cell("", "밤"), cell("", "200")) +
		row(cell(`<w:gridSpan w:val="2"/>`, "합계"), cell("", "300")) + "</w:tbl>" +
		"<w:tbl>" + row(cell("", "상자 안의 글입니다.")) + "</w:tbl>" +
		"<w:tbl>" + row(cell("", "바깥"), "<w:tc><w:tbl>"+row(cell("", "안"), cell("", "쪽"))+
		"</w:tbl><w:p/></w:tc>") + "</w:tbl>"
	pages, _ := expect(t, formattest.Source("a.docx", formattest.Docx(body)),
		"table 지역 | 구분 | 요금 ⏎ 서울 | 낮 | 100 ⏎ 서울 | 밤 | 200 ⏎ 합계 |  | 300", "p 상자 안의 글입니다.",
		"table 바깥 | 안 쪽")
	if b := pages[0].Blocks[0]; b.Header != 1 || b.Rows[3].Cells[0].Columns != 2 {
		t.Errorf("got %+v", b)
	}
}

func TestDocxTakesTheTextThatAReaderSees(t *testing.T) {
	body := `<w:p><w:r><w:t>앞</w:t><w:tab/><w:t>뒤</w:t><w:br/><w:t>다음</w:t></w:r>
<w:del><w:r><w:delText>지운 글</w:delText></w:r></w:del><w:ins><w:r><w:t> 넣은 글</w:t></w:r></w:ins>
<w:r><w:rPr><w:vanish/></w:rPr><w:t>숨긴 글</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>
<w:hyperlink><w:r><w:t> 링크</w:t></w:r></w:hyperlink><w:r><w:footnoteReference w:id="2"/></w:r>
<w:r><w:ruby><w:rt><w:r><w:t>かん</w:t></w:r></w:rt><w:rubyBase><w:r><w:t> 漢</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>
<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>글상자</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>
<mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>글상자</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`
	notes := `<w:footnotes xmlns:w="x"><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/><w:t>각주입니다.</w:t></w:r></w:p></w:footnote></w:footnotes>`
	expect(t, formattest.Source("a.docx", formattest.Docx(body, "word/footnotes.xml", notes)),
		"p 앞\t뒤 ⏎ 다음 넣은 글 링크 漢", "note 각주입니다.", "p 글상자")
}

func TestDocxLargeFirstLettersJoinTheirWord(t *testing.T) {
	drop := para(`<w:framePr w:dropCap="drop"/>`, "문")
	expect(t, formattest.Source("a.docx", formattest.Zip(docxPart,
		`<w:document xmlns:w="x"><w:body>`+drop+para("", "답은 하나다.")+drop+`</w:body></w:document>`)),
		"p 문답은 하나다.", "p 문")
}

func TestOfficeDocumentsMayHaveTheirMainPartElsewhere(t *testing.T) {
	main := func(target string) string {
		return `<Relationships><Relationship Id="r" Type="http://x/officeDocument" Target="` + target +
			`"/></Relationships>`
	}
	document := `<w:document xmlns:w="x"><w:body>` + para("", "본문") + `</w:body></w:document>`
	for _, part := range []string{"word/document2.xml", "text.xml", "other/folder/a.xml"} {
		expect(t, formattest.Source("a.docx", formattest.Zip("_rels/.rels", main("/"+part), part, document)),
			"p 본문")
	}
	sheet := `<worksheet><sheetData><row><c t="inlineStr"><is><t>값</t></is></c></row></sheetData></worksheet>`
	expect(t, formattest.Source("a.xlsx", formattest.Zip("_rels/.rels", main("book.xml"), "book.xml",
		`<workbook xmlns:r="r"><sheets><sheet name="표" r:id="s"/></sheets></workbook>`, "_rels/book.xml.rels",
		`<Relationships><Relationship Id="s" Type="x/worksheet" Target="one.xml"/></Relationships>`,
		"one.xml", sheet)), "h1 표", "p 값")
}

func TestDocxTitleComesFromItsProperties(t *testing.T) {
	const core = `<cp:coreProperties xmlns:dc="d"><dc:title>운영 지침</dc:title></cp:coreProperties>`
	_, info := expect(t, formattest.Source("a.docx", formattest.Docx(para("", "글"),
		"docProps/core.xml", core)), "p 글")
	if info.Title != "운영 지침" {
		t.Errorf("title %q", info.Title)
	}
}

func TestHostileDocx(t *testing.T) {
	l := limited(format.Limits{Unpacked: 8 << 20})
	deep := func(element string, n int) string {
		return strings.Repeat("<w:"+element+">", n) + "<w:p><w:r><w:t>바닥</w:t></w:r></w:p>" +
			strings.Repeat("</w:"+element+">", n)
	}
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"bomb": {formattest.Docx(strings.Repeat(para("", strings.Repeat("가", 1000)),
			20_000)), format.ErrTooLarge},
		"bomb at side": {formattest.Docx("<w:p/>", "word/styles.xml",
			"<s>"+strings.Repeat(" ", 20<<20)), format.ErrTooLarge},
		"deep":        {formattest.Docx(deep("sdt", 100_000)), format.ErrDamaged},
		"deep tables": {formattest.Docx(deep("tbl><w:tr><w:tc", 2_000)), format.ErrDamaged},
		"cut":         {formattest.Docx("<w:p><w:r><w:t>글"), format.ErrDamaged},
		"no xml":      {formattest.Zip("word/document.xml", "PK nothing"), format.ErrDamaged},
		"empty":       {formattest.Docx("<w:p/>"), format.ErrEmpty},
	} {
		pages, _, err := read(t, l, formattest.Source("a.docx", c.data))
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
		formattest.CheckPages(t, pages)
	}
}

func FuzzDocx(f *testing.F) {
	f.Add(para("", "글")+listPara("1", 2, "목록"), docxTestStyles, docxTestNumbering)
	f.Add("<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge/><w:gridSpan w:val='3'/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>", "<a><style", "<w:numbering><w:num w:numId='1'>")
	f.Add("<mc:AlternateContent><mc:Choice/><mc:Fallback/></mc:AlternateContent>&amp;&#x110000;",
		"", "")
	f.Fuzz(func(t *testing.T, body, styles, numbering string) {
		data := formattest.Docx(body, "word/styles.xml", styles, "word/numbering.xml", numbering)
		if r, err := docxFormat().Open(t.Context(), formattest.Source("a.docx", data),
			format.Env{Limits: format.Limits{}.WithDefaults()}); err == nil {
			formattest.CheckReader(t, r)
		}
	})
}

func FuzzArchive(f *testing.F) {
	f.Add(formattest.Docx(para("", "글")))
	f.Add(formattest.Zip("word/document.xml", "<a/>", `word\document.xml`, "<b/>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if r, err := docxFormat().Open(t.Context(), formattest.Source("a.docx", data),
			format.Env{Limits: format.Limits{Unpacked: 1 << 20}.WithDefaults()}); err == nil {
			formattest.CheckReader(t, r)
		}
	})
}

func TestListNumbers(t *testing.T) {
	for _, c := range []struct {
		format string
		n      int
		want   string
	}{
		{"decimal", 12, "12"}, {"ganada", 15, "가가"}, {"ganada", 14, "하"}, {"chosung", 2, "ㄴ"},
		{"upperLetter", 27, "AA"},
		{"lowerLetter", 3, "c"}, {"upperRoman", 1994, "MCMXCIV"}, {"lowerRoman", 4, "iv"},
		{"decimalEnclosedCircle", 20, "⑳"},
		{"decimalEnclosedCircle", 21, "(21)"}, {"koreanDigital", 12, "일이"},
		{"koreanCounting", 112, "백십이"},
		{"decimalZero", 7, "07"}, {"none", 3, ""}, {"unknownFormat", 3, "3"}, {"ganada", 0, "0"},
		{"lowerLetter", -1, "-1"},
		{"ordinal", 2, "2nd"}, {"ordinal", 13, "13th"}, {"ordinal", 21, "21st"},
		{"chineseCounting", 12, "十二"}, {"japaneseCounting", 20, "二十"},
		{"ideographTraditional", 3, "丙"}, {"upperRoman", 5000, "5000"}, {"koreanDigital", -3, "영"},
	} {
		if got := numbering.FormatNumber(c.format, c.n); got != c.want {
			t.Errorf("%s %d: got %q, want %q", c.format, c.n, got, c.want)
		}
	}
}

// Comments follow the block that they belong to, replies included.
func TestDocxComments(t *testing.T) {
	mark := func(id int) string {
		return fmt.Sprintf(`<w:r><w:commentReference w:id="%d"/></w:r>`, id)
	}
	body := `<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>글</w:t></w:r><w:commentRangeEnd w:id="0"/>` +
		mark(0) + mark(1) + `</w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>가</w:t></w:r>` + mark(2) +
		`</w:p></w:tc><w:tc><w:p><w:r><w:t>나</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`
	comment := func(id int, text string) string {
		return fmt.Sprintf(`<w:comment w:id="%d" w:author="홍길동">%s</w:comment>`, id, para("", text))
	}
	comments := `<w:comments xmlns:w="x">` + comment(0, "고칠 것") + comment(1, "고쳤음") +
		comment(2, "확인") + comment(3, "") + `</w:comments>`
	expect(t, formattest.Source("a.docx", formattest.Docx(body, "word/comments.xml", comments)),
		"p 글", "note 메모: 고칠 것", "note 메모: 고쳤음", "table 가 | 나",
		"note 메모(가): 확인")
	_, info := expect(t, formattest.Source("a.docx", formattest.Docx(body)), "p 글", "table 가 | 나")
	if !info.Warned(document.PartsLeftOut) {
		t.Errorf("comments that are missing: %+v", info)
	}
}
