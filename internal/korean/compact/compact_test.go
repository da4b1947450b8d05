package compact

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

func read(t testing.TB, codes []byte) string {
	t.Helper()
	text, ok := Decode(nil, codes)
	if !ok {
		t.Fatalf("%x: no whole codes", codes)
	}
	return string(text)
}

func TestEveryCharacterIsReadBack(t *testing.T) {
	for r := range rune(utf8.MaxRune + 1) {
		if text := string(r); read(t, Append(nil, text)) != text {
			t.Fatalf("%U comes back as %q", r, read(t, Append(nil, text)))
		}
	}
	for b := range 256 {
		if text := string([]byte{byte(b)}); read(t, Append(nil, text)) != text {
			t.Errorf("byte %#x comes back as %q", b, read(t, Append(nil, text)))
		}
	}
}

// The sum stands for what every code means. Segments on people's disks contain
// them: if this fails, the change made these unreadable.
func TestCodesNeverChange(t *testing.T) {
	h := sha256.New()
	for r := range rune(0x20000) {
		h.Write(Append(nil, string(r)))
	}
	const want = "016f3dbd85641f1b"
	if got := hex.EncodeToString(h.Sum(nil)[:8]); got != want {
		t.Errorf("the codes have the sum %s, want %s", got, want)
	}
}

func TestKoreanTakesHalfOfItsBytes(t *testing.T) {
	for _, set := range []string{"golden", "office", "district", "company"} {
		name := filepath.Join("../../../eval", set, "passages.jsonl")
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		// Field names and IDs in ASCII are a part of these lines.
		if n := len(Append(nil, string(text))); n*100 > 66*len(text) {
			t.Errorf("%s: %d bytes of %d", name, n, len(text))
		}
	}
	clause := "제3조(연차휴가) 1년간 80퍼센트 이상 출근한 근로자에게 15일의 유급휴가를 준다."
	if n := len(Append(nil, clause)); n*100 > 57*len(clause) {
		t.Errorf("%d bytes of %d", n, len(clause))
	}
}

func TestBrokenCodesAreNoText(t *testing.T) {
	for _, codes := range []string{"\xFB\xFF", "\xD0", "\xFC", "\xFD\x30", "\xFE\xC2", "\xFF"} {
		if text, ok := Decode(nil, []byte(codes)); ok {
			t.Errorf("%x is read as %q", codes, text)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("한글 abc"), "계약서 제12조 ①항: “갑”은 漢字·ｶﾅ 😀\x00\xFF")
	f.Fuzz(func(t *testing.T, codes []byte, text string) {
		Decode(nil, codes)
		if got := read(t, Append(nil, text)); got != text {
			t.Errorf("%q comes back as %q", text, got)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	text := strings.Repeat("국내 출장은 숙박비 1박 8만 원, 식비 하루 3만 원까지 실비로 지급한다. ", 10)
	codes := Append(nil, text)
	b.SetBytes(int64(len(text)))
	var dst []byte
	for b.Loop() {
		dst, _ = Decode(dst[:0], codes)
	}
}
