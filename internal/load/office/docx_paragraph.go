package office

import (
	"cmp"
	"encoding/xml"
	"errors"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/numbering"
	"github.com/mundap/mundap/internal/load/outline"
)

// docxParagraph is a paragraph while it is read.
type docxParagraph struct {
	text     strings.Builder
	style    string
	outline  int // 1 to 9; 0 if not given; 10 for body text
	list     docxListRef
	number   string // visible, where the file says it
	notes    []string
	comments []string
	boxes    []*docxWalker // text boxes anchored in it
	figures  []figure      // charts and diagrams anchored in it
	hidden   bool          // the current run is
	initial  bool          // it holds only the large first letter of the next paragraph
}

func (w *docxWalker) paragraphElement(x *archive.XML) error {
	p := &docxParagraph{}
	if err := x.Children(w.inline(p)); err != nil {
		return err
	}
	if p.initial && !w.plain {
		w.initial += strings.TrimSpace(p.text.String())
		return nil
	}
	w.addParagraph(p)
	for _, note := range p.notes {
		w.addNote(note)
	}
	w.addComments(p)
	if w.ctx == nil || w.plain {
		return nil
	}
	if !w.Full(x.Offset()) {
		return content.ErrStopped
	}
	return w.ctx.Err()
}

func (w *docxWalker) addNote(note string) {
	if w.plain {
		w.flat.WriteString(" (" + korean.Line(note) + ")")
		return
	}
	w.Add(content.Block{Kind: content.Note}, note)
}

// addParagraph writes a paragraph as a heading, a list item or plain, by its style.
func (w *docxWalker) addParagraph(p *docxParagraph) {
	style := w.file.styles[p.style]
	list := p.list
	if !list.given {
		list = style.list
	}
	number, depth := w.lists.number(list, strings.TrimSpace(p.text.String()) != "")
	if p.number != "" {
		number, depth = p.number, max(depth, 1)
	}
	text := p.text.String()
	if w.initial != "" && strings.TrimSpace(text) != "" {
		text, w.initial = w.initial+text, ""
	}
	level := cmp.Or(p.outline, style.outline)
	switch {
	case w.plain:
		w.flat.WriteString(strings.TrimSpace(number+" "+text) + "\n")
	case style.contents:
		w.Builder.Paragraph(strings.TrimSpace(number + " " + text))
	case level >= 1 && level <= 9:
		if style.title && w.file.about.Title == "" {
			w.file.about.Title = korean.Line(text)
		}
		w.Heading(level, strings.TrimSpace(strings.TrimPrefix(number, "•")+" "+text))
	case number != "":
		w.Builder.Item(depth, number, text)
	default:
		outline.Prose(&w.Builder, text)
	}
	for _, box := range p.boxes {
		w.addBox(box)
	}
	for _, f := range p.figures {
		w.addFigure(f)
	}
}

// addBox writes a text box after the paragraph in which it is anchored.
func (w *docxWalker) addBox(box *docxWalker) {
	for line := range strings.SplitSeq(box.flat.String(), "\n") {
		if w.plain {
			w.flat.WriteString(line + "\n")
		} else {
			w.Builder.Paragraph(line)
		}
	}
}

// inline handles the children of a paragraph, a run and what stands between them.
func (w *docxWalker) inline(p *docxParagraph) func(*archive.XML, xml.StartElement) error {
	var f func(*archive.XML, xml.StartElement) error
	f = func(x *archive.XML, e xml.StartElement) error {
		switch e.Name.Local {
		case "t":
			s, err := x.Text()
			p.write(s)
			return err
		case "pPr":
			return x.Children(w.paragraphProperty(p))
		case "r":
			p.hidden = false
			return x.Children(f)
		case "rPr":
			return x.Children(p.runProperty)
		case "del", "moveFrom", "instrText", "delText", "rt", "binData":
			return x.Skip() // deleted text, field codes, readings above characters
		case "annotation": // of Word 2003: tracked changes and comments
			if deleted(e) {
				return x.Skip()
			}
			if strings.HasSuffix(archive.Attr(e, "type"), "Comment") {
				return w.attached(p, x, e)
			}
		case "AlternateContent":
			return x.Children(w.choice(f))
		case "checkBox", "ddList":
			s, err := fieldValue(x, e)
			p.write(s)
			return err
		case "footnote", "endnote", "footnoteReference", "endnoteReference", "commentReference",
			"chart", "relIds", "txbxContent", "textpath":
			return w.attached(p, x, e)
		}
		if s, ok := runCharacter(e); ok {
			p.write(s)
			return x.Skip()
		}
		// In hyperlinks, fields, insertions, drawings and formulas, the text is inside.
		return x.Children(f)
	}
	return f
}

