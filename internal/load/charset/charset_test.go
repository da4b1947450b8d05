package charset_test

import (
	"io"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"github.com/mundap/mundap/internal/load/charset"
	"github.com/mundap/mundap/internal/load/formattest"
)

func TestCharsets(t *testing.T) {
	const korean = "지역,요금\n서울,\"12,000\"\n똠방각하 펲시콜라 뷁\n"
	for name, c := range map[string]struct{ data, charset, text string }{
		"UTF-8":                  {korean, charset.UTF8, korean},
		"UTF-8 with a mark":      {"\ufeff" + korean, charset.UTF8, korean},
		"ASCII":                  {"a,b\n1,2\n", charset.UTF8, "a,b\n1,2\n"},
		"CP949 with all its own": {formattest.CP949(korean), charset.CP949, korean},
		"CP949, two words":       {formattest.CP949("가나"), charset.CP949, "가나"},
		"CP949 behind much ASCII": {strings.Repeat("plain text ", 50_000) + formattest.CP949("끝"),
			charset.CP949, strings.Repeat("plain text ", 50_000) + "끝"},
		"UTF-16LE with a mark": {formattest.UTF16(korean, unicode.LittleEndian, unicode.UseBOM),
			charset.UTF16LE, korean},
		"UTF-16BE with a mark": {formattest.UTF16(korean, unicode.BigEndian, unicode.UseBOM),
			charset.UTF16BE, korean},
		"UTF-16LE without": {formattest.UTF16(korean, unicode.LittleEndian,
			unicode.IgnoreBOM), charset.UTF16LE, korean},
		"UTF-16BE without": {formattest.UTF16(korean, unicode.BigEndian, unicode.IgnoreBOM),
			charset.UTF16BE, korean},
		"UTF-16LE, only ASCII": {formattest.UTF16("a,b\n1,2", unicode.LittleEndian,
			unicode.IgnoreBOM), charset.UTF16LE, "a,b\n1,2"},
		"one bad byte in UTF-8": {strings.Repeat("한국어 글입니다. ", 20) + "\xff", charset.UTF8,
			strings.Repeat("한국어 글입니다. ", 20) + "\xff"},
		"a cut sequence at the end": {strings.Repeat("한국어 글입니다. ", 20) + "한"[:2], charset.UTF8,
			strings.Repeat("한국어 글입니다. ", 20) + "한"[:2]},
	} {
		s := formattest.Source("a.txt", c.data)
		set, bom, err := charset.Of(s.Section(0))
		if err != nil || set != c.charset {
			t.Errorf("%s: got %q, %v; want %q", name, set, err, c.charset)
			continue
		}
		got, err := io.ReadAll(charset.Reader(s.Section(bom), set))
		if err != nil || string(got) != c.text {
			t.Errorf("%s: got %.60q, %v", name, got, err)
		}
	}
}

func FuzzCharset(f *testing.F) {
	for _, s := range []string{"", "가나다", "\xff\xfe\x00", formattest.CP949("가나다"), "a\x00b\x00",
		"\xb0\xa1\x00", "\xef\xbb"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := formattest.Source("a.txt", data)
		set, bom, err := charset.Of(s.Section(0))
		if err != nil || bom > s.Size {
			t.Fatalf("%q, %d, %v", set, bom, err)
		}
		out, err := io.ReadAll(charset.Reader(s.Section(bom), set))
		if err != nil {
			t.Fatal(err)
		}
		if set != charset.UTF8 && len(out) > 3*len(data) {
			t.Fatalf("%d bytes became %d", len(data), len(out))
		}
	})
}

// A program file without zero bytes in its beginning is no text.
func TestControlCharactersAreNoText(t *testing.T) {
	for text, want := range map[string]bool{
		strings.Repeat("\x01\x02abcdef", 50):             false,
		strings.Repeat("\x7f\x10한글", 50):                 false,
		strings.Repeat("한 줄의 글\r\n\t\f", 50):             true,
		"\x1b[1m굵게\x1b[0m " + strings.Repeat("글", 100):   true,
		"\x01" + strings.Repeat("한 글자쯤은 섞여 있어도 된다. ", 9): true,
	} {
		if got := charset.IsText([]byte(text)); got != want {
			t.Errorf("%.20q: %t", text, got)
		}
	}
}
