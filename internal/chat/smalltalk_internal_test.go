package chat

import "testing"

func TestTheGreetingBeforeAQuestionIsNoPartOfIt(t *testing.T) {
	for asked, want := range map[string]string{
		"안녕하세요, 연차는 며칠인가요?": "연차는 며칠인가요?", "안녕하세요 연차는요?": "연차는요?",
		"Hello! How many days?": "How many days?", "안녕! 연차는?": "연차는?",
		"안녕하세요": "안녕하세요", "안녕하세요!": "안녕하세요!", "안녕 프로젝트가 뭐예요?": "안녕 프로젝트가 뭐예요?",
		"hi-fi는 어디 있나요?": "hi-fi는 어디 있나요?",
	} {
		if got := withoutGreeting(asked); got != want {
			t.Errorf("%q: %q, want %q", asked, got, want)
		}
	}
}

func TestRemarksAreToldFromQuestions(t *testing.T) {
	for input, want := range map[string]remark{
		"안녕하세요": greeting, "안녕~!": greeting, "안녕하세요 ㅎㅎ": greeting, "Hello!": greeting, "hi there": greeting,
		"안녕하세요! 반가워요.": greeting, "좋은 아침이에요": greeting,
		"고마워요": thanks, "감사합니다 ^^": thanks, "정말 고마워!": thanks, "네, 감사합니다": thanks, "Thank you so much!": thanks,
		"Okay, thanks": thanks, "수고하세요": farewell, "Bye!": farewell,
		"누구야?": whoAreYou, "넌 누구니": whoAreYou, "안녕! 너는 누구야?": whoAreYou, "문답이 뭐야?": whoAreYou,
		"이름이 뭐예요?": whoAreYou, "Who are you?": whoAreYou, "Hello, who are you?": whoAreYou,
		"뭘 할 수 있어?": whatCanYouDo, "뭐 할 수 있어요?": whatCanYouDo, "무엇을 도와줄 수 있나요?": whatCanYouDo,
		"안녕하세요. 여기서는 무엇을 물어볼 수 있나요?": whatCanYouDo, "문답은 어떻게 써요?": whatCanYouDo, "도움말": whatCanYouDo,
		"What can you do?": whatCanYouDo, "help": whatCanYouDo,

		"안녕하세요, 연차는 며칠인가요?": noRemark, "담당자가 누구야?": noRemark, "휴가는 누구에게 신청해요?": noRemark,
		"감사합니다는 영어로 뭐예요?": noRemark, "감사 일정": noRemark, "이 제품으로 뭘 할 수 있어?": noRemark, "사용법": noRemark,
		"세탁기는 어떻게 써요?": noRemark, "안녕 프로젝트가 뭐야?": noRemark, "hi-fi settings": noRemark, "helpdesk": noRemark,
		"서연 누구야?": noRemark, "서연아 누구야?": noRemark, "이거 뭐예요?": noRemark, "이건 뭐야?": noRemark,
		"What can the manager do?": noRemark, "": noRemark, "?": noRemark,
	} {
		if got := remarkIn(input); got != want {
			t.Errorf("%q: %d, want %d", input, got, want)
		}
	}
}
