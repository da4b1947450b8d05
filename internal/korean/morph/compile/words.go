package main

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"github.com/mundap/mundap/internal/korean/morph/dictfile"
)

// lexicon collects what the words of the dictionary share.
type lexicon struct {
	connections *connections
	readings    *readings

	codes     [1 << 16]uint16
	records   []dictfile.Record
	runs      map[string]uint32 // encoded run of records to its index
	metas     []uint32
	metaIndex map[uint32]uint32
	templates []byte
	known     map[string]uint32 // encoded template to its offset
	strings   []byte
	interned  map[string]uint32
	maxCode   int
}

func newLexicon(c *connections, r *readings) *lexicon {
	return &lexicon{
		connections: c, readings: r,
		runs: map[string]uint32{}, metaIndex: map[uint32]uint32{}, known: map[string]uint32{},
		interned:  map[string]uint32{},
		templates: []byte{0}, // offset 0 means none
	}
}

// number gives frequent runes small codes, from 1.
func (x *lexicon) number(entries []entry) error {
	counts := map[rune]int{}
	for _, e := range entries {
		for _, r := range e.surface {
			if r > 0xFFFF {
				return fmt.Errorf("%q: rune outside of the basic plane", e.surface)
			}
			counts[r]++
		}
	}
	runes := make([]rune, 0, len(counts))
	for r := range counts {
		runes = append(runes, r)
	}
	slices.SortFunc(runes, func(a, b rune) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]),
			cmp.Compare(a, b))
	})
	for i, r := range runes {
		x.codes[r] = uint16(i + 1)
	}
	x.maxCode = len(runes)
	return nil
}

// words returns the surfaces, sorted by their codes, with the records of their entries.
func (x *lexicon) words(entries []entry) ([]word, error) {
	var words []word
	for from := 0; from < len(entries); {
		to := from + 1
		for to < len(entries) && entries[to].surface == entries[from].surface {
			to++
		}
		at, err := x.run(entries[from:to])
		if err != nil {
			return nil, err
		}
		w := word{records: at}
		for _, r := range entries[from].surface {
			w.codes = append(w.codes, x.codes[r])
		}
		words = append(words, w)
		from = to
	}
	slices.SortFunc(words, func(a, b word) int { return slices.Compare(a.codes, b.codes) })
	return words, nil
}

// run stores the records of entries with one surface and returns the index of
// the first. Entries that can never be on the best path are left out; the
// others come in the order of the least cost that a path through them can have.
func (x *lexicon) run(entries []entry) (uint32, error) {
	var run []dictfile.Record
	for _, e := range entries {
		r, err := x.record(e)
		if err != nil {
			return 0, err
		}
		run = append(run, r)
	}
	run = x.connections.competitive(run)
	slices.SortStableFunc(run, func(a, b dictfile.Record) int {
		return cmp.Compare(x.connections.least(a), x.connections.least(b))
	})
	run[len(run)-1] |= dictfile.Last
	var key []byte
	for _, r := range run {
		key = binary.LittleEndian.AppendUint64(key, uint64(r))
	}
	if at, ok := x.runs[string(key)]; ok {
		return at, nil
	}
	at := uint32(len(x.records))
	x.runs[string(key)] = at
	x.records = append(x.records, run...)
	return at, nil
}

func (x *lexicon) record(e entry) (dictfile.Record, error) {
	t, err := x.template(e)
	if err != nil {
		return 0, err
	}
	pos, err := parseTag(e.pos[0])
	if err != nil {
		return 0, fmt.Errorf("%q: %w", e.surface, err)
	}
	c := x.connections
	cost := max(math.MinInt16, min(int32(e.cost)+c.leftShift[e.left]+c.rightShift[e.right],
		math.MaxInt16))
	return dictfile.MakeRecord(c.left[e.left], c.right[e.right], int16(cost),
		x.meta(uint32(pos)|t<<8)), nil
}

func (x *lexicon) meta(m uint32) uint32 {
	i, ok := x.metaIndex[m]
	if !ok {
		i = uint32(len(x.metas))
		x.metaIndex[m] = i
		x.metas = append(x.metas, m)
	}
	return i
}

// template stores how the entry comes apart and returns the offset, 0 where it doesn't.
func (x *lexicon) template(e entry) (uint32, error) {
	t, err := takeApart(e)
	if err != nil {
		return 0, err
	}
	t.Reading = x.readings.exception(e)
	if t.Parts < 2 && t.Reading == "" {
		return 0, nil
	}
	key := string(dictfile.AppendTemplate(nil, t, x.intern))
	at, ok := x.known[key]
	if !ok {
		at = uint32(len(x.templates))
		x.known[key] = at
		x.templates = append(x.templates, key...)
	}
	return at, nil
}

func (x *lexicon) intern(s string) uint32 {
	at, ok := x.interned[s]
	if !ok {
		at = uint32(len(x.strings))
		x.interned[s] = at
		x.strings = append(x.strings, s...)
	}
	return at
}
