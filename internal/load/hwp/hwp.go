package hwp

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/compound"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/outline"
)

func hwpFormat() format.Format {
	return format.Format{Name: "hwp", Plain: "txt", Extensions: []string{"hwp", "hwt"}, Isolated: true,
		Matches: isHwp, Open: openHwp}
}

// isHwp: a compound file with the two streams that every HWP 5 document has.
func isHwp(s format.Source, head []byte) bool {
	return compound.Holds(s, head, "FileHeader", "DocInfo")
}

// hwpFile reads HWP 5 ("한글 문서 파일 형식 5.0", Hancom, revision 1.3): a stream of
// records for each section, with the shapes of paragraphs and their numberings
// in DocInfo.
type hwpFile struct {
	about    content.Info
	storage  *compound.File
	sections []string // names of streams
	packed   bool     // streams are deflated
	// distribution document: the sections are encrypted with a key that is stored beside them
	locked     bool
	shapes     []hwpHead
	styles     []hwpStyle
	numberings map[string]hwpNumbering
	bullets    map[string]string
	embedded   []embeddedFile
}

type hwpStyle struct{ outline, shape int }

// Bits of the properties in FileHeader.
const (
	hwpPacked       = 1 << 0
	hwpPassword     = 1 << 1
	hwpDistribution = 1 << 2
)

// openHwp reads the header and the tables of styles (DocInfo). The sections are
// read one at a time by Pages. A distribution document keeps its sections in
// ViewText instead of BodyText.
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
	h := &hwpFile{storage: c, about: content.Info{Format: "hwp", Unit: content.ByteUnit,
		Total: s.Size},
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
	records, whole := hwpRecords(data)
	if !whole || h.storage.Cut() {
		h.about.Warn(document.Incomplete)
	}
	return records, nil
}

// hwpRecord is a record of a stream. Section 4 of the format's description
// lists the tags.
type hwpRecord struct {
	tag   int
	level int
	compound.Bytes
}

// Tags of records.
const (
	hwpTagEmbedded   = 0x12
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
	hwpTagOLE        = 0x54
	hwpTagEquation   = 0x58
	hwpTagForm       = 0x5b
)

// hwpRecords divides a stream into records. If a record is incomplete, the
// stream ends there and counts as damaged.
func hwpRecords(data []byte) (all []hwpRecord, whole bool) {
	for len(data) >= 4 {
		head := binary.LittleEndian.Uint32(data)
		if head == 0 && len(bytes.Trim(data, "\x00")) == 0 { // the stream was filled up
			return all, len(data) <= hwpFilled || closed(all)
		}
		size := int(head >> 20)
		data = data[4:]
		if size == 0xfff {
			if len(data) < 4 {
				return all, false
			}
			size = int(binary.LittleEndian.Uint32(data))
			data = data[4:]
		}
		if tag := head & 0x3ff; size > len(data) || tag < 0x10 ||
			tag > 0x7f { // no tags are defined beyond
			return all, false
		}
		all = append(all, hwpRecord{int(head & 0x3ff), int(head >> 10 & 0x3ff), data[:size]})
		data = data[size:]
	}
	return all, true
}

// hwpFilled is the maximum number of zero bytes with which a stream may be
// padded.
const hwpFilled = 64

// closed reports whether the last paragraph says that it is the last one.
func closed(all []hwpRecord) bool {
	const last = 1 << 31
	for _, r := range slices.Backward(all) {
		if r.tag == hwpTagParagraph && r.level == 0 {
			return r.U32(0)&last != 0
		}
	}
	return true
}

// under returns the index after the records below record i.
func under(records []hwpRecord, i int) int {
	end := i + 1
	for end < len(records) && records[end].level > records[i].level {
		end++
	}
	return end
}

// docInfo reads the definitions that the sections refer to.
func (h *hwpFile) docInfo() error {
	records, err := h.records("DocInfo")
	for _, r := range records {
		switch r.tag {
		case hwpTagEmbedded:
			h.embedded = append(h.embedded, r.embeddedFile(h.packed))
		case hwpTagParaShape:
			p := r.U32(0)
			kind := [...]string{"", "OUTLINE", "NUMBER", "BULLET"}[p>>23&3]
			h.shapes = append(h.shapes, hwpHead{kind, fmt.Sprint(r.U16(30)), int(p >> 25 & 7)})
		case hwpTagNumbering:
			h.numberings[fmt.Sprint(len(h.numberings)+1)] = r.numbering()
		case hwpTagBullet:
			h.bullets[fmt.Sprint(len(h.bullets)+
				1)] = string(utf16.Decode([]uint16{uint16(r.U16(12))}))
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
		w := &hwpWalker{written: written{Pager: content.Pager{Yield: yield, From: from, Finish: new(outline.Tree).Finish}},
			ctx: ctx, file: h,
			counters: &hwpCounters{numberings: h.numberings, bullets: h.bullets}}
		for i, name := range h.sections {
			records, err := h.records(name)
			if err != nil {
				w.Fail(err)
				return
			}
			w.done = h.about.Total * int64(i) / int64(len(h.sections))
			w.memos = hwpMemos(records)
			w.list(records, 0)
			w.leftMemos()
			w.margins.endSection(&w.Builder)
			if err := ctx.Err(); err != nil {
				w.Fail(err)
			}
		}
		w.Flush(h.about.Total)
	}
}
