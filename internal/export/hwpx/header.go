package hwpx

import (
	"fmt"

	"github.com/mundap/mundap/internal/export"
)

// Ids of the styles of characters, in the order of characters.
const (
	plain = iota
	bold
	italic
	boldItalic
	strike
	mono
	muted
	cite
	link
	titleText
	heading1
	heading2
	heading3
)

// character is a style of characters.
type character struct {
	height         int // hundredths of a point
	colour         string
	font           int // 0: 맑은 고딕, 1: 굴림체, whose characters have one width
	bold, italic   bool
	under, through bool
	superscript    bool
	shade          string // "": none
}

var characters = [...]character{
	plain: {height: 1050}, bold: {height: 1050, bold: true}, italic: {height: 1050, italic: true},
	boldItalic: {height: 1050, bold: true, italic: true}, strike: {height: 1050, through: true},
	mono: {height: 950, font: 1, shade: "#F3F4F6"}, muted: {height: 1000, colour: "#6B7280", italic: true},
	cite: {height: 1050, superscript: true}, link: {height: 1050, colour: "#1D4ED8", under: true},
	titleText: {height: 2000, bold: true}, heading1: {height: 1500, bold: true},
	heading2: {height: 1250, bold: true}, heading3: {height: 1100, bold: true},
}

// Ids of the shapes of paragraphs. Those of list entries follow, by depth.
const (
	text = iota
	title
	firstHeading // and three more
	code         = firstHeading + headings
	quote        = code + 1
	cell         = quote + 1
	firstItem    = cell + 1
	headings     = 4
	depths       = 7
	step         = 1500 // of a list's depth, in hundredths of a point
)

// Ids of borders, from 1.
const (
	noBorder = 1 + iota
	gridBorder
	headBorder // of a table's first row
	codeBorder
	quoteBorder
)

// header is Contents/header.xml: the styles that the section refers to.
func header() string {
	var m export.Markup
	m.Raw(xmlHead, `<hh:head `, namespaces, ` version="1.4" secCnt="1"><hh:beginNum page="1" footnote="1" endnote="1" pic="1" tbl="1" equation="1"/><hh:refList>`)
	fonts(&m)
	borders(&m)
	m.Raw(fmt.Sprintf(`<hh:charProperties itemCnt="%d">`, len(characters)))
	for id, c := range characters {
		c.write(&m, id)
	}
	m.Raw(`</hh:charProperties><hh:tabProperties itemCnt="1"><hh:tabPr id="0" autoTabLeft="0" autoTabRight="0"/></hh:tabProperties>`)
	outline(&m)
	paragraphs(&m)
	m.Raw(`<hh:styles itemCnt="1"><hh:style id="0" type="PARA" name="바탕글" engName="Normal" paraPrIDRef="0" charPrIDRef="0" nextStyleIDRef="0" langID="1042" lockForm="0"/></hh:styles>`,
		`</hh:refList><hh:compatibleDocument targetProgram="HWP201X"><hh:layoutCompatibility/></hh:compatibleDocument>`,
		`<hh:docOption><hh:linkinfo path="" pageInherit="0" footnoteInherit="0"/></hh:docOption></hh:head>`)
	return m.String()
}

// scripts are those that a font is named for.
var scripts = []string{"HANGUL", "LATIN", "HANJA", "JAPANESE", "OTHER", "SYMBOL", "USER"}

func fonts(m *export.Markup) {
	m.Raw(fmt.Sprintf(`<hh:fontfaces itemCnt="%d">`, len(scripts)))
	for _, s := range scripts {
		m.Raw(`<hh:fontface lang="`, s, `" fontCnt="2">`)
		for id, face := range []string{"맑은 고딕", "굴림체"} {
			m.Raw(fmt.Sprintf(`<hh:font id="%d" face="%s" type="TTF" isEmbedded="0"/>`, id, face))
		}
		m.Raw(`</hh:fontface>`)
	}
	m.Raw(`</hh:fontfaces>`)
}

// borders writes the border fills, in the order of their ids, which begin at 1:
// none (required by every character and paragraph), a table's grid, its header,
// the background of code, and the bar to the left of quotes.
func borders(m *export.Markup) {
	all := []string{"left", "right", "top", "bottom"}
	m.Raw(`<hh:borderFills itemCnt="5">`)
	for i, b := range []struct {
		sides []string
		width string
		fill  string
	}{{}, {sides: all}, {sides: all, fill: "#F3F4F6"}, {fill: "#F3F4F6"}, {sides: all[:1], width: "1 mm"}} {
		m.Raw(fmt.Sprintf(`<hh:borderFill id="%d" threeD="0" shadow="0" centerLine="NONE" breakCellSeparateLine="0">`, i+1),
			`<hh:slash type="NONE" Crooked="0" isCounter="0"/><hh:backSlash type="NONE" Crooked="0" isCounter="0"/>`)
		drawn := map[string]bool{}
		for _, s := range b.sides {
			drawn[s] = true
		}
		width := "0.12 mm"
		if b.width != "" {
			width = b.width
		}
		for _, side := range all {
			kind := "NONE"
			if drawn[side] {
				kind = "SOLID"
			}
			m.Raw(`<hh:`, side, `Border type="`, kind, `" width="`, width, `" color="#BFBFBF"/>`)
		}
		m.Raw(`<hh:diagonal type="SOLID" width="0.1 mm" color="#000000"/>`)
		if b.fill != "" {
			m.Raw(`<hc:fillBrush><hc:winBrush faceColor="`, b.fill, `" hatchColor="#999999" alpha="0"/></hc:fillBrush>`)
		}
		m.Raw(`</hh:borderFill>`)
	}
	m.Raw(`</hh:borderFills>`)
}

