package relevance

import (
	"strings"
	"testing"
)

func TestListedThingsAreAskedOneByOne(t *testing.T) {
	for question, want := range map[string]string{
		"주차장이랑 야근 식대랑 회식비 한꺼번에 알려줘":  "주차장 알려줘 / 야근 식대 알려줘 / 회식비 알려줘",
		"주차비하고 식대 각각 얼마예요?":          "주차비 얼마예요 / 식대 얼마예요",
		"연차, 병가, 경조 휴가 며칠이에요?":       "연차 며칠이에요 / 병가 며칠이에요 / 경조 휴가 며칠이에요",
		"엄마랑 아빠 경조금 얼마예요?":           "",
		"동생이랑 같이 가도 돼요?":             "",
		"스탠다드랑 프리미엄이랑 베이직 차이 알려줘":    "",
		"팀장이랑 본부장 결재는 어떻게 받아요?":      "",
		"연차는 며칠이에요?":                 "",
		"Where do I park, and when?": "",
	} {
		questions, _ := Several(question)
		if got := strings.Join(questions, " / "); got != want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
}
