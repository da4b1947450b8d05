package office

import (
	"context"
	"encoding/xml"
	"errors"
	"iter"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/outline"
)

func docxFormat() format.Format {
	return format.Format{Name: "docx", Plain: "txt", Extensions: []string{"docx", "docm", "dotx"},
		Isolated: true,
		Open:     openDocx, Matches: docxMain.Matches}
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
		func() error { return d.readNotes("comment") },
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

// readNotes reads footnotes, endnotes or comments, which are few and short.
// Separators have a type and are not notes.
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
			d.notes[kind+" "+archive.Attr(e, "id")] = strings.TrimSpace(w.flat.String())
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
	file     *docxFile
	ctx      context.Context
	lists    *docxCounters
	plain    bool            // gather text in flat instead of building blocks: inside cells and notes
	flat     strings.Builder //
	at       func() int64    // how far the document has been read
	edges    map[string]bool // texts of headers and footers that have been written
	comments []docxComment   // of cells and boxes: they are written after these
	initial  string          // the large first letter of the next paragraph
}

// blockElement handles a child of a body or of a substitute for one.
func (w *docxWalker) blockElement(x *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "p":
		return w.paragraphElement(x)
	case "tbl":
		return w.tableElement(x)
	case "sdt", "sdtContent", "customXml", "ins", "moveTo", "body", "smartTag", "sect",
		"sub-section", "pBdrGroup", "content":
		return x.Children(w.blockElement)
	case "annotation": // of Word 2003: tracked changes
		if deleted(e) {
			return x.Skip()
		}
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
