package chat

import (
	"strings"
	"testing"
)

func TestQuestionsThatPointBack(t *testing.T) {
	for q, want := range map[string]bool{
		"그건 얼마예요?": true, "그럼 어떻게 해요?": true, "거기는 어디에 있나요?": true,
		"And the fee?":    true,
		"How much is it?": true, "연차 휴가는 며칠인가요?": false, "How long is the leave?": false,
		"뱅크아이디란 무엇인가요?": false,
	} {
		if pointsBack(q) != want {
			t.Errorf("%s: %v", q, !want)
		}
	}
}

func TestARevisionThatIsNotPlausibleIsNotUsed(t *testing.T) {
	const asked = "연차 휴가는 며칠인가요?"
	for name, c := range map[string]struct{ revised, text, want string }{
		"plausible":          {"정규직의 연차 휴가는 며칠인가요?", asked, "정규직의 연차 휴가는 며칠인가요?"},
		"two lines":          {" 정규직의 연차 휴가는\n며칠인가요? ", asked, "정규직의 연차 휴가는 며칠인가요?"},
		"another language":   {"How long is 연차?", "How long is the leave?", "How long is the leave?"},
		"in English":         {"How many days is annual leave?", asked, asked},
		"the words are lost": {"출장 여비는 얼마인가요?", asked, asked},
		"an answer":          {"15일이에요.", asked, asked},
		"nothing":            {"", asked, asked},
		"too long":           {asked + strings.Repeat(" 연차 휴가", 100), asked, asked},
		"only pointers":      {"출장 여비는 얼마예요?", "그건 얼마예요?", "출장 여비는 얼마예요?"},
		"just short enough":  {asked + strings.Repeat("가", 400), asked, asked + strings.Repeat("가", 400)},
	} {
		if got := bounded(c.revised, c.text); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
