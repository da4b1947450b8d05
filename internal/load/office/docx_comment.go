package office

import "github.com/mundap/mundap/internal/load/content"

// docxComment is a comment in a cell or a box.
type docxComment struct{ about, text string }

// addComments writes a paragraph's comments after it. Those in cells and boxes
// wait until these have been written: a comment is no part of a title, and
// would stand in every row that a cell spans.
func (w *docxWalker) addComments(p *docxParagraph) {
	for _, text := range p.comments {
		if text != "" {
			w.comments = append(w.comments, docxComment{text: text})
		}
	}
	for _, box := range p.boxes {
		w.adopt(box, "")
	}
	w.writeComments()
}

// adopt takes over the comments of a cell with a text, or of a box.
func (w *docxWalker) adopt(inside *docxWalker, cell string) {
	for _, c := range inside.comments {
		if c.about == "" {
			c.about = cell
		}
		w.comments = append(w.comments, c)
	}
}

// writeComments writes the comments of what is written.
func (w *docxWalker) writeComments() {
	if w.plain {
		return
	}
	for _, c := range w.comments {
		w.Add(content.Block{Kind: content.Note}, content.Comment(c.about, c.text))
	}
	w.comments = nil
}
