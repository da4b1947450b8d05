package load

import (
	"cmp"
	"context"
	"encoding/xml"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

func hwpxFormat() Format {
	return Format{Name: "hwpx", Extensions: []string{"hwpx", "hwtx"}, Isolated: true,
		matches: func(s Source, head []byte) bool { return hasPart(s, head, "contents/section0.xml") }, open: openHwpx}
}

// hwpxFile reads HWPX (the national standard KS X 6101, OWPML): a stream over each section, with the shapes of
// paragraphs and their numberings known beforehand.
type hwpxFile struct {
	about      Info
	archive    *archive
	sections   []string
	shapes     map[string]hwpHead // of paragraphs, by id
	styles     map[string]hwpxStyle
	numberings map[string]hwpNumbering
	bullets    map[string]string
}

type hwpxStyle struct {
	outline int // level of a heading, 0 for none
	shape   string
}

func openHwpx(_ context.Context, s Source, e env) (reader, error) {
	a, err := openArchive(s, e.limits.Unpacked)
	if err != nil {
		return nil, err
	}
	h := &hwpxFile{archive: a, about: Info{Format: "hwpx", Unit: ByteUnit, Total: s.Size}, shapes: map[string]hwpHead{},
		styles: map[string]hwpxStyle{}, numberings: map[string]hwpNumbering{}, bullets: map[string]string{}}
	if locked, err := a.isLocked(); locked || err != nil {
		return nil, cmp.Or(err, fail(ErrEncrypted, nil))
	}
	h.sections = a.numberedParts(regexp.MustCompile(`^contents/section(\d+)\.xml$`))
	if err := a.each("Contents/header.xml", h.header); err != nil {
		return nil, err
	}
	_ = a.each("Contents/content.hpf", h.metadata) // a document is read even if its properties are broken
	return h, nil
}

// isLocked reports whether the manifest says that parts are encrypted.
func (a *archive) isLocked() (locked bool, err error) {
	var find func(x *xmlStream, e xml.StartElement) error
	find = func(x *xmlStream, e xml.StartElement) error {
		locked = locked || e.Name.Local == "encryption-data"
		return x.children(find)
	}
	err = a.each("META-INF/manifest.xml", find)
	return locked, err
}

func (h *hwpxFile) metadata(x *xmlStream, e xml.StartElement) error {
	if e.Name.Local == "title" {
		title, err := x.text()
		h.about.Title = goodTitle(title)
		return err
	}
	return x.children(h.metadata)
}

// header reads what the sections refer to.
func (h *hwpxFile) header(x *xmlStream, e xml.StartElement) error {
	id := attr(e, "id")
	switch e.Name.Local {
	case "paraPr":
		return x.children(func(x *xmlStream, e xml.StartElement) error {
			if e.Name.Local == "heading" {
				h.shapes[id] = hwpHead{attr(e, "type"), attr(e, "idRef"), smallNumber(attr(e, "level"))}
			}
			return x.skip()
		})
	case "style":
		name := strings.ToLower(attr(e, "name"))
		s := hwpxStyle{shape: attr(e, "paraPrIDRef")}
		if m := headingStyle.FindStringSubmatch(name); m != nil {
			s.outline = int(m[1][0] - '0')
		}
		h.styles[id] = s
		return x.skip()
	case "numbering":
		var n hwpNumbering
		err := x.children(n.level)
		h.numberings[id] = n
		return err
	case "bullet":
		h.bullets[id] = attr(e, "char")
		return x.skip()
	}
	return x.children(h.header)
}

// level reads a <hh:paraHead>.
func (n *hwpNumbering) level(x *xmlStream, e xml.StartElement) error {
	if e.Name.Local != "paraHead" {
		return x.skip()
	}
	text, err := x.text()
	if i := smallNumber(attr(e, "level")); i >= 1 && i <= hwpLevels {
		start, _ := strconv.Atoi(attr(e, "start"))
		n[i-1] = hwpLevel{start, attr(e, "numFormat"), text}
	}
	return err
}

func (h *hwpxFile) info() Info   { return h.about }
func (h *hwpxFile) close() error { return nil }

func (h *hwpxFile) pages(ctx context.Context, from int) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		w := &hwpxWalker{pager: pager{yield: yield, from: from}, ctx: ctx, file: h,
			counters: &hwpCounters{numberings: h.numberings, bullets: h.bullets}}
		for i, part := range h.sections {
			w.done = h.about.Total * int64(i) / int64(len(h.sections))
			err := h.archive.each(part, func(x *xmlStream, _ xml.StartElement) error { return x.children(w.block) })
			if w.stopped {
				return
			}
			if err != nil {
				w.fail(err)
				return
			}
		}
		w.flush(h.about.Total)
	}
}

