// Package formattest helps to test readers. It creates files of many formats,
// and shows and checks what was read from them.
package formattest

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"

	xkorean "golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/unicode"
)

// Source makes a source of bytes.
func Source[T string | []byte](name string, data T) format.Source {
	return format.Source{Name: name, Data: bytes.NewReader([]byte(data)), Size: int64(len(data))}
}

// Files opens sources.
type Files interface {
	Open(ctx context.Context, s format.Source) (*format.File, error)
}

// Read reads a source to its end.
func Read(t testing.TB, o Files, s format.Source) ([]content.Page, content.Info, error) {
	t.Helper()
	f, err := o.Open(t.Context(), s)
	if err != nil {
		return nil, content.Info{}, err
	}
	defer f.Close()
	var pages []content.Page
	for p, err := range f.Pages(t.Context(), 0) {
		if err != nil {
			return pages, f.Info(), err
		}
		pages = append(pages, p)
	}
	return pages, f.Info(), nil
}

// Outline shows pages as one line a block, for comparison: "h1 제목", "p 글", "li2
// 1. 글", "note 글", "code[go] 글", "table a | b ⏎ c | d", "rec a: b ⏎ c: d".
func Outline(pages []content.Page) (all []string) {
	for _, p := range pages {
		for _, b := range p.Blocks {
			text := strings.ReplaceAll(b.Text(p), "\n", " ⏎ ")
			switch b.Kind {
			case content.Heading:
				text = fmt.Sprintf("h%d %s", b.Level, text)
			case content.Paragraph:
				text = "p " + text
			case content.ListItem:
				text = fmt.Sprintf("li%d %s", b.Level, text)
			case content.Record:
				text = "rec " + text
			case content.Code:
				text = fmt.Sprintf("code[%s] %s", b.Language, text)
			default:
				text = string(b.Kind) + " " + text
			}
			all = append(all, text)
		}
	}
	return all
}

// Expect compares a source's outline.
func Expect(t *testing.T, o Files, s format.Source, want ...string) (pages []content.Page,
	info content.Info) {
	t.Helper()
	t.Helper()
	pages, info, err := Read(t, o, s)
	if err != nil {
		t.Fatal(err)
	}
	CheckPages(t, pages)
	got := Outline(pages)
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			t.Errorf("missing: %q", want[i])
		case i >= len(want):
			t.Errorf("not wanted: %q", got[i])
		case got[i] != want[i]:
			t.Errorf("block %d:\n got %q\nwant %q", i, got[i], want[i])
		}
	}
	return pages, info
}

// CheckPages holds for every reader: indexes count up, blocks ascend without
// overlapping, cells lie in rows in blocks, nothing but line breaks stands
// between blocks.
func CheckPages(t testing.TB, pages []content.Page) {
	t.Helper()
	for i, p := range pages {
		if p.Index != i {
			t.Errorf("page %d has index %d", i, p.Index)
		}
		end := 0
		for j, b := range p.Blocks {
			if b.Start < end || b.End <= b.Start || b.End > len(p.Text) {
				t.Fatalf("page %d, block %d: range %d–%d behind %d in %d", i, j, b.Start, b.End,
					end, len(p.Text))
			}
			if gap := p.Text[end:b.Start]; strings.Trim(gap, "\n") != "" {
				t.Errorf("page %d: %q is in no block", i, gap)
			}
			end = b.End
			at := b.Start
			for _, r := range b.Rows {
				if r.Start < at || r.End < r.Start || r.End > b.End {
					t.Errorf("page %d, block %d: row %d–%d behind %d", i, j, r.Start, r.End, at)
				}
				at = r.End
				for _, c := range r.Cells {
					if c.Start < r.Start || c.End < c.Start || c.End > r.End {
						t.Errorf("page %d, block %d: cell %d–%d outside row %d–%d", i, j, c.Start,
							c.End, r.Start, r.End)
					}
				}
			}
		}
		if rest := p.Text[end:]; rest != "" {
			t.Errorf("page %d: %q is in no block", i, rest)
		}
	}
}

func CP949(s string) string {
	b, err := xkorean.EUCKR.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return b
}

