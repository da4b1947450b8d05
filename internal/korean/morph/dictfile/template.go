package dictfile

// Piece is one part of a compound or an inflected word that an index may keep.
type Piece struct {
	// Ordinal is the part's place among all parts of the word, kept or not, from 0.
	Ordinal uint8
	// POS is the part of speech.
	POS uint8
	// Text is the part's text where it isn't a piece of the surface; then From and Len are 0.
	Text string
	// From and Len are where in the surface the part stands, in runes.
	From, Len uint8
}

// Template says how a word comes apart. Words of one shape share a template.
type Template struct {
	// Parts is the number of parts, kept or not.
	Parts uint8
	// Pieces are the parts worth keeping.
	Pieces []Piece
	// Reading is the Hangul reading of a word in Hanja that its characters don't foretell.
	Reading string
}

// AppendTemplate appends the encoded template to dst: the number of parts, of
// pieces, the length of the reading and the reading; then for each piece
// ordinal, part of speech, from, len, and if len is 0 the offset (3 bytes) and
// the length of its text in Strings, which intern supplies.
func AppendTemplate(dst []byte, t Template, intern func(string) uint32) []byte {
	dst = append(dst, t.Parts, uint8(len(t.Pieces)), uint8(len(t.Reading)))
	dst = append(dst, t.Reading...)
	for _, p := range t.Pieces {
		dst = append(dst, p.Ordinal, p.POS, p.From, p.Len)
		if p.Len == 0 {
			at := intern(p.Text)
			dst = append(dst, uint8(at), uint8(at>>8), uint8(at>>16), uint8(len(p.Text)))
		}
	}
	return dst
}

// TemplateReader walks over the pieces of an encoded template without allocating.
type TemplateReader struct {
	// Parts is the number of parts of the word, kept or not.
	Parts uint8
	// Reading is the word's Hangul reading, if it had to be written down.
	Reading string

	left    uint8
	rest    string
	strings string
}

// ReadTemplate begins to read the template at an offset of the section Templates.
func ReadTemplate(templates, strings string, at uint32) TemplateReader {
	t := templates[at:]
	n := 3 + int(t[2])
	return TemplateReader{Parts: t[0], Reading: t[3:n], left: t[1], rest: t[n:], strings: strings}
}

// Next returns the next piece; ok is false after the last.
func (r *TemplateReader) Next() (p Piece, ok bool) {
	if r.left == 0 {
		return Piece{}, false
	}
	r.left--
	p = Piece{Ordinal: r.rest[0], POS: r.rest[1], From: r.rest[2], Len: r.rest[3]}
	if p.Len != 0 {
		r.rest = r.rest[4:]
		return p, true
	}
	at := uint32(r.rest[4]) | uint32(r.rest[5])<<8 | uint32(r.rest[6])<<16
	p.Text = r.strings[at : at+uint32(r.rest[7])]
	r.rest = r.rest[8:]
	return p, true
}
