package hwp

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"iter"
	"regexp"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/chart"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/outline"
)

func hwpxFormat() format.Format {
	return format.Format{Name: "hwpx", Extensions: []string{"hwpx", "hwtx"}, Isolated: true,
		Matches: func(s format.Source, head []byte) bool {
			return archive.HasPart(s, head,
				"contents/section0.xml")
		}, Open: openHwpx}
}

// hwpxFile reads HWPX (the national standard KS X 6101, OWPML): a stream over
// each section, with the shapes of paragraphs and their numberings known
// beforehand.
type hwpxFile struct {
	about      content.Info
	archive    *archive.Zip
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

func openHwpx(_ context.Context, s format.Source, e format.Env) (format.Reader, error) {
	a, err := archive.Open(s, e.Limits.Unpacked)
	if err != nil {
		return nil, err
	}
	h := &hwpxFile{archive: a, about: content.Info{Format: "hwpx", Unit: content.ByteUnit,
		Total: s.Size}, shapes: map[string]hwpHead{},
		styles: map[string]hwpxStyle{}, numberings: map[string]hwpNumbering{},
		bullets: map[string]string{}}
	if locked, err := isLocked(a); locked || err != nil {
		return nil, cmp.Or(err, format.Fail(format.ErrEncrypted, nil))
	}
	h.sections = a.NumberedParts(regexp.MustCompile(`^contents/section(\d+)\.xml$`))
	if a.Cut() {
		if len(h.sections) == 0 {
			return nil, a.Lacking(errors.New("no section"))
		}
		h.about.Warn(document.Incomplete)
	}
	if err := a.Rooted("Contents/header.xml", "head", h.header); err != nil && !a.Cut() {
		return nil, err
	}
	// a document is read even if its properties are broken
	_ = a.Each("Contents/content.hpf", h.metadata)
	return h, nil
}

// isLocked reports whether the manifest says that parts are encrypted.
func isLocked(a *archive.Zip) (locked bool, err error) {
	var find func(x *archive.XML, e xml.StartElement) error
	find = func(x *archive.XML, e xml.StartElement) error {
		locked = locked || e.Name.Local == "encryption-data"
		return x.Children(find)
	}
	err = a.Each("META-INF/manifest.xml", find)
	return locked, err
}

func (h *hwpxFile) metadata(x *archive.XML, e xml.StartElement) error {
	if e.Name.Local == "title" {
		title, err := x.Text()
		h.about.Title = content.GoodTitle(title)
		return err
	}
	if name := archive.PartName(archive.Attr(e, "href")); e.Name.Local == "item" &&
		strings.HasPrefix(name, "contents/") && strings.HasSuffix(name, ".xml") && !h.archive.Has(name) {
		h.about.Warn(document.Incomplete)
	}
	return x.Children(h.metadata)
}

// header reads the definitions that the sections refer to.
func (h *hwpxFile) header(x *archive.XML, e xml.StartElement) error {
	id := archive.Attr(e, "id")
	switch e.Name.Local {
	case "paraPr":
		return x.Children(func(x *archive.XML, e xml.StartElement) error {
			if e.Name.Local == "heading" {
				h.shapes[id] = hwpHead{archive.Attr(e, "type"), archive.Attr(e, "idRef"),
					archive.SmallNumber(archive.Attr(e, "level"))}
			}
			return x.Skip()
		})
	case "style":
		name := strings.ToLower(archive.Attr(e, "name"))
		s := hwpxStyle{shape: archive.Attr(e, "paraPrIDRef")}
		if m := outline.HeadingStyle.FindStringSubmatch(name); m != nil {
			s.outline = int(m[1][0] - '0')
		}
		h.styles[id] = s
		return x.Skip()
	case "numbering":
		var n hwpNumbering
		err := x.Children(n.level)
		h.numberings[id] = n
		return err
	case "bullet":
		h.bullets[id] = archive.Attr(e, "char")
		return x.Skip()
	}
	return x.Children(h.header)
}

// level reads a <hh:paraHead>.
func (n *hwpNumbering) level(x *archive.XML, e xml.StartElement) error {
	if e.Name.Local != "paraHead" {
		return x.Skip()
	}
	text, err := x.Text()
	if i := archive.SmallNumber(archive.Attr(e, "level")); i >= 1 && i <= hwpLevels {
		start, _ := strconv.Atoi(archive.Attr(e, "start"))
		n[i-1] = hwpLevel{start, archive.Attr(e, "numFormat"), text}
	}
	return err
}

func (h *hwpxFile) Info() content.Info { return h.about }
func (h *hwpxFile) Close() error       { return nil }

func (h *hwpxFile) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		w := &hwpxWalker{Pager: content.Pager{Yield: yield, From: from, Finish: new(outline.Tree).Finish},
			ctx: ctx, file: h,
			counters: &hwpCounters{numberings: h.numberings, bullets: h.bullets}}
		var damage error
		for i, part := range h.sections {
			w.done = h.about.Total * int64(i) / int64(len(h.sections))
			err := h.archive.Rooted(part, "sec", func(x *archive.XML, _ xml.StartElement) error {
				return x.Children(w.block)
			})
			if w.Stopped {
				return
			}
			if err != nil && !errors.Is(err, format.ErrDamaged) {
				w.Fail(err)
				return
			}
			if err != nil { // the sections behind it may be whole
				damage = err
				h.about.WarnOf(document.Warning{Code: document.Incomplete,
					Percent: min(99, 100*i/len(h.sections))})
			}
			w.margins.endSection(&w.Builder)
		}
		if damage != nil && w.Empty() {
			w.Fail(damage)
			return
		}
		w.Flush(h.about.Total)
	}
}

