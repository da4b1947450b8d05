package relevance

import (
	"strings"
	"testing"
)

func TestListedThingsAreAskedOneByOne(t *testing.T) {
	for question, want := range map[string]string{
		"주차장이랑 야근 식대랑 회식비 한꺼번에 알려줘":  "주차장 알려줘 / 야근 식대 알려줘 / 회식비 알려줘",
		"주차비하고 식대 각각 얼마예요?":          "주차비 얼마예요 / 식대 얼마예요",
		"연차, 병가, 공가일 며칠이에요?":         "연차 며칠이에요 / 병가 며칠이에요 / 공가일 며칠이에요",
		"서울이랑 부산이랑 대전 출장 일비 얼마예요?":   "",
		"서울, 부산, 대전 숙박비 알려줘":         "",
		"서울이랑 부산 사이 교통비 모두 얼마예요?":    "",
		"급여, 상여, 수당 지급일이 언제예요?":      "",
		"신청하고 승인받고 결제하고 나서 어떻게 돼요?":  "",
		"사랑 나눔 휴가랑 연차 다 알려줘":         "사랑 나눔 휴가 알려줘 / 연차 알려줘",
		"엄마랑 아빠 경조금 둘 다 얼마예요?":       "",
		"휴가 신청하고 취소하는 법 둘 다 알려줘":     "",
		"지난주에 공지하고, 이번에 변경된, 규정 알려줘": "",
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
