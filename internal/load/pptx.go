package load

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

func pptxFormat() Format {
	return Format{Name: "pptx", Extensions: []string{"pptx", "pptm", "ppsx", "potx"}, Isolated: true,
		matches: func(s Source, head []byte) bool { return hasPart(s, head, "ppt/presentation.xml") }, open: openPptx}
}

// pptxFile reads PresentationML (ECMA-376 part 1, chapter 19): a page for each slide in the order in which they are
// shown, its title as a heading, the speaker's notes behind it.
type pptxFile struct {
	about   Info
	archive *archive
	slides  []string // parts
}

const pptxPart = "ppt/presentation.xml"

func openPptx(_ context.Context, s Source, e env) (reader, error) {
	a, err := openArchive(s, e.limits.Unpacked)
	if err != nil {
		return nil, err
	}
	p := &pptxFile{archive: a}
	if p.slides, err = a.slides(); err != nil {
		return nil, err
	}
	p.about = Info{Format: "pptx", Unit: PageUnit, Total: int64(len(p.slides))}
	p.about.Title, _ = a.coreTitle()
	return p, nil
}

// maxSlides bounds a presentation.
const maxSlides = 10_000

// slides gives the slides' parts in order.
func (a *archive) slides() ([]string, error) {
	targets, _, err := a.relations(pptxPart)
	if err != nil {
		return nil, err
	}
	var parts []string
	err = a.each(pptxPart, func(x *xmlStream, _ xml.StartElement) error {
		return x.children(func(x *xmlStream, e xml.StartElement) error {
			if e.Name.Local != "sldIdLst" {
				return x.skip()
			}
			return x.children(func(x *xmlStream, e xml.StartElement) error {
				if part := targets[relationID(e)]; part != "" && a.parts[partName(part)] != nil && len(parts) < maxSlides {
					parts = append(parts, part)
				}
				return x.skip()
			})
		})
	})
	if err == nil && len(parts) == 0 {
		parts = a.numberedParts(regexp.MustCompile(`^ppt/slides/slide(\d+)\.xml$`))
	}
	return parts, err
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

// numberedParts gives the parts that pattern matches, by the number in its first group: what is left of an order when
// nothing else says it.
func (a *archive) numberedParts(pattern *regexp.Regexp) []string {
	numbers := map[string]int{}
	for name := range a.parts {
		if m := pattern.FindStringSubmatch(name); m != nil {
			numbers[name], _ = strconv.Atoi(m[1])
		}
	}
	return slices.SortedFunc(maps.Keys(numbers), func(x, y string) int {
		return cmp.Or(numbers[x]-numbers[y], strings.Compare(x, y))
	})
}

func (p *pptxFile) info() Info   { return p.about }
func (p *pptxFile) close() error { return nil }

func (p *pptxFile) pages(ctx context.Context, from int) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		for i := from; i < len(p.slides); i++ {
			b := &builder{}
			err := errors.Join(p.slide(b, p.slides[i]), ctx.Err())
			if err != nil {
				yield(Page{}, err)
				return
			}
			text, blocks := b.take()
			if p.about.Title == "" && len(blocks) > 0 && blocks[0].Kind == Heading {
				p.about.Title = korean.Truncate(text[blocks[0].Start:blocks[0].End], 300)
			}
			if !yield(Page{Index: i, Number: i + 1, Text: text, Blocks: blocks, Done: int64(i + 1)}, nil) {
				return
			}
		}
	}
}

// slide writes a slide: its title first, then the rest in the order in which it was drawn, then the notes.
func (p *pptxFile) slide(b *builder, part string) error {
	byID, byType, err := p.archive.relations(part)
	if err != nil {
		return err
	}
	w := &slideWalker{archive: p.archive, targets: byID}
	if err := p.archive.each(part, w.root); err != nil {
		return err
	}
	w.write(b)
	notes := byType["notesSlide"]
	if notes == "" {
		return nil
	}
	n := &slideWalker{archive: p.archive}
	if err := p.archive.each(notes, n.root); err != nil {
		return err
	}
	for _, s := range n.shapes {
		if s.kind == "body" {
			b.add(Block{Kind: Note}, s.plain())
		}
	}
	return nil
}