// hwpxWalker turns the elements of a section, a cell or a box into blocks.
type hwpxWalker struct {
	pager
	ctx      context.Context
	file     *hwpxFile
	counters *hwpCounters
	done     int64
	plain    bool // gather text in flat instead of building blocks: inside cells and notes
	flat     strings.Builder
}

func (w *hwpxWalker) inner() *hwpxWalker {
	return &hwpxWalker{file: w.file, counters: w.counters, plain: true}
}

// block handles a child of a section or of a <hp:subList>.
func (w *hwpxWalker) block(x *xmlStream, e xml.StartElement) error {
	if e.Name.Local != "p" {
		return x.skip()
	}
	p := &hwpxParagraph{walker: w}
	if err := x.children(p.element); err != nil {
		return err
	}
	w.paragraph(p, attr(e, "paraPrIDRef"), attr(e, "styleIDRef"))
	if w.ctx == nil || w.plain {
		return nil
	}
	if !w.full(w.done) {
		return errStopped
	}
	return w.ctx.Err()
}

// hwpxParagraph is a paragraph while it is read.
type hwpxParagraph struct {
	walker *hwpxWalker
	text   strings.Builder
	notes  []string
	boxes  []string     // text of boxes and pictures' captions
	tables []*hwpxTable // tables anchored in it
}

// element handles a child of a paragraph, a run, or what stands in one.
func (p *hwpxParagraph) element(x *xmlStream, e xml.StartElement) error {
	w := p.walker
	switch e.Name.Local {
	case "run", "ctrl", "compose", "container", "switch", "case":
		if text := attr(e, "composeText"); text != "" {
			p.text.WriteString(text)
			return x.skip()
		}
		return x.children(p.element)
	case "default": // what older programs read instead of the case before it
		return x.skip()
	case "t":
		return x.textAnd(&p.text, p.inline)
	case "secPr":
		w.counters.outline = cmp.Or(attr(e, "outlineShapeIDRef"), w.counters.outline)
		return x.skip()
	case "tbl":
		t := &hwpxTable{}
		p.tables = append(p.tables, t)
		return x.children(t.element(w))
	case "footNote", "endNote":
		in := w.inner()
		err := x.children(in.list)
		p.notes = append(p.notes, in.flat.String())
		return err
	case "header", "footer", "fieldBegin", "hiddenComment":
		return x.skip()
	case "dutmal":
		return x.children(p.element)
	case "mainText", "script": // of a ruby, of a formula
		text, err := x.text()
		p.text.WriteString(text)
		return err
	case "rect", "ellipse", "polygon", "arc", "curve", "line", "connectLine", "pic", "ole", "textart", "equation", "drawText", "caption":
		if text := attr(e, "text"); e.Name.Local == "textart" && text != "" {
			p.boxes = append(p.boxes, text)
		}
		return x.children(p.element)
	case "subList":
		in := w.inner()
		err := x.children(in.block)
		p.boxes = append(p.boxes, in.flat.String())
		return err
	}
	return x.skip()
}

// inline gives the text of elements inside <hp:t>.
func (p *hwpxParagraph) inline(e xml.StartElement) string {
	switch e.Name.Local {
	case "tab":
		return "\t"
	case "lineBreak":
		return "\n"
	case "nbSpace", "fwSpace":
		return " "
	case "hyphen":
		return "-"
	}
	return ""
}

// textAnd writes an element's character data, and what inline says for the elements inside it. Text between the marks
// of a tracked deletion is left out.
func (x *xmlStream) textAnd(b *strings.Builder, inline func(xml.StartElement) string) error {
	deleted := false
	for open := 1; open > 0; {
		t, err := x.in.RawToken()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			open++
			switch t.Name.Local {
			case "deleteBegin":
				deleted = true
			case "deleteEnd":
				deleted = false
			}
			b.WriteString(inline(t))
		case xml.EndElement:
			open--
		case xml.CharData:
			if !deleted {
				b.Write(t)
			}
		}
	}
	return nil
}

