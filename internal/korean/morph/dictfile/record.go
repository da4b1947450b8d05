package dictfile

// Record is one dictionary entry, packed:
//
//	bits  0–15 cost of the word, signed
//	bits 16–26 left id
//	bits 27–37 right id
//	bits 38–61 index into Metas
//	bit  63    last record of its surface
type Record uint64

// Last marks the last record of a surface.
const Last Record = 1 << 63

// MakeRecord packs an entry. left and right must be below 2048, meta below 1<<24.
func MakeRecord(left, right uint16, cost int16, meta uint32) Record {
	return Record(uint16(cost)) | Record(left)<<16 | Record(right)<<27 | Record(meta)<<38
}

// Cost returns the cost of the word by itself.
func (r Record) Cost() int32 { return int32(int16(r)) }

// Left returns the id that decides what the word costs after another.
func (r Record) Left() uint32 { return uint32(r>>16) & 0x7FF }

// Right returns the id that decides what another word costs after this one.
func (r Record) Right() uint32 { return uint32(r>>27) & 0x7FF }

// Meta returns the index of the entry's part of speech and template in Metas.
func (r Record) Meta() uint32 { return uint32(r>>38) & 0xFFFFFF }

// UnitSize is the number of bytes of a unit of the trie's double array.
const UnitSize = 5

// Unit is one state of the trie, 40 bits:
//
//	bits  0–21 base: the child by code c is the unit at base+c, if its label is c;
//	           in a leaf: index into Records
//	bits 22–35 label: the code that leads here
//	bit  36    leaf: no children; the surface that ends here has the records at base
//	bit  37    value: has children, and the unit at base+0 is a leaf with the records of the surface that ends here
//
// No two units share a base, so the label alone identifies the parent.
type Unit uint64

// The flags of a Unit.
const (
	Leaf  Unit = 1 << 36
	Value Unit = 1 << 37
)

// MakeUnit packs a unit without flags. base must be below 1<<22, label below 1<<14.
func MakeUnit(base uint32, label uint16) Unit { return Unit(base) | Unit(label)<<22 }

// Base returns the unit's base.
func (u Unit) Base() uint32 { return uint32(u) & 0x3FFFFF }

// Label returns the code that leads to the unit.
func (u Unit) Label() uint32 { return uint32(u>>22) & 0x3FFF }

// Class is the character class of a rune in words that are in no dictionary, as
// in mecab-ko-dic's char.def.
type Class uint8

// The character classes.
const (
	ClassOther Class = iota
	ClassHangul
	ClassHanja
	ClassKana
	ClassLatin
	ClassGreek
	ClassCyrillic
	ClassNumber
	ClassHanjaNumber
	ClassSymbol

	NumClasses

	// UserClosed and UserOpen are the places in Unknowns of the records for
	// words of the user's own, nouns that end in a consonant or a vowel.
	UserClosed = NumClasses
	UserOpen   = NumClasses + 1
	// NumUnknowns is the number of records in Unknowns.
	NumUnknowns = NumClasses + 2
)
