package office

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/outline"
)

func pptxFormat() format.Format {
	return format.Format{Name: "pptx", Plain: "txt", Extensions: []string{"pptx", "pptm", "ppsx", "potx"},
		Isolated: true, Matches: pptxMain.Matches, Open: openPptx}
}

// pptxFile reads PresentationML (ECMA-376 part 1, chapter 19): a page for each
// slide in the order in which they are shown, its title as a heading, the
// speaker's notes after it.
type pptxFile struct {
	about   content.Info
	archive *archive.Zip
	slides  []string // parts
	foot    string   // of the slides before, which is not repeated
	layouts bool     // the document has layouts, and each slide refers to one
}

const pptxPart = "ppt/presentation.xml"

var pptxMain = archive.Main{Part: pptxPart, Root: "presentation"}

func openPptx(_ context.Context, s format.Source, e format.Env) (format.Reader, error) {
	a, err := pptxMain.Open(s, e.Limits.Unpacked)
	if err != nil {
		return nil, err
	}
	p := &pptxFile{archive: a}
	slides, missing, err := slideParts(a)
	if err != nil {
		return nil, err
	}
	p.slides = slides
	for name := range a.Parts {
		p.layouts = p.layouts || strings.HasPrefix(name, "ppt/slidelayouts/")
	}
	p.about = content.Info{Format: "pptx", Unit: content.PageUnit, Total: int64(len(p.slides))}
	switch {
	case a.Cut() && len(slides) == 0:
		return nil, a.Lacking(errors.New("no slides"))
	case a.Cut():
		p.about.Warn(document.Incomplete)
	case missing:
		p.about.Warn(document.PagesLeftOut)
	}
	if a.Missing() {
		p.about.Warn(document.PartsLeftOut)
	}
	p.about.Title, _ = a.CoreTitle()
	return p, nil
}

// maxSlides bounds a presentation.
const maxSlides = 10_000

// slideParts returns the slides' parts in order. missing says that some of them
// don't exist.
func slideParts(a *archive.Zip) (parts []string, missing bool, err error) {
	targets, _, err := a.Relations(pptxPart)
	if err != nil {
		return nil, false, err
	}
	err = a.Each(pptxPart, func(x *archive.XML, _ xml.StartElement) error {
		return x.Children(func(x *archive.XML, e xml.StartElement) error {
			if e.Name.Local != "sldIdLst" {
				return x.Skip()
			}
			return x.Children(func(x *archive.XML, e xml.StartElement) error {
				if part := targets[relationID(e)]; part != "" && a.Has(part) &&
					len(parts) < maxSlides {
					parts = append(parts, part)
				} else {
					missing = true
				}
				return x.Skip()
			})
		})
	})
	if err == nil && len(parts) == 0 {
		parts = a.NumberedParts(regexp.MustCompile(`^ppt/slides/slide(\d+)\.xml$`))
	}
	return parts, missing, err
}

// relationID returns an element's r:id, which must not be confused with its id.
func relationID(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

func (p *pptxFile) Info() content.Info { return p.about }
func (p *pptxFile) Close() error       { return nil }

func (p *pptxFile) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		p.foot = p.footBefore(from)
		for i := from; i < len(p.slides); i++ {
			b := &content.Builder{}
			err := cmp.Or(ctx.Err(), p.slide(b, p.slides[i]))
			text, blocks := b.Take()
			if err != nil && (ctx.Err() != nil || fatal(err) || len(p.slides) == 1 && text == "") {
				yield(content.Page{}, err)
				return
			}
			if err != nil {
				p.about.Warn(document.PagesLeftOut)
			}
			if p.about.Title == "" && len(blocks) > 0 && blocks[0].Kind == content.Heading {
				p.about.Title = korean.Truncate(text[blocks[0].Start:blocks[0].End], 300)
			}
			if !yield(content.Page{Index: i, Number: i + 1, Text: text, Blocks: blocks,
				Done: int64(i + 1)}, nil) {
				return
			}
		}
	}
}

// maxFootless is how many slides without a foot are looked at for the foot of the
// slides before them: where none has one, reading would begin anew at each resumption.
const maxFootless = 4

// footBefore is the foot of the slides before one; a slide may have none.
func (p *pptxFile) footBefore(slide int) string {
	for i := slide - 1; i >= max(0, slide-maxFootless); i-- {
		w := &slideWalker{}
		if err := p.archive.Each(p.slides[i], w.root); err != nil {
			continue
		}
		if foot := w.foot(); foot != "" {
			return foot
		}
	}
	return ""
}

// slide writes a slide: its title first, then the rest in the order in which it
// was drawn, then the notes.
func (p *pptxFile) slide(b *content.Builder, part string) error {
	byID, byType, err := p.archive.Relations(part)
	if fatal(err) {
		return err
	}
	if err != nil {
		p.about.Warn(document.PartsLeftOut)
	}
	w := &slideWalker{archive: p.archive, targets: byID}
	err = p.archive.Rooted(part, "sld", w.root)
	if w.lost || p.layouts && byType["slideLayout"] == "" {
		p.about.Warn(document.PartsLeftOut)
	}
	w.write(b)
	if foot := w.foot(); foot != "" && foot != p.foot {
		b.Paragraph(foot)
		p.foot = foot
	}
	if err != nil {
		return err
	}
	return errors.Join(p.notes(b, byType["notesSlide"]), p.comments(b, byType["comments"]))
}

