package morph

import (
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestNormalize(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"normal text", "가나다 abc 123 大韓 “따옴표”…", "가나다 abc 123 大韓 “따옴표”…"},
		{"capital letters", "AWS É Ж", "aws é ж"},
		{"NFD", norm.NFD.String("각난닭 é"), "각난닭 é"},
		{"a syllable and a final consonant", "가\u11a8", "각"},
		{"full width", "ＡＢ１２％", "ab12%"},
		{"half-width jamo", "ﾡￂ", "가"},
		{"composed characters", "㎏①㈜Ⅳ", "kg1(주)iv"},
		{"compatibility ideographs", "\uf914", "樂"},
		{"jamo", "ㅎㅏㄴㄱㅡㄹ ㄱㅏㄴㅏ ㅋㅋㅋ ㅏ", "한글 가나 ㅋㅋㅋ ㅏ"},
		{"conjoining jamo alone", "\u1100 \u1161 \u11a8", "ㄱ ㅏ ㄱ"},
		{"white space", "가\u3000나\u00a0다\u2003라", "가 나 다 라"},
		{"what shows nothing", "\ufeff가\u200b나\u00ad다\ufe0f", "가나다"},
		{"invalid UTF-8", "가\xff나", "가 나"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var n normalizer
			if got := n.normalize(c.text); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if got := n.normalize(c.want); got != c.want {
				t.Errorf("the normal form %q is changed to %q", c.want, got)
			}
		})
	}
}

func TestOffsetsAreThoseOfTheOriginal(t *testing.T) {
	for _, c := range []struct{ text, term, marked string }{
		{norm.NFD.String("우리 학교에"), "학교", norm.NFD.String("학교")},
		{"ＡＷＳ 요금", "aws", "ＡＷＳ"},
		{"ＡＷＳ 요금", "요금", "요금"},
		{"무게 ㎏ 단위", "단위", "단위"},
		{"㈜한국", "한국", "한국"},
		{"학\u200b교 앞", "학교", "학\u200b교"},
		{"ㅎㅏㄴㄱㅡㄹ 사랑", "한글", "ㅎㅏㄴㄱㅡㄹ"},
		{"ㅎㅏㄴㄱㅡㄹ 사랑", "사랑", "사랑"},
	} {
		var a Analyzer
		found := false
		for _, term := range a.Analyze(nil, c.text, Words) {
			if term.Text == c.term {
				found = true
				if got := c.text[term.Start:term.End]; got != c.marked {
					t.Errorf("%q: %s marks %q, want %q", c.text, c.term, got, c.marked)
				}
			}
		}
		if !found {
			t.Errorf("%q: no term %s", c.text, c.term)
		}
	}
}
