package office

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/compound"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
)

func pptFormat() format.Format {
	return format.Format{Name: "ppt", Plain: "txt", Extensions: []string{"ppt", "pps", "pot"},
		Isolated: true,
		Open:     openPpt,
		Matches: func(s format.Source, head []byte) bool {
			return compound.Holds(s, head, "PowerPoint Document")
		}}
}

// pptFile reads PowerPoint 97–2003 ([MS-PPT]): a page for each slide in the
// order in which they are shown, its title as a heading, then its notes.
type pptFile struct {
	about content.Info
	data  []byte
	// of persisted objects, by id: an edit appends newer ones to older ones
	places  map[uint32]uint32
	slides  []pptSlide
	noteFor map[uint32]uint32 // by a slide's id, the id of its notes' object
	cut     bool              // records that others refer to are missing
}

type pptSlide struct {
	object  uint32 // id of the slide's container
	id      uint32
	outline []pptText
}

// pptText is a text with its kind, the type of TextHeaderAtom, or a table.
type pptText struct {
	kind  uint32
	text  string
	table [][]content.GridCell
}

// Types of records.
const (
	pptDocument   = 0x03e8
	pptSlideBox   = 0x03ee
	pptNotes      = 0x03f0
	pptNotesAtom  = 0x03f1
	pptPersist    = 0x03f3
	pptOutlineRef = 0x0f9e
	pptTextHeader = 0x0f9f
	pptTextWide   = 0x0fa0
	pptTextNarrow = 0x0fa8
	pptSlideList  = 0x0ff0
	pptUserEdit   = 0x0ff5
	pptDirectory  = 0x1772
	pptGroup      = 0xf003
	pptTextbox    = 0xf00d
	pptAnchor     = 0xf00f // of a shape in a group
)

// Kinds of texts.
const (
	pptTitle       = 0
	pptBody        = 1
	pptNotesText   = 2
	pptOther       = 4
	pptCenterTitle = 6
)

// pptRecord is a record: a container has records in its data.
type pptRecord struct {
	compound.Bytes
	kind      int
	instance  int
	container bool
}

// pptRecords cuts data into records. One that is cut, or of the type 0, which
// none has, ends it and sets cut.
func pptRecords(data []byte, cut *bool) iter.Seq[pptRecord] {
	return func(yield func(pptRecord) bool) {
		for len(data) >= 8 {
			head := binary.LittleEndian.Uint16(data)
			size := int64(binary.LittleEndian.Uint32(data[4:]))
			if size > int64(len(data)-8) || binary.LittleEndian.Uint16(data[2:]) == 0 {
				*cut = true
				return
			}
			r := pptRecord{compound.Bytes(data[8 : 8+size]),
				int(binary.LittleEndian.Uint16(data[2:])), int(head >> 4), head&15 == 15}
			if !yield(r) {
				return
			}
			data = data[8+size:]
		}
	}
}

// recordAt gives the record at a place in the stream.
func (p *pptFile) recordAt(at uint32) (pptRecord, bool) {
	if int64(at) >= int64(len(p.data)) {
		return pptRecord{}, false
	}
	for r := range pptRecords(p.data[at:], &p.cut) {
		return r, true
	}
	return pptRecord{}, false
}

// openPpt follows the chain of edits from the newest one, which the stream
// Current User names ([MS-PPT] 2.3.2). Each edit says where the objects are that
// it wrote; older edits count only for objects that no newer one has.
func openPpt(_ context.Context, s format.Source, e format.Env) (format.Reader, error) {
	c, err := compound.Open(s, e.Limits.Unpacked)
	if err != nil {
		return nil, err
	}
	user, err := c.Stream("Current User")
	if err != nil {
		return nil, err
	}
	p := &pptFile{places: map[uint32]uint32{}, noteFor: map[uint32]uint32{}}
	if p.data, err = c.Stream("PowerPoint Document"); err != nil {
		return nil, err
	}
	head := compound.Bytes(user)
	const encrypted = 0xf3d1c4df
	if head.U32(12) == encrypted || c.Has("EncryptedSummary") {
		return nil, format.Fail(format.ErrEncrypted, nil)
	}
	doc, err := p.readEdits(head.U32(16))
	if err != nil && c.Has("Text_Content") && c.Has("Header") {
		return nil, format.Fail(format.ErrTooOld, err) // PowerPoint 95 uses the same name
	}
	if err != nil {
		return nil, format.Fail(format.ErrDamaged, err)
	}
	p.readLists(doc)
	p.about = content.Info{Format: "ppt", Unit: content.PageUnit, Total: int64(len(p.slides))}
	if c.Cut() || p.cut {
		p.about.Warn(document.Incomplete)
	}
	p.about.Title = content.GoodTitle(c.SummaryTitle("SummaryInformation"))
	return p, nil
}