// notes writes what the speaker says of a slide.
func (p *pptxFile) notes(b *content.Builder, part string) error {
	if part == "" {
		return nil
	}
	n := &slideWalker{archive: p.archive}
	err := p.archive.Rooted(part, "notes", n.root)
	for _, s := range n.shapes {
		if s.kind == "body" {
			b.Add(content.Block{Kind: content.Note}, s.plain())
		}
	}
	return err
}

// comments writes a slide's comments and the replies to them.
func (p *pptxFile) comments(b *content.Builder, part string) error {
	if part == "" {
		return nil
	}
	add := func(text string) {
		if text = strings.TrimSpace(text); text != "" {
			b.Add(content.Block{Kind: content.Note}, content.Comment("", text))
		}
	}
	var find func(x *archive.XML, e xml.StartElement) error
	find = func(x *archive.XML, e xml.StartElement) error {
		switch e.Name.Local {
		case "text":
			text, err := x.Text()
			add(text)
			return err
		case "txBody":
			text, err := paragraphs(x)
			add(text)
			return err
		}
		return x.Children(find)
	}
	return p.archive.Each(part, find)
}

// slideWalker gathers a slide's shapes.
type slideWalker struct {
	archive *archive.Zip
	targets map[string]string
	shapes  []slideShape
	lost    bool // it refers to a part that nobody knows
}

// target is the part that the slide refers to by an id.
func (w *slideWalker) target(id string) string {
	w.lost = w.lost || id != "" && w.targets[id] == ""
	return w.targets[id]
}

// root handles <p:sld> and <p:notes>.
func (w *slideWalker) root(x *archive.XML, _ xml.StartElement) error {
	return x.Children(func(x *archive.XML, e xml.StartElement) error {
		if e.Name.Local != "cSld" {
			return x.Skip() // timing and transitions
		}
		return x.Children(w.element)
	})
}

// element handles an element of the tree of shapes.
func (w *slideWalker) element(x *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "spTree", "grpSp", "cxnSp", "twoCellAnchor", "oneCellAnchor", "absoluteAnchor":
		return x.Children(w.element)
	case "sp":
		var s slideShape
		err := x.Children(s.element)
		w.shapes = append(w.shapes, s)
		return err
	case "graphicFrame":
		return x.Children(w.graphic)
	case "AlternateContent":
		taken := false
		return x.Children(func(x *archive.XML, _ xml.StartElement) error {
			if taken {
				return x.Skip()
			}
			taken = true
			return x.Children(w.element)
		})
	}
	return x.Skip()
}

// graphic finds tables and diagrams in a frame.
func (w *slideWalker) graphic(x *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "tbl":
		var t slideTable
		err := x.Children(t.element)
		w.shapes = append(w.shapes, slideShape{table: t.rows})
		return err
	case "relIds": // SmartArt: its text is in a part of its own
		return errors.Join(x.Skip(), w.diagram(w.target(archive.Attr(e, "dm"))))
	case "chart":
		return errors.Join(x.Skip(), w.chart(w.target(relationID(e))))
	case "graphic", "graphicData":
		return x.Children(w.graphic)
	}
	return x.Skip()
}

func (w *slideWalker) diagram(part string) error {
	if part == "" {
		return nil
	}
	text, err := diagramText(w.archive, part)
	var s slideShape
	for line := range strings.SplitSeq(text, "\n") {
		if line != "" {
			s.lines = append(s.lines, slideLine{text: line})
		}
	}
	w.shapes = append(w.shapes, s)
	return err
}

// chart adds a chart's titles and its values.
func (w *slideWalker) chart(part string) error {
	f, err := readChart(w.archive, part)
	s := slideShape{table: f.rows}
	for line := range strings.SplitSeq(f.text, "\n") {
		if line != "" {
			s.lines = append(s.lines, slideLine{text: line})
		}
	}
	w.shapes = append(w.shapes, s)
	return err
}

// write puts the shapes into blocks.
func (w *slideWalker) write(b *content.Builder) {
	title := slices.IndexFunc(w.shapes, func(s slideShape) bool {
		return s.kind == "title" ||
			s.kind == "ctrTitle"
	})
	if title < 0 {
		title = w.likelyTitle()
	}
	if title >= 0 {
		b.Heading(1, w.shapes[title].plain())
	}
	for i, s := range w.shapes {
		switch {
		case i == title, s.margin():
		case s.table != nil:
			s.write(b)
			b.Table(s.table, 0, 0)
		default:
			s.write(b)
		}
	}
}

// likelyTitle is the first shape with text when it is one short line and more
// follows: programs that export slides often make titles plain boxes.
func (w *slideWalker) likelyTitle() int {
	first := slices.IndexFunc(w.shapes, func(s slideShape) bool { return len(s.lines) > 0 })
	if first < 0 || len(w.shapes[first].lines) > 1 ||
		korean.Length(w.shapes[first].lines[0].text) > outline.MaxHeading {
		return -1
	}
	for _, s := range w.shapes[first+1:] {
		if !s.margin() && (len(s.lines) > 0 || s.table != nil) {
			return first
		}
	}
	return -1
}

// foot is the text at a slide's foot, without its date and number.
func (w *slideWalker) foot() string {
	var all []string
	for _, s := range w.shapes {
		if s.kind == "ftr" && len(s.lines) > 0 {
			all = append(all, s.plain())
		}
	}
	return strings.Join(all, "\n")
}
