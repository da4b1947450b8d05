package evidence_test

import (
	"testing"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/evidence"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/scope"
	"github.com/mundap/mundap/internal/verify/view"
)

func objectionTo(sentence, title, text string) *view.Problem {
	set := scope.New([]*passage.Passage{passage.Read(title, text)})
	_, opinions := evidence.Compare(&set, claim.Read(sentence, "", nil, set.Names...))
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
		reason                          view.Reason
	}{
		{"somebody else than the only one", "창고", "창고 문은 당직자만 열 수 있다. 점검표는 사서가 쓴다.",
			"창고 문은 당직자만 열 수 있습니다.", "창고 문은 당직자도 열지 못합니다.", view.Negated},
		{"the first amount that is denied", "연차", "연차는 5일 이상 연속으로 쓸 수 없다.",
			"연차는 5일 이상 연속으로 쓸 수 없습니다.", "연차는 5일까지 연속으로 쓸 수 있습니다.", view.Negated},
		{"what lies within what is allowed", "보관함", "아래 칸은 8kg까지 넣을 수 있다.",
			"아래 칸에는 8kg까지 넣을 수 있습니다.", "아래 칸에는 8kg까지도 넣지 못합니다.", view.Negated},
		{"what is decided not to be done", "회의록", "옥상 텃밭은 누수를 우려하여 하지 않기로 하였다.",
			"옥상 텃밭은 누수가 걱정되어 하지 않기로 했습니다.", "옥상 텃밭을 시작하기로 했습니다.", view.Negated},
		{"what those who want to may do", "규정", "운전원은 해마다 적성 검사를 받아야 한다. 독감 예방 주사는 원하는 사람만 맞는다.",
			"독감 예방 주사는 원하는 사람만 맞습니다.", "적성 검사는 원하는 사람만 받으면 됩니다.", view.Modality},
		{"one of several", "지원", "두 사업에 해당하면 지원금이 높은 쪽 하나만 준다.",
			"두 사업에 해당하면 지원금이 높은 쪽 하나만 줍니다.", "두 사업에 해당하면 지원금을 합쳐서 줍니다.", view.Negated},
		{"what alone is excepted", "규정", "입원이 아니면 수강료를 돌려주지 않는다.",
			"입원하면 수강료를 돌려줍니다.", "입원을 하더라도 수강료는 돌려주지 않습니다.", view.Exception},
		{"an exception in a clause of its own", "규칙", "큰 가방은 열람실에 들일 수 없으나 노트북 가방은 예외로 한다.",
			"큰 가방은 열람실에 들일 수 없습니다.", "노트북 가방도 열람실에 들일 수 없습니다.", view.Exception},
		{"what comes apart from something else", "수강료", "교재비는 수강료와 따로 받는다.",
			"교재비는 수강료와 별도입니다.", "교재비까지 수강료에 포함되어 있습니다.", view.Negated},
		{"another item's team", "회의록", minutes, "어린이실 공사는 시설팀이 담당합니다.",
			"어린이실 공사는 운영팀이 담당합니다.", view.WrongName},
		{"another item's person", "회의록", minutes, "어린이실 공사는 시설팀 옥재민 님이 담당합니다.",
			"어린이실 공사는 운영팀 명다온 님이 담당합니다.", view.WrongName},
		{"another title of a person", "안내", "예약 문의는 영업팀 진솔비 대리, 보상 문의는 고객지원팀 왕선우 과장이 받는다.",
			"예약 문의는 진솔비 대리가 받습니다.", "예약 문의는 영업팀 진솔비 과장이 받습니다.", view.WrongName},
		{"a title that another sentence gives", "안내", "총괄은 시설팀 진솔비이다. 진솔비 과장은 시설팀장이다.",
			"총괄은 진솔비 팀장입니다.", "총괄은 진솔비 대리입니다.", view.WrongName},
		{"discounts that do not add up", "요금", "경차는 20퍼센트, 주민은 30퍼센트를 할인한다. 두 할인은 겹쳐서 받을 수 없다.",
			"할인은 겹쳐서 받을 수 없습니다.", "주민이 경차를 대면 두 할인을 모두 받습니다.", view.Negated},
		{"what a sentence says is included", "운임", "운임에는 터미널 이용료 1,500원이 들어 있다.",
			"터미널 이용료 1,500원은 운임에 들어 있습니다.", "운임과 별도로 터미널 이용료 1,500원을 내야 합니다.", view.Negated},
		{"what the cases of another range cost", "위약금", "9일 전부터 5일 전까지는 10퍼센트, 4일 전부터 2일 전까지는 20퍼센트를 뺀다.",
			"사흘 전에 취소하면 20%를 뺍니다.", "사흘 전에 취소하면 10%를 뺍니다.", view.OtherRow},
		{"what costs nothing in other words", "요금", "1GB를 다 쓰면 속도가 느려지며 추가 요금은 없다. 문자는 보내고 받는 것이 모두 무료다.",
			"문자를 보낼 때 요금이 들지 않습니다.", "문자를 보낼 때 요금이 부과됩니다.", view.Negated},
		{"what a price contains", "요금", "주차료는 사용료에 들어 있다.",
			"주차료는 사용료에 포함되어 있어 따로 내지 않습니다.", "주차료는 별도로 내야 합니다.", view.Negated},
		{"the only place for something", "수칙", "반려견은 '솔잎동'에만 데려올 수 있으며, 두 마리까지다.",
			"반려견은 솔잎동에 데려올 수 있습니다.", "반려견은 참나무동에 데려올 수 있습니다.", view.OtherRow},
		{"those who don't do it too", "체험", "숙박하지 않는 사람도 체험에 참가할 수 있다.",
			"숙박하지 않는 사람도 체험에 참가할 수 있습니다.", "숙박하는 사람만 체험에 참가할 수 있습니다.", view.Condition},
		{"what is handed out", "수칙", "쓰레기봉투는 관리사무소에서 객실마다 한 장을 준다.",
			"쓰레기봉투는 관리사무소에서 줍니다.", "쓰레기봉투는 이용객이 직접 준비해야 합니다.", view.Negated},
		{"what is deemed to have been done", "규정", "3개월 안에 알리지 않으면 승계하지 않은 것으로 본다.",
			"3개월 안에 알리지 않으면 승계하지 않은 것으로 봅니다.", "3개월 안에 알리지 않으면 승계한 것으로 봅니다.", view.Negated},
		{"a limit of what need not be done", "청구", "청구 금액이 10만 원 이하이면 기록부를 내지 않아도 된다.",
			"청구 금액이 10만 원 이하이면 기록부를 내지 않아도 됩니다.", "청구 금액이 10만 원 이상이면 기록부를 내지 않아도 됩니다.", view.Limit},
		{"a person with a rare surname", "규칙", "허가 신청은 시설팀 안여름 주임이 받는다. 점검은 계도훈 대리가 한다.",
			"허가 신청은 안여름 주임이 받습니다.", "허가 신청은 시설팀 위도경 주임이 받습니다.", view.WrongName},
		{"a row without its bracket", "운임", "구분 | 한들도\n어른 | 14,500원\n어린이(만 2~12세) | 7,200원",
			"어린이는 7,200원입니다.", "어린이는 14,500원입니다.", view.OtherRow},
		{"most of a row's label", "기준", "구분 | 기간\n독감 예방 주사 | 24시간\n항생제 | 7일\n감기약 | 3일",
			"독감 주사를 맞고 24시간이 지나야 합니다.", "독감 주사를 맞고 3일이 지나야 합니다.", view.OtherRow},
		{"floors are not things", "점검", "3층 복도의 유도등 2개가 켜지지 않았다.",
			"유도등 2개가 켜지지 않았습니다.", "유도등 3개가 켜지지 않았습니다.", view.WrongNumber},
		{"another direction", "편성표", "집결지는 건물 남쪽 소공원이다.",
			"집결지는 건물 남쪽 소공원입니다.", "집결지는 건물 북쪽 소공원입니다.", view.WrongName},
		{"another week of a month", "운영", "매월 둘째 화요일에는 쉰다. 봉사 시간은 한 번에 4시간이다.",
			"매달 둘째 화요일에 쉽니다.", "매달 첫째 화요일에 쉽니다.", view.WrongNumber},
		{"another clause's team", "약관", "요금 문의는 계약지원팀이 받고, 고장 신고는 기술지원팀이 받는다.",
			"고장 신고는 기술지원팀에 하세요.", "고장 신고는 계약지원팀에 하세요.", view.WrongName},
		{"a team of another name", "약관", "해지 문의는 계약지원팀이 받는다.",
			"해지 문의는 계약지원팀에 하세요.", "해지 문의는 고객지원팀에 하세요.", view.WrongName},
		{"a longer form of a name", "안내", "고장이 나면 하늘바람 고객센터에 맡긴다.",
			"고장이 나면 고객센터에 맡기세요.", "고장이 나면 총무팀에 맡기세요.", view.WrongName},
		{"what is excepted by name", "출장", "9시간을 넘으면 비즈니스석을 탈 수 있으나, 팀원과 인턴은 제외한다.",
			"9시간을 넘으면 비즈니스석을 탈 수 있어요.", "인턴도 9시간을 넘으면 비즈니스석을 탈 수 있어요.", view.Exception},
		{"what has an end of its own", "입주", "24시간 쓸 수 있으나 회의실은 22시까지이다.",
			"회의실은 22시까지 쓸 수 있습니다.", "회의실도 24시간 쓸 수 있습니다.", view.Exception},
		{"several with the same particle", "리모컨", "A30은 리모컨을 지원하지 않는다. 앱은 쓸 수 없다.",
			"A30은 리모컨도 앱도 지원하지 않습니다.", "A30은 리모컨을 지원합니다.", view.Negated},
		{"what a title says comes extra", "요금제(부가세 별도)", "요금제 | 월 요금\n새싹 | 4,900원\n줄기 | 9,900원",
			"새싹은 월 4,900원이며 부가세 별도예요.", "새싹은 월 4,900원이며 부가세 포함이에요.", view.Negated},
		{"what a sentence says comes extra", "이용료", "소모품비는 따로 받는다.",
			"소모품비는 따로 내야 해요.", "소모품비가 포함되어 있어요.", view.Negated},
		{"a time counted backwards", "보증", "영수증이 없으면 제조일에서 3개월 뒤를 구입일로 본다.",
			"영수증이 없으면 제조일에서 3개월 후를 구입일로 봅니다.",
			"영수증이 없으면 제조일에서 3개월 전을 구입일로 봅니다.", view.Limit},
		{"a cell that says no in words", "요금제", "요금제 | 전화 상담\n새싹 | 안 됨\n열매 | 24시간",
			"새싹은 전화 상담을 받을 수 없어요.", "새싹은 전화 상담을 받을 수 있어요.", view.Negated},
		{"another body's person", "안내", "접수는 민원실 손다희, 발급은 행정실 차도윤이 맡는다.",
			"발급은 행정실 차도윤 씨가 맡아요.", "발급은 민원실 차도윤 씨가 맡아요.", view.WrongName},
		{"another row's person, named by 님", "당직", "층 | 당직자 | 책임자\n로비 | 낮 | 문가람\n옥상 | 밤 | 엄지후",
			"로비의 책임자는 문가람 님입니다.", "로비의 책임자는 엄지후 님입니다.", view.OtherRow},
		{"one of two rows with a name", "부품", "품목 | 모델 | 값(원)\n뚜껑 | KT-1 | 7,000\n뚜껑 | KT-3 | 9,000",
			"KT-3 뚜껑은 9,000원이에요.", "KT-3 뚜껑은 7,000원이에요.", view.OtherRow},
		{"a browser that no passage names", "알림", "엣지에서 글자가 겹쳐 보이는 문제가 있다.",
			"엣지에서 글자가 겹쳐 보여요.", "사파리에서 글자가 겹쳐 보여요.", view.WrongName},
		{"what a table has beside it", "요금", "시설 | 요금(원)\n탁구대 | 2,000\n당구대 | 3,000\n\n당구대는 평일 오전에 20퍼센트를 깎아 준다.",
			"당구대는 평일 오전에 20% 할인돼요.", "탁구대는 평일 오전에 20% 할인돼요.", view.OtherRow},
		{"a case to which a condition applies", "강좌", "신청한 사람이 6명이 되지 않으면 강좌를 열지 않는다.",
			"신청한 사람이 5명이면 강좌를 열지 않아요.", "신청한 사람이 5명이어도 강좌를 열어요.", view.Condition},
		{"the other case's consequence", "회원", "등급을 낮추면 다음 달에 바뀌고, 높이면 즉시 바뀐다.",
			"등급을 높이면 즉시 바뀌어요.", "등급을 낮추면 즉시 바뀌어요.", view.OtherRow},
		{"the opposite of a condition", "교환", "포장을 뜯지 않았으면 교환할 수 있다.",
			"포장을 뜯지 않았다면 교환할 수 있어요.", "포장을 뜯었더라도 교환할 수 있어요.", view.Condition},
		{"a topic of two nouns", "예약", "하루 전에 취소하면 절반을 돌려준다. 당일 취소는 돌려주지 않는다.",
			"당일에 취소하면 돌려받을 수 없어요.", "당일에 취소해도 절반은 돌려받아요.", view.Condition},
		{"a code of its own rule", "대여", "고장 난 동안 기기를 빌려주지만 KT-9는 빌려주지 않는다.",
			"KT-9는 빌려주지 않아요.", "KT-9도 고장 난 동안 기기를 빌려줘요.", view.Negated},
		{"an age with a rule of its own", "입장", "입장료는 3,000원이다. 만 70세 이상은 무료이다.",
			"만 70세 이상은 무료예요.", "만 70세 이상 어르신도 3,000원을 내야 해요.", view.Exception},
		{"everybody under a condition", "모집", "만 19세 이상이면 신청할 수 있으며, 재학생은 추천서를 내야 한다.",
			"만 19세 이상이면 누구나 신청할 수 있어요.", "나이와 관계없이 누구나 신청할 수 있어요.", view.Condition},
		{"a place before it was changed", "회의록", "모임 장소를 구민회관에서 별빛도서관 강당으로 바꾸었다.",
			"모임 장소는 별빛도서관 강당이에요.", "모임 장소는 구민회관이에요.", view.OtherRow},
		{"what was only proposed", "회의록", "임하늘 팀장은 휴게실 의자를 늘리자고 제안하였다.",
			"임하늘 팀장은 휴게실 의자를 늘리자고 제안했어요.", "휴게실 의자를 늘리기로 결정되었어요.", view.Negated},
		{"everybody instead of some", "모집", "야간 조는 건강 진단서를 더 낸다.",
			"야간 조는 건강 진단서도 내야 해요.", "건강 진단서는 모든 지원자가 내야 합니다.", view.Condition},
		{"what is not given", "모집", "점심과 조끼를 준다. 교통비는 주지 않는다.",
			"점심과 조끼를 받아요.", "점심과 교통비가 나옵니다.", view.Negated},
		{"how often, not which", "예약", "둘째 월요일은 쉰다. 이런 일이 한 달에 세 번이면 예약할 수 없다.",
			"이런 일이 한 달에 세 번이면 예약할 수 없어요.", "이런 일이 한 달에 두 번이면 예약할 수 없어요.", view.WrongNumber},
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
