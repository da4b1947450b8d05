package load

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"iter"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

func docxFormat() Format {
	return Format{Name: "docx", Extensions: []string{"docx", "docm", "dotx"}, Isolated: true,
		matches: func(s Source, head []byte) bool { return hasPart(s, head, "word/document.xml") }, open: openDocx}
}

// docxFile reads WordprocessingML (ECMA-376 part 1, chapter 17): one stream over the document's part, with styles,
// numbering and notes known beforehand.
type docxFile struct {
	about   Info
	archive *archive
	styles  docxStyles
	lists   docxLists
	notes   map[string]string // by kind and id: "footnote 3"
}

const docxPart = "word/document.xml"

func openDocx(_ context.Context, s Source, e env) (reader, error) {
	a, err := openArchive(s, e.limits.Unpacked)
	if err != nil {
		return nil, err
	}
	d := &docxFile{archive: a, about: Info{Format: "docx", Unit: ByteUnit, Total: s.Size}, notes: map[string]string{}}
	if f := a.parts[docxPart]; f != nil {
		d.about.Total = int64(min(f.UncompressedSize64, 1<<40))
	}
	if d.styles, err = readDocxStyles(a); err != nil {
		return nil, err
	}
	if d.lists, err = readDocxLists(a, d.styles); err != nil {
		return nil, err
	}
	for _, kind := range []string{"footnote", "endnote"} {
		if err := d.readNotes(kind); err != nil {
			return nil, err
		}
	}
	d.about.Title, _ = a.coreTitle() // a document is read even if its properties are broken
	return d, nil
}

func (d *docxFile) info() Info   { return d.about }
func (d *docxFile) close() error { return nil }

// readNotes reads footnotes or endnotes, which are few and short. Separators carry a type and are none.
func (d *docxFile) readNotes(kind string) error {
	return d.archive.each("word/"+kind+"s.xml", func(x *xmlStream, _ xml.StartElement) error {
		return x.children(func(x *xmlStream, e xml.StartElement) error {
			if e.Name.Local != kind || attr(e, "type") != "" {
				return x.skip()
			}
			w := &docxWalker{file: d, lists: d.lists.begin(), plain: true}
			if err := x.children(w.blockElement); err != nil {
				return err
			}
			d.notes[kind+" "+attr(e, "id")] = w.flat.String()
			return nil
		})
	})
}

func (d *docxFile) pages(ctx context.Context, from int) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		w := &docxWalker{pager: pager{yield: yield, from: from}, file: d, ctx: ctx, lists: d.lists.begin()}
		err := d.archive.each(docxPart, func(x *xmlStream, _ xml.StartElement) error {
			return x.children(func(x *xmlStream, e xml.StartElement) error { // <w:body>
				if e.Name.Local != "body" {
					return x.skip()
				}
				return x.children(w.blockElement)
			})
		})
		switch {
		case w.stopped:
		case err != nil:
			w.fail(err)
		default:
			w.flush(d.about.Total)
		}
	}
}

// docxWalker turns the elements of a body, a cell, a note or a text box into blocks.
type docxWalker struct {
	pager
	file  *docxFile
	ctx   context.Context
	lists *docxCounters
	plain bool            // gather text in flat instead of building blocks: inside cells and notes
	flat  strings.Builder //
}

// errStopped ends the walk when the consumer wants no more. Nobody sees it.
var errStopped = errors.New("the consumer stopped")

// blockElement handles a child of a body or of what stands for one.
func (w *docxWalker) blockElement(x *xmlStream, e xml.StartElement) error {
	switch e.Name.Local {
	case "p":
		return w.paragraphElement(x)
	case "tbl":
		return w.tableElement(x)
	case "sdt", "sdtContent", "customXml", "ins", "moveTo", "body", "smartTag":
		return x.children(w.blockElement)
	case "AlternateContent":
		return x.children(w.choice(w.blockElement))
	}
	return x.skip()
}

// choice takes the first alternative of <mc:AlternateContent>: the fallback repeats it for older programs.
func (w *docxWalker) choice(f func(*xmlStream, xml.StartElement) error) func(*xmlStream, xml.StartElement) error {
	taken := false
	return func(x *xmlStream, e xml.StartElement) error {
		if taken {
			return x.skip()
		}
		taken = true
		return x.children(f)
	}
}

// docxParagraph is a paragraph while it is read.
type docxParagraph struct {
	text    strings.Builder
	style   string
	outline int // 1 to 9, 0: not given, 10: body text
	list    docxListRef
	notes   []string
	boxes   []*docxWalker // text boxes anchored in it
	hidden  bool          // the current run is
}

