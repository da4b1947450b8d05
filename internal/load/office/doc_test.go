package office

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/mundap/mundap/internal/load/compound"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

// wordPart is a run of paragraphs with the same properties; its text ends with a mark.
type wordPart struct {
	text       string
	style      int
	properties string // sprms
}

const (
	inTable  = "\x16\x24\x01"
	rowEnd   = inTable + "\x17\x24\x01"
	listItem = "\x0b\x46\x01\x00\x0a\x26\x01" // list 1, second level
)

// wordTable is a part of the table stream: where the file information block
// says of it, and what lies behind it without being counted.
type wordTable struct {
	at           int
	data, behind string
}

// word makes a Word 97 file of a body and of what stands behind it: footnotes,
// then text boxes. The first piece is in one byte a character, the rest in two.
func word(flags int, narrow string, parts []wordPart, footnotes, boxes string,
	more ...wordTable) []byte {
	data, tables := wordStreams(flags, narrow, parts, footnotes, boxes, more...)
	return formattest.Compound("WordDocument", string(data), "1Table", tables)
}

// wordStreams makes the two streams of such a file.
func wordStreams(flags int, narrow string, parts []wordPart, footnotes, boxes string,
	more ...wordTable) (document []byte, tables string) {
	const start = 2048
	data := make([]byte, start)
	put16 := func(at, v int) { binary.LittleEndian.PutUint16(data[at:], uint16(v)) }
	put32 := func(at, v int) { binary.LittleEndian.PutUint32(data[at:], uint32(v)) }
	put16(0, wordSignature)
	put16(wordFlags, flags|wordTableOne)
	put32(0x3ba, 1) // the place of something that the document doesn't have
	data = append(data, narrow...)
	wideAt := len(data)
	places := []int{start, wideAt}
	shapes := []wordPart{{}}
	body := len(narrow)
	for _, p := range append(parts, wordPart{text: footnotes}, wordPart{text: boxes}) {
		data = append(data, formattest.Wide(p.text)...)
		places = append(places, len(data))
		shapes = append(shapes, p)
	}
	count := func(s string) int { return len(utf16.Encode([]rune(s))) }
	for _, p := range parts {
		body += count(p.text)
	}
	total := body + count(footnotes) + count(boxes)
	put32(wordLengths, body)
	put32(wordLengths+4, count(footnotes))
	put32(wordLengths+24, count(boxes))

	for len(data)%512 != 0 {
		data = append(data, 0)
	}
	page := make([]byte, 512)
	page[511] = byte(len(shapes))
	at := 510
	for i, s := range shapes {
		binary.LittleEndian.PutUint32(page[4*i:], uint32(places[i]))
		properties := formattest.U16s(s.style) + s.properties
		if len(properties)%2 == 0 {
			properties += "\x00"
		}
		at -= 1 + len(properties)
		at &^= 1
		page[at] = byte((len(properties) + 1) / 2)
		copy(page[at+1:], properties)
		page[4*(len(shapes)+1)+13*i] = byte(at / 2)
	}
	binary.LittleEndian.PutUint32(page[4*len(shapes):], uint32(places[len(shapes)]))
	plc := formattest.U16s(0, 0, 0, 0, len(data)/512, 0)
	data = append(data, page...)

	u32 := func(n int) string { return formattest.U16s(n&0xffff, n>>16) }
	pieces := u32(0) + u32(len(narrow)) + u32(total) +
		formattest.U16s(0) + u32(start*2|1<<30) + formattest.U16s(0) + formattest.U16s(0) +
		u32(wideAt) + formattest.U16s(0)
	clx := "\x01\x02\x00xx" + "\x02" + u32(len(pieces)) + pieces
	put32(wordPieces, 0)
	put32(wordPieces+4, len(clx))
	put32(wordParagraphs, len(clx))
	put32(wordParagraphs+4, len(plc))
	tables = clx + plc
	for _, t := range more {
		put32(t.at, len(tables))
		put32(t.at+4, len(t.data))
		tables += t.data + t.behind
	}
	return data, tables
}

func TestWord(t *testing.T) {
	data := word(0, "Plain caf\xe9.\r", []wordPart{
		{"개요\r", 1, ""}, {"목적\r", 0, "\x40\x26\x01"},
		{"앞\t뒤\v다음 \x13 PAGE \x13 안 \x14값\x15 \\* x \x14보이는 값\x15 끝\x02\r", 0, ""},
		{"항목\r", 0, listItem},
		{"지역\x07", 0, inTable}, {"요금\x07", 0, inTable}, {"\x07", 0, rowEnd},
		{"서울\r특별시\x07\x07", 0, inTable}, {"\x07", 0, rowEnd},
		{"제1조(목적) 본문입니다.\r", 0, ""}, {"끝.\r", 0, ""},
	}, "\x02 각주입니다.\r", "글상자\r")
	_, info := expect(t, formattest.Source("a.doc", data), "p Plain café.", "h1 개요", "h2 목적",
		"p 앞\t뒤 ⏎ 다음 보이는 값 끝", "li2 항목",
		"table 지역 | 요금 ⏎ 서울 특별시 | ", "h1 제1조(목적)", "p 본문입니다.", "p 끝.", "note 각주입니다.", "note 글상자")
	if info.Format != "doc" {
		t.Errorf("%+v", info)
	}
}

func TestWordThatCannotBeRead(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"locked":   {word(wordEncrypted, "x\r", nil, "", ""), format.ErrEncrypted},
		"empty":    {word(0, "\r", nil, "", ""), format.ErrEmpty},
		"too old":  {formattest.Compound("WordDocument", "\xdc\xa5"), format.ErrTooOld},
		"no table": {formattest.Compound("WordDocument", "\xec\xa5"), format.ErrDamaged},
		"no pieces": {formattest.Compound("WordDocument", "\xec\xa5", "0Table", "nothing"),
			format.ErrDamaged},
	} {
		if _, _, err := read(t, inside(t), formattest.Source("a.doc", c.data)); !errors.Is(err,
			c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func FuzzWord(f *testing.F) {
	c, err := compound.Open(formattest.Source("a.doc",
		word(0, "a\r", []wordPart{{"나\x07\x07", 1, rowEnd}}, "", "")), 1<<20)
	if err != nil {
		f.Fatal(err)
	}
	document, _ := c.Stream("WordDocument")
	table, _ := c.Stream("1Table")
	f.Add(document, table)
	f.Add([]byte("\xec\xa5"+strings.Repeat("\x01", 500)),
		[]byte("\x02\x10\x00\x00\x00"+strings.Repeat("\x01", 40)))
	f.Fuzz(func(t *testing.T, document, table []byte) {
		for _, name := range []string{"0Table", "1Table"} {
			s := formattest.Source("a.doc", formattest.Compound("WordDocument", string(document),
				name, string(table)))
			if r, err := wordFormat().Open(t.Context(), s,
				format.Env{Limits: format.Limits{Unpacked: 8 << 20}.WithDefaults()}); err == nil {
				formattest.CheckReader(t, r)
			}
		}
	})
}
