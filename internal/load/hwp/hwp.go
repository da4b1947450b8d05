package hwp

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"strings"
	"unicode/utf16"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/compound"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/outline"
)

func hwpFormat() format.Format {
	return format.Format{Name: "hwp", Extensions: []string{"hwp", "hwt"}, Isolated: true, Matches: isHwp, Open: openHwp}
}

// isHwp: a compound file with the two streams that every HWP 5 document has.
func isHwp(s format.Source, head []byte) bool {
	return compound.Holds(s, head, "FileHeader", "DocInfo")
}

// hwpFile reads HWP 5 ("한글 문서 파일 형식 5.0", Hancom, revision 1.3): a stream of records for each section, with the
// shapes of paragraphs and their numberings in DocInfo.
type hwpFile struct {
	about      content.Info
	storage    *compound.File
	sections   []string // names of streams
	packed     bool     // streams are deflated
	locked     bool     // distribution document: the sections are encrypted with a key that lies beside them
	shapes     []hwpHead
	styles     []hwpStyle
	numberings map[string]hwpNumbering
	bullets    map[string]string
}

type hwpStyle struct{ outline, shape int }

// Bits of the properties in FileHeader.
const (
	hwpPacked       = 1 << 0
	hwpPassword     = 1 << 1
	hwpDistribution = 1 << 2
)

func openHwp(_ context.Context, s format.Source, e format.Env) (format.Reader, error) {
	c, err := compound.Open(s, e.Limits.Unpacked)
	if err != nil {
		return nil, err
	}
	head, err := c.Stream("FileHeader")
	if err != nil {
		return nil, err
	}
	if len(head) < 40 || !strings.HasPrefix(string(head), "HWP Document File") {
		return nil, format.Fail(format.ErrDamaged, errors.New("no HWP signature"))
	}
	properties := binary.LittleEndian.Uint32(head[36:])
	if properties&hwpPassword != 0 {
		return nil, format.Fail(format.ErrEncrypted, nil)
	}
	h := &hwpFile{storage: c, about: content.Info{Format: "hwp", Unit: content.ByteUnit, Total: s.Size},
		packed: properties&hwpPacked != 0, locked: properties&hwpDistribution != 0,
		numberings: map[string]hwpNumbering{}, bullets: map[string]string{}}
	folder := "BodyText"
	if h.locked {
		folder = "ViewText"
	}
	for i := 0; c.Has(fmt.Sprintf("%s/Section%d", folder, i)); i++ {
		h.sections = append(h.sections, fmt.Sprintf("%s/Section%d", folder, i))
	}
	h.about.Title = content.GoodTitle(c.SummaryTitle("HwpSummaryInformation"))
	return h, h.docInfo()
}

func (h *hwpFile) Info() content.Info { return h.about }
func (h *hwpFile) Close() error       { return nil }

// records unpacks a stream into records.
func (h *hwpFile) records(name string) ([]hwpRecord, error) {
	data, err := h.storage.Stream(name)
	if err != nil {
		return nil, err
	}
	if h.locked && strings.HasPrefix(name, "ViewText/") {
		if data, err = unlockHwp(data); err != nil {
			return nil, format.Fail(format.ErrDamaged, err)
		}
	}
	if h.packed {
		if data, err = h.storage.Inflate(data); err != nil {
			return nil, err
		}
	}
	return hwpRecords(data), nil
}

// hwpRecord is a record of a stream: what a tag means is in the format's description, section 4.
type hwpRecord struct {
	tag   int
	level int
	compound.Bytes
}

// Tags of records.
const (
	hwpTagNumbering  = 0x17
	hwpTagBullet     = 0x18
	hwpTagParaShape  = 0x19
	hwpTagStyle      = 0x1a
	hwpTagLock       = 0x1c
	hwpTagParagraph  = 0x42
	hwpTagText       = 0x43
	hwpTagControl    = 0x47
	hwpTagListHeader = 0x48
	hwpTagTable      = 0x4d
	hwpTagEquation   = 0x58
)

// hwpRecords cuts a stream into records. A cut one ends it.
func hwpRecords(data []byte) (all []hwpRecord) {
	for len(data) >= 4 {
		head := binary.LittleEndian.Uint32(data)
		size := int(head >> 20)
		data = data[4:]
		if size == 0xfff {
			if len(data) < 4 {
				return all
			}
			size = int(binary.LittleEndian.Uint32(data))
			data = data[4:]
		}
		if size > len(data) {
			return all
		}
		all = append(all, hwpRecord{int(head & 0x3ff), int(head >> 10 & 0x3ff), data[:size]})
		data = data[size:]
	}
	return all
}

// under gives the index behind the records below record i.
func under(records []hwpRecord, i int) int {
	end := i + 1
	for end < len(records) && records[end].level > records[i].level {
		end++
	}
	return end
}

// docInfo reads what the sections refer to.
func (h *hwpFile) docInfo() error {
	records, err := h.records("DocInfo")
	for _, r := range records {
		switch r.tag {
		case hwpTagParaShape:
			p := r.U32(0)
			kind := [...]string{"", "OUTLINE", "NUMBER", "BULLET"}[p>>23&3]
			h.shapes = append(h.shapes, hwpHead{kind, fmt.Sprint(r.U16(30)), int(p >> 25 & 7)})
		case hwpTagNumbering:
			h.numberings[fmt.Sprint(len(h.numberings)+1)] = r.numbering()
		case hwpTagBullet:
			h.bullets[fmt.Sprint(len(h.bullets)+1)] = string(utf16.Decode([]uint16{uint16(r.U16(12))}))
		case hwpTagStyle:
			h.styles = append(h.styles, r.style())
		}
	}
	return err
}

