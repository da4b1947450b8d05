package relevance

import (
	"testing"

	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/retrieve"
)

func TestWhatAQuestionExpectsIsThereOrNot(t *testing.T) {
	for _, test := range []struct {
		question, text string
		met            bool
	}{
		// numerals stand where words begin
		{"재고 실사는 몇 명이 하나요?", "결과를 확인하고 다시 센다.", false},
		{"재고 실사는 몇 명이 하나요?", "총세 명이 센다.", true},
		{"본관 회의실은 몇 개인가요?", "예약이 취소된다. 대회의실은 승인이 필요하다.", false},
		{"인버터는 몇 대인가요?", "인버터는 스물아홉 대를 두었다.", true},
		// places in tables
		{"보안 교육은 어디서 하나요?", "과정: 보안\n장소: 온라인", true},
		{"보안 교육은 어디서 하나요?", "과정: 보안\n장소: 미정", true},
		{"보안 교육은 어디서 하나요?", "과정 | 장소 | 강사\n보안 | 줌 | 윤서준", true},
		{"보안 교육은 어디서 하나요?", "과정: 보안\n강사: 윤서준", false},
		{"결석하면 어디로 전화해요?", "시청역 4번 출구 앞에 있다.", false},
		{"결석하면 어디로 전화해요?", "방과후실(031-700-2215)로 연락한다.", true},
		{"전화는 어디로 하나요?", "내선 3030", true},
		// longer units
		{"회의실은 몇 시까지 써요?", "평일 2시간: 20000", false},
		{"회의실은 몇 시까지 써요?", "저녁 9시까지 연다.", true},
		{"몇 개 생산해요?", "3개월 동안 한다.", false},
		{"서류는 언제까지 내요?", "제출 | 2027. 1. 18.", true},
		// what people write into a search box
		{"도서관 운영 시간은요?", "도서관은 책을 빌려 준다.", false},
		{"숙박비 한도", "숙박비는 영수증을 낸다.", false},
		{"숙박비 한도", "숙박비 | 80,000", true},
		{"도서관 운영 시간", "도서관은 책을 빌려 준다.", false},
		{"도서관 운영 시간 알려 주세요", "도서관은 9시에 연다.", true},
		{"접수 기간", "서류를 접수한다.", false},
		// sums of money
		{"개발자 연봉은 얼마인가요?", "경력 3년, 두 명을 뽑는다.", false},
		{"한 달 보육료는 얼마인가요?", "8시부터 맡는다.", false},
		{"급여는?", "매월 21일에 지급한다.", false},
		{"급여명세서 어디서 봐?", "급여 명세서는 포털 화면에서 본다.", true},
		{"한 달 보육료는 얼마인가요?", "12만 원을 낸다.", true},
		{"벌금은 얼마 내요?", "벌점 20점을 준다. 세 번이면 내보낸다.", true}, // points may be paid with
		{"야간조 수당은 한 번에 얼마야?", "인원은 두 명 늘린다.", false},
		{"다치면 얼마 받아?", "3일 안에 신고한다.", false},
		{"다치면 얼마 받아?", "위로금 50만 원을 준다.", true},
		// what is measured
		{"신제품의 무게는 얼마인가요?", "가격은 3만 원이고 5월에 나온다.", false},
		{"신제품의 무게는 얼마인가요?", "1.2kg이다.", true},
		{"CW-200 필터 교체 주기", "필터는 여섯 달마다 바꾼다.", true},
		{"본사 주차장 높이 제한", "30대를 세운다.", false},
		{"본사 주차장 높이 제한", "높이는 2.1미터까지이다.", true},
		{"온도를 재는 사람은?", "담당자가 잰다.", true},
		// minutes are no people, and dollars no months
		{"원무과 직원은 몇 명이야?", "8시 30분부터 근무한다.", false},
		{"원무과 직원은 몇 명이야?", "두 분이 근무한다.", true},
		{"식비는 몇 달러까지야?", "3개월 안에 청구한다.", false},
		{"식비는 몇 달러까지야?", "up to $40 a day", true},
		// people and places
		{"면허는 어디에서 따요?", "오전 8시에 시작해 10시에 끝난다.", false},
		{"결제 개발은 누가 맡나?", "최은우가 결제 모듈을 맡는다.", true},
		{"근무지는 어디인가요?", "근무지는 판교다.", true},
		// one of a kind
		{"강습은 무슨 요일에 해요?", "강습은 7일 전에 예약한다.", false},
		{"강습은 무슨 요일에 해요?", "강습은 화요일과 목요일에 한다.", true},
		{"강습은 무슨 요일에 해요?", "강습(화, 목)은 저녁에 한다.", true},
		{"무슨 색 통에 버려요?", "통은 금요일마다 수거한다.", false},
		{"무슨 색 통에 버려요?", "주황색 통에 버린다.", true},
		{"What color is the bin?", "파란 통에 버린다.", true},
		{"현미경실은 무슨 층에 있어?", "교육을 받은 사람만 쓴다.", false},
		{"현미경실은 무슨 층에 있어?", "현미경실은 지하에 있다.", true},
		{"검진은 어느 병원에서 해요?", "검진은 9월에 한다.", false},
		{"검진은 어느 병원에서 해요?", "한빛병원에서 한다.", true},
		{"검진하는 병원 이름 알려 줘", "검진은 지정 병원에서 받는다.", false},
		{"검진하는 병원 이름 알려 줘", "검진은 한빛병원에서 받는다.", true},
		// strings of characters
		{"헬스장 비밀번호 알려 주세요", "헬스장은 밤 10시까지 연다. 비밀번호는 90일마다 바꾼다.", false},
		{"헬스장 비밀번호 알려 주세요", "문 비밀번호는 4821이다.", true},
		{"손님용 와이파이 비밀번호", "손님용 비밀번호는 안내 데스크에서 받는다.", true},
		{"비밀번호는 며칠마다 바꿔요?", "비밀번호는 90일마다 바꾼다.", true},
		{"What is the password for the guest network?", "방문객용 비밀번호는 월요일마다 바뀐다.", false},
		{"What are the password rules?", "비밀번호는 열 자 이상이다.", true},
		{"마포점 팩스 번호", "마포점 전화는 02-555-0141이다.", false},
		{"마포점 팩스 번호", "팩스 02-555-0142", true},
		{"신채린 휴대폰 번호 알려줘", "신채린 | 내선 3217", false},
		{"신채린 휴대폰 번호 알려줘", "신채린 010-5550-1234", true},
		{"과장님 집 주소가 어디예요?", "과장 오세훈, 내선 3311", false},
		{"본사 주소가 어디예요?", "본사는 마포구 새빛로 12에 있다.", true},
		// units
		{"통근버스는 몇 인승이에요?", "버스는 7시 50분에 떠난다.", false},
		{"통근버스는 몇 인승이에요?", "정원은 41명이다.", true},
		{"단말기 무게가 몇 그램이에요?", "지문은 두 사람까지 등록한다.", false},
		// names
		{"운영위원회 위원장은 누구였어?", "참석자는 위원 아홉 명이다. 안건을 위원장이 정한다.", false},
		{"운영위원회 위원장은 누구였어?", "서지훈 위원장이 진행했다.", true},
		{"점장님 성함이 뭐예요?", "점장은 소유진, 전화는 02-555-0141입니다.", true},
		{"동호회 회장은 누구야?", "회장은 생산팀 강민석이다.", true},
		{"엑셀 강사는 누구인가요?", "과정 | 강사 | 정원\n엑셀 | 서다인 | 30", true},
		{"물류팀 팀장은 누구예요?", "부서: 물류팀\n팀장: 독고영", true},
		{"간호사 이름이 뭐예요?", "간호사가 평일 오전 9시부터 있습니다.", false},
		// English questions about Korean texts
		{"How many square meters is the room?", "방은 한 달 전에 예약한다.", false},
		{"How many square meters is the room?", "방은 42㎡이다.", true},
		{"How many people attended?", "Twelve people attended.", true},
		{"Does the main phone number change?", "대표 번호는 바뀌지 않는다.", true},
		{"What is the phone number?", "전자우편으로 답한다.", false},
		{"How many days a week can I work from home?", "재택근무는 주 2회까지 한다.", true},
		// cells of tables leave out the unit
		{"이나래 연차 며칠 남았어?", "성명: 이나래 / 연차 발생: 16 / 연차 잔여: 6", true},
		{"총무팀은 몇 명이에요?", "부서: 총무팀\n인원: 12\n면적: 120", true},
		{"백두는 몇 명까지 들어가나요?", "회의실 | 수용 인원\n백두 | 20", true},
		{"백두 사용료는 얼마예요?", "| 백두 | 30,000 |", true},
		{"총무팀은 몇 명이에요?", "부서: 총무팀\n위치: 3층\n개설: 2019년", false},
		{"총무팀은 몇 명이에요?", "회의 3/2에 정한다. 제3조: 5일 안에 낸다.", false},
		{"통근버스 요금은 얼마야?", "| 1호차 | 6:50 | 8:10 |", false}, // times of day
		{"이나래 전화번호는?", "이름: 이나래\n전화: 5678", true},
		{"이나래 내선번호는?", "성명 이나래, 내선 2213", true},
		{"이나래 전화번호는?", "이름: 이나래\n전화: 없음\n사번: 5678", false},
	} {
		if got := expected(test.question).met(test.text); got != test.met {
			t.Errorf("%s: %q: met %t", test.question, test.text, got)
		}
	}
}

