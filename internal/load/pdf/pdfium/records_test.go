package pdfium

import (
	"bytes"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"github.com/mundap/mundap/internal/load/formattest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// textOf opens the text of a file's first page. Compiled PDFium is kept in a
// folder of the clone that git ignores.
func textOf(t *testing.T, data []byte) (text *textReader, count int) {
	folder, err := filepath.Abs("../../../../.cache/pdfium")
	if err != nil {
		t.Fatal(err)
	}
	engine := &Engine{Folder: folder}
	t.Cleanup(func() { engine.Close() })
	doc, err := engine.Open(t.Context(), bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { doc.Close() })
	p := &page{machine: doc.m, handle: doc.m.call(fnLoadPage, doc.handle, 0)}
	text = &textReader{page: p, text: p.call(fnTextLoad, p.handle)}
	return text, p.count(fnTextCount, text.text)
}

// A newer PDFium may keep its records differently. Then they are not used, and
// reading takes a sixth longer.
func TestRecordsSayWhatPDFiumSays(t *testing.T) {
	asked, count := textOf(t, formattest.PDF("", "", formattest.LinesAt(700, 10,
		"첫 줄에는 글이 있고 English 12 words", "둘째 줄은 hyphen-", "ated 끝.")))
	found := &textReader{page: asked.page, text: asked.text,
		record: asked.recordsOf(asked.text, count)}
	if found.record == nil || count < 30 {
		t.Fatalf("no records of %d characters", count)
	}
	for i := range uint64(count) {
		if !found.same(asked, i) {
			t.Errorf("character %d differs: %q, %q", i, found.unicode(i), asked.unicode(i))
		}
	}
	if found.unicode(uint64(count)) != 0 {
		t.Error("a character after the last one")
	}
}

func TestRecordsThatDifferAreNotUsed(t *testing.T) {
	text, count := textOf(t, formattest.PDF("", "", formattest.LinesAt(700, 10, "글이 있습니다.")))
	if text.recordsOf(text.text, count+1) != nil {
		t.Error("records of more characters than there are")
	}
	records := text.recordsOf(text.text, count)
	records.of(uint64(count) / 2)[recordUnicode]++ // the memory is PDFium's own
	records.of(uint64(count) / 2)[recordObject]++
	found := &textReader{page: text.page, text: text.text, record: bytes.Clone(records)}
	records.of(uint64(count) / 2)[recordUnicode]--
	records.of(uint64(count) / 2)[recordObject]--
	if found.same(text, uint64(count)/2) {
		t.Error("a record that differs is taken for the same")
	}
}

func TestTextIsReadAlikeWithoutRecords(t *testing.T) {
	text, count := textOf(t, formattest.PDF("", "",
		formattest.LinesAt(700, 10, "글이 있습니다.", "Words of a line")))
	read := func(r records) (out []rune) {
		p := *text.page
		p.sheet.Chars = nil
		reader := textReader{page: &p, text: text.text, record: r, fonts: map[uint64]*font{}}
		for i := range uint64(count) {
			reader.char(i)
		}
		for _, c := range p.sheet.Chars {
			out = append(out, c.Rune)
		}
		return out
	}
	with, without := read(text.recordsOf(text.text, count)), read(nil)
	if string(with) != string(without) || len(with) < 20 {
		t.Errorf("%q with records, %q without", string(with), string(without))
	}
}
