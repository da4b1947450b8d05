// Package dictfile defines the file format of the compiled Korean dictionary.
// The compiler that writes the file and the analyzer that reads it share this
// package.
//
// The file is little-endian. It has a header and then sections, each of which
// begins at a multiple of 8 bytes. A reader uses the data where it lies and
// parses nothing, so opening takes no time and processes share the pages.
package dictfile

import (
	"encoding/binary"
	"errors"
	"unsafe"
)

// Magic begins every dictionary file. Its last byte is the version of the layout.
const Magic = "MUNDAPK\x01"

// Section numbers the parts of the file.
type Section int

// The sections of a dictionary file.
const (
	// Codes is [65536]uint16: for each rune of the basic plane its code in the
	// trie, 0 for a rune in no word. Frequent runes have small codes, which
	// keeps the trie dense.
	Codes Section = iota
	// Trie is the double array: units of UnitSize bytes and 3 bytes of padding.
	Trie
	// Records is []uint64: runs of dictionary entries with the same surface,
	// the last one of a run marked.
	Records
	// Matrix is [lefts][rights]int16: connection costs, by the left id of the
	// following and the right id of the preceding entry. Ids that behave alike
	// are merged. MaxRights costs can be read from the beginning of every row.
	Matrix
	// Lefts is [lefts][2]int16: the least cost of the row of Matrix, and what
	// white space before an entry with that left id costs.
	Lefts
	// Rights is [rights][2]int16: the least and the greatest cost of the column
	// of Matrix, but for the end of a text (left id 0).
	Rights
	// Metas is []uint32: part of speech in the low 8 bits, above them the
	// offset of the template, 0 for none.
	Metas
	// Templates holds how entries come apart; see AppendTemplate.
	Templates
	// Strings holds the texts of parts that don't stand in the surface, such as
	// the stems of inflected verbs.
	Strings
	// Readings is a hanja.Table.
	Readings
	// Sizes is []uint32: number of left ids, of right ids.
	Sizes
	// Unknowns is [NumUnknowns]uint64: the records of words that are not in
	// this dictionary, by Class, and of user words.
	Unknowns

	numSections
)

// MaxLefts and MaxRights are more than the number of left and right ids: what a
// Record has room for.
const (
	MaxLefts  = 2048
	MaxRights = 2048
)

const headerSize = len(Magic) + int(numSections)*8

// File gives access to the sections of a dictionary. It points into the data it was opened from.
type File struct {
	sections [numSections]string
}

// Open checks the header of a dictionary file and locates its sections.
func Open(data string) (File, error) {
	var f File
	if len(data) < headerSize || data[:len(Magic)] != Magic {
		return f, errors.New("not a compiled Korean dictionary of this version")
	}
	header := []byte(data[len(Magic):headerSize])
	for s := range f.sections {
		from := binary.LittleEndian.Uint32(header[s*8:])
		size := binary.LittleEndian.Uint32(header[s*8+4:])
		if uint64(from)+uint64(size) > uint64(len(data)) {
			return f, errors.New("the compiled Korean dictionary is cut off")
		}
		f.sections[s] = data[from : from+size]
	}
	return f, nil
}

// Bytes returns a section as it is.
func (f *File) Bytes(s Section) string { return f.sections[s] }

// Uint16s returns a section as 16-bit numbers. The slice must not be written to.
func (f *File) Uint16s(s Section) []uint16 { return view[uint16](f.sections[s]) }

// Int16s returns a section as signed 16-bit numbers. The slice must not be written to.
func (f *File) Int16s(s Section) []int16 { return view[int16](f.sections[s]) }

// Uint32s returns a section as 32-bit numbers. The slice must not be written to.
func (f *File) Uint32s(s Section) []uint32 { return view[uint32](f.sections[s]) }

// Uint64s returns a section as 64-bit numbers. The slice must not be written to.
func (f *File) Uint64s(s Section) []uint64 { return view[uint64](f.sections[s]) }

// view reads s as little-endian numbers: in place where the machine's numbers
// look like that, otherwise copied.
func view[T uint16 | int16 | uint32 | uint64](s string) []T {
	var zero T
	size := int(unsafe.Sizeof(zero))
	if len(s) < size {
		return nil
	}
	start := unsafe.Pointer(unsafe.StringData(s))
	if littleEndian && uintptr(start)%uintptr(size) == 0 {
		return unsafe.Slice((*T)(start), len(s)/size)
	}
	numbers := make([]T, len(s)/size)
	if _, err := binary.Decode([]byte(s), binary.LittleEndian, numbers); err != nil {
		panic(err) // the sizes agree by construction
	}
	return numbers
}

var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// Assemble lays the sections out as a file.
func Assemble(sections map[Section][]byte) []byte {
	data := make([]byte, headerSize, 1<<24)
	copy(data, Magic)
	for s := range numSections {
		for len(data)%8 != 0 {
			data = append(data, 0)
		}
		binary.LittleEndian.PutUint32(data[len(Magic)+int(s)*8:], uint32(len(data)))
		binary.LittleEndian.PutUint32(data[len(Magic)+int(s)*8+4:], uint32(len(sections[s])))
		data = append(data, sections[s]...)
	}
	return data
}
