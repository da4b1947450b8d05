package office

import (
	"encoding/binary"
	"testing"

	"github.com/mundap/mundap/internal/load/formattest"
)

// wordWithNotes makes a file with two footnotes and two comments; damage spoils
// the table that says where the footnotes begin.
func wordWithNotes(damage bool) []byte {
	u32 := func(numbers ...int) (s string) {
		for _, n := range numbers {
			s += formattest.U16s(n&0xffff, n>>16)
		}
		return s
	}
	marks := func(bytes int) string { return string(make([]byte, 2*bytes)) }
	begin := 0
	if damage {
		begin = 1
	}
	data, tables := wordStreams(0, "", []wordPart{
		{"첫째\x02 글\x05\r", 0, ""}, // the marks are characters 2 and 5
		{"가\x05\x07", 0, inTable}, {"나\x07", 0, inTable}, {"\x07", 0, rowEnd},
		{"둘째\x02\r", 0, ""},
	}, "\x02 각주 하나\r\x02 각주 둘\r", "\x05고칠 것\r\x05확인\r",
		wordTable{at: 0xaa, data: u32(2, 15, 17) + marks(2)},
		wordTable{at: 0xb2, data: u32(begin, 8, 15, 16)},
		wordTable{at: 0xba, data: u32(5, 8, 17) + marks(30)},
		wordTable{at: 0xc2, data: u32(0, 6, 10, 11)})
	length := data[wordLengths+24 : wordLengths+28] // the comments are where boxes were
	copy(data[wordLengths+16:], length)
	copy(length, "\x00\x00\x00\x00")
	return formattest.Compound("WordDocument", string(data), "1Table", tables)
}

// Notes and comments are read where the text refers to them; if that can't be
// known, at the end.
func TestWordNotesAndComments(t *testing.T) {
	expect(t, formattest.Source("a.doc", wordWithNotes(false)), "p 첫째 글", "note 각주 하나",
		"note 메모: 고칠 것", "table 가 | 나", "note 메모(가): 확인", "p 둘째", "note 각주 둘")
	expect(t, formattest.Source("a.doc", wordWithNotes(true)), "p 첫째 글", "note 메모: 고칠 것",
		"table 가 | 나", "note 메모(가): 확인", "p 둘째", "note 각주 하나", "note 각주 둘")
}

// Text whose deletion was tracked and hidden text stay out.
func TestWordHiddenText(t *testing.T) {
	const start, page = 2048, 512
	data, tables := wordStreams(0, "new old secret end\r", []wordPart{{"끝\r", 0, ""}}, "", "")
	shapes := make([]byte, page)
	places := []int{0, 4, 8, 15, 18}
	properties := []string{"", "\x00\x08\x01", "\x3c\x08\x01", "\x3c\x08\x00"}
	shapes[page-1] = byte(len(properties))
	at := 400
	for i, p := range properties {
		if p != "" {
			shapes[4*len(places)+i] = byte(at / 2)
			shapes[at] = byte(len(p))
			copy(shapes[at+1:], p)
			at += 10
		}
	}
	for i, p := range places {
		binary.LittleEndian.PutUint32(shapes[4*i:], uint32(start+p))
	}
	table := formattest.U16s(0, 0, 0, 0, len(data)/page, 0)
	binary.LittleEndian.PutUint32(data[wordCharacters:], uint32(len(tables)))
	binary.LittleEndian.PutUint32(data[wordCharacters+4:], uint32(len(table)))
	data = append(data, shapes...)
	expect(t, formattest.Source("a.doc", formattest.Compound("WordDocument", string(data), "1Table",
		tables+table)), "p new end", "p 끝")
}
