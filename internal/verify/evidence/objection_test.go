package evidence_test

import (
	"testing"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/evidence"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/scope"
)

func objectionTo(sentence, title, text string) *evidence.Problem {
	set := scope.New([]*passage.Passage{passage.Read(title, text)})
	_, opinions := evidence.Compare(&set, claim.Read(sentence, "", nil))
	return opinions[0].Problem
}

const minutes = `일시: 5월 14일 오전 10시. 진행: 부위원장 추연수.
1. 야간 개관: 목요일은 밤 10시를 유지한다. 담당은 운영팀 명다온.
2. 어린이실 공사: 6월 22일에 시작해 7월 17일에 끝낸다. 담당은 시설팀 옥재민.
3. 장난감 대여: 9월 1일에 시작한다. 담당은 어린이팀 변채린.`

// TestObjections has for each rule a sentence to which the passage has no
// objection, and one to which it has the objection of that rule.
func TestObjections(t *testing.T) {
	for _, c := range []struct {
		name, title, text, right, wrong string
		reason                          evidence.Reason
	}{
		{"another item's team", "회의록", minutes, "어린이실 공사는 시설팀이 담당합니다.",
			"어린이실 공사는 운영팀이 담당합니다.", evidence.WrongName},
		{"another item's person", "회의록", minutes, "어린이실 공사는 시설팀 옥재민 님이 담당합니다.",
			"어린이실 공사는 운영팀 명다온 님이 담당합니다.", evidence.WrongName},
		{"another clause's team", "약관", "요금 문의는 계약지원팀이 받고, 고장 신고는 기술지원팀이 받는다.",
			"고장 신고는 기술지원팀에 하세요.", "고장 신고는 계약지원팀에 하세요.", evidence.WrongName},
		{"a team of another name", "약관", "해지 문의는 계약지원팀이 받는다.",
			"해지 문의는 계약지원팀에 하세요.", "해지 문의는 고객지원팀에 하세요.", evidence.WrongName},
		{"a longer form of a name", "안내", "고장이 나면 하늘바람 고객센터에 맡긴다.",
			"고장이 나면 고객센터에 맡기세요.", "고장이 나면 총무팀에 맡기세요.", evidence.WrongName},
		{"what is excepted by name", "출장", "9시간을 넘으면 비즈니스석을 탈 수 있으나, 팀원과 인턴은 제외한다.",
			"9시간을 넘으면 비즈니스석을 탈 수 있어요.", "인턴도 9시간을 넘으면 비즈니스석을 탈 수 있어요.", evidence.Exception},
		{"what has an end of its own", "입주", "24시간 쓸 수 있으나 회의실은 22시까지이다.",
			"회의실은 22시까지 쓸 수 있습니다.", "회의실도 24시간 쓸 수 있습니다.", evidence.Exception},
		{"several with the same particle", "리모컨", "A30은 리모컨을 지원하지 않는다. 앱은 쓸 수 없다.",
			"A30은 리모컨도 앱도 지원하지 않습니다.", "A30은 리모컨을 지원합니다.", evidence.Negated},
		{"what a title says comes extra", "요금제(부가세 별도)", "요금제 | 월 요금\n새싹 | 4,900원\n줄기 | 9,900원",
			"새싹은 월 4,900원이며 부가세 별도예요.", "새싹은 월 4,900원이며 부가세 포함이에요.", evidence.Negated},
		{"what a sentence says comes extra", "이용료", "소모품비는 따로 받는다.",
			"소모품비는 따로 내야 해요.", "소모품비가 포함되어 있어요.", evidence.Negated},
		{"a time counted backwards", "보증", "영수증이 없으면 제조일에서 3개월 뒤를 구입일로 본다.",
			"영수증이 없으면 제조일에서 3개월 후를 구입일로 봅니다.",
			"영수증이 없으면 제조일에서 3개월 전을 구입일로 봅니다.", evidence.Limit},
		{"a cell that says no in words", "요금제", "요금제 | 전화 상담\n새싹 | 안 됨\n열매 | 24시간",
			"새싹은 전화 상담을 받을 수 없어요.", "새싹은 전화 상담을 받을 수 있어요.", evidence.Negated},
	} {
		t.Run(c.name, func(t *testing.T) {
			if p := objectionTo(c.right, c.title, c.text); p != nil {
				t.Errorf("%s: %+v", c.right, p)
			}
			if p := objectionTo(c.wrong, c.title, c.text); p == nil || p.Reason != c.reason {
				t.Errorf("%s: %+v, not %s", c.wrong, p, c.reason)
			}
		})
	}
}