// hwpxWalker turns the elements of a section, a cell or a box into blocks.
type hwpxWalker struct {
	content.Pager
	ctx      context.Context
	file     *hwpxFile
	counters *hwpCounters
	done     int64
	margins  margins
	plain    bool // gather text in flat instead of building blocks: inside cells and notes
	flat     strings.Builder
}

func (w *hwpxWalker) inner() *hwpxWalker {
	return &hwpxWalker{file: w.file, counters: w.counters, plain: true}
}

// block handles a child of a section or of a <hp:subList>.
func (w *hwpxWalker) block(x *archive.XML, e xml.StartElement) error {
	p := &hwpxParagraph{walker: w}
	if e.Name.Local != "p" { // some programs write tables and boxes without a paragraph around them
		if err := p.element(x, e); err != nil {
			return err
		}
		w.anchored(p)
		return nil
	}
	if err := x.Children(p.element); err != nil {
		return err
	}
	if !w.plain {
		for _, text := range p.headers {
			w.margins.header(&w.Builder, text)
		}
	}
	w.paragraph(p, archive.Attr(e, "paraPrIDRef"), archive.Attr(e, "styleIDRef"))
	if w.ctx == nil || w.plain {
		return nil
	}
	if !w.Full(w.done) {
		return content.ErrStopped
	}
	return w.ctx.Err()
}

// hwpxParagraph is a paragraph while it is read.
type hwpxParagraph struct {
	walker  *hwpxWalker
	text    strings.Builder
	notes   []string
	headers []string
	boxes   []*hwpxWalker // what is in boxes and pictures' captions
	tables  []*hwpxTable  // tables anchored in it
	charts  []chart.Chart
}

// element handles a child of a paragraph, of a run, or of an element inside one.
func (p *hwpxParagraph) element(x *archive.XML, e xml.StartElement) error {
	w := p.walker
	switch e.Name.Local {
	case "run", "ctrl", "compose", "container", "switch", "case":
		if text := archive.Attr(e, "composeText"); text != "" {
			p.text.WriteString(text)
			return x.Skip()
		}
		return x.Children(p.element)
	case "default": // what older programs read instead of the case before it
		return x.Skip()
	case "t":
		return x.TextAnd(&p.text, p.inline)
	case "secPr":
		w.counters.outline = cmp.Or(archive.Attr(e, "outlineShapeIDRef"), w.counters.outline)
		return x.Skip()
	case "tbl":
		t := &hwpxTable{frame: archive.Attr(e, "colCnt") == "1" && !w.plain}
		p.tables = append(p.tables, t)
		return x.Children(t.element(w))
	case "chart":
		p.charts = append(p.charts, w.file.chart(archive.Attr(e, "chartIDRef")))
		return x.Children(p.element)
	case "footNote", "endNote":
		text, err := w.inside(x)
		p.notes = append(p.notes, text)
		return err
	case "header":
		text, err := w.inside(x)
		p.headers = append(p.headers, text)
		return err
	case "footer":
		text, err := w.inside(x)
		w.margins.footer(text)
		return err
	case "autoNum":
		p.text.WriteString(autoNumber(e))
		return x.Skip()
	case "fieldBegin", "hiddenComment":
		return x.Skip()
	case "dutmal":
		return x.Children(p.element)
	case "mainText", "script": // of a ruby, of a formula
		text, err := x.Text()
		p.text.WriteString(text)
		return err
	case "rect", "ellipse", "polygon", "arc", "curve", "line", "connectLine", "pic", "ole",
		"textart", "equation", "drawText", "caption":
		if text := archive.Attr(e, "text"); e.Name.Local == "textart" && text != "" {
			p.box().line(text)
		}
		return x.Children(p.element)
	case "subList":
		return x.Children(p.box().block)
	}
	return x.Skip()
}

// box is a walker for another box that is anchored in the paragraph.
func (p *hwpxParagraph) box() *hwpxWalker {
	in := p.walker.inner()
	in.plain = p.walker.plain
	p.boxes = append(p.boxes, in)
	return in
}

