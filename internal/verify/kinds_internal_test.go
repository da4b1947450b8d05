package verify

import (
	"testing"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/evidence"
)

// TestKinds has a true and a false sentence for each kind of reasoning that a
// passage asks for. reason is that of the false one.
func TestKinds(t *testing.T) {
	for _, c := range []struct {
		name, title, text, question string
		right, wrong                string
		reason                      Reason
	}{
		{"a side of a deal", "택배", "되돌리는 운임은 보낸 사람이 낸다.", "",
			"되돌리는 운임은 발송인이 부담합니다.", "되돌리는 운임은 받는 사람이 부담합니다.", WrongName},
		{"somebody else beside a person", "회의록", "참석: 배준영, 천예림 이사.\n면접은 이사장과 배준영 이사가 본다.\n장터 준비는 천예림 이사가 맡는다.", "",
			"면접은 배준영 이사가 봅니다.", "면접은 배준영 이사와 천예림 이사가 봅니다.", WrongName},
		{"another role before the same verb", "반출 지침", "외장 하드디스크는 정보보호팀장이 허가한 경우에만 쓸 수 있다.", "",
			"외장 하드디스크는 정보보호팀장이 허가한 경우에만 쓸 수 있어요.", "외장 하드디스크는 감사실장이 허가한 경우에만 쓸 수 있어요.", WrongName},
		{"a name that differs in its middle", "시험", "관련 학과 졸업자는 산림생태학 과목을 면제받는다.", "",
			"관련 학과 졸업자는 산림생태학 과목을 면제받습니다.", "관련 학과 졸업자는 산림정책학 과목을 면제받습니다.", WrongName},
		{"the column of another product", "표시등", "표시등 | LX-400 | LX-600\n주황 깜빡임 | 필터 막힘 | 팬 고장\n빨강 켜짐 | 램프 고장 | 광원 고장", "",
			"LX-600에서 주황색이 깜빡이면 팬 고장입니다.", "LX-400에서 주황색이 깜빡이면 팬 고장입니다.", OtherRow},
		{"what a bracket belongs to", "회의록", "중앙점(보증금 5,000만 원, 월세 240만 원)과 호수점(보증금 7,000만 원, 월세 180만 원)을 비교하였다.", "",
			"호수점의 월세는 180만 원입니다.", "호수점의 월세는 240만 원입니다.", OtherRow},
		{"numbers of two things in a row", "채용", "호수점에 정규직 2명과 임시직 4명을 뽑는다.", "",
			"임시직 직원은 4명을 뽑습니다.", "임시직 직원은 2명을 뽑습니다.", OtherRow},
		{"what does not matter by the claim", "인증", "2단계 인증을 쓰는 계정은 비밀번호를 바꾸지 않아도 된다.", "",
			"2단계 인증을 쓰는 계정은 비밀번호를 바꾸지 않아도 됩니다.", "2단계 인증을 쓰지 않아도 비밀번호를 바꾸지 않아도 됩니다.", Condition},
		{"what follows nevertheless by the claim", "수리", "출장비는 보증 기간 안이면 받지 않고, 지나면 35,000원을 받는다.", "",
			"보증 기간이 지나면 출장비 35,000원을 받습니다.", "출장비는 보증 기간이 지나도 무료입니다.", Condition},
		{"one thing that is enough by the claim", "반출", "반출하려면 팀장의 승인을 받는다. 다만, 해외로 가져갈 때에는 보안팀장의 승인도 받아야 한다.", "",
			"해외로 가져갈 때에는 보안팀장의 승인도 받아야 합니다.", "해외로 가져갈 때에는 팀장 승인만 있으면 됩니다.", Condition},
		{"one of several that are needed", "시험", "신분증과 수험표를 모두 가져와야 한다.", "",
			"신분증과 수험표를 모두 가져와야 합니다.", "신분증과 수험표 가운데 하나만 가져오면 됩니다.", Condition},
		{"all for one only", "무선", "무선 연결은 네 대까지 할 수 있으나 소리는 한 대만 나온다.", "",
			"무선으로 연결하면 소리는 한 대만 나와요.", "무선으로 연결한 기기의 소리가 모두 나와요.", Condition},
		{"everywhere", "수거", "방문 수거는 서울과 경기에서만 하며 한 번에 4,000원을 받는다.", "",
			"방문 수거는 서울과 경기에서만 합니다.", "전국 어디서나 4,000원에 방문 수거를 해요.", Condition},
		{"what was turned down", "회의록", "배송 차량: 전기 트럭을 사자는 제안이 있었으나 부결되었다.", "",
			"전기 트럭을 사자는 제안은 부결되었습니다.", "전기 트럭을 사기로 했습니다.", Negated},
		{"what is decided later", "회의록", "새 차량: 2호차를 45인승으로 바꾸는 안은 견적을 받아 본 뒤 5월에 정한다.", "",
			"2호차를 바꾸는 안은 5월에 정합니다.", "2호차는 45인승으로 바꾸기로 확정됐습니다.", Negated},
		{"extra with its price between", "수강료", "정규반은 8주에 280,000원이며 재료비 40,000원은 따로 낸다.", "",
			"정규반은 8주에 280,000원입니다.", "정규반 수강료에는 재료비가 포함되어 있습니다.", Negated},
		{"a sum of what the sentence names", "충전소 현황", "충전소 | 급속 | 완속\n시청 | 6기 | 10기\n공원 | 4기 | 8기", "",
			"시청에는 급속 6기와 완속 10기, 모두 16기가 있습니다.", "시청에는 급속 6기와 완속 10기, 모두 19기가 있습니다.", WrongNumber},
		{"a price for several", "입장료", "구분 | 종일권\n대인 | 58,000원\n소인 | 46,000원", "",
			"대인 두 명은 116,000원입니다.", "대인 두 명은 126,000원입니다.", WrongNumber},
		{"a rate of a column", "수도 요금", "업종 | 사용량(㎥) | 요금(원/㎥)\n가정용 | 1~20 | 540", "",
			"가정용은 20㎥를 쓰면 10,800원이에요.", "가정용은 20㎥를 쓰면 11,800원이에요.", WrongNumber},
		{"a share of a supposed amount", "가맹 계약", "로열티는 월 매출의 2%이다.", "",
			"월 매출이 3,000만 원이면 로열티는 60만 원이에요.", "월 매출이 3,000만 원이면 로열티는 90만 원이에요.", WrongNumber},
		{"the time between two days", "점검", "서울은 5월 16일에 점검한다. 도쿄는 5월 23일에 점검한다.", "",
			"도쿄 점검은 서울보다 일주일 뒤인 5월 23일에 있어요.", "도쿄 점검은 서울보다 이틀 뒤인 5월 23일에 있어요.", WrongNumber},
		{"a number in words", "면책", "면책 상품에 가입하면 하루 15,000원을 낸다.", "",
			"면책 상품은 하루에 만 오천 원이에요.", "면책 상품은 하루에 만 이천 원이에요.", WrongNumber},
		{"a person", "강연", "시간 | 내용 | 연사\n10:00 | 기조 강연 | 윤세아 교수\n13:30 | 초청 강연 | 차민혁 원장", "",
			"기조 강연은 윤세아 교수가 합니다.", "기조 강연은 한지호 교수가 합니다.", WrongName},
		{"a row's person", "강연", "시간 | 내용 | 연사\n10:00 | 기조 강연 | 윤세아 교수\n13:30 | 초청 강연 | 차민혁 원장", "",
			"초청 강연은 차민혁 원장이 합니다.", "기조 강연은 차민혁 원장이 합니다.", OtherRow},
		{"a range that a value lies in", "용법", "12세 이상은 하루 1정을 먹는다. 6~11세는 하루 2정을 먹는다.", "",
			"8세는 하루 2정을 먹어요.", "8세는 하루 1정을 먹어요.", OtherRow},
		{"a topic of its own clause", "재료", "두부는 본사 물건을 써야 하고, 채소는 점주가 자유롭게 살 수 있다.", "",
			"채소는 점주가 자유롭게 살 수 있어요.", "채소도 본사 물건을 써야 해요.", OtherRow},
		{"a beginning and an end of a change", "앱", "신청 권수가 3권에서 5권으로 늘었다.", "",
			"신청 권수가 3권에서 5권으로 늘었어요.", "신청 권수가 2권에서 3권으로 늘었어요.", WrongNumber},
		{"a ban with another verb", "포인트", "포인트는 상품권 구매에는 쓸 수 없다.", "",
			"포인트로 상품권을 살 수 없어요.", "포인트로 상품권을 살 수 있어요.", Negated},
		{"a condition turned round", "체험", "체험이 끝나기 하루 전까지 해지하지 않으면 자동으로 결제된다.", "",
			"체험이 끝나기 하루 전까지 해지하면 결제되지 않아요.", "체험이 끝나기 하루 전까지 해지하지 않으면 결제되지 않아요.", Negated},
		{"what goes with approval alone", "배터리", "160Wh 이하는 항공사의 승인을 받아 2개까지 휴대할 수 있다.", "",
			"160Wh 이하는 승인을 받으면 2개까지 휴대할 수 있어요.", "160Wh 이하는 승인 없이 2개까지 휴대할 수 있어요.", Condition},
		{"one more of a closed kind", "운송", "반려동물은 개와 고양이만 기내에 태울 수 있다.", "",
			"고양이도 기내에 태울 수 있어요.", "토끼도 기내에 태울 수 있어요.", WrongName},
		{"the unit in a title", "대관 사용료 (단위: 천 원)", "구분 | 기본\n대공연장 | 480\n소공연장 | 210", "",
			"대공연장은 48만 원이에요.", "대공연장은 480원이에요.", WrongNumber},
		{"a price for a number of people", "요금제", "요금제 | 월 요금(1인) | 저장 공간\n팀 | 4,400원 | 100GB\n기업 | 7,700원 | 1TB", "",
			"10명이 팀 요금제를 쓰면 한 달에 44,000원이 나옵니다.", "10명이 팀 요금제를 쓰면 한 달에 54,000원이 나옵니다.", WrongNumber},
		{"a basic fee with more hours", "대관료", "구분 | 기본(4시간) | 초과 1시간\n대공연장 | 480,000원 | 130,000원", "대공연장은 얼마예요?",
			"5시간을 쓰면 61만 원이 됩니다.", "5시간을 쓰면 63만 원이 됩니다.", WrongNumber},
		{"what is beyond a free time", "주차", "방문 차량은 한 달에 60시간까지 무료이고 넘으면 1시간에 500원이다.", "",
			"방문 차가 한 달에 70시간 머물렀다면 5천 원을 내게 됩니다.", "방문 차가 한 달에 70시간 머물렀다면 7천 원을 내게 됩니다.", WrongNumber},
		{"a share that is left", "환불", "5일 전까지 취소하면 70%를 돌려준다.", "",
			"5일 전까지 취소하면 30%를 뺀 금액을 돌려받습니다.", "5일 전까지 취소하면 40%를 뺀 금액을 돌려받습니다.", WrongNumber},
		{"a cell that says no", "요금제", "요금제 | 통화 녹음 | 로그 보관\n무료 | X | 30일\n팀 | O | 1년", "",
			"무료 요금제에서는 통화를 녹음할 수 없습니다.", "팀 요금제에서는 통화를 녹음할 수 없습니다.", Negated},
		{"a condition that is not met", "요금제", "기업 요금제는 50명 이상일 때 가입할 수 있다.", "",
			"50명이 안 되면 기업 요금제에 가입할 수 없습니다.", "50명 이상이면 기업 요금제에 가입할 수 없습니다.", Negated},
		{"how often, with the number of times", "관리", "관리 기사가 4개월마다 찾아와 필터를 교체한다. 두 번 거부하면 유상으로 수리한다.", "",
			"필터는 넉 달에 한 번 기사가 찾아와 교체해요.", "필터는 여섯 달에 한 번 기사가 찾아와 교체해요.", WrongNumber},
		{"a word that looks like a number", "필터", "프리필터는 2주에 한 번 물로 씻는다.", "",
			"프리필터는 2주마다 물로 세척해요.", "프리필터는 3주마다 물로 세척해요.", WrongNumber},
		{"a rule of its own behind a general one", "위생 기준", "반지와 시계는 낄 수 없으나 결혼반지는 장갑을 끼면 낄 수 있다.", "",
			"결혼반지는 장갑을 끼면 낄 수 있어요.", "결혼반지도 낄 수 없어요.", Negated},
		{"a place with a rule of its own", "안전 수칙", "안전모는 작업장에서 반드시 착용하고, 사무실에서는 착용하지 않아도 된다.", "",
			"사무실에서는 안전모를 착용하지 않아도 됩니다.", "사무실에서도 안전모를 착용해야 합니다.", Negated},
		{"an exception to the sentence before", "대관", "공연장에는 음식물을 들일 수 없다. 단, 뚜껑이 있는 생수는 예외로 한다.", "",
			"공연장에는 음식물을 들일 수 없어요.", "공연장에 뚜껑 있는 생수도 들일 수 없어요.", Exception},
		{"values behind each other's nouns", "요금제", "요금제 | 저장 공간\n무료 | 5GB\n팀 | 100GB\n기업 | 1TB", "",
			"저장 공간은 무료 5GB, 팀 100GB, 기업 1TB입니다.", "저장 공간은 무료 5GB, 팀 1TB, 기업 100GB입니다.", OtherRow},
		{"what need not be handed in", "설치", "2층 부스를 지으려면 구조 안전 확인서를 내야 한다.", "",
			"2층 부스를 지으려면 구조 안전 확인서를 내야 합니다.", "2층 부스를 지을 때 구조 안전 확인서는 내지 않아도 됩니다.", Negated},
		{"a day in the month before", "관람", "10월 16일은 업체 관계자만 입장하고 일반 관람은 17일부터이다.", "",
			"일반 관람은 10월 17일부터예요.", "일반 관람은 10월 18일부터예요.", WrongDate},
		{"the end of a month", "취소", "8월 31일까지 취소하면 전액을 돌려준다.", "",
			"8월 말까지 취소하면 전액을 돌려줘요.", "9월 말까지 취소하면 전액을 돌려줘요.", WrongDate},
		{"degrees below zero", "보관", "냉동 창고는 영하 18도 이하로 유지한다.", "",
			"냉동 창고는 -18℃ 이하로 유지해요.", "냉동 창고는 -20℃ 이하로 유지해요.", WrongNumber},
		{"a word that looks like a name", "이사", "철거는 기사가 한다.", "",
			"철거는 반드시 기사가 합니다.", "철거는 기사가 하지 않습니다.", Negated},
		{"what is not to be used", "관리", "유리면은 마른 천으로 닦고 알코올을 쓰지 않는다.", "",
			"유리면은 마른 천으로 닦아요.", "유리면은 알코올로 닦아도 됩니다.", Negated},
		{"another row's words", "오류 등", "등 | 뜻 | 할 일\n빨강 깜빡임 | 용지 걸림 | 종이를 빼낸다\n빨강 켜짐 | 내부 고장 | 서비스센터에 맡긴다", "",
			"빨강 깜빡임은 용지 걸림을 뜻합니다.", "빨강 깜빡임은 내부 고장을 뜻합니다.", OtherRow},
		{"another row's value that a share would give", "이용료", "종목 | 1회 | 월 | 할인\n배드민턴 | 3,000원 | 35,000원 | 20%\n탁구 | 2,500원 | 30,000원 | 10%", "",
			"탁구는 1회 2,500원이에요.", "탁구는 1회 3,000원이에요.", OtherRow},
		{"whether the limit itself is included", "혈압계", "12세 미만 어린이에게는 쓰지 않는다.", "",
			"12세 미만 어린이는 쓸 수 없습니다.", "12세 이하 어린이는 쓸 수 없습니다.", Limit},
		{"a number that the claim stresses", "규약", "계장은 한 번만 연임한다. 한 해에 세 번 금어기를 어긴 계원은 제명한다.", "",
			"한 해에 금어기를 세 번 어기면 제명됩니다.", "금어기를 한 번만 어겨도 제명됩니다.", OtherRow},
		{"another period in the next sentence", "출입", "안전 교육을 받는다. 교육은 6시간이며 2년마다 다시 받는다.", "",
			"교육은 2년마다 다시 받아요.", "안전 교육은 해마다 다시 받아야 합니다.", WrongNumber},
		{"how long something takes", "어선", "물때호는 4월부터 두 달 동안 수리한다.", "",
			"물때호는 4월부터 두 달 동안 수리합니다.", "물때호는 4월 한 달 동안 수리합니다.", WrongNumber},
		{"what is not extended", "자전거", "한 번에 1시간까지 탈 수 있다.", "",
			"한 번에 1시간까지 탈 수 있어요.", "한 번에 2시간까지 탈 수 있어요.", WrongNumber},
		{"a whole day is no time of day", "자전거", "24시간 이용할 수 있다. 고장이 나면 전화한다.", "",
			"24시간 이용할 수 있어요.", "이용 시간은 오전 5시부터 자정까지입니다.", WrongDate},
		{"how many did what", "회의", "냉동고를 사기로 의결했다(찬성 27, 반대 6, 기권 2).", "",
			"냉동고를 사는 데 27명이 찬성했습니다.", "냉동고를 사는 데 2명이 반대했습니다.", OtherRow},
		{"what is only recommended", "자전거", "안전모는 쓰도록 권장한다.", "",
			"안전모를 쓰는 것이 좋습니다.", "안전모는 의무적으로 써야 합니다.", Modality},
		{"one of two conditions", "규약", "계원은 갯마을에 3년 이상 살고 1년에 60일 넘게 어업에 종사해야 한다.", "",
			"계원은 갯마을에 3년 이상 살아야 합니다.", "갯마을에 3년 이상 살기만 하면 계원이 될 수 있습니다.", Condition},
		{"a ticket that is excepted", "요금", "수급자는 절반을 낸다. 1일권은 감면하지 않는다.", "",
			"1일권은 감면되지 않아요.", "수급자는 1일권도 반값에 살 수 있습니다.", Exception},
		{"cells of two rows", "대여소", "구역 | 대여소 | 관리자\n동구 | 시청 앞, 은행나무길 | 노은찬\n남구 | 남문광장, 호수공원 | 위도경", "",
			"호수공원 대여소는 위도경 씨가 관리합니다.", "호수공원 대여소는 노은찬 씨가 관리합니다.", OtherRow},
		{"a grade of one syllable", "약품", "약품 | 위험 등급\n아세톤 | 중\n과산화수소 | 상", "",
			"과산화수소의 위험 등급은 상입니다.", "과산화수소의 위험 등급은 중입니다.", OtherRow},
		{"the price of the other model", "부품", "부품 | BP-2 | BP-5\n어댑터 | 12,000원 | 기본 제공\n가방 | 8,000원 | 9,500원", "",
			"BP-2의 어댑터는 12,000원입니다.", "BP-5의 어댑터는 12,000원입니다.", OtherRow},
		{"lettered places", "캠핑장", "반려견은 C구역에서만 가능하다. A구역은 데크이다.", "",
			"반려견은 C구역에서만 가능합니다.", "반려견은 A구역에서만 가능합니다.", OtherRow},
	} {
		p := Prepare([]Passage{{Title: c.title, Text: c.text}})
		if f := p.Check(Sentence{Text: c.right, Question: c.question}); f.Verdict != Supported {
			t.Errorf("%s: %s: %s %s", c.name, c.right, f.Verdict, f.Reason)
		}
		_, opinions := evidence.Compare(&p.set, claim.Read(c.wrong, c.question, nil))
		if found := opinions[0].Problem; found == nil || found.Reason != c.reason {
			t.Errorf("%s: %s: %+v", c.name, c.wrong, found)
		}
	}
}

// TestNearDuplicatesByName: what another house says is not what is asked for.
func TestNearDuplicatesByName(t *testing.T) {
	p := Prepare([]Passage{
		{"푸른내과의원 예방접종 안내", "독감 백신은 10월부터 접종하며 값은 4만 원이다. 접종 뒤 30분 동안 병원에 머문다."},
		{"늘봄내과의원 예방접종 안내", "독감 백신은 9월부터 접종하며 값은 3만 5천 원이다. 접종 뒤 15분 동안 대기한다."},
	})
	for sentence, want := range map[string]Verdict{
		"독감 백신은 4만 원이에요.": Supported, "독감 백신은 3만 5천 원이에요.": Unsupported,
		"늘봄내과는 독감 백신이 3만 5천 원이에요.": Supported, "접종하고 15분 동안 대기하면 됩니다.": Unsupported,
	} {
		f := p.Check(Sentence{Text: sentence, Question: "푸른내과에서 독감 백신을 맞으면 얼마예요?"})
		if f.Verdict != want {
			t.Errorf("%s: %s %s %v", sentence, f.Verdict, f.Reason, f.Citations)
		}
	}
}
