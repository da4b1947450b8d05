package load

import (
	"io"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"
)

func utf16Of(s string, e unicode.Endianness, bom unicode.BOMPolicy) string {
	out, err := unicode.UTF16(e, bom).NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

func TestCharsets(t *testing.T) {
	const korean = "지역,요금\n서울,\"12,000\"\n똠방각하 펲시콜라 뷁\n"
	for name, c := range map[string]struct{ data, charset, text string }{
		"UTF-8":                   {korean, charsetUTF8, korean},
		"UTF-8 with a mark":       {"\ufeff" + korean, charsetUTF8, korean},
		"ASCII":                   {"a,b\n1,2\n", charsetUTF8, "a,b\n1,2\n"},
		"CP949 with all its own":  {cp949(korean), charsetCP949, korean},
		"CP949, two words":        {cp949("가나"), charsetCP949, "가나"},
		"CP949 behind much ASCII": {strings.Repeat("plain text ", 50_000) + cp949("끝"), charsetCP949, strings.Repeat("plain text ", 50_000) + "끝"},
		"UTF-16LE with a mark":    {utf16Of(korean, unicode.LittleEndian, unicode.UseBOM), charsetUTF16LE, korean},
		"UTF-16BE with a mark":    {utf16Of(korean, unicode.BigEndian, unicode.UseBOM), charsetUTF16BE, korean},
		"UTF-16LE without":        {utf16Of(korean, unicode.LittleEndian, unicode.IgnoreBOM), charsetUTF16LE, korean},
		"UTF-16BE without":        {utf16Of(korean, unicode.BigEndian, unicode.IgnoreBOM), charsetUTF16BE, korean},
		"UTF-16LE, only ASCII":    {utf16Of("a,b\n1,2", unicode.LittleEndian, unicode.IgnoreBOM), charsetUTF16LE, "a,b\n1,2"},
		"one bad byte in UTF-8":   {strings.Repeat("한국어 글입니다. ", 20) + "\xff", charsetUTF8, strings.Repeat("한국어 글입니다. ", 20) + "\xff"},
		"a cut sequence at the end": {strings.Repeat("한국어 글입니다. ", 20) + "한"[:2], charsetUTF8,
			strings.Repeat("한국어 글입니다. ", 20) + "한"[:2]},
	} {
		s := source("a.txt", c.data)
		charset, bom, err := charsetOf(s)
		if err != nil || charset != c.charset {
			t.Errorf("%s: got %q, %v; want %q", name, charset, err, c.charset)
			continue
		}
		got, err := io.ReadAll(textReader(s, charset, bom))
		if err != nil || string(got) != c.text {
			t.Errorf("%s: got %.60q, %v", name, got, err)
		}
	}
}

func FuzzCharset(f *testing.F) {
	for _, s := range []string{"", "가나다", "\xff\xfe\x00", cp949("가나다"), "a\x00b\x00", "\xb0\xa1\x00", "\xef\xbb"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := source("a.txt", data)
		charset, bom, err := charsetOf(s)
		if err != nil || bom > s.Size {
			t.Fatalf("%q, %d, %v", charset, bom, err)
		}
		out, err := io.ReadAll(textReader(s, charset, bom))
		if err != nil {
			t.Fatal(err)
		}
		if charset != charsetUTF8 && len(out) > 3*len(data) {
			t.Fatalf("%d bytes became %d", len(data), len(out))
		}
	})
}
