package segment

import (
	"encoding/binary"
	"unicode/utf8"
)

func appendString(dst []byte, s string) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(s)))
	return append(dst, s...)
}

func appendStrings(dst []byte, list []string) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(list)))
	for _, s := range list {
		dst = appendString(dst, s)
	}
	return dst
}

// decoder reads a record. After the first thing that does not fit, everything
// is zero and bad is set.
type decoder struct {
	src []byte
	bad bool
}

func (d *decoder) number() int {
	v, n := binary.Uvarint(d.src)
	if n <= 0 || v > 1<<40 {
		d.bad, d.src = true, nil
		return 0
	}
	d.src = d.src[n:]
	return int(v)
}

func (d *decoder) bytes() []byte {
	n := d.number()
	if n > len(d.src) {
		d.bad, d.src = true, nil
		return nil
	}
	b := d.src[:n]
	d.src = d.src[n:]
	return b
}

func (d *decoder) string() string { return string(d.bytes()) }

func (d *decoder) strings() []string {
	n := d.number()
	if n == 0 || n > len(d.src) {
		d.bad = d.bad || n > 0
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = d.string()
	}
	return list
}

func appendPassage(dst []byte, p *Passage) []byte {
	dst = appendString(dst, p.ID)
	dst = appendString(dst, p.Kind)
	dst = appendString(dst, p.Language)
	dst = appendString(dst, p.Text)
	dst = appendStrings(dst, p.Headings)
	dst = appendString(dst, p.Original)
	for _, n := range [...]int{p.Ordinal, p.Start, p.End, p.Page, p.Line} {
		dst = binary.AppendUvarint(dst, uint64(max(0, n)))
	}
	return dst
}

func decodePassage(src []byte) (Passage, error) {
	d := decoder{src: src}
	p := Passage{
		ID:       d.string(),
		Kind:     d.string(),
		Language: d.string(),
		Text:     d.string(),
		Headings: d.strings(),
		Original: d.string(),
		Ordinal:  d.number(),
		Start:    d.number(),
		End:      d.number(),
		Page:     d.number(),
		Line:     d.number(),
	}
	if d.bad || len(d.src) > 0 || !utf8.ValidString(p.ID) {
		return Passage{}, damaged("stored passage: malformed")
	}
	return p, nil
}

// docRecord is a document's entry beside its passages' place.
type docRecord struct {
	Document
	first, count uint32 // passages
}

func appendDocument(dst []byte, d *docRecord) []byte {
	dst = appendString(dst, d.Key) // first: it is read alone for comparisons
	dst = appendString(dst, d.Version)
	dst = appendString(dst, d.Title)
	dst = binary.AppendUvarint(dst, uint64(d.first))
	dst = binary.AppendUvarint(dst, uint64(d.count))
	switch {
	case d.Forgotten:
		return append(dst, recordForgotten)
	case d.Piece > 0:
		dst = binary.AppendUvarint(append(dst, recordPiece), uint64(d.Piece))
		return binary.AppendUvarint(dst, uint64(d.Pieces))
	}
	return append(dst, recordWhole)
}

// What a document's record says at its end. recordPiece is followed by Piece and
// Pieces.
const (
	recordWhole = iota
	recordForgotten
	recordPiece
)

func decodeDocument(src []byte) (docRecord, error) {
	d := decoder{src: src}
	r := docRecord{Document: Document{Key: d.string(), Version: d.string(), Title: d.string()}}
	r.first, r.count = uint32(d.number()), uint32(d.number())
	switch d.number() {
	case recordForgotten:
		r.Forgotten = true
	case recordPiece:
		r.Piece, r.Pieces = d.number(), d.number()
	}
	if d.bad || len(d.src) > 0 {
		return docRecord{}, damaged("document record: malformed")
	}
	return r, nil
}
