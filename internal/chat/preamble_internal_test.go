package chat

import "testing"

func TestSentencesAroundAQuestionThatAnnounceItAreNoPartOfIt(t *testing.T) {
	const asked = "복지포인트 사용 기한이 언제예요?"
	for _, first := range []string{"다시 확인해 줘.", "다시 한번 확인해 주세요.", "꼼꼼히 확인 부탁드려요!", "확인 좀 해 줄래요?",
		"궁금한 게 있는데요.", "궁금한 게 있는데,", "저 질문 있어요!", "질문이 하나 있습니다.", "물어볼 게 있어요~", "급해요!", "너무 급해요 ㅠㅠ.",
		"하나 더 물어볼게요.", "하나만 더 여쭤볼게요.", "뭐 좀 물어봐도 돼요?", "질문 하나 할게요.", "안녕하세요! 급해요. 질문 있어요.",
		"Please check again.", "Quick question:", "It's urgent!"} {
		if got := withoutPreamble(first + " " + asked); got != asked {
			t.Errorf("%q before: %q", first, got)
		}
	}
	for _, last := range []string{"다시 확인해 줘.", "급해요!", "확인 부탁드립니다", "너무 급해요 ㅠㅠ"} {
		if got := withoutPreamble(asked + " " + last); got != asked {
			t.Errorf("%q after: %q", last, got)
		}
	}
}

func TestSentencesWithASubjectStayInTheQuestion(t *testing.T) {
	for _, asked := range []string{
		"다시 확인해 줘.", "급해요!", "급해요! 다시 확인해 줘.", // nothing else was said
		"제17조 확인해 줘. 병가는 며칠이야?", "출입증 질문이 있어요. 어디에 신고해요?", "급한 일이 생기면 누구에게 알려요?",
		"급해요 버튼은 어디 있어요?", "확인해 주세요 메일은 누가 보내요?", "질문 있어요 코너는 언제 열려요?", "급여가 궁금해요. 언제 나와요?",
		"서류 검토 부탁드려요. 며칠 걸려요?", "Check the oven. How hot may it be?", "A question bank, where is it?",
	} {
		if got := withoutPreamble(asked); got != asked {
			t.Errorf("%q: %q", asked, got)
		}
	}
}
