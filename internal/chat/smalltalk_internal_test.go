package chat

import "testing"

func TestTheGreetingBeforeAQuestionIsNoPartOfIt(t *testing.T) {
	for asked, want := range map[string]string{
		"안녕하세요, 연차는 며칠인가요?": "연차는 며칠인가요?", "안녕하세요 연차는요?": "연차는요?",
		"Hello! How many days?": "How many days?", "안녕! 연차는?": "연차는?",
		"안녕하세요": "안녕하세요", "안녕하세요!": "안녕하세요!", "안녕 프로젝트가 뭐예요?": "안녕 프로젝트가 뭐예요?",
		"hi-fi는 어디 있나요?": "hi-fi는 어디 있나요?",
	} {
		if got := withoutPreamble(asked); got != want {
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
		"What can the manager do?": noRemark, "": noRemark, "?": chatter, "...": chatter,
	} {
		if got := remarkIn(input); got != want {
			t.Errorf("%q: %d, want %d", input, got, want)
		}
	}
}

func TestComplaintsAndChatterAskNothing(t *testing.T) {
	for want, inputs := range map[remark][]string{
		complaint: {"그만 좀 해", "아 진짜 짜증나네", "답이 왜 이래", "이상한 소리 하지 마", "너 바보야?", "됐어 그냥 내가 찾을게",
			"진짜 답답하다", "왜 자꾸 엉뚱한 소리만 해", "아니 그게 아니라고", "됐어", "그만해", "조용히 해", "너 멍청하구나", "틀렸잖아",
			"이거 아니야", "답이 틀렸어", "도움이 안 되네", "쓸모없어"},
		chatter: {"ㅋㅋㅋ", "오늘 저녁 뭐 먹지", "심심해", "사랑해", "ㅠㅠㅠ", "ㅎㅎ", "ㅇㅇ", "응", "네", "알겠어", "오케이", "헐", "대박",
			"배고프다", "졸려", "놀아줘", "거짓말하지 마세요", "나중에 다시 올게", "퇴근하고 싶다", "오늘 점심 뭐 먹을까",
			"재미있는 얘기 해줘", "노래 불러줘", "농담 하나 해봐", "날씨 좋다", "...", "???", "!!"},
		whoAreYou: {"너 로봇이야?"},
		noRemark: {"그만두려면 어떻게 해요?", "짜증나는 고객은 어떻게 응대해요?", "화면이 왜 이래요?", "소리가 이상해요", "프린터가 이상해",
			"네트워크", "응급실", "됐다고 뜨는데 뭐예요", "네 번째 조항", "아니요 버튼", "심심해 앱", "조용히 해야 하는 시간", "연차 쓸게요",
			"물이 안 나오네요", "됐고 연차 며칠이야", "사랑의 열매 기부", "별로 표시한 항목", "답변 기한", "배고플 때 간식", "점심 뭐 나와요?", "오늘 점심 메뉴 뭐야",
			"A396", "404", "E2", "최고액은?", "최고점은?", "최고령은?", "신기종은?", "우울증?", "피곤하면?", "날씨가 더워지면?",
			"퇴근하고 싶으면?", "노래 해도 돼요?", "사진 찍지 마세요", "마음에 안 들면?", "설명이 마음에 안 들면?", "결과가 틀렸다면?",
			"못 하나요?", "여기 못 하나요?", "이건 못 하나요?", "화가 나면?", "실망하면?", "틀린 것은?", "그건 왜 그래요?", "여기 아니에요?",
			"이거 로봇이에요?", "기계인가요?", "테스트", "답답하면", "심심풀이", "짜증 고객"},
	} {
		for _, input := range inputs {
			if got := remarkIn(input); got != want {
				t.Errorf("%q: %d, want %d", input, got, want)
			}
		}
	}
}