func TestTheNameOfAFormThatIsThereIsNotMissed(t *testing.T) {
	covered := func(question, text string) float64 {
		w := weigher{analyzer: &morph.Analyzer{}, subjects: map[string]subject{},
			matchers: map[string]*matcher{}}
		return w.evidence(question, retrieve.Passage{Text: text}).covered
	}
	const question = "기숙사 비용은 얼마야?"
	if got := covered(question, "기숙사는 한 달에 20만 원을 낸다."); got != 1 {
		t.Errorf("with a sum: covered %v, want 1", got)
	}
	if got := covered(question, "기숙사는 한 방을 둘이 쓴다."); got >= 1 {
		t.Errorf("without one: covered %v, want less than 1", got)
	}
	if got := covered("비용은 얼마야?", "기숙사는 한 달에 20만 원을 낸다."); got != 0 {
		t.Errorf("without other words: covered %v, want 0", got)
	}
}

func TestOnlyANarrowFormIsExact(t *testing.T) {
	for question, exact := range map[string]bool{
		"몇 명이 하나요?": true, "전화번호가 뭐예요?": true, "How many days is it?": true,
		"언제 하나요?": false, "누가 하나요?": false, "이용할 수 있나요?": false,
	} {
		if got := expected(question).exact; got != exact {
			t.Errorf("%s: exact %t", question, got)
		}
	}
}

