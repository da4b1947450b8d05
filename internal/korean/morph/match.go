package morph

import "github.com/mundap/mundap/internal/korean/morph/dictfile"

// matchBlock is how many units are matched together.
const matchBlock = 256

// match is a surface of the dictionary that begins at a unit: its records and the unit after it.
type match struct {
	first   dictfile.Record
	records uint32
	to      int32
	next    int32 // the next longer one from the same unit, none if there isn't any
}

// matcher finds the words of the dictionary that begin at each unit. It goes
// through the trie for a block of units at once, one character further in each
// round: the trie is larger than the processor's caches, and memory answers
// many independent questions in the time of one.
type matcher struct {
	dict  *dictionary
	units []unit
	from  int // the block
	to    int

	heads []chain // for each unit of the block
	found []match
	walks []walk
}

// chain is the matches from one unit.
type chain struct{ first, last int32 }

// walk is a path through the trie that is under way.
type walk struct {
	at    int32 // where it began
	state dictfile.Unit
	child dictfile.Unit
	code  uint32
}

func (m *matcher) begin(d *dictionary, units []unit) {
	m.dict, m.units, m.from, m.to = d, units, 0, 0
}

// at returns the shortest match that begins at a unit, none if there isn't any.
func (m *matcher) at(unit int) int32 {
	if unit < m.from || unit >= m.to {
		m.block(unit)
	}
	return m.heads[unit-m.from].first
}

// block matches the units from one on.
func (m *matcher) block(from int) {
	m.from, m.to = from, min(from+matchBlock, len(m.units))
	m.heads, m.found, m.walks = m.heads[:0], m.found[:0], m.walks[:0]
	root := m.dict.unit(0)
	for i := from; i < m.to; i++ {
		m.heads = append(m.heads, chain{none, none})
		if m.units[i].code != 0 {
			m.walks = append(m.walks, walk{at: int32(i), state: root})
		}
	}
	for depth := 0; len(m.walks) > 0; depth++ {
		m.step(depth)
		m.collect(depth)
	}
}

// step reads where each walk leads with the character after depth others, and
// ends those that can't go on.
func (m *matcher) step(depth int) {
	kept := m.walks[:0]
	for _, w := range m.walks {
		end := int(w.at) + depth
		if end >= len(m.units) {
			continue
		}
		u := &m.units[end]
		if u.code == 0 || depth > 0 && u.flags&(afterSpace|beginsWord) != 0 {
			continue
		}
		w.code = uint32(u.code)
		w.child = m.dict.unit(w.state.Base() + w.code)
		kept = append(kept, w)
	}
	m.walks = kept
}

// collect notes the words that end where the walks have come to, and ends the
// walks that have come to nothing.
func (m *matcher) collect(depth int) {
	kept, old := m.walks[:0], len(m.found)
	for _, w := range m.walks {
		if w.child.Label() != w.code {
			continue
		}
		w.state = w.child
		switch {
		case w.state&dictfile.Leaf != 0:
			m.add(w.at, depth, w.state.Base())
			continue
		case w.state&dictfile.Value != 0:
			m.add(w.at, depth, m.dict.unit(w.state.Base()).Base())
		}
		kept = append(kept, w)
	}
	m.walks = kept
	for i := range m.found[old:] {
		f := &m.found[old+i]
		f.first = dictfile.Record(m.dict.records[f.records])
	}
}

// add notes a word.
func (m *matcher) add(at int32, depth int, records uint32) {
	n := int32(len(m.found))
	m.found = append(m.found, match{records: records, to: at + int32(depth) + 1, next: none})
	c := &m.heads[int(at)-m.from]
	if c.first == none {
		c.first = n
	} else {
		m.found[c.last].next = n
	}
	c.last = n
}
