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