// list handles a child of what holds a <hp:subList>.
func (w *hwpxWalker) list(x *xmlStream, e xml.StartElement) error {
	if e.Name.Local == "subList" {
		return x.children(w.block)
	}
	return x.skip()
}

// paragraph writes a paragraph, and behind it what is anchored in it.
func (w *hwpxWalker) paragraph(p *hwpxParagraph, shape, style string) {
	text := strings.TrimSpace(p.text.String())
	s := w.file.styles[style]
	head := w.file.shapes[cmp.Or(shape, s.shape)]
	number := ""
	if text != "" {
		number = w.counters.number(head)
	}
	switch {
	case text == "":
	case w.plain:
		w.flat.WriteString(strings.TrimSpace(number+" "+text) + "\n")
	case head.kind == "OUTLINE":
		w.heading(head.level+1, number+" "+text)
	case s.outline > 0:
		w.heading(s.outline, number+" "+text)
	case number != "":
		w.builder.item(head.level+1, number, text)
	default:
		w.builder.prose(text)
	}
	w.anchored(p)
}

func (w *hwpxWalker) anchored(p *hwpxParagraph) {
	for _, t := range p.tables {
		t.write(w)
	}
	for _, box := range p.boxes {
		for line := range strings.SplitSeq(box, "\n") {
			if w.plain {
				w.flat.WriteString(line + "\n")
			} else {
				w.builder.prose(line)
			}
		}
	}
	for _, note := range p.notes {
		if w.plain {
			w.flat.WriteString("(" + korean.Line(note) + ")\n")
		} else {
			w.add(Block{Kind: Note}, note)
		}
	}
}

// hwpxTable is a <hp:tbl> while it is read.
type hwpxTable struct {
	grid    grid
	header  int
	columns int
	caption string
}

func (t *hwpxTable) element(w *hwpxWalker) func(*xmlStream, xml.StartElement) error {
	return func(x *xmlStream, e xml.StartElement) error {
		switch e.Name.Local {
		case "caption":
			in := w.inner()
			err := x.children(in.list)
			t.caption = strings.TrimSpace(in.flat.String())
			return err
		case "tr":
			if len(t.grid.cells) >= maxRows {
				w.file.about.warn(CellsLeftOut)
				return x.skip()
			}
			return t.row(x, w)
		}
		return x.skip()
	}
}

func (t *hwpxTable) row(x *xmlStream, w *hwpxWalker) error {
	t.grid.next()
	cells, heads := 0, 0
	err := x.children(func(x *xmlStream, e xml.StartElement) error {
		if e.Name.Local != "tc" || cells >= maxColumns {
			return x.skip()
		}
		cells++
		if attr(e, "header") == "1" {
			heads++
		}
		columns, rows := 1, 1
		in := w.inner()
		err := x.children(func(x *xmlStream, e xml.StartElement) error {
			if e.Name.Local == "cellSpan" {
				columns, rows = smallNumber(attr(e, "colSpan")), smallNumber(attr(e, "rowSpan"))
			}
			return in.list(x, e)
		})
		t.grid.add(strings.TrimSpace(in.flat.String()), columns, rows)
		return err
	})
	if heads == cells && cells > 0 && t.header == len(t.grid.cells)-1 {
		t.header++
	}
	t.columns = max(t.columns, cells)
	return err
}

// write writes the table: a single column is a frame around text.
func (t *hwpxTable) write(w *hwpxWalker) {
	writeTable(&w.builder, t.grid.rows(), t.header, t.columns, t.caption, w.plain, &w.flat)
}

// writeTable writes a table with its caption above it, whatever the caption's place; in plain text where no blocks can
// stand; as paragraphs if it is a mere frame.
func writeTable(b *builder, rows [][]cell, header, columns int, caption string, plain bool, flat *strings.Builder) {
	if plain {
		for _, row := range append([][]cell{{{text: caption}}}, rows...) {
			for _, c := range row {
				flat.WriteString(korean.Line(c.text) + " ")
			}
			flat.WriteString("\n")
		}
		return
	}
	b.paragraph(caption)
	if columns > 1 {
		b.table(rows, header, 0)
		return
	}
	for _, c := range slices.Concat(rows...) {
		for line := range strings.SplitSeq(c.text, "\n") {
			b.prose(line)
		}
	}
}
