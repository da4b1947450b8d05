package relevance

import (
	"strings"
	"testing"
)

func answerTo(question, text string) string {
	var all []string
	for _, s := range Extract(question, passagesOf(text), 3) {
		all = append(all, s.Text)
	}
	return strings.Join(all, "\n")
}

const (
	howTo  = "주차 안내\n\n방문객은 어디에 주차하나요?\n방문객은 지하 1층에 차를 세워요.\n\n주차 요금은 얼마인가요?\n두 시간은 무료이고 그 뒤로는 10분에 500원이에요."
	prices = "클라우드 저장소 요금표 (단위: 원, 월)\n구분 | 용량 | 요금 | 사용자\n베이직 | 100GB | 9,900 | 1명\n프로 | 1TB | 19,900 | 5명\n엔터프라이즈 | 10TB | 99,000 | 50명\n연간 결제는 두 달 치를 깎는다."
	steps  = "VPN 접속 방법 (Windows)\n1. 소프트웨어 센터에서 SecureLink를 설치한다.\n2. 서버 주소에 gate.example을 넣는다.\n3. 사번과 비밀번호를 넣고 휴대전화의 승인 알림을 누른다.\n오류 691이 뜨면 비밀번호가 만료된 것이다."
)

func TestAQuestionInADocumentDoesNotAnswerItself(t *testing.T) {
	for question, want := range map[string]string{
		"방문객은 어디에 주차하나요?": "방문객은 지하 1층에 차를 세워요.",
		"주차 요금은 얼마인가요?":   "두 시간은 무료이고 그 뒤로는 10분에 500원이에요.",
	} {
		got := answerTo(question, howTo)
		if !strings.HasPrefix(got, want) || strings.Contains(got, "?") {
			t.Errorf("%s: %q", question, got)
		}
	}
}

func TestOfATableTheRowAnswersWithItsHeader(t *testing.T) {
	got := answerTo("프로 요금은 얼마인가요?", prices)
	if got != "구분 | 용량 | 요금 | 사용자\n프로 | 1TB | 19,900 | 5명" {
		t.Errorf("%q", got)
	}
}

func TestOfAProcedureItsStepsAnswer(t *testing.T) {
	got := answerTo("Windows에서 VPN은 어떻게 접속하나요?", steps)
	for _, want := range []string{"SecureLink를 설치", "gate.example", "승인 알림"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
}
