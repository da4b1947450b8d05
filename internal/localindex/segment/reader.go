package segment

import (
	"encoding/json"
	"hash/crc32"
	"math"
	"sync/atomic"
)

// Reader reads a segment in memory, which is usually a mapped file. All methods
// may be called concurrently. The strings that it returns are copies; posting
// lists, lengths and vectors are views, valid as long as the memory is.
type Reader struct {
	meta
	data     []byte // up to the directory
	sections [numSections][2]uint64
	pages    []byte // checksums
	checked  []atomic.Uint64
	firsts   [NumFields]int // first dictionary block of each field
	// former: the passages' texts are UTF-8 and their tokens have three bytes,
	// as programs before version 0.2 wrote them.
	former bool
}

// Open reads a segment's directory. Everything else is checked when it is first
// read. If the file is not a complete segment, the error is fault.Damaged.
func Open(data []byte) (*Reader, error) {
	dirAt, dir, err := directory(data)
	if err != nil {
		return nil, err
	}
	r := &Reader{data: data[:dirAt], pages: dir[16*numSections:],
		former: string(data[:len(magic)]) == formerMagic}
	pages := (dirAt + pageSize - 1) / pageSize
	if len(r.pages) != 4*pages {
		return nil, damaged("directory: %d bytes of checksums for %d pages", len(r.pages), pages)
	}
	r.checked = make([]atomic.Uint64, (pages+63)/64)
	for i := range r.sections {
		r.sections[i] = [2]uint64{le.Uint64(dir[16*i:]), le.Uint64(dir[16*i+8:])}
	}
	if err := r.readMeta(); err != nil {
		return nil, err
	}
	return r, nil
}

// directory finds and checks the directory of a file.
func directory(data []byte) (at int, dir []byte, err error) {
	n := len(data) - trailerSize
	if n < len(magic) {
		return 0, nil, damaged("not a segment")
	}
	begins := string(data[:len(magic)])
	if begins != magic && begins != formerMagic {
		return 0, nil, damaged("not a segment")
	}
	t := data[n:]
	if string(t[24:]) != begins || crc32.Checksum(t[:20], castagnoli) != le.Uint32(t[20:]) {
		return 0, nil, damaged("trailer: cut off or damaged")
	}
	at64, size := le.Uint64(t), le.Uint64(t[8:])
	if size < 16*numSections || size > uint64(n) || at64 != uint64(n)-size {
		return 0, nil, damaged("trailer: directory lies outside")
	}
	dir = data[at64:n]
	if crc32.Checksum(dir, castagnoli) != le.Uint32(t[16:]) {
		return 0, nil, damaged("directory: wrong checksum")
	}
	return int(at64), dir, nil
}

// readMeta reads the counts and checks the size of every section whose entries have a
// fixed size. Whatever reads such an entry by its number later needs no check of its
// own that the entry lies in the section.
func (r *Reader) readMeta() error {
	data, err := r.section(secMeta)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, &r.meta); err != nil {
		return damaged("counts: %v", err)
	}
	blocks := 0
	for f, n := range r.Blocks {
		r.firsts[f] = blocks
		if n < 0 || r.Terms[f] < 0 || r.Terms[f] > n*dictBlock {
			return damaged("counts: %d terms in %d blocks", r.Terms[f], n)
		}
		blocks += n
	}
	n, d := uint64(r.meta.Passages), uint64(r.meta.Documents)
	if n > math.MaxUint32 || d > math.MaxUint32 || r.Dimensions < 0 || r.Dimensions > 1<<16 {
		return damaged("counts: %d passages of %d documents", n, d)
	}
	want := map[int]uint64{
		secDocOffsets: 8 * d, secDocOrder: 4 * d, secDocReaders: 4 * d, secDocOf: 4 * n,
		secKinds: n, secLanguages: n,
		secLengths: 2 * NumFields * n, secTokenPlaces: 8 * n,
		secTermIdx: termEntry * uint64(blocks),
	}
	if r.Dimensions > 0 {
		want[secVectors], want[secScales] = n*uint64(r.Dimensions), 4*n
	}
	if r.meta.Codes {
		if !coded(r.Dimensions) {
			return damaged("counts: codes of %d dimensions", r.Dimensions)
		}
		want[secVectors] += codesSize(r.meta.Passages, r.Dimensions)
	}
	if n := uint64(r.meta.Parts); n > 0 {
		if n > math.MaxUint32 || r.Dimensions == 0 {
			return damaged("counts: %d parts", r.meta.Parts)
		}
		want[secVectors] += partsSize(r.meta.Passages, r.meta.Parts, r.Dimensions)
	}
	for s, size := range want {
		if r.sections[s][1] != size {
			return damaged("section %d has %d bytes, not %d", s, r.sections[s][1], size)
		}
	}
	return nil
}

// Verify compares the checksums of the whole file.
func (r *Reader) Verify() error {
	_, err := r.view(0, uint64(len(r.data)))
	return err
}

