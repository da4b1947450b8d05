package segment

import (
	"encoding/binary"
	"hash/crc32"

	"github.com/mundap/mundap/internal/fault"
)

const (
	magic       = "mundapS2"
	formerMagic = "mundapS1" // see Reader.former
	pageSize    = 64 << 10
	trailerSize = 32
	blockSize   = 128 // postings of a block
	dictBlock   = 16  // terms of a dictionary block
	metaSize    = 16  // bytes of a block's entry in the table before a long posting list
	padding     = 8   // zero bytes after packed data, so that it can be read eight bytes at a time
)

// NumFields is the number of searched fields of a segment.
const NumFields = 3

// MaxLength is the greatest field length that is stored. Longer fields are
// stored as this.
const MaxLength = 1<<16 - 1

// Sections of the data.
const (
	secMeta        = iota // counts, totals, tables: see meta
	secDocs               // records of documents
	secDocOffsets         // u64 per document: place of its record in secDocs
	secDocOrder           // u32 per document: documents in the order of their keys
	secDocReaders         // u32 per document: its set of readers
	secDocOf              // u32 per passage: its document
	secKinds              // u8 per passage
	secLanguages          // u8 per passage
	secLengths            // u16 per passage and field: fields one after another
	secStored             // compressed blocks of passages
	secStoredIdx          // (first passage u32, zero u32, place u64) per block
	secTerms              // postings and dictionary blocks of all fields
	secTermIdx            // u64 per dictionary block: its place; fields one after another
	secVectors            // int8 per passage and dimension, then codes and parts: see codes.go, parts.go
	secScales             // f32 per passage: 0 where it has no vector
	secTokens             // words of the passages in their order: see tokens.go
	secTokenPlaces        // u64 per passage: end of its tokens in secTokens
	numSections
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

var le = binary.LittleEndian

func damaged(format string, args ...any) error {
	return fault.Newf(fault.Damaged, "search segment: "+format, args...)
}