// slideShape is a shape with text, or a table, on a slide.
type slideShape struct {
	kind  string // of its placeholder: title, body, …; "" for a text box
	held  bool   // it is a placeholder
	lines []slideLine
	table [][]cell
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
	archive *archive
	targets map[string]string
	shapes  []slideShape
}

// root handles <p:sld> and <p:notes>.
func (w *slideWalker) root(x *xmlStream, _ xml.StartElement) error {
	return x.children(func(x *xmlStream, e xml.StartElement) error {
		if e.Name.Local != "cSld" {
			return x.skip() // timing and transitions
		}
		return x.children(w.element)
	})
}

// element handles what stands in the tree of shapes.
func (w *slideWalker) element(x *xmlStream, e xml.StartElement) error {
	switch e.Name.Local {
	case "spTree", "grpSp", "cxnSp":
		return x.children(w.element)
	case "sp":
		var s slideShape
		err := x.children(s.element)
		w.shapes = append(w.shapes, s)
		return err
	case "graphicFrame":
		return x.children(w.graphic)
	case "AlternateContent":
		taken := false
		return x.children(func(x *xmlStream, _ xml.StartElement) error {
			if taken {
				return x.skip()
			}
			taken = true
			return x.children(w.element)
		})
	}
	return x.skip()
}

// graphic finds tables and diagrams in a frame.
func (w *slideWalker) graphic(x *xmlStream, e xml.StartElement) error {
	switch e.Name.Local {
	case "tbl":
		var t slideTable
		err := x.children(t.element)
		w.shapes = append(w.shapes, slideShape{table: t.rows})
		return err
	case "relIds": // SmartArt: its text is in a part of its own
		return errors.Join(x.skip(), w.diagram(w.targets[attr(e, "dm")]))
	case "graphic", "graphicData":
		return x.children(w.graphic)
	}
	return x.skip()
}

func (w *slideWalker) diagram(part string) error {
	if part == "" {
		return nil
	}
	var s slideShape
	var find func(x *xmlStream, e xml.StartElement) error
	find = func(x *xmlStream, e xml.StartElement) error {
		if e.Name.Local == "p" {
			return s.paragraph(x)
		}
		return x.children(find)
	}
	err := w.archive.each(part, find)
	w.shapes = append(w.shapes, s)
	return err
}

// element handles a child of <p:sp>.
func (s *slideShape) element(x *xmlStream, e xml.StartElement) error {
	switch e.Name.Local {
	case "nvSpPr", "nvPr":
		return x.children(s.element)
	case "ph":
		s.held = true
		s.kind = cmp.Or(attr(e, "type"), "body")
	case "txBody":
		return x.children(func(x *xmlStream, e xml.StartElement) error {
			if e.Name.Local == "p" {
				return s.paragraph(x)
			}
			return x.skip()
		})
	}
	return x.skip()
}

