package office

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"iter"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/numbering"
	"github.com/mundap/mundap/internal/load/outline"
)

func docxFormat() format.Format {
	return format.Format{Name: "docx", Extensions: []string{"docx", "docm", "dotx"}, Isolated: true,
		Open: openDocx, Matches: docxMain.Matches}
}

// docxFile reads WordprocessingML (ECMA-376 part 1, chapter 17): one stream
// over the document's part, with styles, numbering and notes known beforehand.
type docxFile struct {
	about   content.Info
	archive *archive.Zip
	styles  docxStyles
	lists   docxLists
	notes   map[string]string // by kind and id: "footnote 3"
	targets map[string]string // parts that the document refers to, by id
	edges   []string          // headers and footers of the first section, by id
}

const docxPart = "word/document.xml"

var docxMain = archive.Main{Part: docxPart, Root: "document"}

func openDocx(_ context.Context, s format.Source, e format.Env) (format.Reader, error) {
	a, err := docxMain.Open(s, e.Limits.Unpacked)
	if err != nil {
		return nil, err
	}
	d := &docxFile{archive: a, about: content.Info{Format: "docx", Unit: content.ByteUnit,
		Total: s.Size}, notes: map[string]string{}}
	if a.Cut() {
		if !a.Has(docxPart) {
			return nil, a.Lacking(errors.New("no document"))
		}
		d.about.Warn(document.Incomplete)
	}
	if f := a.Parts[docxPart]; f != nil {
		d.about.Total = int64(min(f.UncompressedSize64, 1<<40))
	}
	steps := []func() error{
		func() (err error) { d.styles, err = readDocxStyles(a); return err },
		func() (err error) { d.lists, err = readDocxLists(a, d.styles); return err },
		func() error { return d.readNotes("footnote") },
		func() error { return d.readNotes("endnote") },
		func() (err error) { d.targets, _, err = a.Relations(docxPart); return err },
		d.readEdges,
	}
	for _, step := range steps {
		if err := step(); fatal(err) {
			return nil, err
		} else if err != nil {
			d.about.Warn(document.PartsLeftOut)
		}
	}
	if a.Missing() {
		d.about.Warn(document.PartsLeftOut)
	}
	d.about.Title, _ = a.CoreTitle() // a document is read even if its properties are broken
	return d, nil
}

func (d *docxFile) Info() content.Info { return d.about }
func (d *docxFile) Close() error       { return nil }

// readNotes reads footnotes or endnotes, which are few and short. Separators
// have a type and are not notes.
func (d *docxFile) readNotes(kind string) error {
	return d.archive.Each("word/"+kind+"s.xml", func(x *archive.XML, _ xml.StartElement) error {
		return x.Children(func(x *archive.XML, e xml.StartElement) error {
			if e.Name.Local != kind || archive.Attr(e, "type") != "" {
				return x.Skip()
			}
			w := &docxWalker{file: d, lists: d.lists.begin(), plain: true}
			if err := x.Children(w.blockElement); err != nil {
				return err
			}
			d.notes[kind+" "+archive.Attr(e, "id")] = w.flat.String()
			return nil
		})
	})
}

func (d *docxFile) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		w := &docxWalker{Pager: content.Pager{Yield: yield, From: from,
			Finish: (&outline.Tree{Lists: true}).Finish}, file: d, ctx: ctx, lists: d.lists.begin()}
		for _, id := range d.edges {
			if err := w.addEdge(id); err != nil {
				w.Fail(err)
				return
			}
		}
		err := d.archive.Rooted(docxPart, docxMain.Root, func(x *archive.XML, _ xml.StartElement) error {
			w.at = x.Offset
			return x.Children(w.root)
		})
		w.finish(err)
	}
}

// root handles a child of <w:document>.
func (w *docxWalker) root(x *archive.XML, e xml.StartElement) error {
	if e.Name.Local != "body" {
		return x.Skip()
	}
	return x.Children(w.blockElement)
}

