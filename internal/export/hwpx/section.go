package hwpx

import (
	"fmt"
	"strings"

	"github.com/mundap/mundap/internal/export"
)

// section is Contents/section0.xml being written.
type section struct {
	export.Markup
	tables int
}

func (s *section) document(d export.Document) {
	s.Raw(xmlHead, `<hs:sec `, namespaces, `>`)
	s.open(title)
	s.Raw(`<hp:run charPrIDRef="0">`, pageShape, `</hp:run>`)
	s.run(d.Title, titleText)
	s.Raw(`</hp:p>`)
	for _, b := range d.Blocks {
		s.block(b)
	}
	s.Raw(`</hs:sec>`)
}

func (s *section) open(shape int) {
	s.Raw(fmt.Sprintf(`<hp:p id="0" paraPrIDRef="%d" styleIDRef="0" pageBreak="0" columnBreak="0" merged="0">`, shape))
}

func (s *section) block(b export.Block) {
	switch b.Kind {
	case export.Heading:
		level := min(max(b.Level, 1), headings)
		s.styled(firstHeading+level-1, b.Runs, min(heading1+level-1, heading3))
	case export.Item:
		s.item(b)
	case export.Quote:
		s.paragraph(quote, b.Runs)
	case export.Code:
		s.open(code)
		s.run(strings.Join(b.Lines, "\n"), mono)
		s.Raw(`</hp:p>`)
	case export.Table:
		s.table(b.Rows)
	case export.Rule:
		s.paragraph(text, export.Text("―――"))
	default:
		s.paragraph(text, b.Runs)
	}
}

// item writes an entry of a list, its marker as text: lists of this format
// count through the whole document.
func (s *section) item(b export.Block) {
	marker := "• "
	switch {
	case b.Number > 0:
		marker = fmt.Sprint(b.Number, ". ")
	case b.Number < 0: // another paragraph of the entry before
		marker = ""
	}
	s.paragraph(firstItem+min(b.Level, depths-1), append(export.Text(marker), b.Runs...))
}

func (s *section) paragraph(shape int, runs []export.Run) { s.styled(shape, runs, -1) }

// styled writes a paragraph. style is for all of its plain text; -1 means its own.
func (s *section) styled(shape int, runs []export.Run, style int) {
	s.open(shape)
	for _, r := range runs {
		of := styleOf(r)
		if style >= 0 && of != cite {
			of = style
		}
		if r.Break {
			r.Text = "\n" + r.Text
		}
		s.run(r.Text, of)
		if r.Link != "" && r.Link != r.Text && !strings.Contains(r.Link, "/documents/") {
			s.run(" ("+r.Link+")", muted)
		}
	}
	if len(runs) == 0 {
		s.run("", plain)
	}
	s.Raw(`</hp:p>`)
}

// styleOf returns the id of a run's character shape. A shape is a fixed
// combination of properties, so the property that matters most decides: what a
// reader has to recognise, such as a citation, comes before emphasis.
func styleOf(r export.Run) int {
	switch {
	case r.Cite:
		return cite
	case r.Code:
		return mono
	case r.Link != "":
		return link
	case r.Muted:
		return muted
	case r.Strike:
		return strike
	case r.Bold && r.Italic:
		return boldItalic
	case r.Bold:
		return bold
	case r.Italic:
		return italic
	}
	return plain
}

func (s *section) run(text string, style int) {
	s.Raw(fmt.Sprintf(`<hp:run charPrIDRef="%d"><hp:t>`, style))
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			s.Raw(`<hp:lineBreak/>`)
		}
		for j, part := range strings.Split(line, "\t") {
			if j > 0 {
				s.Raw(`<hp:tab width="4000" leader="0" type="1"/>`)
			}
			s.Text(part)
		}
	}
	s.Raw(`</hp:t></hp:run>`)
}

const (
	textWidth = 42520 // of the page, in hundredths of a point
	rowHeight = 2000  // the least
)

