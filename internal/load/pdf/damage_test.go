package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/formattest"
)

func TestNoDamagedFileLosesTextSilently(t *testing.T) {
	var pages [][]formattest.PDFPiece
	for page := range 6 {
		var lines []string
		for i := range 20 {
			lines = append(lines, fmt.Sprintf("%d쪽 %d번째 줄이며 낱말 %x을 담고 있습니다.", page+1, i,
				(page*100+i)*2654435761))
		}
		pages = append(pages, formattest.LinesAt(780, 10, lines...))
	}
	data := formattest.PDF("", "", pages...)
	for name, data := range map[string][]byte{"plain.pdf": data, "packed.pdf": formattest.Packed(data)} {
		t.Run(name, func(t *testing.T) { formattest.CheckDamage(t, inside(t), name, data) })
	}
}

func TestDamageThatLosesNoTextIsNoDamage(t *testing.T) {
	page := formattest.LinesAt(700, 10, "글이 있는 쪽입니다.")
	form := func(resources string) []byte {
		const broken = "x\x9cnothing that unpacks"
		object := fmt.Sprintf("99 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << %s >> /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n",
			resources, len(broken), broken)
		data := formattest.PDF("", "", page)
		return bytes.Replace(data, []byte("xref\n0"), []byte(object+"xref\n0"), 1)
	}
	for resources, damaged := range map[string]bool{
		"/ProcSet [/PDF]": false,
		"/ProcSet [/PDF /Text] /Font << /F1 3 0 R >>": true,
	} {
		_, info, err := read(t, inside(t), formattest.Source("a.pdf", form(resources)))
		if err != nil || info.Warned(document.PagesDamaged) != damaged {
			t.Errorf("%s: %+v, %v", resources, info.Warnings, err)
		}
	}
}

func TestAPageMeantToBeEmptyIsNoDamage(t *testing.T) {
	data := formattest.Packed(formattest.PDF("", "", formattest.LinesAt(700, 10, "글이 있는 쪽입니다."),
		[]formattest.PDFPiece{formattest.At(60, 700, 10, " ")}))
	if _, info, err := read(t, inside(t), formattest.Source("a.pdf", data)); err != nil ||
		info.Warned(document.PagesLeftOut) {
		t.Errorf("%+v, %v", info.Warnings, err)
	}
}

func TestAFontWhoseMeaningIsLostIsDamage(t *testing.T) {
	whole := mapped([3]string{"0041", "0042", "0043"})
	for name, c := range map[string]struct {
		data    []byte
		damaged bool
	}{
		"whole": {whole, false},
		"gone":  {bytes.Replace(whole, []byte("\n6 0 obj"), []byte("\n7 7 xyz"), 1), true},
	} {
		_, info, err := read(t, inside(t), formattest.Source("a.pdf", c.data))
		if err != nil || info.Warned(document.PagesDamaged) != c.damaged {
			t.Errorf("%s: %+v, %v", name, info.Warnings, err)
		}
	}
}

// The number of objects in a stream is written like the number of colours of a
// profile, which is not unpacked.
func TestStreamsOfThreeObjectsAreUnpacked(t *testing.T) {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	fmt.Fprint(w, "5 0 6 5 7 10 <<>> <<>> <<>>")
	w.Close()
	object := fmt.Sprintf("9 0 obj << /Type /ObjStm /N 3 /First 13 /Length %d /Filter /FlateDecode >>\n"+
		"stream\n%s\nendstream\nendobj\n8 0 obj << /Type /Font /FontDescriptor 6 0 R >>\nendobj\n%%%%EOF",
		packed.Len(), packed.String())
	if d := inspect(formattest.Source("a.pdf", object)); d.found() {
		t.Errorf("%+v", d)
	}
}

func TestAStreamWhoseBeginningIsGoneIsDamage(t *testing.T) {
	data := formattest.PDF("", "", formattest.LinesAt(700, 10, "글이 있는 쪽입니다."))
	font := "99 0 obj\n<< /Length1 9 /Length 9 >>\nstream\nthe font.\nendstream\nendobj\n"
	for _, overwritten := range []bool{false, true} {
		object := font
		if overwritten {
			object = strings.Repeat("\x00", len(font)-24) + font[len(font)-24:]
		}
		whole := bytes.Replace(data, []byte("xref\n0"), []byte(object+"xref\n0"), 1)
		_, info, err := read(t, inside(t), formattest.Source("a.pdf", whole))
		if err != nil || info.Warned(document.PagesDamaged) != overwritten {
			t.Errorf("overwritten: %v: %+v, %v", overwritten, info.Warnings, err)
		}
	}
}

// What looks for damage reads the file by itself, beside PDFium.
func FuzzInspect(f *testing.F) {
	plain := formattest.PDF("제목", "", formattest.LinesAt(700, 10, "글이 있는 쪽입니다."))
	f.Add(plain)
	f.Add(formattest.Packed(plain))
	f.Add(mapped([3]string{"0041", "0042", "0043"}))
	f.Fuzz(func(t *testing.T, data []byte) {
		d := inspect(formattest.Source("a.pdf", data))
		if d.streams < 0 || d.found() != (d.streams > 0 || d.cut) {
			t.Errorf("%+v", d)
		}
	})
}