func TestVersionsAreNames(t *testing.T) {
	for _, test := range []struct {
		number, rest string
		version      bool
	}{
		{"4.3", " 버전은 언제", true}, {"3.0", "판은 언제", true}, {"4.3", "%는 얼마", false}, {"4.3", "은 무엇", false},
		{"4", " 버전", false},
	} {
		if got := isVersion(test.number+test.rest, 0, len(test.number)); got != test.version {
			t.Errorf("%s%s: %t", test.number, test.rest, got)
		}
	}
	const query = "what is new in version 2.1"
	if !isVersion(query, len(query)-len("2.1"), len(query)) {
		t.Errorf("%s: no version", query)
	}
}

func TestAnEndingAfterAUnitIsNoSubject(t *testing.T) {
	for _, query := range []string{"몇 명이에요?", "몇 일이에요?", "몇 번이에요?"} {
		for at, factor := range newSubject(&morph.Analyzer{}, "총무팀은 "+query).factors {
			if at.start >= len("총무팀은 ") && factor != 0 {
				t.Errorf("%s: %+v counts %v", query, at, factor)
			}
		}
	}
}

// The analyzer takes 경조금 for 경 and the adverb 조금 in some sentences.
func TestAnAdverbWithinAWordIsPartOfASubject(t *testing.T) {
	for query, subject := range map[string]bool{"경조금 얼마 줘?": true, "조금 더 알려줘": false} {
		found := false
		for _, factor := range newSubject(&morph.Analyzer{}, query).factors {
			found = found || factor == 1
		}
		if found != subject {
			t.Errorf("%s: a subject %v, want %v", query, found, subject)
		}
	}
}

// A question of one word is not near in meaning to a passage that has this word
// in its heading alone, but the passage holds all that the question names.
func TestAShortQuestionIsAnsweredByWhatItNamesAndTheFormItAsksFor(t *testing.T) {
	const question = "연차는 며칠인가요?"
	meaning, part := .37, .18
	for text, answers := range map[string]bool{
		"① 1년간 80퍼센트 이상 출근한 직원에게 15일의 유급휴가를 준다.": true,
		"부서장에게 신청서를 내고 승인을 받는다.":                 false,
	} {
		p := retrieve.Passage{Headings: []string{"제10조(연차휴가)"}, Text: text, Score: 1}
		p.Match = newMatcher(&morph.Analyzer{}, question).match(p)
		p.Match.Meaning, p.Match.Part = &meaning, &part
		j, err := new(Judge).Judge(t.Context(), Question{Text: question}, []retrieve.Passage{p})
		if err != nil || j.Verdicts[0].Answers != answers {
			t.Errorf("%s: %+v, %v", text, j.Verdicts, err)
		}
	}
}
