package segment

import (
	"bytes"
	"cmp"
	"hash/maphash"
	"slices"
)

// termTable numbers terms as they come. It is a hash table with open addressing whose terms lie in one piece of memory: a
// map of strings costs several times as much to fill and is work for the garbage collector.
type termTable struct {
	slots []uint64 // upper half of the term's hash, and its number + 1; 0: empty. A power of two
	text  []byte
	ends  []uint32 // of each term in text
}

var termSeed = maphash.MakeSeed()

func (t *termTable) len() int { return len(t.ends) }

// term is the term with a number.
func (t *termTable) term(id uint32) []byte {
	from := uint32(0)
	if id > 0 {
		from = t.ends[id-1]
	}
	return t.text[from:t.ends[id]]
}

// id gives a term's number, a new one if it has none.
func (t *termTable) id(term string) (id uint32, isNew bool) {
	if 4*(len(t.ends)+1) > 3*len(t.slots) {
		t.grow()
	}
	hash := maphash.String(termSeed, term)
	mask := uint64(len(t.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		slot := t.slots[i]
		if slot == 0 {
			id = uint32(len(t.ends))
			t.text = append(t.text, term...)
			t.ends = append(t.ends, uint32(len(t.text)))
			t.slots[i] = hash>>32<<32 | uint64(id+1)
			return id, true
		}
		if id = uint32(slot) - 1; slot>>32 == hash>>32 && string(t.term(id)) == term {
			return id, false
		}
	}
}

func (t *termTable) grow() {
	old := t.ends
	t.slots = make([]uint64, max(1<<10, 2*len(t.slots)))
	mask := uint64(len(t.slots) - 1)
	for id := range old {
		hash := maphash.Bytes(termSeed, t.term(uint32(id)))
		i := hash & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = hash>>32<<32 | uint64(id+1)
	}
}

// sorted gives the numbers in the order of the terms.
func (t *termTable) sorted() []uint32 {
	type headed struct {
		head uint64
		id   uint32
	}
	list := make([]headed, t.len())
	for id := range list {
		list[id] = headed{headOf(t.term(uint32(id))), uint32(id)}
	}
	slices.SortFunc(list, func(a, b headed) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return bytes.Compare(t.term(a.id), t.term(b.id))
	})
	order := make([]uint32, len(list))
	for i, h := range list {
		order[i] = h.id
	}
	return order
}
