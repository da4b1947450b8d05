package chat

import "testing"

func TestQuestionsThatPointBack(t *testing.T) {
	for q, want := range map[string]bool{
		"그건 얼마예요?": true, "그럼 어떻게 해요?": true, "비용은요?": true, "거기는 어디에 있나요?": true,
		"And the fee?":    true,
		"How much is it?": true, "연차 휴가는 며칠인가요?": false, "How long is the leave?": false,
		"뱅크아이디란 무엇인가요?": false,
	} {
		if pointsBack(q) != want {
			t.Errorf("%s: %v", q, !want)
		}
	}
}
