package segment

import (
	"encoding/binary"
	"encoding/hex"
	"slices"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean/compact"
)

func appendString(dst []byte, s string) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(s)))
	return append(dst, s...)
}

// appendText appends a text of people, which is mostly Korean.
func appendText(dst []byte, text string) []byte {
	from := len(dst)
	// Most texts are so long that their length takes two bytes.
	dst = compact.Append(append(dst, 0, 0), text)
	size := len(dst) - from - 2
	var length [binary.MaxVarintLen64]byte
	n := binary.PutUvarint(length[:], uint64(size))
	return slices.Replace(dst, from, from+2, length[:n]...)
}

// appendID appends an ID, which usually is a number of 16 bytes in hexadecimal
// digits. The lowest bit of the length tells whether it is.
func appendID(dst []byte, id string) []byte {
	number, err := hex.DecodeString(id)
	if err != nil || hex.EncodeToString(number) != id {
		return append(binary.AppendUvarint(dst, uint64(len(id))<<1), id...)
	}
	return append(binary.AppendUvarint(dst, uint64(len(number))<<1|1), number...)
}

// decoder reads a record. After the first thing that does not fit, everything
// is zero and bad is set.
type decoder struct {
	src    []byte
	bad    bool
	memory []byte // of text
}

func (d *decoder) number() int {
	v, end := number(d.src, 0)
	if end < 0 {
		d.bad, d.src = true, nil
		return 0
	}
	d.src = d.src[end:]
	return v
}

// number reads a number from src, and returns where it ends. The end is -1 if there
// is none, or at is -1.
func number(src []byte, at int) (v, end int) {
	if uint(at) < uint(len(src)) && src[at] < 0x80 {
		return int(src[at]), at + 1
	}
	return longNumber(src, at)
}

// longNumber reads a number of several bytes.
func longNumber(src []byte, at int) (v, end int) {
	if at < 0 {
		return 0, -1
	}
	n, size := binary.Uvarint(src[at:])
	if size <= 0 || n > 1<<40 {
		return 0, -1
	}
	return int(n), at + size
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

// text reads what appendText wrote.
func (d *decoder) text() string {
	text, ok := compact.Decode(d.memory[:0], d.bytes())
	d.memory, d.bad = text, d.bad || !ok
	return string(text)
}

// id reads what appendID wrote.
func (d *decoder) id() string {
	n := d.number()
	if n>>1 > len(d.src) {
		d.bad, d.src = true, nil
		return ""
	}
	id := d.src[:n>>1]
	d.src = d.src[n>>1:]
	if n&1 == 1 {
		return hex.EncodeToString(id)
	}
	return string(id)
}

// strings reads a list of strings, each by read.
func (d *decoder) strings(read func() string) []string {
	n := d.number()
	if n == 0 || n > len(d.src) {
		d.bad = d.bad || n > 0
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = read()
	}
	return list
}

func appendPassage(dst []byte, p *Passage) []byte {
	dst = appendID(dst, p.ID)
	dst = appendString(dst, p.Kind)
	dst = appendString(dst, p.Language)
	dst = appendText(dst, p.Text)
	dst = binary.AppendUvarint(dst, uint64(len(p.Headings)))
	for _, h := range p.Headings {
		dst = appendText(dst, h)
	}
	dst = appendString(dst, p.Original)
	for _, n := range [...]int{p.Ordinal, p.Start, p.End, p.Page, p.Line} {
		dst = binary.AppendUvarint(dst, uint64(max(0, n)))
	}
	return dst
}

// decodePassage reads a passage's record, former as Reader.former.
func decodePassage(src []byte, former bool) (Passage, error) {
	d := decoder{src: src}
	return d.passage(former)
}

// passage is decodePassage for the rest of the source.
func (d *decoder) passage(former bool) (Passage, error) {
	id, text := d.id, d.text
	if former {
		id, text = d.string, d.string
	}
	p := Passage{
		ID:       id(),
		Kind:     d.string(),
		Language: d.string(),
		Text:     text(),
		Headings: d.strings(text),
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
