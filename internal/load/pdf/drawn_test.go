package pdf

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/formattest"
)

// pdfStream is a stream object.
func pdfStream(dict, s string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(s), s)
}

// mapped is a PDF of pages each of which draws ABC in a font whose letters mean
// something else: meanings gives each page's three in UTF-16 and hexadecimal.
func mapped(meanings ...[3]string) []byte {
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", ""}
	var kids []string
	for _, m := range meanings {
		n := len(objects)
		kids = append(kids, fmt.Sprintf("%d 0 R", n+1))
		objects = append(objects,
			fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 %d 0 R >> >> >>", n+2, n+3),
			pdfStream("", "BT /F1 10 Tf 60 700 Td (ABC) Tj ET"),
			fmt.Sprintf("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode %d 0 R >>", n+4),
			pdfStream("", "1 begincodespacerange <00> <ff> endcodespacerange 3 beginbfchar <41> <"+
				m[0]+"> <42> <"+m[1]+"> <43> <"+m[2]+"> endbfchar"))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(kids),
		strings.Join(kids, " "))
	return formattest.PDFOf("", objects...)
}

func TestLettersBeyondTheFirst65536AreRead(t *testing.T) {
	// 𝑥, the letter of a formula, 𠀀, a rare ideograph, and half a pair
	data := mapped([3]string{"D835DC65", "D840DC00", "D835"})
	expect(t, formattest.Source("a.pdf", data), "p 𝑥𠀀")
}

func TestAPageOfLettersWithoutMeaningIsReported(t *testing.T) {
	data := mapped([3]string{"0041", "0042", "0043"}, [3]string{"0001", "0003", "0004"},
		[3]string{"0001", "0020", "0004"})
	_, info := expect(t, formattest.Source("a.pdf", data), "p ABC")
	want := document.Warning{Code: document.NoTextPages, Pages: 2, Of: 3}
	if len(info.Warnings) != 1 || info.Warnings[0] != want {
		t.Errorf("got %+v, want %+v", info.Warnings, want)
	}
}

// drawing is an annotation's appearance that draws a text.
func drawing(number int, text string) string {
	return fmt.Sprintf("%d 0 obj\n%s\nendobj\n", number, pdfStream(
		"/Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>",
		"BT /F1 10 Tf 5 5 Td ("+text+") Tj ET"))
}

func TestWhatStampsAndSignaturesShowIsRead(t *testing.T) {
	objects := drawing(50, "Signed by Paul") + drawing(51, "APPROVED") + drawing(52, "4") +
		drawing(53, "secret") + drawing(54, "Value") +
		"60 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Sig /T (s) /F 4 /AP << /N 50 0 R >> /Rect [60 600 260 620] >>\nendobj\n" +
		"61 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Btn /T (c) /F 4 /AS /Off /AP << /N << /Yes 52 0 R /Off 52 0 R >> >> /Rect [60 500 260 520] >>\nendobj\n" +
		"62 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Tx /T (v) /V (Value) /F 4 /AP << /N 54 0 R >> /Rect [60 400 260 420] >>\nendobj\n"
	data := formPage(formattest.PDF("", "", formattest.LinesAt(700, 10, "계약서")),
		"60 0 R 61 0 R 62 0 R << /Type /Annot /Subtype /Stamp /F 4 /AP << /N 51 0 R >> /Rect [60 550 260 570] >> "+
			"<< /Type /Annot /Subtype /Stamp /F 2 /AP << /N 53 0 R >> /Rect [60 450 260 470] >>",
		objects, "60 0 R 61 0 R 62 0 R")
	f, err := inside(t).Open(t.Context(), formattest.Source("a.pdf", data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for range 2 { // a page that was read stays as it was
		for page, err := range f.Pages(t.Context(), 0) {
			if err != nil {
				t.Fatal(err)
			}
			if want := "계약서\n\nSigned by Paul\n\nAPPROVED\n\nValue"; page.Text != want {
				t.Errorf("got %q, want %q", page.Text, want)
			}
		}
	}
}

func TestValuesInAColumnOfFieldsFollowTheirLabels(t *testing.T) {
	var lines []formattest.PDFPiece
	var annotations strings.Builder
	var want []string
	for i, c := range [][2]string{{"Name", "Lucia Garzas"}, {"Department", "Sales"},
		{"Address", "12 Long Street"}, {"Remark", "none so far"}} {
		y := 700 - 30*i
		lines = append(lines, formattest.At(60, float64(y), 10, c[0]))
		fmt.Fprintf(&annotations, "<< /Type /Annot /Subtype /FreeText /Contents (%s) /Rect [200 %d 400 %d] >> ",
			c[1], y-5, y+12)
		want = append(want, "p "+c[0]+" "+c[1])
	}
	data := formPage(formattest.PDF("", "", lines), annotations.String(), "", "")
	expect(t, formattest.Source("a.pdf", data), want...)
}

func TestASentenceThatBeginsTwoPagesIsNoRunningHead(t *testing.T) {
	var pages [][]formattest.PDFPiece
	var want []string
	for i := range 3 {
		end := fmt.Sprintf("다만 %d호의 경우에는 그러하지 아니하다.", i+1)
		page := formattest.LinesAt(800, 10, "신청서는 다음 각 호의 서류를 갖추어 제출한다.", end)
		pages = append(pages, append(page, formattest.LinesAt(600, 10, "본문이 더 있습니다.")...))
		want = append(want, "p 신청서는 다음 각 호의 서류를 갖추어 제출한다.", "p "+end, "p 본문이 더 있습니다.")
	}
	expect(t, formattest.Source("a.pdf", formattest.PDF("", "", pages...)), want...)
}

func TestALetterThatReachesIntoAGapBelongsToItsWord(t *testing.T) {
	// The top of the f fills the gap of 1.5 points behind it. In "fine", the font
	// gives one glyph the meaning of two letters.
	data := formattest.PDFOf("", "<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		pdfStream("", "BT /F1 10 Tf 60 700 Td [(lord of) -150 (the) -250 (\xae) 10 (ne) -250 (rings)] TJ ET"),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Italic /Encoding << /Differences [174 /fi] >> >>")
	expect(t, formattest.Source("a.pdf", data), "p lord of the fine rings")
}
