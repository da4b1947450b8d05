package outline

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

// WriteTable writes a table with its caption above it, whatever the caption's
// place; in plain text where no blocks can stand; as a heading if it is a frame
// around a title; as paragraphs if it is a frame around text.
func WriteTable(b *content.Builder, rows [][]content.GridCell, header, columns int, caption string,
	plain bool, flat *strings.Builder) {
	if plain {
		Flatten(flat, append([][]content.GridCell{{{Text: caption}}}, rows...))
		return
	}
	if level, title, ok := boxTitle(rows); ok && caption == "" {
		b.Heading(level, title)
		return
	}
	if caption == "" {
		caption, rows, header = TitleRow(rows, header)
	}
	b.Paragraph(caption)
	if columns > 1 && !isFrame(rows) {
		b.Table(rows, header, 0)
		return
	}
	writeFrame(b, rows)
}

// writeFrame writes the text in a frame. A single article of law in it is quoted
// there: what stands below the frame does not belong to it.
func writeFrame(b *content.Builder, rows [][]content.GridCell) {
	var lines []string
	last := ""
	articles := 0
	for _, c := range slices.Concat(rows...) {
		if c.Text == last || c.Text == "" {
			continue // it spans rows
		}
		last = c.Text
		for line := range strings.SplitSeq(c.Text, "\n") {
			lines = append(lines, line)
			if articleTitle.MatchString(korean.Line(line)) {
				articles++
			}
		}
	}
	for _, line := range lines {
		if articles == 1 && articleTitle.MatchString(korean.Line(line)) {
			b.Paragraph(line)
		} else {
			Prose(b, line)
		}
	}
}

// isFrame reports whether a table only draws a frame: no row has two texts.
func isFrame(rows [][]content.GridCell) bool {
	for _, row := range rows {
		if len(texts([][]content.GridCell{row})) > 1 {
			return false
		}
	}
	return true
}

// Flatten writes a table as plain text, a row a line, for a cell or a note that
// contains it. Cells are divided by a slash, so that a reader can tell them apart.
func Flatten(flat *strings.Builder, rows [][]content.GridCell) {
	for _, row := range rows {
		divider := ""
		for _, c := range row {
			if text := korean.Line(c.Text); text != "" {
				flat.WriteString(divider + text)
				divider = " / "
			}
		}
		flat.WriteString("\n")
	}
}

// FlattenBlocks writes blocks as plain text, as Flatten does with their tables.
func FlattenBlocks(flat *strings.Builder, b *content.Builder) {
	text := b.Text.String()
	for _, k := range b.Blocks {
		switch {
		case k.Kind == content.Table:
			rows := make([][]content.GridCell, len(k.Rows))
			for i, row := range k.Rows {
				for _, c := range row.Cells {
					rows[i] = append(rows[i], content.GridCell{Text: text[c.Start:c.End]})
				}
			}
			Flatten(flat, rows)
		case k.Kind == content.Note:
			flat.WriteString("(" + korean.Line(text[k.Start:k.End]) + ")\n")
		default:
			flat.WriteString(text[k.Start:k.End] + "\n")
		}
	}
}

// TitleRow takes the first row off a table if it is a single cell across all
// columns: it says what the table is about and names no column.
func TitleRow(rows [][]content.GridCell, header int) (string, [][]content.GridCell, int) {
	if len(rows) < 3 || len(rows[0]) != 1 || len(rows[1]) < 2 ||
		!isTitle(korean.Line(rows[0][0].Text)) {
		return "", rows, header
	}
	return rows[0][0].Text, rows[1:], max(0, header-1)
}

// HeadingStyle is the name of a style for headings, in lower case: English, Korean, Hancom's.
var HeadingStyle = regexp.MustCompile(`^(?:heading|제목|개요) ?([1-9])$`)
