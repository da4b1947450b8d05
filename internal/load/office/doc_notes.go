package office

import (
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/compound"
	"github.com/mundap/mundap/internal/load/content"
)

// wordNote is the text of a footnote, an endnote or a comment.
type wordNote struct {
	from, to int // in wordFile.text
	comment  bool
}

// wordNoteKind says where the notes of a kind are: their number in the list of
// the text's parts, and the offsets, in the file information block, of the
// tables that say where they are referred to and where each of them begins
// ([MS-DOC] 2.8.6 to 2.8.12).
type wordNoteKind struct {
	part         int
	places, text int
	data         int // bytes that the first table has for each reference
	comment      bool
}

var wordNoteKinds = []wordNoteKind{
	{part: 1, places: 0xaa, text: 0xb2, data: 2},
	{part: 4, places: 0xba, text: 0xc2, data: 30, comment: true},
	{part: 5, places: 0x20a, text: 0x212, data: 2},
}

// readNotes finds the notes of a kind and where the body refers to them. Those
// without a place are read after the body, so damage of these tables costs only
// the order.
func (w *wordFile) readNotes(table []byte, fib compound.Bytes, kind wordNoteKind, from, to int) {
	places, text := part(table, fib, kind.places), part(table, fib, kind.text)
	read := from
	for i := range max(0, (len(places)-4)/(4+kind.data)) {
		begin, end := from+int(text.U32(4*i)), from+int(text.U32(4*i+4))
		at := int(places.U32(4 * i))
		if begin != read || end <= begin || end > to || at >= w.main {
			break
		}
		if w.anchored == nil {
			w.anchored = map[int][]wordNote{}
		}
		w.anchored[at] = append(w.anchored[at], wordNote{begin, end, kind.comment})
		read = end
	}
	w.notes = append(w.notes, wordNote{read, to, kind.comment})
}

// noteText is the text of a note. That of a comment says that it is one, and
// what it is about unless that is "".
func (w *wordWalker) noteText(n wordNote, about string) string {
	text := strings.TrimSpace(w.plainText(w.file.text[n.from:n.to]))
	if n.comment && text != "" {
		return content.Comment(about, text)
	}
	return text
}

// inCell gives the text of a paragraph in a table with its notes. Comments are
// written after the table.
func (w *wordWalker) inCell(text string) string {
	cell := text
	for _, n := range w.referred {
		if note := w.noteText(n, cell); n.comment {
			w.below = append(w.below, note)
		} else {
			text += " (" + korean.Line(note) + ")"
		}
	}
	w.referred = nil
	return text
}

// plainText reads a part of the text that stands apart from the body.
func (w *wordWalker) plainText(text []wordChar) string {
	in := &wordWalker{Pager: content.Pager{Yield: func(content.Page, error) bool { return true }},
		ctx: w.ctx, file: w.file, counters: w.file.lists.begin()}
	in.read(text, true)
	written, _ := in.Take()
	return written
}

// writeNotes writes the notes that the paragraph has referred to.
func (w *wordWalker) writeNotes() {
	for _, n := range w.referred {
		w.Add(content.Block{Kind: content.Note}, w.noteText(n, ""))
	}
	w.referred = nil
}