// readEdits follows the edits from the newest to the first and returns the
// document's container. A newer edit takes precedence over an older one.
func (p *pptFile) readEdits(at uint32) (document pptRecord, err error) {
	var id uint32
	const most = 10_000
	for edits := 0; edits == 0 || at != 0 && edits < most; edits++ {
		edit, ok := p.recordAt(at)
		if !ok || edit.kind != pptUserEdit {
			return document, fmt.Errorf("no edit at %d", at)
		}
		if edits == 0 {
			id = edit.U32(16)
		}
		p.readDirectory(edit.U32(12))
		at = edit.U32(8)
	}
	document, ok := p.recordAt(p.places[id])
	if !ok || document.kind != pptDocument {
		return document, errors.New("no document")
	}
	return document, nil
}

// readDirectory reads runs of places: each begins with the first object's id
// (20 bits) and their number (12 bits).
func (p *pptFile) readDirectory(at uint32) {
	r, ok := p.recordAt(at)
	if !ok || r.kind != pptDirectory {
		p.cut = true
		return
	}
	for at := 0; at+4 <= len(r.Bytes); {
		first, n := r.U32(at)&0xfffff, r.U32(at)>>20
		at += 4
		for i := range n {
			if _, newer := p.places[first+i]; !newer && at+4 <= len(r.Bytes) {
				p.places[first+i] = r.U32(at)
			}
			at += 4
		}
	}
}

// readLists reads the lists of slides and of notes.
func (p *pptFile) readLists(document pptRecord) {
	for list := range pptRecords(document.Bytes, &p.cut) {
		if list.kind != pptSlideList {
			continue
		}
		const (
			slides = 0
			notes  = 2
		)
		switch list.instance {
		case slides:
			p.readSlides(list)
		case notes:
			for r := range pptRecords(list.Bytes, &p.cut) {
				if r.kind == pptPersist {
					p.readNotes(r.U32(0))
				}
			}
		}
	}
}

// readSlides reads the list of slides. Each is followed by the texts of its outline.
func (p *pptFile) readSlides(list pptRecord) {
	var kind uint32
	for r := range pptRecords(list.Bytes, &p.cut) {
		if r.kind == pptPersist {
			if len(p.slides) == maxSlides {
				return
			}
			p.slides = append(p.slides, pptSlide{object: r.U32(0), id: r.U32(12)})
			continue
		}
		if len(p.slides) == 0 {
			continue
		}
		s := &p.slides[len(p.slides)-1]
		switch r.kind {
		case pptTextHeader:
			kind = r.U32(0)
			s.outline = append(s.outline, pptText{kind: kind})
		case pptTextWide, pptTextNarrow:
			if n := len(s.outline); n > 0 {
				s.outline[n-1].text = r.slideText(&p.cut)
			}
		}
	}
}

// readNotes notes which slide a container of notes belongs to.
func (p *pptFile) readNotes(object uint32) {
	notes, ok := p.recordAt(p.places[object])
	if !ok || notes.kind != pptNotes {
		return
	}
	for r := range pptRecords(notes.Bytes, &p.cut) {
		if r.kind == pptNotesAtom {
			p.noteFor[r.U32(0)] = object
		}
	}
}

// slideText decodes a text: paragraphs end with a carriage return, lines with a
// vertical tab. It sets cut if something else was written over the text.
func (r pptRecord) slideText(cut *bool) string {
	units := make([]uint16, 0, len(r.Bytes))
	if r.kind == pptTextNarrow {
		for _, b := range r.Bytes {
			units = append(units, uint16(b))
		}
	} else {
		for i := 0; i+2 <= len(r.Bytes); i += 2 {
			units = append(units, binary.LittleEndian.Uint16(r.Bytes[i:]))
		}
	}
	var found garbage
	for _, u := range units {
		found.add(u)
	}
	*cut = *cut || found.overwritten()
	return strings.NewReplacer("\r", "\n", "\v", " ").Replace(string(utf16.Decode(units)))
}

func (p *pptFile) Info() content.Info { return p.about }
func (p *pptFile) Close() error       { return nil }

