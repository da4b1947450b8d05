package outline

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

// WriteTable writes a table with its caption above it, whatever the caption's place; in plain text where no blocks can
// stand; as paragraphs if it is a mere frame.
func WriteTable(b *content.Builder, rows [][]content.GridCell, header, columns int, caption string, plain bool, flat *strings.Builder) {
	if plain {
		for _, row := range append([][]content.GridCell{{{Text: caption}}}, rows...) {
			for _, c := range row {
				flat.WriteString(korean.Line(c.Text) + " ")
			}
			flat.WriteString("\n")
		}
		return
	}
	b.Paragraph(caption)
	if columns > 1 {
		b.Table(rows, header, 0)
		return
	}
	for _, c := range slices.Concat(rows...) {
		for line := range strings.SplitSeq(c.Text, "\n") {
			Prose(b, line)
		}
	}
}

// HeadingStyle is the name of a style for headings, in lower case: English, Korean, Hancom's.
var HeadingStyle = regexp.MustCompile(`^(?:heading|제목|개요) ?([1-9])$`)
