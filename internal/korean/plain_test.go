package korean

import (
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestPlainCharactersAreThoseThatNormaliseLeavesAlone(t *testing.T) {
	plain := 0
	for r := rune(0); r < 0x11000; r++ {
		s := string(r)
		if !isPlain(s) {
			continue
		}
		plain++
		p := norm.NFC.PropertiesString(s)
		if replace(r, 0) != r || !norm.NFC.IsNormalString(s) || !p.BoundaryBefore() {
			t.Errorf("%U is not plain", r)
		}
	}
	if want := 11172 + 20992; plain < want {
		t.Errorf("%d characters are plain, want the syllables and ideographs at least, %d", plain,
			want)
	}
	for _, s := range []string{"가\u11a8", "a\u0301", "\xea\xb0", "가\x80"} {
		if isPlain(s) {
			t.Errorf("%q is not plain", s)
		}
	}
}
