package office

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"iter"
	"regexp"
	"slices"
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

func pptxFormat() format.Format {
	return format.Format{Name: "pptx", Extensions: []string{"pptx", "pptm", "ppsx", "potx"},
		Isolated: true,
		Matches: func(s format.Source, head []byte) bool {
			return archive.HasPart(s, head,
				"ppt/presentation.xml")
		}, Open: openPptx}
}

// pptxFile reads PresentationML (ECMA-376 part 1, chapter 19): a page for each
// slide in the order in which they are shown, its title as a heading, the
// speaker's notes behind it.
type pptxFile struct {
	about   content.Info
	archive *archive.Zip
	slides  []string // parts
}

const pptxPart = "ppt/presentation.xml"

func openPptx(_ context.Context, s format.Source, e format.Env) (format.Reader, error) {
	a, err := archive.Open(s, e.Limits.Unpacked)
	if err != nil {
		return nil, err
	}
	p := &pptxFile{archive: a}
	slides, missing, err := slideParts(a)
	if err != nil {
		return nil, err
	}
	p.slides = slides
	p.about = content.Info{Format: "pptx", Unit: content.PageUnit, Total: int64(len(p.slides))}
	if missing {
		p.about.Warn(document.PagesLeftOut)
	}
	p.about.Title, _ = a.CoreTitle()
	return p, nil
}

// maxSlides bounds a presentation.
const maxSlides = 10_000

// slideParts gives the slides' parts in order. missing: some are not there.
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

// relationID is an element's r:id, which must not be taken for its own id.
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
	err = p.archive.Each(part, w.root)
	w.write(b)
	if err != nil {
		return err
	}
	notes := byType["notesSlide"]
	if notes == "" {
		return nil
	}
	n := &slideWalker{archive: p.archive}
	if err := p.archive.Each(notes, n.root); err != nil {
		return err
	}
	for _, s := range n.shapes {
		if s.kind == "body" {
			b.Add(content.Block{Kind: content.Note}, s.plain())
		}
	}
	return nil
}

// slideShape is a shape with text, or a table, on a slide.
type slideShape struct {
	kind  string // of its placeholder: title, body, …; "" for a text box
	held  bool   // it is a placeholder
	lines []slideLine
	table [][]content.GridCell
}

// slideLine is a paragraph in a shape.
type slideLine struct {
	text   string
	level  int
	number string // "" for none, "•" for a bullet
}

func (s slideShape) plain() string {
	var all []string
	for _, l := range s.lines {
		all = append(all, l.text)
	}
	return strings.Join(all, "\n")
}

