package lexicon_test

import (
	"testing"

	"github.com/mundap/mundap/internal/verify/lexicon"
)

func TestKindOf(t *testing.T) {
	for noun, want := range map[string]string{
		"기술지원팀": "body", "인사팀장": "person", "주황색": "colour", "부산": "city", "재직증명서": "paper", "수강료": "",
	} {
		if got := lexicon.KindOf(noun); got != want {
			t.Errorf("%s: %q", noun, got)
		}
	}
}

func TestLettersAreNotPartsOfWords(t *testing.T) {
	has := lexicon.NewBag("리모컨에 AAA 건전지 두 개", lexicon.WordsOf("리모컨에 AAA 건전지 두 개", nil))
	for word, want := range map[string]float64{"AAA 건전지": 1, "AA 건전지": 0} {
		w := lexicon.WordsOf(word, nil)[0]
		if got := has.Has(&w); got != want {
			t.Errorf("%s: %g", word, got)
		}
	}
}
