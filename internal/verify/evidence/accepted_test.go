package evidence_test

import "testing"

// TestAccepted has sentences that follow from the passage although it says them otherwise.
func TestAccepted(t *testing.T) {
	for _, c := range []struct{ name, title, text, sentence string }{
		{"what lies beyond what is allowed", "보관함", "위 칸은 30kg까지, 아래 칸은 8kg까지 넣을 수 있다.", "아래 칸에는 8kg이 넘는 짐을 넣지 마세요."},
		{"a condition that has to be met", "수칙", "회원증을 보이지 않으면 열쇠를 내주지 않는다.", "회원증을 보여야 열쇠를 내줍니다."},
		{"what is still open", "회의록", "이용료 인상은 결정하지 못하고 9월에 다시 논의한다.", "이용료를 올릴지는 정해지지 않았고 9월에 다시 의논하기로 했어요."},
		{"one of several in other words", "혜택", "두 할인에 해당하면 할인율이 큰 하나만 적용한다.", "두 할인에 해당하면 할인율이 큰 한 가지만 적용됩니다."},
		{"what stays as it is", "회의록", "주차 요금은 6월부터 올린다. 승강기 교체는 하지 않기로 하였다.", "승강기 교체는 무산되었습니다."},
		{"time that is left", "취소", "사용 예정일 10일 전까지 취소하면 전액을 돌려준다.", "열흘 이상 남았다면 취소하고 전액을 돌려받습니다."},
		{"several rows", "체험", "프로그램 | 참가비\n맨발 숲길 | 무료\n숲 태교 | 무료\n목걸이 만들기 | 5,000원", "무료로 할 수 있는 것은 맨발 숲길과 숲 태교예요."},
		{"a company of any name", "훈련", "훈련에 빠진 입주사에는 관리팀이 공문을 보내며 과태료는 물리지 않는다.", "훈련에 빠진 회사에는 공문을 보냅니다."},
		{"days that are listed", "점검", "점검일은 3월 18일과 19일이고 한울방재가 점검하였다.", "점검은 한울방재가 이틀에 걸쳐 했습니다."},
		{"several as two or more", "보상", "발명자가 여럿이면 지분에 따라 나눈다.", "발명자가 두 명 이상이면 지분에 따라 나눕니다."},
		{"sides of a ratio", "지분", "선우진 책임과 제하늘 선임의 지분은 6 대 4이다.", "선우진 책임의 지분은 60%입니다."},
		{"times a year", "교육", "정기 교육은 반기마다 6시간이다.", "정기 교육은 1년에 두 번입니다."},
		{"a condition that follows a concession", "헌혈", "혈압약을 먹는 사람은 혈압이 조절되면 헌혈할 수 있다.", "혈압약을 먹더라도 혈압이 조절되면 헌혈할 수 있습니다."},
		{"what somebody is responsible for", "회의록", "장터 준비는 천예림 이사가 맡는다.", "장터 준비 책임은 천예림 이사입니다."},
		{"a total", "관리비", "항목 | 59㎡ | 84㎡\n일반관리비 | 41,300원 | 58,800원\n합계 | 87,600원 | 124,600원", "84㎡의 관리비는 모두 124,600원입니다."},
	} {
		if p := objectionTo(c.sentence, c.title, c.text); p != nil {
			t.Errorf("%s: %s: %s", c.name, c.sentence, p.Reason)
		}
	}
}
