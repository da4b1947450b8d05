package formattest

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// Compound makes a compound file of streams, given as path and content in
// turns; a path has at most one slash. Streams are padded to 4096 bytes, which
// keeps them out of the mini stream. Entries of a folder are chained to the
// right, which is a valid, if unbalanced, tree.
func Compound(parts ...string) []byte {
	const (
		sector = 512
		end    = 0xfffffffe
		none   = 0xffffffff
	)
	type entry struct {
		name        string
		kind        byte
		right, down uint32
		start, size uint32
	}
	entries := []entry{{name: "Root Entry", kind: 5, right: none, down: none, start: end}}
	folders := map[string]int{"": 0}
	last := map[int]int{} // folder to its last child
	add := func(parent int, e entry) int {
		entries = append(entries, e)
		i := len(entries) - 1
		if before, ok := last[parent]; ok {
			entries[before].right = uint32(i)
		} else {
			entries[parent].down = uint32(i)
		}
		last[parent] = i
		return i
	}
	var fat []uint32
	var data bytes.Buffer
	for i := 0; i < len(parts); i += 2 {
		folder, name, nested := strings.Cut(parts[i], "/")
		if !nested {
			folder, name = "", parts[i]
		}
		if _, ok := folders[folder]; !ok {
			folders[folder] = add(0, entry{name: folder, kind: 1, right: none, down: none})
		}
		content := parts[i+1] + strings.Repeat("\x00", max(0, 4096-len(parts[i+1])))
		add(folders[folder], entry{name, 2, none, none, uint32(len(fat)), uint32(len(content))})
		data.WriteString(content + strings.Repeat("\x00", (sector-len(content)%sector)%sector))
		for len(fat) < data.Len()/sector {
			fat = append(fat, uint32(len(fat)+1))
		}
		fat[len(fat)-1] = end
	}
	directory := len(fat)
	for len(entries)%4 != 0 {
		entries = append(entries, entry{right: none, down: none})
	}
	for _, e := range entries {
		var b [128]byte
		name := utf16.Encode([]rune(e.name))
		for i, u := range name {
			binary.LittleEndian.PutUint16(b[2*i:], u)
		}
		if len(name) > 0 {
			binary.LittleEndian.PutUint16(b[64:], uint16(2*len(name)+2))
		}
		b[66], b[67] = e.kind, 1
		binary.LittleEndian.PutUint32(b[68:], none)
		binary.LittleEndian.PutUint32(b[72:], e.right)
		binary.LittleEndian.PutUint32(b[76:], e.down)
		binary.LittleEndian.PutUint32(b[116:], e.start)
		binary.LittleEndian.PutUint32(b[120:], e.size)
		data.Write(b[:])
	}
	for len(fat) < data.Len()/sector {
		fat = append(fat, uint32(len(fat)+1))
	}
	fat[len(fat)-1] = end
	first := len(fat) // of the allocation table
	tables := (len(fat)+128)/128 + 1
	for range tables {
		fat = append(fat, 0xfffffffd)
	}
	for len(fat) < tables*128 {
		fat = append(fat, none)
	}
	binary.Write(&data, binary.LittleEndian, fat)
	head := make([]byte, sector)
	copy(head, magic)
	put := func(at int, v uint32) { binary.LittleEndian.PutUint32(head[at:], v) }
	put(24, 3<<16|0x3e)
	put(28, 9<<16|0xfffe)
	put(32, 6)
	put(44, uint32(tables))
	put(48, uint32(directory))
	put(56, 4096)
	put(60, end)
	put(68, end)
	for i := range 109 {
		put(76+4*i, none)
		if i < tables {
			put(76+4*i, uint32(first+i))
		}
	}
	return append(head, data.Bytes()...)
}

// U16s writes 16-bit numbers, wide a text in UTF-16.
func U16s(all ...int) string {
	var b []byte
	for _, n := range all {
		b = binary.LittleEndian.AppendUint16(b, uint16(n))
	}
	return string(b)
}

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
