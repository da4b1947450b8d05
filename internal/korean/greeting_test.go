package korean_test

import (
	"testing"

	"github.com/mundap/mundap/internal/korean"
)

func TestGreetingsOfLetters(t *testing.T) {
	for sentence, want := range map[string]bool{
		"학부모님, 안녕하십니까?":        true,
		"안녕하세요, 인사팀 오세린입니다.":   true,
		"감사합니다.":               true,
		"고객 여러분, 감사합니다!":       true,
		"안녕하세요는 인사말이다.":        false,
		"감사합니다라는 말은 몇 번 나오나요?": false,
		"안녕하신지 궁금하면 전화해 주세요.":  false,
		"수습 기간은 석 달이다. 감사합니다.": false,
	} {
		if got := korean.Greets(sentence); got != want {
			t.Errorf("%s: %v, want %v", sentence, got, want)
		}
	}
}
