package lexicon_test

import (
	"testing"

	"github.com/mundap/mundap/internal/verify/lexicon"
)

// The polite form of a verb has the word that the plain form has.
func TestPoliteVerbsAreReadAsPlainOnes(t *testing.T) {
	for _, pair := range [][2]string{
		{"방재실에 알린다.", "방재실에 알립니다."}, {"수리비를 물린다.", "수리비를 물립니다."},
		{"책을 빌린다.", "책을 빌립니다."}, {"하나를 고른다.", "하나를 고릅니다."}, {"기록을 남긴다.", "기록을 남깁니다."},
		{"문을 잠근다.", "문을 잠급니다."}, {"돈이 든다.", "돈이 듭니다."}, {"규칙을 없앤다.", "규칙을 없앱니다."},
		{"기록을 지운다.", "기록을 지웁니다."}, {"접수를 신청한다.", "접수를 신청합니다."}, {"15일이다.", "15일입니다."},
	} {
		plain, polite := lexicon.WordsOf(pair[0], nil), lexicon.WordsOf(pair[1], nil)
		if len(plain) != len(polite) {
			t.Errorf("%s: %v, %v", pair[1], plain, polite)
			continue
		}
		for i := range plain {
			if plain[i].Text != polite[i].Text || plain[i].Noun != polite[i].Noun {
				t.Errorf("%s: %v, %v", pair[1], plain[i], polite[i])
			}
		}
	}
}
