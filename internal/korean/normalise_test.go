package korean_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/korean"
)

func TestNormalise(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"plain text stays":              {"보일러 E-01\t끝\n", "보일러 E-01\t끝\n"},
		"jamo become syllables":         {"\u1112\u1161\u11ab\u1100\u1173\u11af", "한글"},
		"zero width inside jamo":        {"\u1112\u200b\u1161\u11ab", "한"},
		"line ends":                     {"a\r\nb\rc\u2028d\ve\ff\u0085g", "a\nb\nc\nd\ne\nf\ng"},
		"blanks":                        {"a\u00a0b\u3000c\u2009d\u3164e", "a b c d e"},
		"controls and direction marks":  {"a\x00\x07b\u202ec\x7fd\u200e", "abcd"},
		"byte order mark, soft hyphen":  {"\ufeff문\u00ad답", "문답"},
		"a joiner stays inside emoji":   {"👩\u200d💻 가\u200d나", "👩\u200d💻 가나"},
		"bytes that are no UTF-8":       {"a\xffb", "a\ufffdb"},
		"compatibility forms stay":      {"㈜ ① ㎡ ½", "㈜ ① ㎡ ½"},
		"a canonical singleton changes": {"\u212b", "Å"},
	} {
		if got := korean.Normalise(c.in); got != c.want {
			t.Errorf("%s: Normalise(%q) = %q, want %q", name, c.in, got, c.want)
		}
	}
}

func TestLineIsOneLineWithSingleBlanks(t *testing.T) {
	if got := korean.Line(" 제 3 조\r\n\u00a0(목적)\t"); got != "제 3 조 (목적)" {
		t.Errorf("got %q", got)
	}
}

func TestTruncateNeverCutsACharacter(t *testing.T) {
	for _, c := range []struct {
		n    int
		want string
	}{{-1, ""}, {0, ""}, {1, "가"}, {3, "가나a"}, {9, "가나a다"}} {
		if got := korean.Truncate("가나a다", c.n); got != c.want {
			t.Errorf("%d: got %q, want %q", c.n, got, c.want)
		}
	}
}

func FuzzNormalise(f *testing.F) {
	for _, s := range []string{"", "가나다", "\u1112\u200b\u1161\u11ab\r\n", "\xff\xfe가",
		"a\u0300\u0301\u200d", "\r\r\n\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := korean.Normalise(s)
		if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
			t.Fatalf("%q is not valid NFC", got)
		}
		if strings.ContainsAny(got, "\r\x00\u200b\ufeff\u00a0") {
			t.Fatalf("%q holds what should be gone", got)
		}
		if again := korean.Normalise(got); again != got {
			t.Fatalf("not idempotent: %q, then %q", got, again)
		}
	})
}