// Zip packs parts, given as name and content in turns.
func Zip(parts ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			panic(err)
		}
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// Docx packs a document of the given body; more parts may follow.
func Docx(body string, parts ...string) []byte {
	const document = `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>`
	return Zip(append([]string{"[Content_Types].xml", "<Types/>", "word/document.xml",
		fmt.Sprintf(document, body)}, parts...)...)
}

// PDFPiece is a line on a page of a PDF that the tests make, its place in
// points from the lower left.
type PDFPiece struct {
	X, Y, Size float64
	Text       string
}

// PDF makes a PDF whose text is in CP949 and whose font is not embedded, as old
// Korean programs wrote them. A page without pieces shows a rectangle. extra
// goes into the trailer.
func PDF(title, extra string, pages ...[]PDFPiece) []byte {
	var objects []string
	add := func(s string) int {
		objects = append(objects, s)
		return len(objects)
	}
	add("<< /Type /Catalog /Pages 2 0 R >>")
	add("") // the page tree, below
	add("<< /Type /Font /Subtype /Type0 /BaseFont /HYSMyeongJo-Medium-KSCms-UHC-H /Encoding /KSCms-UHC-H /DescendantFonts [4 0 R] >>")
	add("<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HYSMyeongJo-Medium /CIDSystemInfo << /Registry (Adobe) /Ordering (Korea1) /Supplement 1 >> /DW 1000 /FontDescriptor 5 0 R >>")
	add("<< /Type /FontDescriptor /FontName /HYSMyeongJo-Medium /Flags 6 /FontBBox [0 -148 1001 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>")
	info := add(fmt.Sprintf("<< /Title <%x> >>", CP949(title)))
	var kids []string
	for _, pieces := range pages {
		var content strings.Builder
		for _, p := range pieces {
			fmt.Fprintf(&content, "BT /F1 %g Tf %g %g Td <%x> Tj ET\n", p.Size, p.X, p.Y,
				CP949(p.Text))
		}
		if len(pieces) == 0 {
			content.WriteString("0 0 300 300 re f\n")
		}
		stream := add(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", content.Len(),
			content.String()))
		page := add(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>", stream))
		kids = append(kids, fmt.Sprintf("%d 0 R", page))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(kids),
		strings.Join(kids, " "))
	return PDFOf(fmt.Sprintf("/Info %d 0 R %s", info, extra), objects...)
}

// PDFOf makes a PDF of objects, of which the first is the catalogue. extra goes
// into the trailer.
func PDFOf(extra string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.5\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n",
		len(objects)+1, extra, at)
	return b.Bytes()
}

// Packed compresses the streams of a PDF that PDF made. Offsets are no longer
// right: readers find the objects anyway.
func Packed(data []byte) []byte {
	var out bytes.Buffer
	for {
		before, rest, ok := bytes.Cut(data, []byte("stream\n"))
		out.Write(before)
		if !ok {
			return out.Bytes()
		}
		raw, rest, _ := bytes.Cut(rest, []byte("\nendstream"))
		var packed bytes.Buffer
		z := zlib.NewWriter(&packed)
		z.Write(raw)
		z.Close()
		at := bytes.LastIndex(out.Bytes(), []byte("<< /Length"))
		out.Truncate(at)
		fmt.Fprintf(&out, "<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream",
			packed.Len(), packed.Bytes())
		data = rest
	}
}

// Locked makes PDFium ask for a password: no password fits these values.
var Locked = fmt.Sprintf("/Encrypt << /Filter /Standard /V 1 /R 2 /O <%x> /U <%x> /P -4 >> /ID [<00> <00>]",
	strings.Repeat("o", 32), strings.Repeat("u", 32))

// LinesAt sets lines of text below one another from y on, as wide apart as usual.
func LinesAt(y, size float64, texts ...string) (pieces []PDFPiece) {
	for i, t := range texts {
		pieces = append(pieces, PDFPiece{60, y - float64(i)*size*1.6, size, t})
	}
	return pieces
}

// UTF16 encodes a text.
func UTF16(s string, e unicode.Endianness, bom unicode.BOMPolicy) string {
	out, err := unicode.UTF16(e, bom).NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

// At is a piece of text at a place of a page, in points from the lower left.
func At(x, y, size float64, text string) PDFPiece { return PDFPiece{x, y, size, text} }
