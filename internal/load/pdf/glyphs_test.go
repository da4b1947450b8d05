package pdf

import (
	"fmt"
	"testing"

	"github.com/mundap/mundap/internal/load/formattest"
)

func TestAHyphenAtTheEndOfALineJoinsItsWord(t *testing.T) {
	data := formattest.PDF("", "", formattest.LinesAt(700, 10, "The whole program runs in an inter-",
		"preter until it is hot."))
	expect(t, formattest.Source("a.pdf", data),
		"p The whole program runs in an interpreter until it is hot.")
}

func TestTextWithANegativeSize(t *testing.T) {
	data := formattest.PDF("", "", []formattest.PDFPiece{formattest.At(300, 400, -10, "거꾸로 선 글")})
	expect(t, formattest.Source("a.pdf", data), "p 거꾸로 선 글")
}

// type3 is a PDF whose font draws its letters itself, each a box 600 units
// wide, in a scale of its own: the size of the text is far from that of its
// letters, as scanners and plotters write it.
func type3(text string) []byte {
	stream := func(s string) string {
		return fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(s), s)
	}
	return formattest.PDFOf("", "<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		stream("BT /F1 0.1 Tf 60 700 Td ("+text+") Tj ET"),
		"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 100 100] /FontMatrix [1 0 0 1 0 0] /FirstChar 97 /LastChar 99 /Widths [60 60 60] /CharProcs << /a 6 0 R /b 6 0 R /c 6 0 R >> /Encoding << /Type /Encoding /Differences [97 /a /b /c] >> /Resources << >> >>",
		stream("60 0 0 0 50 90 d1 0 0 50 90 re f"))
}

func TestLettersOfAFontWithAScaleOfItsOwnMakeWords(t *testing.T) {
	expect(t, formattest.Source("a.pdf", type3("abcabc")), "p abcabc")
}
