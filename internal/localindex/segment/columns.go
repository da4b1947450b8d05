package segment

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/klauspost/compress/s2"
)

// storedBlock is how much stored text is compressed together, in bytes: larger
// blocks are smaller on disk, smaller ones faster to read one passage from.
const storedBlock = 4 << 10

// columns collects what a segment holds beside its terms, in the order of documents and passages.
type columns struct {
	meta
	docs       []byte
	docOffsets []byte
	docReaders []byte
	docOf      []byte
	kinds      []byte
	languages  []byte
	lengths    [NumFields][]uint16

	// takes compressed blocks at once, if there; otherwise they wait in stored
	out       *fileWriter
	stored    []byte
	storedLen uint64
	storedIdx []byte
	open      []byte // block that is being filled
	openFirst int
	packed    []byte

	vectors []byte
	scales  []byte

	partEnds, partScales, partValues []byte

	tokens      []byte
	tokenPlaces []uint64

	kindIDs, languageIDs, readerIDs map[string]int
}

func newColumns() *columns {
	return &columns{kindIDs: map[string]int{}, languageIDs: map[string]int{},
		readerIDs: map[string]int{}}
}

// reset empties c but keeps the memory of what grows with every passage.
func (c *columns) reset() {
	fresh := newColumns()
	fresh.docOf, fresh.kinds, fresh.languages = c.docOf[:0], c.kinds[:0], c.languages[:0]
	for f := range c.lengths {
		fresh.lengths[f] = c.lengths[f][:0]
	}
	fresh.stored, fresh.open, fresh.packed = c.stored[:0], c.open[:0], c.packed
	fresh.vectors, fresh.scales = c.vectors[:0], c.scales[:0]
	fresh.partEnds, fresh.partScales = c.partEnds[:0], c.partScales[:0]
	fresh.partValues = c.partValues[:0]
	fresh.tokens, fresh.tokenPlaces = c.tokens[:0], c.tokenPlaces[:0]
	*c = *fresh
}

// id gives name's number in a table that grows as names come.
func id(ids map[string]int, name string, grow func()) int {
	n, ok := ids[name]
	if !ok {
		n = len(ids)
		ids[name] = n
		grow()
	}
	return n
}

func (c *columns) addDocument(d Document, passages int) {
	readers := slices.Compact(slices.Sorted(slices.Values(d.Readers)))
	set := id(c.readerIDs, strings.Join(readers, "\x00"),
		func() { c.Readers = append(c.Readers, readers) })
	c.docOffsets = le.AppendUint64(c.docOffsets, uint64(len(c.docs)))
	c.docReaders = le.AppendUint32(c.docReaders, uint32(set))
	r := docRecord{Document: d, first: uint32(c.Passages), count: uint32(passages)}
	c.docs = appendDocument(c.docs, &r)
	c.Documents++
}

// addPassage adds a passage to the last document. record is p encoded; if nil, addBlock has stored it.
func (c *columns) addPassage(kind, language string, record []byte,
	lengths [NumFields]uint32) error {
	k := id(c.kindIDs, kind, func() { c.Kinds = append(c.Kinds, kind) })
	l := id(c.languageIDs, language, func() { c.Languages = append(c.Languages, language) })
	if k > 255 || l > 255 {
		return fmt.Errorf("a search segment holds at most 256 kinds and languages")
	}
	c.kinds = append(c.kinds, byte(k))
	c.languages = append(c.languages, byte(l))
	c.docOf = le.AppendUint32(c.docOf, uint32(c.Documents-1))
	for f, n := range lengths {
		c.lengths[f] = append(c.lengths[f], uint16(min(n, MaxLength)))
		c.Totals[f] += uint64(min(n, MaxLength))
	}
	if record != nil {
		c.store(record)
	}
	c.Passages++
	return nil
}

func (c *columns) store(record []byte) {
	if len(c.open) == 0 {
		c.openFirst = c.Passages
	}
	c.open = binary.AppendUvarint(c.open, uint64(len(record)))
	c.open = append(c.open, record...)
	if len(c.open) >= storedBlock {
		c.closeBlock()
	}
}

