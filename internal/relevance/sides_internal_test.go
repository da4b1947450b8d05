package relevance

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
)

// tariffs are rows of a table of prices, each a passage.
func tariffs() []retrieve.Passage {
	var rows []retrieve.Passage
	for _, text := range []string{
		"요금제: 스탠다드\n월 요금(원): 45000\n데이터(GB): 30\n통화: 무제한",
		"요금제: 프리미엄\n월 요금(원): 69000\n데이터(GB): 무제한\n통화: 무제한",
		"요금제: 베이직\n월 요금(원): 33000\n데이터(GB): 7\n통화: 300분",
	} {
		rows = append(rows, retrieve.Passage{Kind: document.Row, Text: text, Score: 1})
	}
	return rows
}

func TestAComparisonIsAnsweredByPassagesAboutEitherThing(t *testing.T) {
	for question, want := range map[string]string{
		"스탠다드와 프리미엄 요금 차이":         "스탠다드 프리미엄",
		"스탠다드랑 프리미엄 중에 뭐가 더 비싼가요?": "스탠다드 프리미엄",
		"프리미엄 요금은 얼마예요?":           "프리미엄",
	} {
		var got []string
		for _, v := range judge(t, Question{Text: question}, tariffs()...) {
			if v.Answers {
				name, _, _ := strings.Cut(strings.TrimPrefix(v.Text, "요금제: "), "\n")
				got = append(got, name)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", question, got, want)
		}
	}
}

func TestSidesOfAComparison(t *testing.T) {
	for question, want := range map[string]string{
		"스탠다드와 프리미엄 요금 차이":        "스탠다드 요금|프리미엄 요금",
		"A100이랑 A200 중에 뭐가 더 빨라?": "A100 중에 뭐가|A200 중에 뭐가",
		"연차와 병가 신청 방법":            "|", // asks for both, compares nothing
		"연차는 며칠이에요?":              "|",
	} {
		first, second, _ := sides(question)
		if got := first + "|" + second; got != want {
			t.Errorf("%s: %s, want %s", question, got, want)
		}
	}
}

func TestRowsThatShareTheirColumnsNamesAloneAreNotAlike(t *testing.T) {
	var rows []retrieve.Passage
	for _, unit := range []string{"가동", "나동"} {
		rows = append(rows, retrieve.Passage{Kind: document.Row, Score: 1,
			Text: "주차장 출입구 위치: " + unit + "\n주차장 이용 시간(평일 기준): 24시간\n주차장 관리 사무실 전화번호: 1234"})
	}
	if got := extract("주차장 출입구 위치가 어디예요?", rows, 3); len(got) != 2 {
		t.Errorf("%+v", got)
	}
	if got := extract("주차장 출입구 위치가 어디예요?", append(rows, rows[0]), 3); len(got) != 2 {
		t.Errorf("a row that is there twice: %+v", got)
	}
}