// table writes a table as a character of a paragraph of its own (treatAsChar),
// so that it breaks across pages with the text. Lengths are in HWPUNIT, 1/7200
// of an inch.
func (s *section) table(rows [][]export.Cell) {
	columns := 1
	for _, row := range rows {
		columns = max(columns, len(row))
	}
	s.tables++
	width := textWidth / columns
	s.open(text)
	s.Raw(fmt.Sprintf(`<hp:run charPrIDRef="0"><hp:tbl id="%d" zOrder="%d" numberingType="TABLE" textWrap="TOP_AND_BOTTOM" textFlow="BOTH_SIDES" lock="0" dropcapstyle="None" pageBreak="CELL" repeatHeader="1" rowCnt="%d" colCnt="%d" cellSpacing="0" borderFillIDRef="%d" noAdjust="0">`,
		1000+s.tables, s.tables, len(rows), columns, gridBorder),
		fmt.Sprintf(`<hp:sz width="%d" widthRelTo="ABSOLUTE" height="%d" heightRelTo="ABSOLUTE" protect="0"/>`, width*columns, rowHeight*len(rows)),
		`<hp:pos treatAsChar="1" affectLSpacing="0" flowWithText="1" allowOverlap="0" holdAnchorAndSO="0" vertRelTo="PARA" horzRelTo="COLUMN" vertAlign="TOP" horzAlign="LEFT" vertOffset="0" horzOffset="0"/>`,
		`<hp:outMargin left="0" right="0" top="283" bottom="283"/><hp:inMargin left="510" right="510" top="141" bottom="141"/>`)
	for i, row := range rows {
		s.Raw(`<hp:tr>`)
		for c := range columns {
			var runs []export.Run
			if c < len(row) {
				runs = row[c]
			}
			s.cell(runs, i, c, width)
		}
		s.Raw(`</hp:tr>`)
	}
	s.Raw(`</hp:tbl><hp:t/></hp:run></hp:p>`)
}

func (s *section) cell(runs []export.Run, row, column, width int) {
	border, style, isHead := gridBorder, -1, 0
	if row == 0 {
		border, style, isHead = headBorder, bold, 1
	}
	s.Raw(fmt.Sprintf(`<hp:tc name="" header="%d" hasMargin="0" protect="0" editable="0" dirty="0" borderFillIDRef="%d">`, isHead, border),
		`<hp:subList id="" textDirection="HORIZONTAL" lineWrap="BREAK" vertAlign="CENTER" linkListIDRef="0" linkListNextIDRef="0" textWidth="0" textHeight="0" hasTextRef="0" hasNumRef="0">`)
	s.styled(cell, runs, style)
	s.Raw(fmt.Sprintf(`</hp:subList><hp:cellAddr colAddr="%d" rowAddr="%d"/><hp:cellSpan colSpan="1" rowSpan="1"/><hp:cellSz width="%d" height="%d"/><hp:cellMargin left="510" right="510" top="141" bottom="141"/></hp:tc>`,
		column, row, width, rowHeight))
}

// pageShape is A4 with Hangul's own margins, and one column.
const pageShape = `<hp:secPr id="" textDirection="HORIZONTAL" spaceColumns="1134" tabStop="8000" tabStopVal="4000" tabStopUnit="HWPUNIT" outlineShapeIDRef="1" memoShapeIDRef="0" textVerticalWidthHead="0" masterPageCnt="0">` +
	`<hp:grid lineGrid="0" charGrid="0" wonggojiFormat="0"/><hp:startNum pageStartsOn="BOTH" page="0" pic="0" tbl="0" equation="0"/>` +
	`<hp:visibility hideFirstHeader="0" hideFirstFooter="0" hideFirstMasterPage="0" border="SHOW_ALL" fill="SHOW_ALL" hideFirstPageNum="0" hideFirstEmptyLine="0" showLineNumber="0"/>` +
	`<hp:lineNumberShape restartType="0" countBy="0" distance="0" startNumber="0"/>` +
	`<hp:pagePr landscape="WIDELY" width="59528" height="84188" gutterType="LEFT_ONLY"><hp:margin header="4252" footer="4252" gutter="0" left="8504" right="8504" top="5668" bottom="4252"/></hp:pagePr>` +
	`<hp:footNotePr><hp:autoNumFormat type="DIGIT" userChar="" prefixChar="" suffixChar=")" supscript="0"/><hp:noteLine length="-1" type="SOLID" width="0.12 mm" color="#000000"/><hp:noteSpacing betweenNotes="283" belowLine="567" aboveLine="850"/><hp:numbering type="CONTINUOUS" newNum="1"/><hp:placement place="EACH_COLUMN" beneathText="0"/></hp:footNotePr>` +
	`<hp:endNotePr><hp:autoNumFormat type="DIGIT" userChar="" prefixChar="" suffixChar=")" supscript="0"/><hp:noteLine length="14692344" type="SOLID" width="0.12 mm" color="#000000"/><hp:noteSpacing betweenNotes="0" belowLine="567" aboveLine="850"/><hp:numbering type="CONTINUOUS" newNum="1"/><hp:placement place="END_OF_DOCUMENT" beneathText="0"/></hp:endNotePr>` +
	`<hp:pageBorderFill type="BOTH" borderFillIDRef="1" textBorder="PAPER" headerInside="0" footerInside="0" fillArea="PAPER"><hp:offset left="1417" right="1417" top="1417" bottom="1417"/></hp:pageBorderFill>` +
	`</hp:secPr><hp:ctrl><hp:colPr id="" type="NEWSPAPER" layout="LEFT" colCount="1" sameSz="1" sameGap="0"/></hp:ctrl>`
