package main

import (
	"slices"

	"github.com/mundap/mundap/internal/korean/morph/dictfile"
)

// word is a surface as codes, with the index of its records.
type word struct {
	codes   []uint16
	records uint32
}

// trieBuilder places the states of a trie into a double array.
type trieBuilder struct {
	units    []dictfile.Unit
	used     []bool // unit taken
	baseUsed []bool // base taken: no two states may share one, as labels alone tell children apart
	first    int    // no free unit lies before
}

// buildTrie returns the double array of the words, which must be sorted by codes and distinct.
func buildTrie(words []word) []dictfile.Unit {
	b := &trieBuilder{}
	b.grow(1)
	b.used[0] = true
	b.place(0, words, 0)
	last := len(b.units)
	for last > 0 && !b.used[last-1] {
		last--
	}
	return b.units[:last]
}

// place gives the state at unit its children: words share their first depth codes.
func (b *trieBuilder) place(unit uint32, words []word, depth int) {
	if len(words) == 1 && len(words[0].codes) == depth {
		b.units[unit] |= dictfile.Leaf | dictfile.Unit(words[0].records)
		return
	}
	labels, groups := children(words, depth)
	base := b.findBase(labels)
	b.baseUsed[base] = true
	b.units[unit] |= dictfile.Unit(base)
	if labels[0] == 0 {
		b.units[unit] |= dictfile.Value
	}
	for _, l := range labels {
		b.used[base+int(l)] = true
		b.units[base+int(l)] = dictfile.MakeUnit(0, l)
	}
	for i, l := range labels {
		b.place(uint32(base)+uint32(l), groups[i], depth+min(1, int(l)))
	}
}

// children groups words by their code at depth; a word that ends there has the label 0.
func children(words []word, depth int) (labels []uint16, groups [][]word) {
	for from := 0; from < len(words); {
		l := words[from].label(depth)
		to := from + 1
		for to < len(words) && words[to].label(depth) == l {
			to++
		}
		labels = append(labels, l)
		groups = append(groups, words[from:to])
		from = to
	}
	return labels, groups
}

func (w word) label(depth int) uint16 {
	if depth == len(w.codes) {
		return 0
	}
	return w.codes[depth]
}

// findBase returns the first base that has a free unit for every label.
func (b *trieBuilder) findBase(labels []uint16) int {
	for b.used[b.first] {
		b.first++
		b.grow(b.first + 1)
	}
	lowest, highest := int(slices.Min(labels)), int(slices.Max(labels))
	for at := b.first; ; at++ {
		base := at - lowest
		if base < 0 || at < len(b.used) && b.used[at] {
			continue
		}
		b.grow(base + highest + 1)
		if !b.baseUsed[base] && b.fits(base, labels) {
			return base
		}
	}
}

func (b *trieBuilder) fits(base int, labels []uint16) bool {
	for _, l := range labels {
		if b.used[base+int(l)] {
			return false
		}
	}
	return true
}

func (b *trieBuilder) grow(n int) {
	for len(b.units) < n {
		size := max(1<<14, len(b.units))
		b.units = append(b.units, make([]dictfile.Unit, size)...)
		b.used = append(b.used, make([]bool, size)...)
		b.baseUsed = append(b.baseUsed, make([]bool, size)...)
	}
}

// packTrie writes units of UnitSize bytes, and padding so that reading the last
// one as 8 bytes stays inside.
func packTrie(units []dictfile.Unit) []byte {
	packed := make([]byte, 0, len(units)*dictfile.UnitSize+3)
	for _, u := range units {
		packed = append(packed, byte(u), byte(u>>8), byte(u>>16), byte(u>>24), byte(u>>32))
	}
	return append(packed, 0, 0, 0)
}
