package relevance_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/relevance"
)

func TestATopicIsWhatAQuestionIsAbout(t *testing.T) {
	for question, want := range map[string]string{
		"과열센서를 교체하려면 어떻게 해야 하나요?":                     "과열센서 교체",
		"연차 휴가는 며칠까지 쓸 수 있나요?":                        "연차 휴가",
		"출장비 정산은 언제까지 해야 해?":                          "출장비 정산",
		"재택근무 신청서는 어디에 내나요?":                          "재택근무 신청서",
		"2025년 3분기 매출이 얼마였는지 알려 주세요":                  "2025년 3분기 매출",
		"공동인증서는 어디에 저장할 수 있나요?":                       "공동인증서 저장",
		"SR-900의 보증 기간은?":                             "SR-900 보증 기간",
		"육아휴직 급여에 대해 설명해 줘":                           "육아휴직 급여",
		"이것의 보증 기간은 언제까지인가요?":                         "보증 기간",
		"How do I replace the overheat sensor?":       "Replace the overheat sensor",
		"What is the refund policy for annual plans?": "Refund policy for annual plans",
		"연차는 언제까지 말해야 하나요?":                           "연차 기한",
		"뭐예요?": "",
		"":     "",
		"???":  "",
		"퇴사하려면 얼마 전에 말해야 하나요?":    "퇴사 시기",
		"문은 누가 열어요?":              "문 담당",
		"월급날이 언제죠?":               "월급날",
		"출장비는 하루에 얼마까지 쓸 수 있나요?":  "출장비 한도",
		"이사 전 준비물은 무엇인가요?":        "이사 전 준비물",
		"늦으면 어떻게 돼요?":             "늦을 때",
		"길을 잃으면 어떻게 하나요?":         "길을 잃을 때",
		"문을 열려면 어떻게 해요?":          "문을 여는 방법",
		"놀러 가도 되나요?":              "놀러 가도 되는지",
		"놀러 가도 괜찮아요?":             "놀러 가도 괜찮은지",
		"비번 몇 자리로 해야 되나요?":        "비번 자릿수",
		"비밀번호는 몇 자 이상이어야 하나요?":    "비밀번호 글자 수",
		"결혼하면 며칠 쉬어?":             "결혼하면 며칠 쉬는지",
		"밤에 문 잠그면 못 들어가요?":        "밤에 문 잠그면 못 들어가는지",
		"우리 팀 인원은 몇 명이에요?":        "팀 인원",
		"저녁 회식 이 인원으로 예약할 수 있어요?": "저녁 회식 인원 예약",
		"늦으면 벌금 내요?":              "벌금",
		"꼭 필요한 서류 개요":             "필요 서류 개요",
	} {
		if got := relevance.Topic(&morph.Analyzer{}, question); got != want {
			t.Errorf("%q is about %q, want %q", question, got, want)
		}
	}
}

// fitting is how many of the questions of testdata/titles.tsv at least have to get a
// title that fits them.
const fitting = 39

func TestTitlesFitTheirQuestions(t *testing.T) {
	text, err := os.ReadFile("testdata/titles.tsv")
	if err != nil {
		t.Fatal(err)
	}
	fit, misfits := 0, ""
	for line := range strings.Lines(string(text)) {
		question, titles, found := strings.Cut(strings.TrimSpace(line), "\t")
		if !found || strings.HasPrefix(line, "#") {
			continue
		}
		title := relevance.Topic(&morph.Analyzer{}, question)
		if slices.Contains(strings.Split(titles, "|"), title) {
			fit++
			continue
		}
		misfits += fmt.Sprintf("%s: %q\n", question, title)
	}
	if fit < fitting {
		t.Errorf("%d titles fit, which is fewer than %d. These don't:\n%s", fit, fitting, misfits)
	}
}

func TestATopicIsShortHoweverLongTheQuestion(t *testing.T) {
	for _, question := range []string{strings.Repeat("보험 약관 ", 500), strings.Repeat("가나다", 5000),
		strings.Repeat("policy statement ", 500), strings.Repeat("é", 3000)} {
		if got := relevance.Topic(&morph.Analyzer{}, question); len([]rune(got)) > 40 {
			t.Errorf("%d characters: %s", len([]rune(got)), got)
		}
	}
}
