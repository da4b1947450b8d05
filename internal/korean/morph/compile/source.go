package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ikawaha/kagome-dict-ko"
	"github.com/ikawaha/kagome-dict/dict"
	"github.com/ikawaha/kagome-dict/dict/trie"
)

// The columns of an entry's features after its parts of speech, as kagome-dict-ko keeps them.
const (
	columnReading = 2
	columnType    = 3
	columnParts   = 6
)

// entry is one word of the source dictionary.
type entry struct {
	surface     string
	left, right int
	cost        int16
	pos         []string // more than one for an inflected word
	reading     string
	kind        string // Inflect, Compound, Preanalysis or *
	parts       string // 가/VV/*+았/EP/*
}

// source is mecab-ko-dic as kagome-dict-ko carries it.
type source struct {
	entries  []entry // by surface, then cost
	unknowns []entry // by character category
	classes  []string
	matrix   dict.ConnectionTable
}

func readSource() (source, error) {
	d := ko.Dict()
	s := source{matrix: d.Connection, classes: d.CharClass,
		entries: make([]entry, 0, len(d.Morphs))}
	surfaces := surfaces(d)
	for i, m := range d.Morphs {
		e, err := makeEntry(d, i, surfaces[i])
		if err != nil {
			return s, err
		}
		e.left, e.right, e.cost = int(m.LeftID), int(m.RightID), m.Weight
		s.entries = append(s.entries, e)
	}
	slices.SortStableFunc(s.entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.surface, b.surface), cmp.Compare(a.cost, b.cost))
	})
	for class := range d.CharClass {
		i := d.UnkDict.Index[int32(class)]
		m := d.UnkDict.Morphs[i]
		s.unknowns = append(s.unknowns, entry{
			surface: d.CharClass[class], left: int(m.LeftID), right: int(m.RightID), cost: m.Weight,
			pos: d.UnkDict.Contents[i][:1], reading: "*", kind: "*",
		})
	}
	return s, nil
}

func makeEntry(d *dict.Dict, i int, surface string) (entry, error) {
	if surface == "" {
		return entry{}, fmt.Errorf("entry %d has no surface", i)
	}
	e := entry{surface: surface}
	for _, id := range d.POSTable.POSs[i] {
		e.pos = append(e.pos, strings.Split(d.POSTable.NameList[id], "+")...)
	}
	row := d.Contents[i]
	if len(row) <= columnParts {
		return entry{}, fmt.Errorf("entry %d (%s) has %d columns", i, surface, len(row))
	}
	e.reading, e.kind, e.parts = row[columnReading], row[columnType], row[columnParts]
	return e, nil
}

// surfaces walks the source's double array, the only place where the surfaces
// are kept, and returns them by entry.
func surfaces(d *dict.Dict) []string {
	found := make([]string, len(d.Morphs))
	walk(d.Index.Da, 0, nil, func(id int, surface string) {
		for i := range int(d.Index.Dup[int32(id)]) + 1 {
			found[id+i] = surface
		}
	})
	return found
}

// walk calls visit with each word below the state and its number. A child by
// byte b is the state base+b whose check is the parent; by 0 it is the end of a
// word, with the negated number as its base.
func walk(da trie.DoubleArray, state int, prefix []byte, visit func(id int, surface string)) {
	base := int(da[state].Base)
	for b := range 256 {
		child := base + b
		if child <= 0 || child >= len(da) || int(da[child].Check) != state {
			continue
		}
		if b == 0 {
			visit(-int(da[child].Base), string(prefix))
			continue
		}
		walk(da, child, append(prefix, byte(b)), visit)
	}
}