func (c *columns) closeBlock() {
	if len(c.open) == 0 {
		return
	}
	c.storedIdx = le.AppendUint32(c.storedIdx, uint32(c.openFirst))
	c.storedIdx = le.AppendUint32(c.storedIdx, uint32(len(c.open)))
	c.storedIdx = le.AppendUint64(c.storedIdx, c.storedLen)
	c.packed = s2.EncodeBetter(c.packed[:cap(c.packed)], c.open)
	c.writeBlock(c.packed)
	c.open = c.open[:0]
}

func (c *columns) writeBlock(packed []byte) {
	c.storedLen += uint64(len(packed))
	if c.out != nil {
		c.out.write(packed)
	} else {
		c.stored = append(c.stored, packed...)
	}
}

// addBlock stores a compressed block of size bytes whose first passage is added
// next, and the others after it. It reports false and does nothing while the
// block that is being filled is too small to be closed.
func (c *columns) addBlock(packed []byte, size uint32) bool {
	if 0 < len(c.open) && len(c.open) < storedBlock/2 {
		return false
	}
	c.closeBlock()
	c.storedIdx = le.AppendUint32(c.storedIdx, uint32(c.Passages))
	c.storedIdx = le.AppendUint32(c.storedIdx, size)
	c.storedIdx = le.AppendUint64(c.storedIdx, c.storedLen)
	c.writeBlock(packed)
	return true
}

// addVector adds the vector of the passage added last and those of its parts;
// nil for none. Passages before it that got none get none.
func (c *columns) addVector(v Vector, parts []Vector) {
	if c.Dimensions == 0 || len(v.Values) != c.Dimensions {
		return
	}
	c.padVectors(c.Passages - 1)
	for _, x := range v.Values {
		c.vectors = append(c.vectors, byte(x))
	}
	c.scales = le.AppendUint32(c.scales, math.Float32bits(v.Scale))
	c.addParts(parts)
}

// padVectors makes the columns of vectors reach n passages.
func (c *columns) padVectors(n int) {
	if c.Dimensions == 0 {
		return
	}
	if missing := n - len(c.scales)/4; missing > 0 {
		c.scales = append(c.scales, make([]byte, 4*missing)...)
		c.vectors = append(c.vectors, make([]byte, c.Dimensions*missing)...)
	}
}

// write writes all sections but the terms'. order holds the documents in the order of their keys.
func (c *columns) write(w *fileWriter, order []uint32) {
	c.closeBlock()
	c.padVectors(c.Passages)
	w.bytes(secDocs, c.docs)
	w.bytes(secDocOffsets, c.docOffsets)
	w.bytes(secDocReaders, c.docReaders)
	w.section(secDocOrder, func() { writeUint32s(w, order) })
	w.bytes(secDocOf, c.docOf)
	w.bytes(secKinds, c.kinds)
	w.bytes(secLanguages, c.languages)
	w.section(secLengths, func() {
		for f := range c.lengths {
			writeUint16s(w, c.lengths[f])
		}
	})
	if c.out == nil {
		w.bytes(secStored, c.stored)
		w.bytes(secTokens, c.tokens)
	}
	w.bytes(secStoredIdx, c.storedIdx)
	w.section(secVectors, func() {
		w.write(c.vectors)
		if c.Codes = coded(c.Dimensions); c.Codes {
			c.writeCodes(w)
		}
		c.writeParts(w)
	})
	w.bytes(secScales, c.scales)
	w.section(secTokenPlaces, func() { writeUint64s(w, c.tokenPlaces) })
}

// writeMeta writes the section of counts, which is complete when everything else has been written.
func (c *columns) writeMeta(w *fileWriter) error {
	data, err := json.Marshal(c.meta)
	if err != nil {
		return fmt.Errorf("writing a search segment: %w", err)
	}
	w.bytes(secMeta, data)
	return nil
}

func writeUint16s(w *fileWriter, values []uint16) { writeAll(w, values, le.AppendUint16) }
func writeUint32s(w *fileWriter, values []uint32) { writeAll(w, values, le.AppendUint32) }
func writeUint64s(w *fileWriter, values []uint64) { writeAll(w, values, le.AppendUint64) }

// writeAll writes values by a buffer of at most 8 KB.
func writeAll[T any](w *fileWriter, values []T, appended func([]byte, T) []byte) {
	var buf []byte
	for chunk := range slices.Chunk(values, 1<<10) {
		buf = buf[:0]
		for _, v := range chunk {
			buf = appended(buf, v)
		}
		w.write(buf)
	}
}
