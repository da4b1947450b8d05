package morph

import (
	"github.com/mundap/mundap/internal/korean/morph/dictfile"
	"github.com/mundap/mundap/internal/korean/morph/sejong"
)

// maxTerm is the most bytes of a term. Longer runs are not words but encoded
// data, which nobody searches for.
const maxTerm = 128

// emitter turns the best path into terms.
type emitter struct {
	dict   *dictionary
	user   *UserDictionary
	text   string // normal
	source *normalizer
	units  []unit
	path   []morph

	dst      []Term
	position int32
	atoms    []int // indices of the terms that make pairs

	// Texts that stand neither in the text nor in a dictionary are collected in
	// made and become one string at the end.
	made  []byte
	fixes []fix
}

// fix says that the text of a term is a range of the emitter's made text.
type fix struct {
	term     int
	from, to int
}

// place is where a term stands: a range of the normal text and of positions.
type place struct {
	from, to int32
	position int32
	span     uint16
}

func (e *emitter) begin(d *dictionary, user *UserDictionary, text string, source *normalizer,
	units []unit, dst []Term) {
	e.dict, e.user, e.text, e.source, e.units = d, user, text, source, units
	e.dst, e.position = dst, 0
	e.atoms, e.made, e.fixes = e.atoms[:0], e.made[:0], e.fixes[:0]
}

// words appends the terms of the field Words.
func (e *emitter) words(path []morph) {
	e.path = path
	for i := range path {
		e.word(i)
	}
	e.resolve()
}

// resolve gives the terms whose texts were made their strings.
func (e *emitter) resolve() {
	if len(e.fixes) == 0 {
		return
	}
	made := string(e.made)
	for _, f := range e.fixes {
		e.dst[f.term].Text = made[f.from:f.to]
	}
	e.made, e.fixes = e.made[:0], e.fixes[:0]
}

// surface returns the range of the normal text that a word covers.
func (e *emitter) surface(m *morph) (from, to int32) {
	return e.units[m.from].from, e.units[m.to-1].to
}

// word appends the terms of one word of the path.
func (e *emitter) word(i int) {
	m := &e.path[i]
	from, to := e.surface(m)
	pos, template := e.dict.meta(m.record)
	at := place{from: from, to: to, position: e.position, span: 1}
	if pos == sejong.VX && e.isMainVerb(i) {
		pos = sejong.VV
	}
	switch {
	case m.word.isUser():
		e.userWord(&e.user.words[m.word.index()], m, at)
	case e.units[m.from].flags&isToken != 0:
		e.token(i, at)
	case m.word.isUnknown():
		e.unknown(m, pos, at)
	case template != 0:
		e.composed(i, pos, at, dictfile.ReadTemplate(e.dict.templates, e.dict.strings, template))
	case isPredicate(pos) || pos == sejong.VX:
		e.predicate(i, pos, at)
	default:
		if indexed(pos) {
			e.atom(e.add(Morpheme, pos, e.text[from:to], at))
			e.reading(m, pos, at)
		}
		e.misread(i, pos, at)
		e.position++
	}
}

// userWord appends a word of the user dictionary, its parts and its synonyms.
func (e *emitter) userWord(w *userWord, m *morph, at place) {
	at.span = uint16(max(len(w.parts), 1))
	whole := e.add(Morpheme, sejong.NNP, w.text, at)
	e.reading(m, sejong.NNP, at)
	for _, s := range w.synonyms {
		e.add(Synonym, sejong.NNP, s, at)
	}
	if len(w.parts) == 0 {
		e.atom(whole)
	}
	from := at.from
	for i, p := range w.parts {
		part := place{from: from, to: from + int32(len(p)), position: at.position + int32(i),
			span: 1}
		e.atom(e.add(Part, sejong.NNG, p, part))
		from = part.to
	}
	e.position += int32(at.span)
}

// indexed reports whether words of this part of speech become terms.
func indexed(pos sejong.Tag) bool {
	switch pos {
	case sejong.VX, sejong.XSV, sejong.XSA, sejong.VCP:
		return false
	}
	return pos.IsContent()
}

// unknown appends a word that is in no dictionary.
func (e *emitter) unknown(m *morph, pos sejong.Tag, at place) {
	if e.units[m.from].class != dictfile.ClassSymbol {
		e.atom(e.add(Unknown, pos, e.text[at.from:at.to], at))
		e.reading(m, pos, at)
	}
	e.position++
}