// finish ends a reading. Text before damage is kept, with a warning. If there
// is no text, the damage is returned as the error.
func (w *docxWalker) finish(err error) {
	about := &w.file.about
	switch {
	case w.Stopped:
	case err != nil && (fatal(err) || w.Empty()):
		w.Fail(err)
	default:
		if err != nil {
			about.WarnOf(document.Warning{Code: document.Incomplete,
				Percent: percent(w.at(), about.Total)})
		}
		w.Paragraph(w.initial)
		w.Flush(about.Total)
	}
}

// docxWalker turns the elements of a body, a cell, a note or a text box into blocks.
type docxWalker struct {
	content.Pager
	file    *docxFile
	ctx     context.Context
	lists   *docxCounters
	plain   bool            // gather text in flat instead of building blocks: inside cells and notes
	flat    strings.Builder //
	at      func() int64    // how far the document has been read
	edges   map[string]bool // texts of headers and footers that have been written
	initial string          // the large first letter of the next paragraph
}

// blockElement handles a child of a body or of a substitute for one.
func (w *docxWalker) blockElement(x *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "p":
		return w.paragraphElement(x)
	case "tbl":
		return w.tableElement(x)
	case "sdt", "sdtContent", "customXml", "ins", "moveTo", "body", "smartTag", "sect",
		"sub-section", "pBdrGroup":
		return x.Children(w.blockElement)
	case "sectPr":
		return x.Children(w.sectionProperty)
	case "AlternateContent":
		return x.Children(w.choice(w.blockElement))
	}
	return x.Skip()
}

// choice takes the first alternative of <mc:AlternateContent>: the fallback
// repeats it for older programs.
func (w *docxWalker) choice(f func(*archive.XML, xml.StartElement) error) func(*archive.XML,
	xml.StartElement) error {
	taken := false
	return func(x *archive.XML, e xml.StartElement) error {
		if taken {
			return x.Skip()
		}
		taken = true
		return x.Children(f)
	}
}

// docxParagraph is a paragraph while it is read.
type docxParagraph struct {
	text    strings.Builder
	style   string
	outline int // 1 to 9, 0: not given, 10: body text
	list    docxListRef
	number  string // visible, where the file says it
	notes   []string
	boxes   []*docxWalker // text boxes anchored in it
	figures []figure      // charts and diagrams anchored in it
	hidden  bool          // the current run is
	initial bool          // it holds only the large first letter of the next paragraph
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
			if !p.hidden {
				p.text.WriteString(s)
			}
			return err
		case "pPr":
			return x.Children(func(x *archive.XML, e xml.StartElement) error {
				if e.Name.Local == "sectPr" && !w.plain {
					return x.Children(w.sectionProperty)
				}
				return p.property(x, e)
			})
		case "r":
			p.hidden = false
			return x.Children(f)
		case "rPr":
			return x.Children(p.runProperty)
		case "del", "moveFrom", "instrText", "delText", "rt", "binData":
			return x.Skip() // deleted text, field codes, readings above characters
		case "annotation": // of Word 2003: tracked changes
			if strings.HasSuffix(archive.Attr(e, "type"), "Deletion") {
				return x.Skip()
			}
		case "footnote", "endnote": // of Word 2003: they are inside the text
			note := &docxWalker{file: w.file, lists: w.lists, plain: true}
			err := x.Children(note.blockElement)
			if text := note.flat.String(); strings.TrimSpace(text) != "" {
				p.notes = append(p.notes, text)
			}
			return err
		case "checkBox", "ddList":
			s, err := fieldValue(x, e)
			if !p.hidden {
				p.text.WriteString(s)
			}
			return err
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
		case "AlternateContent":
			return x.Children(w.choice(f))
		case "footnoteReference", "endnoteReference":
			kind := strings.TrimSuffix(e.Name.Local, "Reference")
			note, ok := w.file.notes[kind+" "+archive.Attr(e, "id")]
			if !ok {
				w.file.about.Warn(document.PartsLeftOut)
			}
			if strings.TrimSpace(note) != "" {
				p.notes = append(p.notes, note)
			}
			return x.Skip()
		}
		if s, ok := runCharacter(e); ok {
			if !p.hidden {
				p.text.WriteString(s)
			}
			return x.Skip()
		}
		// hyperlinks, fields, insertions, drawings, formulas: what counts is inside
		return x.Children(f)
	}
	return f
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
