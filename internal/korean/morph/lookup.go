package morph

import (
	"strings"

	"github.com/mundap/mundap/internal/korean/morph/dictfile"
	"github.com/mundap/mundap/internal/korean/morph/sejong"
)

// lookup finds a word of the dictionary whose text is given piece by piece.
type lookup struct {
	dict   *dictionary
	state  dictfile.Unit
	failed bool // no word begins like this
}

func (d *dictionary) lookup() lookup { return lookup{dict: d, state: d.unit(0)} }

// add appends a piece of text to the word.
func (l *lookup) add(text string) {
	for _, r := range text {
		l.addRune(r)
	}
}

// addRune appends a character to the word.
func (l *lookup) addRune(r rune) {
	if l.failed || r > 0xFFFF || l.dict.codes[r] == 0 || l.state&dictfile.Leaf != 0 {
		l.failed = true
		return
	}
	code := uint32(l.dict.codes[r])
	l.state = l.dict.unit(l.state.Base() + code)
	l.failed = l.state.Label() != code
}

// entries returns the records of the word, none if the dictionary has no such word.
func (l *lookup) entries() []uint64 {
	switch {
	case l.failed:
		return nil
	case l.state&dictfile.Leaf != 0:
		return l.dict.entries(l.state.Base())
	case l.state&dictfile.Value != 0:
		return l.dict.entries(l.dict.unit(l.state.Base()).Base())
	}
	return nil
}

// entries returns the records of a surface from its first one on.
func (d *dictionary) entries(first uint32) []uint64 {
	last := first
	for dictfile.Record(d.records[last])&dictfile.Last == 0 {
		last++
	}
	return d.records[first : last+1]
}

// homographs returns the records of the surface that a record belongs to.
func (d *dictionary) homographs(record uint32) []uint64 {
	for record > 0 && dictfile.Record(d.records[record-1])&dictfile.Last == 0 {
		record--
	}
	return d.entries(record)
}

// isPredicate reports whether words of a part of speech are verbs or adjectives
// that carry meaning.
func isPredicate(pos sejong.Tag) bool { return pos == sejong.VV || pos == sejong.VA }

// stem returns the stem of an inflected verb or adjective, ok if a record with
// this surface is one.
func (d *dictionary) stem(record uint64, surface string) (stem string, ok bool) {
	pos, template := d.meta(dictfile.Record(record))
	if template == 0 || !isPredicate(pos) {
		return "", false
	}
	parts := dictfile.ReadTemplate(d.templates, d.strings, template)
	p, ok := parts.Next()
	if !ok || !isPredicate(sejong.Tag(p.POS)) {
		return "", false
	}
	if p.Len == 0 {
		return p.Text, true
	}
	from := runeOffset(surface, int(p.From))
	return surface[from : from+runeOffset(surface[from:], int(p.Len))], true
}

// predicate returns the cost of a verb or adjective in its plain form, ok if
// the dictionary has it.
func (l *lookup) predicate() (cost int32, ok bool) {
	for _, record := range l.entries() {
		r := dictfile.Record(record)
		pos, template := l.dict.meta(r)
		if template == 0 && isPredicate(pos) && (!ok || r.Cost() < cost) {
			cost, ok = r.Cost(), true
		}
	}
	return cost, ok
}

// predicate is [lookup.predicate] of a whole word.
func (d *dictionary) predicate(stem string) (cost int32, ok bool) {
	l := d.lookup()
	l.add(stem)
	return l.predicate()
}

// formOf returns the stem that begins with head and goes on with the character
// last, as the dictionary has it, if the word is one of its forms.
func (l *lookup) formOf(head string, last rune) (stem string, ok bool) {
	for _, r := range l.entries() {
		pos, template := l.dict.meta(dictfile.Record(r))
		if template == 0 || !isPredicate(pos) {
			continue
		}
		parts := dictfile.ReadTemplate(l.dict.templates, l.dict.strings, template)
		p, ok := parts.Next()
		if rest, is := strings.CutPrefix(p.Text, head); ok && is && isPredicate(sejong.Tag(p.POS)) {
			if len(rest) == syllableSize && firstSyllable(rest) == last {
				return p.Text, true
			}
		}
	}
	return "", false
}