func (w *docxWalker) paragraphElement(x *xmlStream) error {
	p := &docxParagraph{}
	if err := x.children(w.inline(p)); err != nil {
		return err
	}
	w.addParagraph(p)
	for _, note := range p.notes {
		w.addNote(note)
	}
	if w.ctx == nil || w.plain {
		return nil
	}
	if !w.full(x.in.InputOffset()) {
		return errStopped
	}
	return w.ctx.Err()
}

func (w *docxWalker) addNote(note string) {
	if w.plain {
		w.flat.WriteString(" (" + korean.Line(note) + ")")
		return
	}
	w.add(Block{Kind: Note}, note)
}

// addParagraph writes a paragraph as a heading, a list item or plain, by its style.
func (w *docxWalker) addParagraph(p *docxParagraph) {
	style := w.file.styles[p.style]
	list := p.list
	if !list.given {
		list = style.list
	}
	number, depth := w.lists.number(list, strings.TrimSpace(p.text.String()) != "")
	text := p.text.String()
	level := cmp.Or(p.outline, style.outline)
	switch {
	case style.contents: // a table of contents repeats the headings
	case w.plain:
		w.flat.WriteString(strings.TrimSpace(number+" "+text) + "\n")
	case level >= 1 && level <= 9:
		if style.title && w.file.about.Title == "" {
			w.file.about.Title = korean.Line(text)
		}
		w.heading(level, strings.TrimSpace(strings.TrimPrefix(number, "•")+" "+text))
	case number != "":
		w.builder.item(depth, number, text)
	default:
		w.builder.prose(text)
	}
	for _, box := range p.boxes {
		w.addBox(box)
	}
}

// addBox writes a text box behind the paragraph that it is anchored in.
func (w *docxWalker) addBox(box *docxWalker) {
	for line := range strings.SplitSeq(box.flat.String(), "\n") {
		if w.plain {
			w.flat.WriteString(line + "\n")
		} else {
			w.builder.paragraph(line)
		}
	}
}

// inline handles the children of a paragraph, a run and what stands between them.
func (w *docxWalker) inline(p *docxParagraph) func(*xmlStream, xml.StartElement) error {
	var f func(*xmlStream, xml.StartElement) error
	f = func(x *xmlStream, e xml.StartElement) error {
		switch e.Name.Local {
		case "t":
			s, err := x.text()
			if !p.hidden {
				p.text.WriteString(s)
			}
			return err
		case "pPr":
			return x.children(p.property)
		case "r":
			p.hidden = false
			return x.children(f)
		case "rPr":
			return x.children(p.runProperty)
		case "del", "moveFrom", "instrText", "delText", "rt", "binData":
			return x.skip() // deleted text, field codes, readings above characters
		case "txbxContent":
			box := &docxWalker{file: w.file, lists: w.lists, plain: true}
			p.boxes = append(p.boxes, box)
			return x.children(box.blockElement)
		case "AlternateContent":
			return x.children(w.choice(f))
		case "footnoteReference", "endnoteReference":
			kind := strings.TrimSuffix(e.Name.Local, "Reference")
			if note := w.file.notes[kind+" "+attr(e, "id")]; strings.TrimSpace(note) != "" {
				p.notes = append(p.notes, note)
			}
			return x.skip()
		}
		if s, ok := runCharacter(e); ok {
			if !p.hidden {
				p.text.WriteString(s)
			}
			return x.skip()
		}
		return x.children(f) // hyperlinks, fields, insertions, drawings, formulas: what counts is inside
	}
	return f
}

// runCharacter is the text of the elements that stand for a character.
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
		code, err := strconv.ParseUint(attr(e, "char"), 16, 32)
		if err != nil || code >= 0xe000 && code < 0xf900 { // a glyph of a symbol font, without a meaning of its own
			return "", true
		}
		return string(rune(code)), true
	}
	return "", false
}

// property reads a child of <w:pPr>.
func (p *docxParagraph) property(x *xmlStream, e xml.StartElement) error {
	switch e.Name.Local {
	case "pStyle":
		p.style = attr(e, "val")
	case "outlineLvl":
		p.outline = outlineLevel(attr(e, "val"))
	case "numPr":
		p.list.given = true
		return x.children(p.list.property)
	}
	return x.skip()
}

// runProperty notices hidden text.
func (p *docxParagraph) runProperty(x *xmlStream, e xml.StartElement) error {
	if e.Name.Local == "vanish" {
		p.hidden = isOn(attr(e, "val"))
	}
	return x.skip()
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
