package docx

import (
	"fmt"

	"github.com/mundap/mundap/internal/export"
)

// body is word/document.xml being written.
type body struct {
	export.Markup
	links   []string
	numbers map[int]numbering // of numbered lists, by export.Block.List
}

// numbering is a numbered list of its own, so that it counts from its start.
type numbering struct{ id, level, start int }

func (b *body) document(d export.Document) {
	b.Raw(head, `<w:document xmlns:w="`, wordNamespace, `" xmlns:r="`, officeRelations, `"><w:body>`)
	b.paragraph(`<w:pStyle w:val="Title"/>`, export.Text(d.Title))
	for _, block := range d.Blocks {
		b.block(block)
	}
	b.Raw(page, `</w:body></w:document>`)
}

func (b *body) block(v export.Block) {
	switch v.Kind {
	case export.Heading:
		b.paragraph(fmt.Sprintf(`<w:pStyle w:val="Heading%d"/>`, v.Level), v.Runs)
	case export.Item:
		b.paragraph(b.item(v), v.Runs)
	case export.Quote:
		b.paragraph(`<w:pStyle w:val="Quote"/>`, v.Runs)
	case export.Code:
		var runs []export.Run
		for i, line := range v.Lines {
			runs = append(runs, export.Run{Text: line, Break: i > 0})
		}
		b.paragraph(`<w:pStyle w:val="Code"/>`, runs)
	case export.Rule:
		b.paragraph(`<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="BFBFBF"/></w:pBdr>`, nil)
	case export.Table:
		b.table(v.Rows)
	default:
		b.paragraph("", v.Runs)
	}
}

// bullets is the id of all lists without numbers.
const bullets = 1

// item gives the properties of an entry of a list.
func (b *body) item(v export.Block) string {
	const style = `<w:pStyle w:val="ListParagraph"/>`
	switch {
	case v.Number < 0: // another paragraph of the entry before
		return style + fmt.Sprintf(`<w:ind w:left="%d"/>`, indent*(v.Level+1))
	case v.Number == 0:
		return style + numbered(v.Level, bullets)
	}
	n, known := b.numbers[v.List]
	if !known {
		n = numbering{id: bullets + 1 + len(b.numbers), level: v.Level, start: v.Number}
		b.numbers[v.List] = n
	}
	return style + numbered(v.Level, n.id)
}

func numbered(level, id int) string {
	return fmt.Sprintf(`<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>`, level, id)
}

func (b *body) paragraph(properties string, runs []export.Run) {
	b.Raw(`<w:p>`)
	if properties != "" {
		b.Raw(`<w:pPr>`, properties, `</w:pPr>`)
	}
	for _, r := range runs {
		b.run(r)
	}
	b.Raw(`</w:p>`)
}

// run writes a run with its formatting. A link is an element around its run, and
// refers to its address by an id of the part's relations.
func (b *body) run(r export.Run) {
	if r.Link != "" {
		b.links = append(b.links, r.Link)
		b.Raw(`<w:hyperlink r:id="`, linkID(len(b.links)-1), `">`)
		defer b.Raw(`</w:hyperlink>`)
	}
	b.Raw(`<w:r>`)
	if p := style(r); p != "" {
		b.Raw(`<w:rPr>`, p, `</w:rPr>`)
	}
	if r.Break {
		b.Raw(`<w:br/>`)
	}
	b.Raw(`<w:t xml:space="preserve">`)
	b.Text(r.Text)
	b.Raw(`</w:t></w:r>`)
}

// style gives a run's properties, in the order that the schema wants.
func style(r export.Run) string {
	var p string
	for _, s := range []struct {
		on   bool
		text string
	}{
		{r.Link != "", `<w:rStyle w:val="Hyperlink"/>`},
		{r.Code, `<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas"/>`},
		{r.Bold, `<w:b/>`}, {r.Italic, `<w:i/>`}, {r.Strike, `<w:strike/>`},
		{r.Muted, `<w:color w:val="6B7280"/>`},
		{r.Code, `<w:shd w:val="clear" w:color="auto" w:fill="F3F4F6"/>`},
		{r.Cite, `<w:vertAlign w:val="superscript"/>`},
	} {
		if s.on {
			p += s.text
		}
	}
	return p
}

// textWidth is the width of the page's text, in twentieths of a point.
const textWidth = 9026

// table writes a table as wide as the text, with columns of one width: Word
// needs widths and does not measure the text. Cells that a row lacks are empty.
func (b *body) table(rows [][]export.Cell) {
	columns := 1
	for _, row := range rows {
		columns = max(columns, len(row))
	}
	width := textWidth / columns
	b.Raw(`<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>`)
	for range columns {
		b.Raw(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, width))
	}
	b.Raw(`</w:tblGrid>`)
	for i, row := range rows {
		b.Raw(`<w:tr>`)
		if i == 0 {
			b.Raw(`<w:trPr><w:tblHeader/></w:trPr>`)
		}
		for c := range columns {
			b.Raw(fmt.Sprintf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, width))
			if i == 0 {
				b.Raw(`<w:shd w:val="clear" w:color="auto" w:fill="F3F4F6"/>`)
			}
			b.Raw(`</w:tcPr>`)
			b.cell(row, c, i == 0)
			b.Raw(`</w:tc>`)
		}
		b.Raw(`</w:tr>`)
	}
	b.Raw(`</w:tbl>`)
	b.paragraph("", nil) // two tables would become one
}

func (b *body) cell(row []export.Cell, column int, header bool) {
	var runs []export.Run
	if column < len(row) {
		runs = append(runs, row[column]...)
	}
	for i := range runs {
		runs[i].Bold = runs[i].Bold || header
	}
	b.paragraph(`<w:spacing w:after="0"/>`, runs)
}