// line writes a line of text.
func (w *hwpxWalker) line(text string) {
	if w.plain {
		w.flat.WriteString(text + "\n")
	} else {
		outline.Prose(&w.Builder, text)
	}
}

// autoNumber returns the number that a caption, header or footer shows. Notes
// are written without their numbers.
func autoNumber(e xml.StartElement) string {
	switch archive.Attr(e, "numType") {
	case "FOOTNOTE", "ENDNOTE":
		return ""
	}
	return archive.Attr(e, "num")
}

// inside returns the plain text of an element that contains a <hp:subList>.
func (w *hwpxWalker) inside(x *archive.XML) (string, error) {
	in := w.inner()
	err := x.Children(in.list)
	return in.flat.String(), err
}

// inline returns the text of the elements inside <hp:t>.
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

// list handles a child of what holds a <hp:subList>. Some programs leave that
// element out and write its paragraphs directly.
func (w *hwpxWalker) list(x *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "subList":
		return x.Children(w.block)
	case "p", "tbl":
		return w.block(x, e)
	}
	return x.Skip()
}

// paragraph writes a paragraph, and after it what is anchored in it.
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
		outline.Styled(&w.Builder, head.level+1, number, text)
	case s.outline > 0:
		outline.Styled(&w.Builder, s.outline, number, text)
	case number != "":
		w.Builder.Item(head.level+1, number, text)
	default:
		outline.Prose(&w.Builder, text)
	}
	w.anchored(p)
}

// anchored writes what was found inside a paragraph, after its text: where
// exactly it was anchored does not matter for reading.
func (w *hwpxWalker) anchored(p *hwpxParagraph) {
	for _, t := range p.tables {
		t.write(w)
	}
	for _, c := range p.charts {
		addChart(&w.Builder, w.plain, &w.flat, c)
	}
	for _, box := range p.boxes {
		w.flat.WriteString(box.flat.String())
		w.Append(&box.Builder)
	}
	for _, note := range p.notes {
		if w.plain {
			w.flat.WriteString("(" + korean.Line(note) + ")\n")
		} else {
			w.Add(content.Block{Kind: content.Note}, note)
		}
	}
}

// hwpxTable is a <hp:tbl> while it is read.
type hwpxTable struct {
	grid    content.Grid
	header  int
	columns int
	caption string
	frame   bool            // a single column
	blocks  content.Builder // of a frame
}

func (t *hwpxTable) element(w *hwpxWalker) func(*archive.XML, xml.StartElement) error {
	return func(x *archive.XML, e xml.StartElement) error {
		switch e.Name.Local {
		case "caption":
			text, err := w.inside(x)
			t.caption = strings.TrimSpace(text)
			return err
		case "tr":
			if len(t.grid.Cells) >= content.MaxRows {
				w.file.about.Warn(document.CellsLeftOut)
				return x.Skip()
			}
			return t.row(x, w)
		}
		return x.Skip()
	}
}

// row reads a row. It belongs to the header if all its cells say so and all rows
// above belong to it, too. Cells beyond content.MaxColumns are left out.
func (t *hwpxTable) row(x *archive.XML, w *hwpxWalker) error {
	t.grid.Next()
	cells, heads := 0, 0
	err := x.Children(func(x *archive.XML, e xml.StartElement) error {
		if e.Name.Local != "tc" || cells >= content.MaxColumns {
			return x.Skip()
		}
		cells++
		if archive.Attr(e, "header") == "1" {
			heads++
		}
		columns, rows := 1, 1
		in := w.inner()
		in.plain = !t.frame
		err := x.Children(func(x *archive.XML, e xml.StartElement) error {
			if e.Name.Local == "cellSpan" {
				columns, rows = archive.SmallNumber(archive.Attr(e, "colSpan")),
					archive.SmallNumber(archive.Attr(e, "rowSpan"))
			}
			return in.list(x, e)
		})
		if t.frame {
			in.flat.WriteString(in.Text.String())
			t.blocks.Append(&in.Builder)
		}
		t.grid.Add(strings.TrimSpace(in.flat.String()), columns, rows)
		return err
	})
	if heads == cells && cells > 0 && t.header == len(t.grid.Cells)-1 {
		t.header++
	}
	t.columns = max(t.columns, cells)
	return err
}

// write writes the table: a single column is a frame around text, which may
// contain other tables.
func (t *hwpxTable) write(w *hwpxWalker) {
	if t.frame && t.blocks.Holds(content.Table) {
		w.Paragraph(t.caption)
		w.Append(&t.blocks)
		return
	}
	outline.WriteTable(&w.Builder, t.grid.Rows(), max(t.header, t.grid.Head()), t.columns,
		t.caption, w.plain, &w.flat)
}