func (p *pptFile) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		for i := from; i < len(p.slides); i++ {
			if err := ctx.Err(); err != nil {
				yield(content.Page{}, err)
				return
			}
			b := &content.Builder{}
			p.write(b, p.slides[i])
			text, blocks := b.Take()
			if p.cut {
				p.about.WarnOf(document.Warning{Code: document.Incomplete,
					Percent: percent(i, len(p.slides))})
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

// write writes a slide with its notes.
func (p *pptFile) write(b *content.Builder, s pptSlide) {
	var texts []pptText
	var comments []string
	if r, ok := p.recordAt(p.places[s.object]); ok && r.kind == pptSlideBox {
		texts = shapesTexts(r.Bytes, s.outline, 0, &p.cut)
		comments = r.comments(0)
	} else {
		p.about.Warn(document.PagesLeftOut)
	}
	if len(texts) == 0 {
		texts = s.outline
	}
	asShapes(texts).write(b)
	if object, ok := p.noteFor[s.id]; ok {
		if r, ok := p.recordAt(p.places[object]); ok {
			for _, t := range shapesTexts(r.Bytes, nil, 0, &p.cut) {
				if t.kind == pptNotesText {
					b.Add(content.Block{Kind: content.Note}, t.text)
				}
			}
		}
	}
	for _, text := range comments {
		b.Add(content.Block{Kind: content.Note}, content.Comment("", text))
	}
}

// asShapes makes of texts what slides are written from.
func asShapes(texts []pptText) *slideWalker {
	w := &slideWalker{}
	for _, t := range texts {
		s := slideShape{table: t.table}
		number := ""
		switch t.kind {
		case pptTitle, pptCenterTitle:
			s.kind = "title"
		case pptBody, 7, 8: // the halves and quarters of a body
			number = "•"
		}
		for line := range strings.SplitSeq(t.text, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				s.lines = append(s.lines, slideLine{text: line, number: number})
			}
		}
		w.shapes = append(w.shapes, s)
	}
	return w
}

// shapesTexts gathers the texts of a slide's shapes, in the order in which they
// were drawn. Those of its outline are referred to by their number.
func shapesTexts(data []byte, outline []pptText, depth int, cut *bool) (texts []pptText) {
	if depth > content.MaxDepth {
		return nil
	}
	for r := range pptRecords(data, cut) {
		switch {
		case r.kind == pptTextbox:
			texts = append(texts, r.textbox(outline, cut)...)
		case r.kind == pptGroup && r.table(cut) != nil:
			texts = append(texts, pptText{kind: pptOther, table: r.table(cut)})
		case r.container:
			texts = append(texts, shapesTexts(r.Bytes, outline, depth+1, cut)...)
		}
	}
	return texts
}

func (r pptRecord) textbox(outline []pptText, cut *bool) (texts []pptText) {
	kind := uint32(pptOther)
	for t := range pptRecords(r.Bytes, cut) {
		switch t.kind {
		case pptTextHeader:
			kind = t.U32(0)
		case pptTextWide, pptTextNarrow:
			texts = append(texts, pptText{kind: kind, text: t.slideText(cut)})
		case pptOutlineRef:
			if i := t.U32(0); int64(i) < int64(len(outline)) {
				texts = append(texts, outline[i])
			}
		}
	}
	return texts
}

// table makes a table of a group whose shapes form rows and columns, which
// is what tables are in this format; nil for any other group.
func (r pptRecord) table(cut *bool) [][]content.GridCell {
	type place struct {
		top, left int32
		text      string
	}
	var places []place
	for shape := range pptRecords(r.Bytes, cut) {
		var p place
		found := false
		for part := range pptRecords(shape.Bytes, cut) {
			switch part.kind {
			case pptAnchor:
				p.left, p.top = int32(part.U32(0)), int32(part.U32(4))
				found = true
			case pptTextbox:
				for _, t := range part.textbox(nil, cut) {
					p.text += t.text
				}
			}
		}
		if found && p.text != "" {
			places = append(places, p)
		}
	}
	slices.SortStableFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.top, b.top), cmp.Compare(a.left, b.left))
	})
	var rows [][]content.GridCell
	for i, p := range places {
		if i == 0 || p.top != places[i-1].top {
			rows = append(rows, nil)
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], content.GridCell{Text: p.text})
	}
	if len(rows) < 2 || len(rows[0]) < 2 || len(places) < len(rows)*2 {
		return nil
	}
	return rows
}