// deleted reports whether an annotation of Word 2003 marks text as deleted.
func deleted(e xml.StartElement) bool {
	return strings.HasSuffix(archive.Attr(e, "type"), "Deletion")
}

// attached reads what is anchored in a paragraph and written after it: notes,
// comments, text boxes, charts and diagrams.
func (w *docxWalker) attached(p *docxParagraph, x *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "footnote", "endnote", "annotation": // of Word 2003, inside the text
		note := &docxWalker{file: w.file, lists: w.lists, plain: true}
		err := x.Children(note.blockElement)
		if text := strings.TrimSpace(note.flat.String()); e.Name.Local == "annotation" {
			p.comments = append(p.comments, text)
		} else {
			p.addNote(text)
		}
		return err
	case "footnoteReference", "endnoteReference", "commentReference":
		kind := strings.TrimSuffix(e.Name.Local, "Reference")
		note, ok := w.file.notes[kind+" "+archive.Attr(e, "id")]
		if !ok {
			w.file.about.Warn(document.PartsLeftOut)
		}
		if kind == "comment" {
			p.comments = append(p.comments, note)
		} else {
			p.addNote(note)
		}
	case "chart", "relIds":
		f, err := w.file.figure(e)
		if f.text != "" || len(f.rows) > 0 {
			p.figures = append(p.figures, f)
		}
		return errors.Join(err, x.Skip())
	case "txbxContent":
		box := &docxWalker{file: w.file, lists: w.lists, plain: true}
		p.boxes = append(p.boxes, box)
		return x.Children(box.blockElement)
	case "textpath": // of WordArt, such as a watermark
		if text := strings.TrimSpace(archive.Attr(e, "string")); text != "" {
			box := &docxWalker{file: w.file, plain: true}
			box.flat.WriteString(text)
			p.boxes = append(p.boxes, box)
		}
	}
	return x.Skip()
}

// write appends text, unless the current run is hidden.
func (p *docxParagraph) write(text string) {
	if !p.hidden {
		p.text.WriteString(text)
	}
}

func (p *docxParagraph) addNote(text string) {
	if strings.TrimSpace(text) != "" {
		p.notes = append(p.notes, text)
	}
}

// paragraphProperty reads a child of <w:pPr>. The last paragraph of a section
// has the section's properties among its own.
func (w *docxWalker) paragraphProperty(p *docxParagraph) func(*archive.XML,
	xml.StartElement) error {
	return func(x *archive.XML, e xml.StartElement) error {
		if e.Name.Local == "sectPr" && !w.plain {
			return x.Children(w.sectionProperty)
		}
		return p.property(x, e)
	}
}

// runCharacter returns the character that an element represents.
func runCharacter(e xml.StartElement) (string, bool) {
	switch e.Name.Local {
	case "tab", "ptab":
		return "\t", true
	case "br", "cr":
		return "\n", true
	case "noBreakHyphen":
		return "-", true
	case "softHyphen", "lastRenderedPageBreak":
		return "", true
	case "sym":
		code, err := strconv.ParseUint(archive.Attr(e, "char"), 16, 32)
		if err != nil {
			return "", true
		}
		return content.SymbolOf(archive.Attr(e, "font"), rune(code)), true
	}
	return "", false
}

// property reads a child of <w:pPr>.
func (p *docxParagraph) property(x *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "pStyle":
		p.style = archive.Attr(e, "val")
	case "framePr":
		p.initial = archive.Attr(e, "dropCap") == "drop" || archive.Attr(e, "dropCap") == "margin"
	case "outlineLvl":
		p.outline = outlineLevel(archive.Attr(e, "val"))
	case "numPr":
		p.list.given = true
		return x.Children(p.list.property)
	case "listPr": // of Word 2003, which repeats the number
		return x.Children(func(x *archive.XML, e xml.StartElement) error {
			if e.Name.Local == "t" {
				p.number = numbering.Bullet(strings.TrimSpace(archive.Attr(e, "val")))
			}
			return x.Skip()
		})
	}
	return x.Skip()
}

// runProperty notices hidden text.
func (p *docxParagraph) runProperty(x *archive.XML, e xml.StartElement) error {
	if e.Name.Local == "vanish" {
		p.hidden = isOn(archive.Attr(e, "val"))
	}
	return x.Skip()
}

func isOn(val string) bool { return val != "0" && val != "false" && val != "off" }

// outlineLevel turns 0…8 into heading levels 1…9 and 9 (body text) into 10.
func outlineLevel(val string) int {
	n, err := strconv.Atoi(val)
	if err != nil || n < 0 || n > 9 {
		return 0
	}
	return n + 1
}
