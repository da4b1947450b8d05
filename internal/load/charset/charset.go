// Package charset detects the character set of a text and decodes it.
package charset

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	xkorean "golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// The character sets of text files, as Info names them.
const (
	UTF8    = "utf-8"
	UTF16LE = "utf-16le"
	UTF16BE = "utf-16be"
	// what Windows calls EUC-KR; the decoder of golang.org/x/text/encoding/korean covers it
	CP949 = "cp949"
)

var (
	BOM        = []byte{0xef, 0xbb, 0xbf}
	bomUTF16LE = []byte{0xff, 0xfe}
	bomUTF16BE = []byte{0xfe, 0xff}
)

// Of finds a text's character set and the length of its byte order mark: by
// that mark, else UTF-8 if the whole text is valid, else UTF-16 if it scores as
// such, else CP949. Statistics of bytes decide nothing: they are wrong on short
// Korean texts.
func Of(in *io.SectionReader) (charset string, bom int64, err error) {
	head := make([]byte, SampleBytes)
	n, _ := io.ReadFull(in, head)
	head = head[:n]
	switch {
	case bytes.HasPrefix(head, BOM):
		return UTF8, 3, nil
	case bytes.HasPrefix(head, bomUTF16LE):
		return UTF16LE, 2, nil
	case bytes.HasPrefix(head, bomUTF16BE):
		return UTF16BE, 2, nil
	}
	if c := scoreUTF16(head); c != "" {
		return c, 0, nil
	}
	ok, err := isUTF8(io.NewSectionReader(in, 0, in.Size()))
	if ok {
		return UTF8, 0, err
	}
	return CP949, 0, err
}

// SampleBytes is how much of a text decides whether it is UTF-16.
const SampleBytes = 64 << 10

// scoreUTF16 recognises UTF-16 without a mark by what neither UTF-8 nor CP949
// text has: zero bytes, namely the upper halves of blanks, digits and Latin
// letters, all on the same side. Nine tenths of the units must then be Hangul,
// ASCII or other usual characters. It gives "" for anything else.
func scoreUTF16(b []byte) string {
	var zeros [2]int // at even and odd offsets
	for i, c := range b {
		if c == 0 {
			zeros[i%2]++
		}
	}
	big, little := zeros[0], zeros[1]
	const share = 50 // at least one unit in fifty is ASCII
	switch units := len(b) / 2; {
	case max(big, little)*share < units || big+little == 0:
		return ""
	case little > 4*big && usualUnits(b, 1)*10 >= units*9:
		return UTF16LE
	case big > 4*little && usualUnits(b, 0)*10 >= units*9:
		return UTF16BE
	}
	return ""
}

// usualUnits counts the UTF-16 units of b that are usual in Korean text; high
// is the offset of a unit's upper byte.
func usualUnits(b []byte, high int) (n int) {
	for i := 0; i+1 < len(b); i += 2 {
		u := rune(b[i+high])<<8 | rune(b[i+1-high])
		switch {
		case u >= ' ' && u < 0x250, u == '\n', u == '\r', u == '\t': // Latin
			n++
		case u >= 0x2000 && u < 0x2700, u >= 0x3000 &&
			u < 0x3400: // punctuation, symbols, jamo, enclosed letters
			n++
		case u >= 0x4e00 && u < 0xa000, u >= 0xac00 && u < 0xd7a4,
			u >= 0xff00: // Han, Hangul, wide forms
			n++
		}
	}
	return n
}

// isUTF8 reports whether a text is UTF-8. A few broken bytes in a text that is
// otherwise full of proper sequences (a cut line, a pasted byte) do not make it
// CP949, where nearly every pair would be wrong.
func isUTF8(r io.Reader) (bool, error) {
	const surely = 50 // proper sequences for each broken byte
	return holdsUTF8(r, surely)
}

// MostlyUTF8 reports whether a text holds more proper sequences of several bytes
// than broken ones. This is enough if something else says that it is UTF-8.
func MostlyUTF8(r io.Reader) bool {
	ok, err := holdsUTF8(r, 1)
	return ok && err == nil
}

// holdsUTF8 reads r to its end, or until it is clear that it does not hold more
// than share proper sequences for each broken byte.
func holdsUTF8(r io.Reader, share int) (bool, error) {
	in := bufio.NewReaderSize(r, 256<<10)
	good, bad := 0, 0
	for {
		b, err := in.Peek(in.Size())
		if err != nil && !errors.Is(err, io.EOF) {
			return false, err
		}
		end := len(b)
		if err == nil {
			end = LastRuneStart(b)
		}
		if end == 0 {
			return bad == 0 || good > share*bad, nil
		}
		g, w := countSequences(b[:end])
		good, bad = good+g, bad+w
		if bad > 100 && good <= share*bad {
			return false, nil
		}
		if _, err := in.Discard(end); err != nil {
			return false, err
		}
	}
}

// LastRuneStart is where a sequence that b may have cut begins.
func LastRuneStart(b []byte) int {
	for i := len(b) - 1; i >= max(0, len(b)-utf8.UTFMax); i-- {
		if utf8.RuneStart(b[i]) {
			return i
		}
	}
	return len(b)
}

// countSequences counts proper sequences of several bytes, and bytes that belong to none.
func countSequences(b []byte) (good, bad int) {
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf {
			b = b[1:]
			continue
		}
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 {
			bad++
		} else {
			good++
		}
		b = b[size:]
	}
	return good, bad
}

// Reader gives what is left of a text file as UTF-8. in must stand where a character begins.
func Reader(in io.Reader, charset string) io.Reader {
	switch charset {
	case UTF16LE:
		return transform.NewReader(in, unicode.UTF16(unicode.LittleEndian,
			unicode.IgnoreBOM).NewDecoder())
	case UTF16BE:
		return transform.NewReader(in, unicode.UTF16(unicode.BigEndian,
			unicode.IgnoreBOM).NewDecoder())
	case CP949:
		return transform.NewReader(in, xkorean.EUCKR.NewDecoder())
	}
	return in
}

// IsText reports whether a file that begins with head can be text: it has a
// mark, scores as UTF-16, or holds next to no control characters.
func IsText(head []byte) bool {
	if bytes.HasPrefix(head, bomUTF16LE) || bytes.HasPrefix(head, bomUTF16BE) ||
		scoreUTF16(head) != "" {
		return true
	}
	controls := 0
	for _, c := range head {
		if c == 0 {
			return false
		}
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b || c == 0x7f {
			controls++
		}
	}
	return controls*50 <= len(head)
}
