// Command compile writes the Korean dictionary that package morph embeds. Its
// source is mecab-ko-dic, as contained in the Go module kagome-dict-ko. The
// same source always gives the same file.
package main

import (
	"encoding/binary"
	"flag"
	"fmt"
	"log"
	"os"
	"slices"

	"github.com/mundap/mundap/internal/korean/morph/dictfile"
)

func main() {
	out := flag.String("out", "ko.dict", "the file to write")
	flag.Parse()
	data, err := compile()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*out, data, 0o644); err != nil {
		log.Fatal(err)
	}
}

// compile returns the dictionary file.
func compile() ([]byte, error) {
	s, err := readSource()
	if err != nil {
		return nil, fmt.Errorf("read the source dictionary: %w", err)
	}
	c := mergeConnections(s)
	if c.lefts > dictfile.MaxLefts || c.rights > dictfile.MaxRights {
		return nil, fmt.Errorf("%d left and %d right ids don't fit into a record", c.lefts,
			c.rights)
	}
	x := newLexicon(&c, learnReadings(s.entries))
	if err := x.number(s.entries); err != nil {
		return nil, err
	}
	words, err := x.words(s.entries)
	if err != nil {
		return nil, err
	}
	unknowns, err := x.unknowns(s)
	if err != nil {
		return nil, err
	}
	units := buildTrie(words)
	units = append(units, make([]dictfile.Unit, x.maxCode+1)...) // base+code never lies outside
	return dictfile.Assemble(map[dictfile.Section][]byte{
		dictfile.Codes:     encode(x.codes[:]),
		dictfile.Trie:      packTrie(units),
		dictfile.Records:   encode(x.records),
		dictfile.Matrix:    encode(c.costs),
		dictfile.Lefts:     encode(c.byLeft),
		dictfile.Rights:    encode(c.byRight),
		dictfile.Metas:     encode(x.metas),
		dictfile.Templates: x.templates,
		dictfile.Strings:   x.strings,
		dictfile.Readings:  encode(x.readings.table[:]),
		dictfile.Sizes:     encode([]uint32{uint32(c.lefts), uint32(c.rights)}),
		dictfile.Unknowns:  encode(unknowns),
	}), nil
}

// categories names the source's character category of each class.
var categories = [dictfile.NumClasses]string{
	dictfile.ClassOther: "DEFAULT", dictfile.ClassHangul: "HANGUL", dictfile.ClassHanja: "HANJA",
	dictfile.ClassKana: "HIRAGANA", dictfile.ClassLatin: "ALPHA", dictfile.ClassGreek: "GREEK",
	dictfile.ClassCyrillic: "CYRILLIC", dictfile.ClassNumber: "NUMERIC",
	dictfile.ClassHanjaNumber: "HANJANUMERIC",
	dictfile.ClassSymbol:      "SYMBOL",
}

// userWords are ordinary nouns after which user words are modelled, ending in a
// consonant and in a vowel.
var userWords = [2]string{"수박", "사과"}

// unknowns returns the record of each class of unknown words and those of user words.
func (x *lexicon) unknowns(s source) ([]dictfile.Record, error) {
	records := make([]dictfile.Record, len(categories))
	for class, category := range categories {
		found := false
		for _, e := range s.unknowns {
			if e.surface != category {
				continue
			}
			r, err := x.record(e)
			if err != nil {
				return nil, err
			}
			records[class], found = r|dictfile.Last, true
		}
		if !found {
			return nil, fmt.Errorf("the source has no character category %s", category)
		}
	}
	for _, w := range userWords {
		i := slices.IndexFunc(s.entries, func(e entry) bool {
			return e.surface == w &&
				e.pos[0] == "NNG"
		})
		if i < 0 {
			return nil, fmt.Errorf("the source has no noun %s", w)
		}
		r, err := x.record(entry{left: s.entries[i].left, right: s.entries[i].right,
			pos: []string{"NNG"}, kind: "*"})
		if err != nil {
			return nil, err
		}
		records = append(records, r|dictfile.Last)
	}
	return records, nil
}

func encode[T any](numbers []T) []byte {
	data, err := binary.Append(nil, binary.LittleEndian, numbers)
	if err != nil {
		panic(err) // the types are fixed-size by construction
	}
	return data
}