// view gives n bytes from at, checked.
func (r *Reader) view(at, n uint64) ([]byte, error) {
	if at > uint64(len(r.data)) || n > uint64(len(r.data))-at {
		return nil, damaged("%d bytes at %d lie outside", n, at)
	}
	if n == 0 {
		return nil, nil
	}
	for p := at / pageSize; p <= (at+n-1)/pageSize; p++ {
		if r.checked[p/64].Load()>>(p%64)&1 == 0 {
			if err := r.check(p); err != nil {
				return nil, err
			}
		}
	}
	return r.data[at : at+n : at+n], nil
}

func (r *Reader) check(page uint64) error {
	from := page * pageSize
	to := min(from+pageSize, uint64(len(r.data)))
	if crc32.Checksum(r.data[from:to], castagnoli) != le.Uint32(r.pages[4*page:]) {
		return damaged("page %d: wrong checksum", page)
	}
	r.checked[page/64].Or(1 << (page % 64))
	return nil
}

func (r *Reader) section(s int) ([]byte, error) {
	return r.view(r.sections[s][0],
		r.sections[s][1])
}

// part gives n bytes of a section from at.
func (r *Reader) part(s int, at, n uint64) ([]byte, error) {
	size := r.sections[s][1]
	if at > size || n > size-at {
		return nil, damaged("section %d: %d bytes at %d lie outside", s, n, at)
	}
	return r.view(r.sections[s][0]+at, n)
}

// Documents returns the number of documents, including deleted ones.
func (r *Reader) Documents() int { return r.meta.Documents }

// Passages returns the number of passages, including those of deleted
// documents.
func (r *Reader) Passages() int { return r.meta.Passages }

// Total returns the sum of the passages' lengths in a field.
func (r *Reader) Total(field int) uint64 { return r.Totals[field] }

// Bytes returns the size of the file in bytes.
func (r *Reader) Bytes() int64 {
	return int64(len(r.data) + 16*numSections + len(r.pages) + trailerSize)
}

// KindNames, LanguageNames and ReaderSets are the tables that Kinds, Languages
// and DocumentReaders refer to.
func (r *Reader) KindNames() []string { return r.meta.Kinds }

// LanguageNames returns the table of the passages' languages.
func (r *Reader) LanguageNames() []string { return r.meta.Languages }

// ReaderSets returns the table of the documents' readers.
func (r *Reader) ReaderSets() [][]string { return r.meta.Readers }

// Kinds returns a byte for each passage, an index of KindNames.
func (r *Reader) Kinds() ([]byte, error) { return r.section(secKinds) }

// Languages returns a byte for each passage, an index of LanguageNames.
func (r *Reader) Languages() ([]byte, error) { return r.section(secLanguages) }

// Column is a view of 32-bit numbers.
type Column []byte

// At returns number i.
func (c Column) At(i uint32) uint32 { return le.Uint32(c[4*uint64(i):]) }

// DocumentOf returns the document of each passage.
func (r *Reader) DocumentOf() (Column, error) { return r.section(secDocOf) }

// DocumentReaders returns an index of ReaderSets for each document.
func (r *Reader) DocumentReaders() (Column, error) { return r.section(secDocReaders) }

// Lengths returns the passages' lengths in a field, two bytes each.
func (r *Reader) Lengths(field int) (Lengths, error) {
	n := 2 * uint64(r.meta.Passages)
	return r.part(secLengths, uint64(field)*n, n)
}

// Lengths is a view of field lengths.
type Lengths []byte

// At returns the length of passage i.
func (l Lengths) At(i uint32) uint16 { return le.Uint16(l[2*uint64(i):]) }

// Vectors returns the passages' vectors, one byte per dimension, and their
// scales. There are no scales if the segment has no vectors of model.
func (r *Reader) Vectors(model string) (values []byte, scales []byte, dimensions int, err error) {
	if r.Dimensions == 0 || r.Model != model {
		return nil, nil, 0, nil
	}
	if values, err = r.part(secVectors, 0,
		uint64(r.meta.Passages)*uint64(r.Dimensions)); err != nil {
		return nil, nil, 0, err
	}
	scales, err = r.section(secScales)
	return values, scales, r.Dimensions, err
}

// Scales returns the scales of the passages' vectors. The scale is 0 for a
// passage without a vector. Scales returns nil if the segment has no vectors of
// model.
func (r *Reader) Scales(model string) ([]byte, error) {
	if r.Dimensions == 0 || r.Model != model {
		return nil, nil
	}
	return r.section(secScales)
}

// Vector returns the vector of passage p in a segment with vectors. It is a
// view.
func (r *Reader) Vector(p uint32) (Vector, error) {
	scale, err := r.part(secScales, 4*uint64(p), 4)
	if err != nil {
		return Vector{}, err
	}
	n := uint64(r.Dimensions)
	values, err := r.part(secVectors, uint64(p)*n, n)
	return Vector{Scale: ScaleAt(scale, 0), Values: Int8s(values)}, err
}

// VectorModel returns the model of the segment's vectors and their dimensions,
// which are 0 if there are none.
func (r *Reader) VectorModel() (string, int) { return r.Model, r.meta.Dimensions }
