package hwp

import (
	"cmp"
	"context"
	"encoding/xml"
	"strings"

	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/chart"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/outline"
)

// hwpxWalker turns the elements of a section, a cell or a box into blocks.
type hwpxWalker struct {
	written
	ctx      context.Context
	file     *hwpxFile
	counters *hwpCounters
	done     int64
	margins  margins
}

func (w *hwpxWalker) inner() *hwpxWalker {
	return &hwpxWalker{file: w.file, counters: w.counters,
		written: written{plain: true, inner: true}}
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
		for _, text := range p.masters {
			w.margins.master(&w.Builder, text)
		}
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
	walker   *hwpxWalker
	text     strings.Builder
	notes    []string
	comments []comment
	headers  []string
	masters  []string      // of master pages
	boxes    []*hwpxWalker // what is in boxes and pictures' captions
	tables   []*hwpxTable  // tables anchored in it
	charts   []chart.Chart
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
		return x.Children(p.sectionProperty)
	case "tbl":
		t := &hwpxTable{frame: !w.plain}
		p.tables = append(p.tables, t)
		return x.Children(t.element(w))
	case "chart":
		p.charts = append(p.charts, w.file.chart(archive.Attr(e, "chartIDRef")))
		return x.Children(p.element)
	case "footNote", "endNote", "header", "footer", "hiddenComment":
		return p.aside(x, e.Name.Local)
	case "autoNum":
		p.text.WriteString(autoNumber(e))
		return x.Skip()
	case "fieldBegin":
		if archive.Attr(e, "type") == "MEMO" {
			return p.aside(x, "memo")
		}
		return x.Skip()
	case "dutmal":
		return p.ruby(x)
	case "btn", "checkBtn", "radioBtn", "edit", "comboBox", "listBox":
		return p.field(x, e)
	case "script": // of a formula
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

// ruby reads a text with a small one above it, as readings of Chinese characters.
func (p *hwpxParagraph) ruby(x *archive.XML) error {
	var main, above string
	err := x.Children(func(x *archive.XML, e xml.StartElement) (err error) {
		switch e.Name.Local {
		case "mainText":
			main, err = x.Text()
		case "subText":
			above, err = x.Text()
		default:
			err = x.Skip()
		}
		return err
	})
	p.text.WriteString(withRuby(main, above))
	return err
}

// withRuby puts a small text that stands above another one behind it.
func withRuby(text, above string) string {
	if above = strings.TrimSpace(above); above == "" {
		return text
	}
	return text + "(" + above + ")"
}

// aside reads a note, a header or a footer.
func (p *hwpxParagraph) aside(x *archive.XML, kind string) error {
	text, err := p.walker.inside(x)
	switch kind {
	case "header":
		p.headers = append(p.headers, text)
	case "footer":
		p.walker.margins.footer(text)
	case "memo", "hiddenComment":
		p.comments = append(p.comments, comment{text: text})
	default:
		p.notes = append(p.notes, text)
	}
	return err
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
	w.adopt(&in.written, "")
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
	if text != "" {
		w.styled(head, s.outline, w.counters.number(head), text)
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
		w.chart(c)
	}
	for _, box := range p.boxes {
		w.flat.WriteString(box.flat.String())
		w.Append(&box.Builder)
		w.adopt(&box.written, "")
	}
	for _, note := range p.notes {
		w.note(note)
	}
	for _, c := range p.comments {
		w.comment(c)
	}
	w.writeComments()
}
