package segment

import (
	"cmp"
	"encoding/binary"
	"sort"
	"strings"
	"sync"

	"github.com/klauspost/compress/s2"
)

// record gives the bytes of a document's record.
func (r *Reader) record(doc uint32) ([]byte, error) {
	offsets, err := r.part(secDocOffsets, 8*uint64(doc), 8)
	if err != nil {
		return nil, err
	}
	from, to := le.Uint64(offsets), r.sections[secDocs][1]
	if int(doc)+1 < r.meta.Documents {
		next, err := r.part(secDocOffsets, 8*uint64(doc)+8, 8)
		if err != nil {
			return nil, err
		}
		to = le.Uint64(next)
	}
	if to < from {
		return nil, damaged("document %d: record lies outside", doc)
	}
	return r.part(secDocs, from, to-from)
}

func (r *Reader) docRecord(doc uint32) (docRecord, error) {
	raw, err := r.record(doc)
	if err != nil {
		return docRecord{}, err
	}
	rec, err := decodeDocument(raw)
	if err != nil {
		return rec, err
	}
	if uint64(rec.first)+uint64(rec.count) > uint64(r.meta.Passages) {
		return rec, damaged("document %d: passages lie outside", doc)
	}
	set, err := r.part(secDocReaders, 4*uint64(doc), 4)
	if err != nil {
		return rec, err
	}
	n := le.Uint32(set)
	if uint64(n) >= uint64(len(r.Readers)) {
		return rec, damaged("document %d: no such readers", doc)
	}
	rec.Readers = r.Readers[n]
	return rec, nil
}

// Document returns a document and the range of its passages.
func (r *Reader) Document(doc uint32) (d Document, first, end uint32, err error) {
	rec, err := r.docRecord(doc)
	return rec.Document, rec.first, rec.first + rec.count, err
}

// key gives the key of the i-th document in the order of keys, and its number.
func (r *Reader) keyAt(i int) (key []byte, doc uint32, err error) {
	raw, err := r.part(secDocOrder, 4*uint64(i), 4)
	if err != nil {
		return nil, 0, err
	}
	doc = le.Uint32(raw)
	if uint64(doc) >= uint64(r.meta.Documents) {
		return nil, 0, damaged("order of documents: no document %d", doc)
	}
	rec, err := r.record(doc)
	if err != nil {
		return nil, 0, err
	}
	d := decoder{src: rec}
	key = d.bytes()
	if d.bad {
		return nil, 0, damaged("document %d: malformed", doc)
	}
	return key, doc, nil
}

// Find returns the documents with a key: usually none or one, or several if
// versions were added together.
func (r *Reader) Find(key string) ([]uint32, error) {
	var found []uint32
	var failed error
	i := sort.Search(r.meta.Documents, func(i int) bool {
		k, _, err := r.keyAt(i)
		failed = cmp.Or(failed, err)
		return strings.Compare(string(k), key) >= 0
	})
	for ; failed == nil && i < r.meta.Documents; i++ {
		k, doc, err := r.keyAt(i)
		if failed = err; err != nil || string(k) != key {
			break
		}
		found = append(found, doc)
	}
	return found, failed
}

// storedEntry describes a block of stored passages.
type storedEntry struct {
	first uint32
	size  uint32 // before compression
	place uint64
}

const storedEntrySize = 16

func (r *Reader) storedEntry(i int) (storedEntry, error) {
	raw, err := r.part(secStoredIdx, uint64(i)*storedEntrySize, storedEntrySize)
	if err != nil {
		return storedEntry{}, err
	}
	return storedEntry{le.Uint32(raw), le.Uint32(raw[4:]), le.Uint64(raw[8:])}, nil
}

// packedBlock gives block i as it lies in the file.
func (r *Reader) packedBlock(i int, e storedEntry) ([]byte, error) {
	to := r.sections[secStored][1]
	if uint64(i+1)*storedEntrySize < r.sections[secStoredIdx][1] {
		next, err := r.storedEntry(i + 1)
		if err != nil {
			return nil, err
		}
		to = next.place
	}
	if to < e.place {
		return nil, damaged("stored block %d lies outside", i)
	}
	return r.part(secStored, e.place, to-e.place)
}

// storedBlock decompresses block i into dst, if it has room.
func (r *Reader) storedBlock(dst []byte, i int, e storedEntry) ([]byte, error) {
	raw, err := r.packedBlock(i, e)
	if err != nil {
		return nil, err
	}
	if n, err := s2.DecodedLen(raw); err != nil || n != int(e.size) {
		return nil, damaged("stored block %d: wrong size", i)
	}
	block, err := s2.Decode(dst[:cap(dst)], raw)
	if err != nil {
		return nil, damaged("stored block %d: %v", i, err)
	}
	return block, nil
}

// Passage reads a stored passage.
func (r *Reader) Passage(n uint32) (Passage, error) {
	m := passageMemories.Get().(*passageMemory)
	defer passageMemories.Put(m)
	raw, err := r.storedRecord(n, m)
	if err != nil {
		return Passage{}, err
	}
	d := decoder{src: raw, memory: m.text}
	p, err := d.passage(r.former)
	m.text = d.memory
	return p, err
}

// passageMemory is kept from one passage to the next. What is read from it is copied.
type passageMemory struct {
	block []byte // decompressed
	text  []byte // decoded
}

var passageMemories = sync.Pool{New: func() any { return new(passageMemory) }}

// storedIndex finds the block that holds passage n.
func (r *Reader) storedIndex(n uint32) (int, error) {
	var failed error
	blocks := int(r.sections[secStoredIdx][1] / storedEntrySize)
	i := sort.Search(blocks, func(i int) bool {
		e, err := r.storedEntry(i)
		failed = cmp.Or(failed, err)
		return e.first > n
	}) - 1
	if failed == nil && i < 0 {
		failed = damaged("passage %d is not stored", n)
	}
	return i, failed
}

func (r *Reader) storedRecord(n uint32, m *passageMemory) ([]byte, error) {
	i, err := r.storedIndex(n)
	if err != nil {
		return nil, err
	}
	e, err := r.storedEntry(i)
	if err != nil {
		return nil, err
	}
	if m.block, err = r.storedBlock(m.block, i, e); err != nil {
		return nil, err
	}
	return recordOf(m.block, int(n-e.first))
}

// recordOf gives the i-th record of a block.
func recordOf(block []byte, i int) ([]byte, error) {
	for {
		size, n := binary.Uvarint(block)
		if n <= 0 || size > uint64(len(block)-n) {
			return nil, damaged("stored block: cut off")
		}
		if block = block[n:]; i == 0 {
			return block[:size], nil
		}
		block = block[size:]
		i--
	}
}