// composed appends a compound or inflected word of the path and its parts.
func (e *emitter) composed(i int, pos sejong.Tag, at place, parts dictfile.TemplateReader) {
	at.span = max(uint16(parts.Parts), 1)
	if indexed(pos) {
		whole := e.add(Morpheme, pos, e.text[at.from:at.to], at)
		if parts.Parts < 2 {
			e.atom(whole)
		}
	}
	if parts.Reading != "" {
		e.add(Reading, pos, parts.Reading, at)
	}
	for p, ok := parts.Next(); ok; p, ok = parts.Next() {
		tag := sejong.Tag(p.POS)
		if tag != sejong.VX && !indexed(tag) {
			continue
		}
		// A part of an inflected word need not be spelt in the text (가까워 has 가깝):
		// then it stands where the word does.
		part := place{from: at.from, to: at.to, position: at.position + int32(p.Ordinal), span: 1}
		text := p.Text
		if p.Len != 0 {
			part.from, part.to = e.runes(at, int(p.From), int(p.Len))
			text = e.text[part.from:part.to]
		}
		if tag <= sejong.VX && tag >= sejong.VV {
			e.inflected(i, pos, tag, text, part, p.Ordinal == 0)
			continue
		}
		e.atom(e.add(Part, tag, text, part))
	}
	e.position += int32(at.span)
}

// runes returns the range of n characters of a word from the given one on.
func (e *emitter) runes(at place, from, n int) (start, end int32) {
	start = at.from + runeOffset(e.text[at.from:at.to], from)
	return start, start + runeOffset(e.text[start:at.to], n)
}

// runeOffset returns where the n-th character of text begins, its length if it has fewer.
func runeOffset(text string, n int) int32 {
	for i := range text {
		if n == 0 {
			return int32(i)
		}
		n--
	}
	return int32(len(text))
}

// reading appends the Hangul of a word in Hanja.
func (e *emitter) reading(m *morph, pos sejong.Tag, at place) {
	if e.units[m.from].class != dictfile.ClassHanja {
		return
	}
	from := len(e.made)
	read, ok := e.dict.readings.Append(e.made, e.text[at.from:at.to])
	if ok {
		e.made = read
		e.addMade(Reading, pos, from, at)
	}
}

// add appends a term and returns its index, -1 if it is too long to be one.
func (e *emitter) add(kind Kind, pos sejong.Tag, text string, at place) int {
	if len(text) > maxTerm {
		return -1
	}
	start, end := e.source.source(at.from, at.to)
	e.dst = append(e.dst, Term{
		Text: text, Start: start, End: end, Position: at.position, Span: at.span, POS: pos,
		Kind: kind, Field: Words,
	})
	return len(e.dst) - 1
}

// addMade appends a term whose text is what was added to e.made from an offset on.
func (e *emitter) addMade(kind Kind, pos sejong.Tag, from int, at place) int {
	i := e.add(kind, pos, "", at)
	e.fixes = append(e.fixes, fix{term: i, from: from, to: len(e.made)})
	return i
}

// atom notes that a term takes part in pairs.
func (e *emitter) atom(term int) {
	if term >= 0 {
		e.atoms = append(e.atoms, term)
	}
}

// pairs appends the terms of the field Pairs.
func (e *emitter) pairs() {
	for i := 1; i < len(e.atoms); i++ {
		a, b := &e.dst[e.atoms[i-1]], &e.dst[e.atoms[i]]
		from := len(e.made)
		e.made = append(e.made, a.Text...)
		e.made = append(e.made, ' ')
		e.made = append(e.made, b.Text...)
		e.fixes = append(e.fixes, fix{term: len(e.dst), from: from, to: len(e.made)})
		e.dst = append(e.dst, Term{
			Start: a.Start, End: max(a.End, b.End), Position: a.Position,
			Span: uint16(b.Position-a.Position) + 1,
			POS:  a.POS, Kind: Pair, Field: Pairs,
		})
	}
	e.resolve()
}

// bigrams appends the terms of the field Bigrams: neighbouring Hangul, white
// space between them or not.
func (e *emitter) bigrams() {
	for i := 1; i < len(e.units); i++ {
		a, b := &e.units[i-1], &e.units[i]
		if a.class != dictfile.ClassHangul || b.class != dictfile.ClassHangul {
			continue
		}
		text := ""
		if b.flags&afterSpace == 0 {
			text = e.text[a.from:b.to]
		} else {
			from := len(e.made)
			e.made = append(append(e.made, e.text[a.from:a.to]...), e.text[b.from:b.to]...)
			e.fixes = append(e.fixes, fix{term: len(e.dst), from: from, to: len(e.made)})
		}
		start, end := e.source.source(a.from, b.to)
		e.dst = append(e.dst, Term{
			Text: text, Start: start, End: end, Position: int32(i - 1), Span: 2, Kind: Bigram,
			Field: Bigrams,
		})
	}
	e.resolve()
}
