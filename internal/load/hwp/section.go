package hwp

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/mundap/mundap/internal/load/content"
)

// hwpWalker turns the records of a section, a cell or a box into blocks.
type hwpWalker struct {
	written
	ctx      context.Context
	file     *hwpFile
	counters *hwpCounters
	memos    map[int][]hwpRecord // of the section, until they have been written
	done     int64
	margins  margins
}

// inside returns the plain text of a list of paragraphs.
func (w *hwpWalker) inside(records []hwpRecord, depth int) string {
	in := &hwpWalker{file: w.file, counters: w.counters, memos: w.memos,
		written: written{plain: true, inner: true}}
	in.list(records, depth)
	w.adopt(&in.written, "")
	return strings.TrimSpace(in.flat.String())
}

// cell returns the plain text of a cell.
func (w *hwpWalker) cell(records []hwpRecord, depth int) string {
	outer := w.comments
	w.comments = nil
	text := w.inside(records, depth)
	inside := written{comments: w.comments}
	w.comments = outer
	w.adopt(&inside, text)
	return text
}

// list handles the paragraphs among records, wherever they stand.
func (w *hwpWalker) list(records []hwpRecord, depth int) {
	if depth > content.MaxDepth {
		return
	}
	for i := 0; i < len(records) && !w.Stopped; {
		if records[i].tag != hwpTagParagraph {
			i++ // headers of lists and components: what is below them comes next
			continue
		}
		end := under(records, i)
		w.paragraph(records[i:end], depth)
		i = end
		if !w.plain && (w.ctx.Err() != nil || !w.Full(w.done)) {
			return
		}
	}
}

// hwpParagraph is a paragraph while it is read.
type hwpParagraph struct {
	text     strings.Builder
	controls [][]hwpRecord // below it, in the order of their marks in the text
	next     int           // the control of the next mark
}

// paragraph handles a paragraph: its own record, then what belongs to it.
func (w *hwpWalker) paragraph(records []hwpRecord, depth int) {
	p := &hwpParagraph{}
	var units hwpRecord
	for i := 1; i < len(records); {
		end := under(records, i)
		switch records[i].tag {
		case hwpTagText:
			units = records[i]
		case hwpTagControl:
			p.controls = append(p.controls, records[i:end])
			if controlID(records[i]) == "secd" {
				w.counters.outline = fmt.Sprint(records[i].U16(18))
			}
		}
		i = end
	}
	p.read(units)
	if !w.plain {
		w.margin(p.controls, depth+1)
	}
	w.write(p, records[0])
	for _, c := range p.controls {
		w.control(c, depth+1)
	}
	w.writeComments()
}

// margin writes the headers and master pages that are anchored in a paragraph, and keeps its
// footers for the end of the section.
func (w *hwpWalker) margin(controls [][]hwpRecord, depth int) {
	for _, c := range controls {
		switch controlID(c[0]) {
		case "head":
			w.margins.header(&w.Builder, w.inside(c[1:], depth))
		case "secd": // with the paragraphs of its master pages
			w.margins.master(&w.Builder, w.inside(c[1:], depth))
		case "foot":
			w.margins.footer(w.inside(c[1:], depth))
		}
	}
}

// controlID is the four letters that name a control.
func controlID(r hwpRecord) string {
	id := r.U32(0)
	return string([]byte{byte(id >> 24), byte(id >> 16), byte(id >> 8), byte(id)})
}

// read decodes a paragraph's text. Units below 32 are characters of their own,
// or marks of eight units.
func (p *hwpParagraph) read(r hwpRecord) {
	var plain []uint16
	flush := func() {
		p.text.WriteString(string(utf16.Decode(plain)))
		plain = plain[:0]
	}
	for at := 0; at+2 <= len(r.Bytes); at += 2 {
		u := r.U16(at)
		switch {
		case u >= 32:
			plain = append(plain, uint16(u))
			continue
		case u == 10:
			plain = append(plain, '\n')
			continue
		case u == 24:
			plain = append(plain, '-')
			continue
		case u == 30 || u == 31:
			plain = append(plain, ' ')
			continue
		case u == 0 || u == 13 || u >= 25:
			continue
		case u == 9:
			plain = append(plain, '\t')
		case u < 4 || u >= 11 && u <= 18 || u >= 21 && u <= 23: // of a control below
			flush()
			p.text.WriteString(p.mark())
		}
		at += 14
	}
	flush()
}

// mark is the text of the next control, for those that stand for text in the line.
func (p *hwpParagraph) mark() string {
	if p.next >= len(p.controls) {
		return ""
	}
	c := p.controls[p.next]
	p.next++
	switch controlID(c[0]) {
	case "tdut":
		text, end := c[0].Text(4)
		above, _ := c[0].Text(end)
		return withRuby(text, above)
	case "tcps": // characters on top of one another
		text, _ := c[0].Text(4)
		return text
	case "atno":
		return hwpAutoNumber(c[0])
	case "form":
		return formField(c)
	case "eqed":
		for _, r := range c {
			if r.tag == hwpTagEquation {
				text, _ := r.Text(4)
				return text
			}
		}
	}
	return ""
}

// hwpAutoNumber is the number that a caption, header or footer shows. Notes stand
// without theirs.
func hwpAutoNumber(r hwpRecord) string {
	const footnote, endnote = 1, 2
	if kind := r.U32(4) & 15; kind == footnote || kind == endnote {
		return ""
	}
	format := int(r.U32(4) >> 4 & 255)
	return hwpNumber(hwpNumberFormats[min(format, len(hwpNumberFormats)-1)], r.U16(8))
}

// write writes a paragraph as a heading, a list item or plain, by its shape and style.
func (w *hwpWalker) write(p *hwpParagraph, head hwpRecord) {
	text := strings.TrimSpace(p.text.String())
	if text == "" {
		return
	}
	var style hwpStyle
	if len(head.Bytes) > 10 && int(head.Bytes[10]) < len(w.file.styles) {
		style = w.file.styles[head.Bytes[10]]
	}
	var shape hwpHead
	if i := cmp.Or(head.U16(8), style.shape); i < len(w.file.shapes) {
		shape = w.file.shapes[i]
	}
	w.styled(shape, style.outline, w.counters.number(shape), text)
}

// control handles what is anchored in a paragraph: tables, boxes, notes.
func (w *hwpWalker) control(records []hwpRecord, depth int) {
	switch controlID(records[0]) {
	case "tbl ":
		w.table(records[1:], depth)
	case "fn  ", "en  ":
		w.note(w.inside(records[1:], depth))
	case "tcmt":
		w.comment(comment{text: w.inside(records[1:], depth)})
	case "%unk":
		w.memo(records[0], depth)
	case "gso ":
		w.boxes(records[1:], depth)
	}
}

// boxes handles the paragraphs of a drawn object: those of its caption, and those
// of each box, which stand deeper, below its components.
func (w *hwpWalker) boxes(records []hwpRecord, depth int) {
	for i := 0; i < len(records); {
		end := i + 1
		switch records[i].tag {
		case hwpTagParagraph:
			end = under(records, i)
			w.list(records[i:end], depth)
		case hwpTagOLE:
			w.chart(w.file.chart(records[i].U16(12)))
		}
		i = end
	}
}
