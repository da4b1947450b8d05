package docx

import (
	"fmt"
	"maps"
	"slices"

	"github.com/mundap/mundap/internal/export"
)

const (
	head            = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordNamespace   = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	officeRelations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

	contentTypes = head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="` + ContentType + `.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
		`<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>` +
		`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`

	packageRelations = head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="` + officeRelations + `/officeDocument" Target="word/document.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

	// A4 with margins of an inch.
	page = `<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>`

	indent = 420 // of a level of a list, in twentieths of a point
	levels = 9   // that Word knows
)

// styles are the document's, with the fonts that Korean Windows has.
func styles(language string) string {
	tag := "ko-KR"
	if language == "en" {
		tag = "en-US"
	}
	var m export.Markup
	m.Raw(head, `<w:styles xmlns:w="`, wordNamespace, `"><w:docDefaults><w:rPrDefault><w:rPr>`,
		`<w:rFonts w:ascii="Malgun Gothic" w:hAnsi="Malgun Gothic" w:eastAsia="맑은 고딕" w:cs="Malgun Gothic"/>`,
		`<w:sz w:val="21"/><w:lang w:val="`, tag, `" w:eastAsia="ko-KR"/></w:rPr></w:rPrDefault>`,
		`<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="300" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`,
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>`,
		`<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="1D4ED8"/><w:u w:val="single"/></w:rPr></w:style>`,
		named("Title", "Title", `<w:spacing w:after="240"/>`, `<w:b/><w:sz w:val="40"/>`))
	for i, size := range []int{30, 25, 23, 21} {
		m.Raw(named(fmt.Sprint("Heading", i+1), fmt.Sprint("heading ", i+1),
			fmt.Sprintf(`<w:keepNext/><w:spacing w:before="240" w:after="100"/><w:outlineLvl w:val="%d"/>`, i),
			fmt.Sprintf(`<w:b/><w:sz w:val="%d"/>`, size)))
	}
	m.Raw(named("ListParagraph", "List Paragraph", `<w:spacing w:after="60"/>`, ""),
		named("Quote", "Quote", `<w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="D1D5DB"/></w:pBdr><w:ind w:left="320"/>`, `<w:color w:val="4B5563"/>`),
		named("Code", "Code", `<w:shd w:val="clear" w:color="auto" w:fill="F3F4F6"/><w:spacing w:line="260" w:lineRule="auto"/>`, `<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas"/><w:sz w:val="19"/>`),
		`<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		m.Raw(`<w:`, side, ` w:val="single" w:sz="4" w:space="0" w:color="BFBFBF"/>`)
	}
	m.Raw(`</w:tblBorders></w:tblPr></w:style></w:styles>`)
	return m.String()
}

func named(id, name, paragraph, run string) string {
	return `<w:style w:type="paragraph" w:styleId="` + id + `"><w:name w:val="` + name +
		`"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>` + paragraph + `</w:pPr><w:rPr>` + run + `</w:rPr></w:style>`
}

// numbering is word/numbering.xml: one list of bullets, and a list for each
// numbered one.
func (b *body) numbering() string {
	var m export.Markup
	m.Raw(head, `<w:numbering xmlns:w="`, wordNamespace, `">`)
	for abstract, kind := range []string{"bullet", "decimal"} {
		m.Raw(fmt.Sprintf(`<w:abstractNum w:abstractNumId="%d"><w:multiLevelType w:val="multilevel"/>`, abstract))
		for level := range levels {
			text := "•"
			if kind == "decimal" {
				text = fmt.Sprintf("%%%d.", level+1)
			}
			m.Raw(fmt.Sprintf(`<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/><w:lvlText w:val="%s"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="%d" w:hanging="%d"/></w:pPr></w:lvl>`,
				level, kind, text, indent*(level+1), indent))
		}
		m.Raw(`</w:abstractNum>`)
	}
	m.Raw(fmt.Sprintf(`<w:num w:numId="%d"><w:abstractNumId w:val="0"/></w:num>`, bullets))
	for _, list := range slices.Sorted(maps.Keys(b.numbers)) {
		n := b.numbers[list]
		m.Raw(fmt.Sprintf(`<w:num w:numId="%d"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="%d"><w:startOverride w:val="%d"/></w:lvlOverride></w:num>`,
			n.id, n.level, n.start))
	}
	m.Raw(`</w:numbering>`)
	return m.String()
}
