package hwp

import (
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/chart"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/outline"
)

// written is what a walker of either format has written of a document.
type written struct {
	content.Pager
	plain    bool // gather text in flat instead of building blocks: inside cells and notes
	flat     strings.Builder
	inner    bool      // it reads what is inside a paragraph of another one
	comments []comment // that are still to be written
}

// styled writes a paragraph as a heading, an item of a list or plain, by its
// shape and its number, and by the level of the outline that its style has.
// 0: none.
func (w *written) styled(shape hwpHead, level int, number, text string) {
	switch {
	case w.plain:
		w.flat.WriteString(strings.TrimSpace(number+" "+text) + "\n")
	case shape.kind == "OUTLINE":
		outline.Styled(&w.Builder, shape.level+1, number, text)
	case level > 0:
		outline.Styled(&w.Builder, level, number, text)
	case number != "":
		w.Builder.Item(shape.level+1, number, text)
	default:
		outline.Prose(&w.Builder, text)
	}
}

// note writes a note: after what refers to it, or within plain text.
func (w *written) note(text string) {
	switch {
	case !w.plain:
		w.Add(content.Block{Kind: content.Note}, text)
	case text != "":
		w.flat.WriteString("(" + korean.Line(text) + ")\n")
	}
}

// chart writes a chart's titles and its values.
func (w *written) chart(c chart.Chart) {
	if !w.plain {
		w.Builder.Paragraph(strings.Join(c.Titles, "\n"))
		if len(c.Rows) > 0 {
			w.Builder.Table(c.Rows, 1, 0)
		}
		return
	}
	for _, title := range c.Titles {
		w.flat.WriteString(title + "\n")
	}
	for _, row := range c.Rows {
		for _, cell := range row {
			w.flat.WriteString(cell.Text + " ")
		}
		w.flat.WriteString("\n")
	}
}