// paragraph reads an <a:p>.
func (s *slideShape) paragraph(x *xmlStream) error {
	l := slideLine{number: "•"}
	if !s.held {
		l.number = ""
	}
	scheme := ""
	text, err := drawingText(x, func(x *xmlStream, e xml.StartElement) error {
		switch e.Name.Local {
		case "buNone":
			l.number = ""
		case "buChar":
			l.number = bulletOf(attr(e, "char"))
		case "buAutoNum":
			scheme = attr(e, "type")
		}
		return x.skip()
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

// drawingText is the text of an <a:p>; bullet sees the children of its properties, level gets its level.
func drawingText(x *xmlStream, bullet func(*xmlStream, xml.StartElement) error, level *int) (string, error) {
	var b strings.Builder
	var f func(x *xmlStream, e xml.StartElement) error
	f = func(x *xmlStream, e xml.StartElement) error {
		switch e.Name.Local {
		case "t":
			t, err := x.text()
			b.WriteString(t)
			return err
		case "br":
			b.WriteByte('\n')
			return x.skip()
		case "tab":
			b.WriteByte('\t')
			return x.skip()
		case "pPr":
			*level = min(smallNumber(attr(e, "lvl")), docxLevels-1)
			return x.children(bullet)
		case "rPr", "endParaRPr":
			return x.skip()
		}
		return x.children(f)
	}
	err := x.children(f)
	return b.String(), err
}

// autoNumber writes a number of ST_TextAutonumberScheme: the name tells format and punctuation.
func autoNumber(scheme string, n int) string {
	s := strconv.Itoa(n)
	switch {
	case strings.HasPrefix(scheme, "alphaLc"):
		s = alphabetic(n, 'a')
	case strings.HasPrefix(scheme, "alphaUc"):
		s = alphabetic(n, 'A')
	case strings.HasPrefix(scheme, "romanLc"):
		s = strings.ToLower(roman(n))
	case strings.HasPrefix(scheme, "romanUc"):
		s = roman(n)
	case strings.HasPrefix(scheme, "circle"):
		s = circled(n)
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
	rows  [][]cell
	above []string
}

func (t *slideTable) element(x *xmlStream, e xml.StartElement) error {
	if e.Name.Local != "tr" || len(t.rows) >= maxRows {
		return x.skip()
	}
	t.rows = append(t.rows, nil)
	column := 0
	return x.children(func(x *xmlStream, e xml.StartElement) error {
		if e.Name.Local != "tc" || column >= maxColumns {
			return x.skip()
		}
		column++
		return t.cell(x, e, column-1)
	})
}

// cell reads an <a:tc>. Cells that a neighbour covers are there as well, marked and empty.
func (t *slideTable) cell(x *xmlStream, e xml.StartElement, column int) error {
	var s slideShape
	if err := x.children(s.element); err != nil {
		return err
	}
	for len(t.above) <= column {
		t.above = append(t.above, "")
	}
	text := s.plain()
	if attr(e, "vMerge") == "1" {
		text = t.above[column]
	}
	t.above[column] = text
	if attr(e, "hMerge") == "1" {
		return nil
	}
	c := cell{text: text}
	if n := smallNumber(attr(e, "gridSpan")); n > 1 {
		c.columns = n
	}
	row := &t.rows[len(t.rows)-1]
	*row = append(*row, c)
	return nil
}

// write puts the shapes into blocks.
func (w *slideWalker) write(b *builder) {
	title := slices.IndexFunc(w.shapes, func(s slideShape) bool { return s.kind == "title" || s.kind == "ctrTitle" })
	if title < 0 {
		title = w.likelyTitle()
	}
	if title >= 0 {
		b.heading(1, w.shapes[title].plain())
	}
	for i, s := range w.shapes {
		switch {
		case i == title, s.kind == "sldNum", s.kind == "dt", s.kind == "ftr", s.kind == "hdr":
		case s.table != nil:
			b.table(s.table, 0, 0)
		default:
			s.write(b)
		}
	}
}

// likelyTitle is the first shape with text when it is one short line and more follows: programs that export slides
// often make titles plain boxes.
func (w *slideWalker) likelyTitle() int {
	first := slices.IndexFunc(w.shapes, func(s slideShape) bool { return len(s.lines) > 0 })
	if first < 0 || len(w.shapes[first].lines) > 1 || korean.Length(w.shapes[first].lines[0].text) > maxHeading {
		return -1
	}
	for _, s := range w.shapes[first+1:] {
		if len(s.lines) > 0 || s.table != nil {
			return first
		}
	}
	return -1
}

func (s slideShape) write(b *builder) {
	single := len(s.lines) == 1 && s.lines[0].number == "•"
	for _, l := range s.lines {
		if l.number == "" || single {
			b.paragraph(l.text)
		} else {
			b.item(l.level+1, l.number, l.text)
		}
	}
}
