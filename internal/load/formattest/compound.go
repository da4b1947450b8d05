package formattest

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

const (
	sector    = 512        // bytes
	chainEnd  = 0xfffffffe // ends a chain of sectors
	none      = 0xffffffff // no sector, no entry
	tablePart = 0xfffffffd // a sector of the allocation table
)

// Kinds of entries in a compound file's directory.
const (
	folderEntry = 1
	streamEntry = 2
	rootEntry   = 5
)

// Compound makes a compound file of streams, given as path and content in
// turns; a path has at most one slash. Streams are padded to 4096 bytes, which
// keeps them out of the mini stream. Entries of a folder are chained to the
// right, which is a valid, if unbalanced, tree.
func Compound(parts ...string) []byte {
	var c compound
	var d directory
	d.add(0, entry{name: "Root Entry", kind: rootEntry, right: none, down: none, start: chainEnd})
	for i := 0; i < len(parts); i += 2 {
		folder, name, nested := strings.Cut(parts[i], "/")
		if !nested {
			folder, name = "", parts[i]
		}
		content := parts[i+1] + strings.Repeat("\x00", max(0, 4096-len(parts[i+1])))
		start := c.chain([]byte(content))
		d.add(d.folder(folder), entry{name, streamEntry, none, none, start, uint32(len(content))})
	}
	at := c.chain(d.bytes())
	return c.file(at)
}

// compound is a file while it is written: its sectors without the header, and for
// each the one that follows it.
type compound struct {
	data bytes.Buffer
	fat  []uint32
}

// chain writes content as a chain of sectors and gives the first one's number.
func (c *compound) chain(content []byte) uint32 {
	start := uint32(len(c.fat))
	c.data.Write(content)
	c.data.Write(make([]byte, (sector-len(content)%sector)%sector))
	for len(c.fat) < c.data.Len()/sector {
		c.fat = append(c.fat, uint32(len(c.fat)+1))
	}
	c.fat[len(c.fat)-1] = chainEnd
	return start
}

// file gives the whole file: header, sectors, allocation table.
func (c *compound) file(directory uint32) []byte {
	first := len(c.fat) // sector of the table
	tables := (len(c.fat)+128)/128 + 1
	for range tables {
		c.fat = append(c.fat, tablePart)
	}
	for len(c.fat) < tables*128 {
		c.fat = append(c.fat, none)
	}
	binary.Write(&c.data, binary.LittleEndian, c.fat)
	head := make([]byte, sector)
	copy(head, magic)
	put := func(at int, v uint32) { binary.LittleEndian.PutUint32(head[at:], v) }
	put(24, 3<<16|0x3e)   // version 3.62
	put(28, 9<<16|0xfffe) // sectors of 2^9 bytes, little-endian
	put(32, 6)            // mini sectors of 2^6 bytes
	put(44, uint32(tables))
	put(48, directory)
	put(56, 4096)     // shorter streams lie in the mini stream
	put(60, chainEnd) // no mini stream
	put(68, chainEnd) // no further table of tables
	for i := range 109 {
		put(76+4*i, none)
		if i < tables {
			put(76+4*i, uint32(first+i))
		}
	}
	return append(head, c.data.Bytes()...)
}

// entry is a folder or a stream in the directory. right is the next one in the
// same folder, down a folder's first one.
type entry struct {
	name        string
	kind        byte
	right, down uint32
	start, size uint32
}

type directory struct {
	entries []entry
	folders map[string]int
	last    map[int]int // folder to its last child
}

// add puts an entry into a folder; the first entry is the root itself.
func (d *directory) add(parent int, e entry) int {
	d.entries = append(d.entries, e)
	i := len(d.entries) - 1
	if i == 0 {
		d.folders, d.last = map[string]int{"": 0}, map[int]int{}
		return i
	}
	if before, ok := d.last[parent]; ok {
		d.entries[before].right = uint32(i)
	} else {
		d.entries[parent].down = uint32(i)
	}
	d.last[parent] = i
	return i
}

// folder finds or creates a folder below the root.
func (d *directory) folder(name string) int {
	i, ok := d.folders[name]
	if !ok {
		i = d.add(0, entry{name: name, kind: folderEntry, right: none, down: none})
		d.folders[name] = i
	}
	return i
}

// bytes writes the directory, four entries a sector.
func (d *directory) bytes() []byte {
	for len(d.entries)%4 != 0 {
		d.entries = append(d.entries, entry{right: none, down: none})
	}
	var all []byte
	for _, e := range d.entries {
		all = append(all, e.bytes()...)
	}
	return all
}

func (e entry) bytes() []byte {
	b := make([]byte, 128)
	name := utf16.Encode([]rune(e.name))
	for i, u := range name {
		binary.LittleEndian.PutUint16(b[2*i:], u)
	}
	if len(name) > 0 {
		binary.LittleEndian.PutUint16(b[64:], uint16(2*len(name)+2))
	}
	b[66], b[67] = e.kind, 1 // black, as trees of colours have it
	for at, v := range map[int]uint32{68: none, 72: e.right, 76: e.down, 116: e.start, 120: e.size} {
		binary.LittleEndian.PutUint32(b[at:], v)
	}
	return b
}

// U16s writes 16-bit numbers.
func U16s(all ...int) string {
	var b []byte
	for _, n := range all {
		b = binary.LittleEndian.AppendUint16(b, uint16(n))
	}
	return string(b)
}

// Wide writes a text in UTF-16.
func Wide(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return string(b)
}

// U32s writes 32-bit numbers.
func U32s(all ...int) string {
	var b []byte
	for _, n := range all {
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
	}
	return string(b)
}

// magic begins every compound file.
var magic = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}
