package korean_test

import (
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/korean"
)

func TestSentencesThatAsk(t *testing.T) {
	for sentence, want := range map[string]bool{
		"어디에 있나요?": true, "얼마예요?": true, "이용하십니까": true, "무엇이 좋을까요.": true,
		"언제인가요": true, "“되나요?”": true, "통신이 끊겼을 때 나타나요.": false, "집에 가요.": false,
		"15일입니다.": false, "연차 휴가": false, "": false,
	} {
		if got := korean.Asks(sentence); got != want {
			t.Errorf("%q asks: %t", sentence, got)
		}
	}
}

func TestQuestionsThatNothingAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		text       string
		unanswered []string
		onlyAsks   bool
	}{
		"a list": {"성과급은 언제 주나요?\n흡연실은 어디에 있나요?\n정원은 몇 명인가요",
			[]string{"성과급은 언제 주나요?", "흡연실은 어디에 있나요?", "정원은 몇 명인가요"}, true},
		"a survey": {"아래 물음에 답해 주세요.\n1. 얼마나 자주 이용하십니까?\n□ 매일 □ 가끔\n2. 값은 적당합니까?\n(   )",
			[]string{"1. 얼마나 자주 이용하십니까?", "2. 값은 적당합니까?"}, true},
		"contents": {"번호 | 질문 | 쪽\n1 | 비밀번호를 잊었어요 | 3\n2 | 계정이 잠겼어요 | 4",
			[]string{"1 | 비밀번호를 잊었어요 | 3", "2 | 계정이 잠겼어요 | 4"}, true},
		"questions without marks": {"연차는 며칠인가요\n식대는 얼마입니까",
			[]string{"연차는 며칠인가요", "식대는 얼마입니까"}, true},
		"questions with answers": {"연차는 며칠인가요?\n15일입니다.\n병가는 며칠인가요?\n60일입니다.", nil, false},
		"a table with answers":   {"질문 | 답변\n연차는? | 15일\n병가는? | 60일", nil, false},
		"a heading that asks":    {"연차란 무엇인가요?\n유급휴가입니다. 해마다 생깁니다.", nil, false},
		"the last one only":      {"연차는 15일입니다.\n병가는 며칠인가요?", []string{"병가는 며칠인가요?"}, false},
		"nothing":                {"", nil, false},
	} {
		questions, _ := korean.Unanswered(test.text)
		var got []string
		for _, q := range questions {
			got = append(got, q.Of(test.text))
		}
		if !slices.Equal(got, test.unanswered) || korean.OnlyAsks(test.text) != test.onlyAsks {
			t.Errorf("%s: %q, only asks: %t", name, got, korean.OnlyAsks(test.text))
		}
	}
}

func TestWordsThatAskStandApart(t *testing.T) {
	for question, want := range map[string]string{
		"별관정전언제야":       "별관정전 언제야",
		"기숙사현관몇시에잠가":    "기숙사현관 몇시에잠가",
		"별관 정전은 언제야?":   "별관 정전은 언제야?",
		"왜 몇 시인가요":      "왜 몇 시인가요",
		"기숙사 현관 어디에 있어": "기숙사 현관 어디에 있어",
	} {
		if got := korean.Apart(question); got != want || korean.Apart(got) != got {
			t.Errorf("%q became %q, want %q", question, got, want)
		}
	}
}
