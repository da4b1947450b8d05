package pdfium

import (
	"encoding/binary"
	"math"
)

// records are what PDFium keeps of the characters of a page: one record after
// another in its memory. Reading them there takes no calls, which cost more
// than all else that is done with a character. nil: PDFium is asked for each
// character.
type records []byte

// How the PDFium of go-pdfium 1.21.4 lays out a CPDF_TextPage and the CharInfo of
// a character, in bytes, as its FPDFText functions show. Other versions may
// differ, so a few records of each page are compared with what these functions
// give before the rest is used.
const (
	textFirst, textEnd = 16, 20 // addresses of a text page's first record and of the end of its last

	recordSize    = 80
	recordType    = 0 // a byte
	recordUnicode = 4
	recordBox     = 36 // left, bottom, right, top
	recordObject  = 76 // the text object's address
)

// recordsOf gives the records of a text page with count characters.
func (p *page) recordsOf(text uint64, count int) records {
	first, ok := p.memory.ReadUint32Le(uint32(text) + textFirst)
	end, also := p.memory.ReadUint32Le(uint32(text) + textEnd)
	if !ok || !also || count == 0 || int64(end)-int64(first) != int64(count)*recordSize {
		return nil
	}
	raw, ok := p.memory.Read(first, end-first)
	if !ok {
		return nil
	}
	found := &textReader{page: p, text: text, record: raw}
	asked := &textReader{page: p, text: text}
	for _, i := range []int{0, count / 3, count / 2, count - 1} {
		if !found.same(asked, uint64(i)) {
			return nil
		}
	}
	return raw
}

// same reports whether two ways of reading a character agree.
func (r *textReader) same(other *textReader, i uint64) bool {
	box, ok := r.looseBox(i)
	otherBox, otherOK := other.looseBox(i)
	return r.unicode(i) == other.unicode(i) && r.objectOf(i) == other.objectOf(i) &&
		r.generated(i) == other.generated(i) && box == otherBox && ok == otherOK
}

// of is the record of a character.
func (r records) of(i uint64) []byte { return r[i*recordSize : (i+1)*recordSize] }

// unicode is the i-th of the page's UTF-16 units, or a whole character; 0 after
// the last one.
func (r *textReader) unicode(i uint64) rune {
	switch {
	case r.record == nil:
		return rune(uint32(r.call(fnTextUnicode, r.text, i)))
	case i >= uint64(len(r.record)/recordSize):
		return 0
	}
	return rune(binary.LittleEndian.Uint32(r.record.of(i)[recordUnicode:]))
}

// objectOf is the text object that draws a character; 0 means none.
func (r *textReader) objectOf(i uint64) uint64 {
	if r.record == nil {
		return r.call(fnTextObject, r.text, i)
	}
	return uint64(binary.LittleEndian.Uint32(r.record.of(i)[recordObject:]))
}

// generated reports whether PDFium added a character that is not drawn.
func (r *textReader) generated(i uint64) bool {
	if r.record == nil {
		return r.truth(fnTextGenerated, r.text, i)
	}
	const added = 1
	return r.record.of(i)[recordType] == added
}

// looseBox is PDFium's box of a character: left, top, right, bottom.
func (r *textReader) looseBox(i uint64) (box [4]float32, ok bool) {
	if r.record == nil {
		ok = r.truth(fnTextLoose, r.text, i, r.at(0))
		f := r.floats(4)
		return [4]float32(f[:4]), ok
	}
	raw := r.record.of(i)[recordBox:]
	at := func(k int) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(raw[4*k:])) }
	return [4]float32{at(0), at(3), at(2), at(1)}, true
}