// slideWalker gathers a slide's shapes.
type slideWalker struct {
	archive *archive.Zip
	targets map[string]string
	shapes  []slideShape
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

// element handles what stands in the tree of shapes.
func (w *slideWalker) element(x *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "spTree", "grpSp", "cxnSp":
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
		return errors.Join(x.Skip(), w.diagram(w.targets[archive.Attr(e, "dm")]))
	case "chart":
		return errors.Join(x.Skip(), w.chart(w.targets[relationID(e)]))
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

// element handles a child of <p:sp>.
func (s *slideShape) element(x *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "nvSpPr", "nvPr":
		return x.Children(s.element)
	case "ph":
		s.held = true
		s.kind = cmp.Or(archive.Attr(e, "type"), "body")
	case "txBody":
		return x.Children(func(x *archive.XML, e xml.StartElement) error {
			if e.Name.Local == "p" {
				return s.paragraph(x)
			}
			return x.Skip()
		})
	}
	return x.Skip()
}

// paragraph reads an <a:p>.
func (s *slideShape) paragraph(x *archive.XML) error {
	l := slideLine{number: "•"}
	if !s.held {
		l.number = ""
	}
	scheme := ""
	text, err := drawingText(x, func(x *archive.XML, e xml.StartElement) error {
		switch e.Name.Local {
		case "buNone":
			l.number = ""
		case "buChar":
			l.number = numbering.Bullet(archive.Attr(e, "char"))
		case "buAutoNum":
			scheme = archive.Attr(e, "type")
		}
		return x.Skip()
	}, &l.level)
	l.text = strings.TrimSpace(text)
	if l.text == "" {
		return err
	}
	if scheme != "" {
		l.number = autoNumber(scheme, 1+s.before(l.level))
	}
	s.lines = append(s.lines, l)
	return err
}

// before counts the numbered lines directly above, on the same level.
func (s *slideShape) before(level int) (n int) {
	for i := len(s.lines) - 1; i >= 0 && s.lines[i].level >= level; i-- {
		switch {
		case s.lines[i].level > level:
		case s.lines[i].number == "" || s.lines[i].number == "•":
			return n
		default:
			n++
		}
	}
	return n
}

// drawingText is the text of an <a:p>; bullet sees the children of its
// properties, level gets its level.
func drawingText(x *archive.XML, bullet func(*archive.XML, xml.StartElement) error,
	level *int) (string, error) {
	var b strings.Builder
	var f func(x *archive.XML, e xml.StartElement) error
	f = func(x *archive.XML, e xml.StartElement) error {
		switch e.Name.Local {
		case "t":
			t, err := x.Text()
			b.WriteString(t)
			return err
		case "br":
			b.WriteByte('\n')
			return x.Skip()
		case "tab":
			b.WriteByte('\t')
			return x.Skip()
		case "pPr":
			*level = min(archive.SmallNumber(archive.Attr(e, "lvl")), docxLevels-1)
			return x.Children(bullet)
		case "rPr", "endParaRPr":
			return x.Skip()
		}
		return x.Children(f)
	}
	err := x.Children(f)
	return b.String(), err
}

// autoNumber writes a number of ST_TextAutonumberScheme: the name tells format and punctuation.
func autoNumber(scheme string, n int) string {
	s := strconv.Itoa(n)
	switch {
	case strings.HasPrefix(scheme, "alphaLc"):
		s = numbering.Alphabetic(n, 'a')
	case strings.HasPrefix(scheme, "alphaUc"):
		s = numbering.Alphabetic(n, 'A')
	case strings.HasPrefix(scheme, "romanLc"):
		s = strings.ToLower(numbering.Roman(n))
	case strings.HasPrefix(scheme, "romanUc"):
		s = numbering.Roman(n)
	case strings.HasPrefix(scheme, "circle"):
		s = numbering.Circled(n)
	}
	switch {
	case strings.HasSuffix(scheme, "ParenBoth"):
		return "(" + s + ")"
	case strings.HasSuffix(scheme, "ParenR"):
		return s + ")"
	case strings.HasSuffix(scheme, "Period"):
		return s + "."
	}
	return s
}

// slideTable is an <a:tbl> while it is read.
type slideTable struct {
	rows  [][]content.GridCell
	above []string
}

func (t *slideTable) element(x *archive.XML, e xml.StartElement) error {
	if e.Name.Local != "tr" || len(t.rows) >= content.MaxRows {
		return x.Skip()
	}
	t.rows = append(t.rows, nil)
	column := 0
	return x.Children(func(x *archive.XML, e xml.StartElement) error {
		if e.Name.Local != "tc" || column >= content.MaxColumns {
			return x.Skip()
		}
		column++
		return t.cell(x, e, column-1)
	})
}

// cell reads an <a:tc>. Cells that a neighbour covers are there as well, marked and empty.
func (t *slideTable) cell(x *archive.XML, e xml.StartElement, column int) error {
	var s slideShape
	if err := x.Children(s.element); err != nil {
		return err
	}
	for len(t.above) <= column {
		t.above = append(t.above, "")
	}
	text := s.plain()
	if archive.Attr(e, "vMerge") == "1" {
		text = t.above[column]
	}
	t.above[column] = text
	if archive.Attr(e, "hMerge") == "1" {
		return nil
	}
	c := content.GridCell{Text: text}
	if n := archive.SmallNumber(archive.Attr(e, "gridSpan")); n > 1 {
		c.Columns = n
	}
	row := &t.rows[len(t.rows)-1]
	*row = append(*row, c)
	return nil
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
		case i == title, s.kind == "sldNum", s.kind == "dt", s.kind == "ftr", s.kind == "hdr":
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
		if len(s.lines) > 0 || s.table != nil {
			return first
		}
	}
	return -1
}

func (s slideShape) write(b *content.Builder) {
	single := len(s.lines) == 1 && s.lines[0].number == "•"
	for _, l := range s.lines {
		if l.number == "" || single {
			b.Paragraph(l.text)
		} else {
			b.Item(l.level+1, l.number, l.text)
		}
	}
}