// each writes an element with the same value for every script.
func each(m *export.Markup, name string, value int) {
	m.Raw(`<hh:`, name)
	for _, s := range []string{"hangul", "latin", "hanja", "japanese", "other", "symbol", "user"} {
		m.Raw(fmt.Sprintf(` %s="%d"`, s, value))
	}
	m.Raw(`/>`)
}

// write writes a character shape. Every shape has to name a value for each of
// the seven scripts, even where all are the same; see each.
func (c character) write(m *export.Markup, id int) {
	colour, shade := c.colour, c.shade
	if colour == "" {
		colour = "#111827"
	}
	if shade == "" {
		shade = "none"
	}
	m.Raw(fmt.Sprintf(`<hh:charPr id="%d" height="%d" textColor="%s" shadeColor="%s" useFontSpace="0" useKerning="0" symMark="NONE" borderFillIDRef="%d">`,
		id, c.height, colour, shade, noBorder))
	each(m, "fontRef", c.font)
	each(m, "ratio", 100)
	each(m, "spacing", 0)
	each(m, "relSz", 100)
	each(m, "offset", 0)
	if c.italic {
		m.Raw(`<hh:italic/>`)
	}
	if c.bold {
		m.Raw(`<hh:bold/>`)
	}
	under, through := "NONE", "NONE"
	if c.under {
		under = "BOTTOM"
	}
	if c.through {
		through = "SOLID"
	}
	m.Raw(`<hh:underline type="`, under, `" shape="SOLID" color="`, colour, `"/><hh:strikeout shape="`, through,
		`" color="`, colour, `"/><hh:outline type="NONE"/><hh:shadow type="NONE" color="#B2B2B2" offsetX="10" offsetY="10"/>`)
	if c.superscript {
		m.Raw(`<hh:supscript/>`)
	}
	m.Raw(`</hh:charPr>`)
}

// outline numbers no heading: the questions are not chapters.
func outline(m *export.Markup) {
	m.Raw(`<hh:numberings itemCnt="1"><hh:numbering id="1" start="0">`)
	for level := range headings {
		m.Raw(fmt.Sprintf(`<hh:paraHead start="1" level="%d" align="LEFT" useInstWidth="1" autoIndent="1" widthAdjust="0" textOffsetType="PERCENT" textOffset="50" numFormat="DIGIT" charPrIDRef="4294967295" checkable="0"/>`, level+1))
	}
	m.Raw(`</hh:numbering></hh:numberings>`)
}

// shape is a shape of paragraphs; lengths are hundredths of a point.
type shape struct {
	left, hang, before, after int
	heading                   int // level from 1; if 0, it is none
	border                    int
}

func paragraphs(m *export.Markup) {
	shapes := []shape{text: {after: 600}, title: {after: 1200}}
	for level := range headings {
		shapes = append(shapes, shape{before: 1200, after: 500, heading: level + 1})
	}
	shapes = append(shapes, shape{after: 600, border: codeBorder}, shape{left: 1000, after: 600, border: quoteBorder}, shape{})
	for depth := range depths {
		shapes = append(shapes, shape{left: step * (depth + 1), hang: step, after: 300})
	}
	m.Raw(fmt.Sprintf(`<hh:paraProperties itemCnt="%d">`, len(shapes)))
	for id, s := range shapes {
		s.write(m, id)
	}
	m.Raw(`</hh:paraProperties>`)
}

func (s shape) write(m *export.Markup, id int) {
	kind, level := "NONE", 0
	if s.heading > 0 {
		kind, level = "OUTLINE", s.heading-1
	}
	m.Raw(fmt.Sprintf(`<hh:paraPr id="%d" tabPrIDRef="0" condense="0" fontLineHeight="0" snapToGrid="1" suppressLineNumbers="0" checked="0"><hh:align horizontal="LEFT" vertical="BASELINE"/><hh:heading type="%s" idRef="0" level="%d"/>`, id, kind, level),
		`<hh:breakSetting breakLatinWord="KEEP_WORD" breakNonLatinWord="KEEP_WORD" widowOrphan="0" keepWithNext="0" keepLines="0" pageBreakBefore="0" lineWrap="BREAK"/><hh:autoSpacing eAsianEng="0" eAsianNum="0"/><hh:margin>`)
	for _, v := range []struct {
		name  string
		value int
	}{{"intent", -s.hang}, {"left", s.left}, {"right", 0}, {"prev", s.before}, {"next", s.after}} {
		m.Raw(fmt.Sprintf(`<hc:%s value="%d" unit="HWPUNIT"/>`, v.name, v.value))
	}
	m.Raw(fmt.Sprintf(`</hh:margin><hh:lineSpacing type="PERCENT" value="160" unit="HWPUNIT"/><hh:border borderFillIDRef="%d" offsetLeft="0" offsetRight="0" offsetTop="0" offsetBottom="0" connect="0" ignoreMargin="0"/></hh:paraPr>`,
		max(s.border, noBorder)))
}
