package scope_test

import (
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/scope"
)

func TestNewerEditions(t *testing.T) {
	const text = "예산은 1억 원으로 하고 부스는 40개로 한다."
	for _, c := range []struct {
		name, older, newer, sentence, question string
		want                                   []int
	}{
		{"numbers of meetings", "마을잔치 준비 모임 제3차 회의록", "마을잔치 준비 모임 제4차 회의록",
			"예산은 1억 원입니다.", "", []int{1}},
		{"versions", "출장 운영 지침 v1.2", "출장 운영 지침 v2.0", "예산은 1억 원입니다.", "", []int{1}},
		{"dates", "운영 규정(2024년 3월 시행)", "운영 규정(2026년 1월 시행)", "예산은 1억 원입니다.", "", []int{1}},
		{"the older one by name", "출장 운영 지침 v1.2", "출장 운영 지침 v2.0", "v1.2에서 예산은 1억 원이에요.", "", nil},
		{"the older one by a word", "출장 운영 지침 v1.2", "출장 운영 지침 v2.0", "예산은 1억 원입니다.", "기존 지침은?", nil},
		{"other documents", "출장 운영 지침 v1.2", "주차장 이용 안내 v2.0", "예산은 1억 원입니다.", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			set := scope.New([]*passage.Passage{passage.Read(c.older, text), passage.Read(c.newer, text)})
			if got := set.Newer(0, claim.Read(c.sentence, c.question, nil)); !slices.Equal(got, c.want) {
				t.Errorf("%v, not %v", got, c.want)
			}
			if got := set.Newer(1, claim.Read(c.sentence, c.question, nil)); got != nil {
				t.Errorf("newer than the newest: %v", got)
			}
		})
	}
}

// TestAWordOfAnotherTitleRulesOutNothing: prices and payment of one product share words,
// but a question about both is answered by either.
func TestAWordOfAnotherTitleRulesOutNothing(t *testing.T) {
	set := scope.New([]*passage.Passage{
		passage.Read("별노트 요금제", "요금제 | 한 달 | 저장 공간\n개인 | 4,900원 | 50GB\n팀 | 8,900원 | 200GB"),
		passage.Read("별노트 결제와 고객 지원", "요금제를 올리면 바로 바뀐다. 저장 공간을 넘은 파일은 읽을 수만 있다. 한 달 요금은 개인과 팀이 다르다."),
	})
	c := claim.Read("팀 요금제는 매달 8,900원이에요.", "요금과 결제는 어떻게 되나요?", nil)
	if lacking := set.OffTopic(c); lacking[0] > .5 {
		t.Error(lacking)
	}
}