// numbering reads the seven levels of a numbering, and the number with which the first one starts.
func (r hwpRecord) numbering() (n hwpNumbering) {
	const levels = 7
	at := 0
	for i := range levels {
		format := int(r.U32(at) >> 5 & 15)
		text, next := r.Text(at + 12)
		n[i] = hwpLevel{format: hwpNumberFormats[min(format, len(hwpNumberFormats)-1)], text: text}
		at = next
	}
	n[0].start = r.U16(at)
	for i := range levels {
		if start := int(r.U32(at + 2 + 4*i)); start > 0 && start < 10_000 {
			n[i].start = start
		}
	}
	return n
}

func (r hwpRecord) style() (s hwpStyle) {
	name, at := r.Text(0)
	_, at = r.Text(at)
	s.shape = r.U16(at + 4)
	if m := outline.HeadingStyle.FindStringSubmatch(strings.ToLower(name)); m != nil {
		s.outline = int(m[1][0] - '0')
	}
	return s
}

func (h *hwpFile) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		w := &hwpWalker{Pager: content.Pager{Yield: yield, From: from}, ctx: ctx, file: h,
			counters: &hwpCounters{numberings: h.numberings, bullets: h.bullets}}
		for i, name := range h.sections {
			records, err := h.records(name)
			if err != nil {
				w.Fail(err)
				return
			}
			w.done = h.about.Total * int64(i) / int64(len(h.sections))
			w.list(records, 0)
			if err := ctx.Err(); err != nil {
				w.Fail(err)
			}
		}
		w.Flush(h.about.Total)
	}
}

// hwpWalker turns the records of a section, a cell or a box into blocks.
type hwpWalker struct {
	content.Pager
	ctx      context.Context
	file     *hwpFile
	counters *hwpCounters
	done     int64
	plain    bool // gather text in flat instead of building blocks: inside cells and notes
	flat     strings.Builder
}

// inside gives the plain text of a list of paragraphs.
func (w *hwpWalker) inside(records []hwpRecord, depth int) string {
	in := &hwpWalker{file: w.file, counters: w.counters, plain: true}
	in.list(records, depth)
	return strings.TrimSpace(in.flat.String())
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

// paragraph handles a paragraph: its own record first, what belongs to it behind.
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
	w.write(p, records[0])
	for _, c := range p.controls {
		w.control(c, depth+1)
	}
}

// controlID is the four letters that name a control.
func controlID(r hwpRecord) string {
	id := r.U32(0)
	return string([]byte{byte(id >> 24), byte(id >> 16), byte(id >> 8), byte(id)})
}

// read decodes a paragraph's text. Units below 32 are characters of their own, or marks of eight units.
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
	case "tdut", "tcps": // a ruby's main text, characters on top of one another
		text, _ := c[0].Text(4)
		return text
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
	number := w.counters.number(shape)
	switch {
	case w.plain:
		w.flat.WriteString(strings.TrimSpace(number+" "+text) + "\n")
	case shape.kind == "OUTLINE":
		w.Heading(shape.level+1, number+" "+text)
	case style.outline > 0:
		w.Heading(style.outline, number+" "+text)
	case number != "":
		w.Builder.Item(shape.level+1, number, text)
	default:
		outline.Prose(&w.Builder, text)
	}
}

// control handles what is anchored in a paragraph: tables, boxes, notes.
func (w *hwpWalker) control(records []hwpRecord, depth int) {
	switch controlID(records[0]) {
	case "tbl ":
		w.table(records[1:], depth)
	case "fn  ", "en  ":
		if note := w.inside(records[1:], depth); note != "" && w.plain {
			w.flat.WriteString("(" + korean.Line(note) + ")\n")
		} else {
			w.Add(content.Block{Kind: content.Note}, note)
		}
	case "gso ":
		w.list(boxes(records[1:]), depth)
	}
}

// boxes gives the paragraphs of drawn objects, which stand below their components.
func boxes(records []hwpRecord) (all []hwpRecord) {
	for i := 0; i < len(records); {
		if records[i].tag == hwpTagParagraph {
			end := under(records, i)
			all = append(all, records[i:end]...)
			i = end
			continue
		}
		i++
	}
	return all
}

// table handles a table's records: its own, and for each cell a header followed by paragraphs on the same level.
func (w *hwpWalker) table(records []hwpRecord, depth int) {
	var g content.Grid
	row, header, columns, caption := -1, 0, 0, ""
	inTable := false
	for i := 0; i < len(records); {
		r := records[i]
		end := i + 1
		for end < len(records) && (records[end].level > r.level || records[end].tag == hwpTagParagraph && records[end].level == r.level) {
			end++
		}
		switch {
		case r.tag == hwpTagTable:
			inTable = true
			end = under(records, i)
		case r.tag != hwpTagListHeader || len(g.Cells) > content.MaxRows:
		case !inTable:
			caption = w.inside(records[i+1:end], depth)
		default:
			for ; row < r.U16(10) && row < content.MaxRows; row++ {
				g.Next()
			}
			g.Add(w.inside(records[i+1:end], depth), max(1, min(r.U16(12), content.MaxColumns)), max(1, r.U16(14)))
			columns = max(columns, r.U16(8)+1)
			const title = 1 << 18
			if r.U32(4)&title != 0 && row == header {
				header = row + 1
			}
		}
		i = end
	}
	outline.WriteTable(&w.Builder, g.Rows(), header, columns, caption, w.plain, &w.flat)
}
