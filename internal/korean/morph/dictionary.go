package morph

import (
	_ "embed"
	"sync"

	"github.com/mundap/mundap/internal/korean/morph/dictfile"
	"github.com/mundap/mundap/internal/korean/morph/hanja"
	"github.com/mundap/mundap/internal/korean/morph/sejong"
)

//go:generate go run ./compile -out ko.dict

// compiled is mecab-ko-dic 2.1.1, used in place.
//
//go:embed ko.dict
var compiled string

// dictionary is the system dictionary: views into the embedded file.
type dictionary struct {
	codes     []uint16
	trie      string
	records   []uint64
	matrix    []int16
	rights    int // length of a row of matrix
	lefts     int
	byLeft    []int16
	byRight   [dictfile.MaxRights][2]int16 // copied: it is small, and its length is known
	metas     []uint32
	templates string
	strings   string
	readings  hanja.Table
	unknowns  []uint64
}

// system returns the embedded dictionary. It panics when the program was built
// with a broken one, which the tests rule out.
var system = sync.OnceValue(func() *dictionary {
	f, err := dictfile.Open(compiled)
	if err != nil {
		panic("morph: " + err.Error())
	}
	sizes := f.Uint32s(dictfile.Sizes)
	d := &dictionary{
		codes:     f.Uint16s(dictfile.Codes),
		trie:      f.Bytes(dictfile.Trie),
		records:   f.Uint64s(dictfile.Records),
		matrix:    f.Int16s(dictfile.Matrix),
		lefts:     int(sizes[0]),
		rights:    int(sizes[1]),
		byLeft:    f.Int16s(dictfile.Lefts),
		metas:     f.Uint32s(dictfile.Metas),
		templates: f.Bytes(dictfile.Templates),
		strings:   f.Bytes(dictfile.Strings),
		readings:  f.Uint16s(dictfile.Readings),
		unknowns:  f.Uint64s(dictfile.Unknowns),
	}
	for i, bound := range f.Int16s(dictfile.Rights) {
		d.byRight[i/2][i%2] = bound
	}
	return d
})

// row returns the connection costs of words with the left id, by the right id of the word before.
func (d *dictionary) row(left uint32) *[dictfile.MaxRights]int16 {
	return (*[dictfile.MaxRights]int16)(d.matrix[int(left)*d.rights:])
}

// bounds returns the least and the greatest connection cost after a word with the right id.
func (d *dictionary) bounds(right uint32) *[2]int16 { return &d.byRight[right%dictfile.MaxRights] }

// unit reads a unit of the trie.
func (d *dictionary) unit(i uint32) dictfile.Unit {
	s := d.trie[i*dictfile.UnitSize:]
	_ = s[7]
	return dictfile.Unit(uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56)
}

// meta returns the part of speech of a record and the offset of its template, 0 for none.
func (d *dictionary) meta(r dictfile.Record) (pos sejong.Tag, template uint32) {
	m := d.metas[r.Meta()]
	return sejong.Tag(m), m >> 8
}
