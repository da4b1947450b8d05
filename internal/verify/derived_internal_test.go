package verify

import (
	"testing"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/evidence"
)

// TestWhatFollowsFromAPassageIsNotInvented has values that no passage writes and
// that nevertheless follow from one, each with a value that does not, to which the
// passage objects.
func TestWhatFollowsFromAPassageIsNotInvented(t *testing.T) {
	for _, c := range []struct{ name, title, text, right, wrong string }{
		{"a price of four quarters", "회비", "회비는 분기에 30,000원이다.", "회비는 1년에 12만 원이에요.", "회비는 1년에 9만 원이에요."},
		{"the direction of the time between two rows", "운행표", "노선 | 출발\n강변선 | 8:10\n시장선 | 8:35",
			"강변선은 시장선보다 25분 일찍 출발해요.", "시장선은 강변선보다 25분 일찍 출발해요."},
		{"the time between two rows", "운행표", "노선 | 출발\n강변선 | 8:10\n시장선 | 8:35", "시장선은 강변선보다 25분 늦게 출발해요.", "시장선은 강변선보다 15분 늦게 출발해요."},
		{"every month as a number of times a year", "보고", "보고서는 매월 낸다.", "보고서는 1년에 12번 내요.", "보고서는 1년에 11번 내요."},
		{"a quarter as a number of months", "점검", "승강기는 분기마다 한 번 점검하고 소화기는 매월 점검한다.",
			"승강기는 석 달마다 점검해요.", "승강기는 한 달에 한 번 점검해요."},
		{"weeks and months", "청소", "물탱크는 반기마다 닦고 화단은 격주로 손질한다.", "물탱크는 6개월에 한 번 닦아요.", "물탱크는 2주에 한 번 닦아요."},
		{"how often several times", "수업", "요가는 주 2회, 수영은 주 3회 한다.", "수영은 일주일에 세 번 해요.", "수영은 일주일에 두 번 해요."},
		{"days that a verb leaves to a month", "훈련", "소방 훈련은 매년 3월과 9월에 한다.", "소방 훈련은 매년 3월과 9월에 해요.", "소방 훈련은 매년 3월과 8월에 해요."},
		{"a price of a longer time", "주차", "처음 20분은 무료이고 그 뒤로 20분마다 700원을 받는다.", "20분이 지나면 1시간에 2,100원꼴이에요.", "20분이 지나면 1시간에 2,800원꼴이에요."},
		{"a price of a larger amount", "저장소", "용량을 넘으면 50GB마다 월 2,000원을 받는다.", "150GB를 넘게 쓰면 6,000원을 더 내요.", "150GB를 넘게 쓰면 8,000원을 더 내요."},
		{"the last day", "장터", "나눔 장터는 5월 2일부터 4일간 연다. 신청은 4월 20일까지 받는다.", "나눔 장터는 5월 5일에 끝나요.", "나눔 장터는 5월 6일에 끝나요."},
		{"a column without the caption's unit", "수강료 (단위: 천 원)", "과정 | 회차 | 수강료\n수묵화 | 8 | 160\n민화 | 6 | 150",
			"수묵화는 8회에 16만 원이에요.", "수묵화는 6회에 16만 원이에요."},
		{"the share of a cell", "지원 (단위: 원)", "구분 | 이용료 | 지원금\n다자녀 | 8,000 | 4,000\n조손 | 8,000 | 6,000",
			"다자녀 가정은 이용료의 절반이 지원돼요.", "조손 가정은 이용료의 절반이 지원돼요."},
		{"an age in words", "혜택", "만 70세 이상은 입장료를 받지 않는다.", "일흔이 넘으면 입장료를 내지 않아요.", "예순다섯이 넘으면 입장료를 내지 않아요."},
		{"the way there and back", "운임표 (편도)", "구분 | 솔섬 | 새섬\n어른 | 21,000원 | 14,500원",
			"어른 두 명이 솔섬을 왕복하면 84,000원이에요.", "어른 두 명이 솔섬을 왕복하면 94,000원이에요."},
		{"what is left to pay", "운임", "섬 주민은 운임의 80퍼센트를 할인한다.",
			"섬 주민은 운임의 20%만 내면 돼요.", "섬 주민은 운임의 30%만 내면 돼요."},
		{"one time before the next", "헌혈", "8주마다 할 수 있고 1년에 다섯 번까지 할 수 있다.",
			"한 번 하고 나면 8주가 지나야 다시 할 수 있어요.", "한 번 하고 나면 6주가 지나야 다시 할 수 있어요."},
		{"what is left of a number of things", "장비", "장비 | 전체 | 대여 중 | 수리 중\n노트북 | 60 | 42 | 3\n태블릿 | 18 | 6 | 0",
			"지금 빌릴 수 있는 노트북은 15대예요.", "지금 빌릴 수 있는 노트북은 16대예요."},
		{"a number for each of several", "시험", "필기시험은 5과목 125문항을 150분 동안 푼다.",
			"한 과목에 25문항씩 풀어요.", "한 과목에 35문항씩 풀어요."},
		{"the day after another one", "시험", "필기시험은 9월 5일에 한다. 정답은 시험 다음 날 누리집에 올린다.",
			"정답은 9월 6일에 누리집에 올려요.", "정답은 9월 8일에 누리집에 올려요."},
		{"how long something takes", "점검", "보안 점검은 오후 2시부터 5시까지 한다.",
			"보안 점검은 오후 2시에 시작해 세 시간 동안 해요.", "보안 점검은 오후 2시에 시작해 네 시간 동안 해요."},
		{"an extension in days", "반출", "반출 기간은 한 번에 30일까지로 하며, 두 번까지 연장할 수 있다.",
			"두 번 연장하면 모두 90일까지 가지고 있을 수 있어요.", "두 번 연장하면 모두 120일까지 가지고 있을 수 있어요."},
		{"a percentage as a multiple", "숙박비", "성수기에는 숙박비를 상한의 130퍼센트까지 지급한다.",
			"성수기에는 숙박비를 상한의 1.3배까지 지급해요.", "성수기에는 숙박비를 상한의 1.5배까지 지급해요."},
		{"an extension, as often as it goes", "대출", "대출 기간은 14일이다. 한 번에 7일씩 두 번까지 연장할 수 있다.",
			"두 번 연장하면 최대 28일까지 빌릴 수 있어요.", "두 번 연장하면 최대 35일까지 빌릴 수 있어요."},
		{"a second term", "위원회", "위원의 임기는 2년이며 한 차례만 연임할 수 있다.",
			"위원은 최장 4년까지 할 수 있습니다.", "위원은 최장 5년까지 할 수 있습니다."},
		{"what the sentence lists itself", "공장", "공장은 천안(제1공장)과 구미(제2공장)에 있다.",
			"공장은 천안과 구미 두 곳에 있어요.", "공장은 천안과 구미 세 곳에 있어요."},
		{"how often in a day", "위생", "냉장 창고는 두 시간마다 온도를 기록한다.",
			"냉장 창고의 온도는 하루에 열두 번 기록해요.", "냉장 창고의 온도는 하루에 열 번 기록해요."},
		{"how often in a week", "방과후", "과목 | 요일 | 수강료\n코딩 | 월수 | 132,000원\n바둑 | 목 | 84,000원",
			"코딩은 일주일에 두 번 수업해요.", "코딩은 일주일에 네 번 수업해요."},
		{"two cells of a row", "비교", "항목 | R300 | R500\n안테나 | 4개 | 6개\n가격 | 59,000원 | 149,000원",
			"R500은 R300보다 9만 원 비싸요.", "R500은 R300보다 8만 원 비싸요."},
		{"two rows of a column", "요금제", "요금제 | 월 요금 | 저장 공간\n줄기 | 9,900원 | 1TB\n열매 | 15,900원 | 5TB",
			"열매의 저장 공간은 줄기의 다섯 배예요.", "열매의 저장 공간은 줄기의 세 배예요."},
		{"days of a cell", "강습", "반 | 요일 | 시간\n새벽반 | 월수금 | 06:00\n저녁반 | 화목 | 19:00",
			"새벽반은 월·수·금 오전 6시에 있어요.", "새벽반은 월·화·금 오전 6시에 있어요."},
		{"days that are spelled out", "배포", "배포는 월요일부터 목요일까지 10시~16시에 한다.",
			"배포는 월~목요일에만 해요.", "배포는 월~금요일에만 해요."},
		{"the weekend", "공사", "공사 시간은 평일 9시부터 17시까지이며 주말에는 할 수 없다.",
			"토요일과 일요일에는 공사를 할 수 없어요.", "수요일과 목요일에는 공사를 할 수 없어요."},
		{"a multiple of a row's time", "대관료", "시설 | 단위 | 이용료(원)\n세미나실 | 3시간 | 24,000\n연습실 | 2시간 | 10,000",
			"세미나실을 6시간 빌리면 이용료는 48,000원이에요.", "세미나실을 6시간 빌리면 이용료는 36,000원이에요."},
		{"the sum of two rows", "현황", "부서 | 노트북 | 모니터\n개발실 | 34 | 29\n디자인실 | 12 | 12\n영업실 | 21 | 8",
			"개발실과 디자인실의 모니터를 합하면 41대예요.", "개발실과 디자인실의 모니터를 합하면 47대예요."},
		{"when something ends", "강좌", "목요일 반은 오후 7시 30분에 시작하며 한 번에 50분이다.",
			"목요일 반은 7시 30분에 시작해서 8시 20분에 끝나요.", "목요일 반은 7시 30분에 시작해서 8시 50분에 끝나요."},
		{"a price of one of several times", "수강료", "요가 교실은 12주 동안 한다. 수강료는 12주에 96,000원이다.",
			"한 회당 수강료로 따지면 8,000원인 셈이에요.", "한 회당 수강료로 따지면 9,000원인 셈이에요."},
		{"a year at a lower price", "요금제", "요금제 | 한 달\n개인 | 5,900원\n팀 | 9,800원\n\n1년 치를 한 번에 내면 20퍼센트 싸다.",
			"개인 요금제를 1년 치 한꺼번에 내면 56,640원입니다.", "개인 요금제를 1년 치 한꺼번에 내면 59,640원입니다."},
		{"days that are counted", "축제", "축제는 10월 17일과 18일에 연다.",
			"축제는 10월 17일과 18일, 이틀간 열려요.", "축제는 10월 17일과 18일, 사흘간 열려요."},
		{"the next month's day", "지급", "일한 달의 수당은 다음 달 10일에 들어온다.",
			"7월에 일한 수당은 8월 10일에 들어와요.", "7월에 일한 수당은 9월 10일에 들어와요."},
		{"a day of the week", "모집 안내(2026학년도 1학기)", "신청은 2월 2일부터 받는다.",
			"신청은 2월 2일 월요일부터 받아요.", "신청은 2월 2일 화요일부터 받아요."},
		{"a rounded share", "집계", "응답한 사람은 전체의 33.4%였다.",
			"응답한 사람은 전체의 약 33%였어요.", "응답한 사람은 전체의 약 43%였어요."},
		{"a number of things in a row", "시설", "공동시설은 헬스장, 독서실, 다목적실을 말한다.",
			"공동시설은 모두 세 곳이에요.", "공동시설은 모두 다섯 곳이에요."},
		{"a case within a bound", "근무", "30분 미만은 버리고 30분 이상은 한 시간으로 본다.",
			"일한 시간이 40분이라면 한 시간으로 봐요.", "일한 시간이 40분이라면 세 시간으로 봐요."},
		{"the second of several", "주차", "세대당 한 대는 무료이고, 두 번째 차는 월 20,000원을 낸다.",
			"차가 두 대면 매달 2만 원을 내야 해요.", "차가 다섯 대면 매달 2만 원을 내야 해요."},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := Prepare([]Passage{{c.title, c.text}})
			if f := p.Check(Sentence{Text: c.right}); f.Verdict != Supported {
				t.Errorf("%s: %s %s", c.right, f.Verdict, f.Reason)
			}
			if _, opinions := evidence.Compare(&p.set, claim.Read(c.wrong, "", nil)); opinions[0].Problem == nil {
				t.Errorf("%s: no objection", c.wrong)
			}
		})
	}
}

// TestTwoPassagesTogether: a value that follows from what two passages say cites
// both.
func TestTwoPassagesTogether(t *testing.T) {
	p := Prepare([]Passage{
		{"모아드라이브 4.2 판 변경 사항", "파일 하나의 최대 크기를 10GB로 늘렸다. 링크의 유효 기간은 최대 90일이다."},
		{"모아드라이브 5.0 판 변경 사항", "파일 하나의 최대 크기를 20GB로 늘렸다. 링크의 유효 기간은 최대 30일로 줄었다."},
		{"모아드라이브 요금제", "요금제 | 월 요금 | 저장 공간\n새싹 | 4,900원 | 100GB\n줄기 | 9,900원 | 1TB"},
		{"모아드라이브 약관", "비영리 단체는 줄기 요금제에 한해 40퍼센트 할인을 받는다."},
	})
	for _, c := range []struct {
		sentence string
		want     []int
	}{
		{"링크의 유효 기간은 90일에서 30일로 짧아졌습니다.", []int{0, 1}},
		{"링크의 유효 기간은 80일에서 30일로 짧아졌습니다.", nil},
		{"5.0 판의 파일 최대 크기는 4.2 판의 두 배입니다.", []int{0, 1}},
		{"5.0 판의 파일 최대 크기는 4.2 판의 네 배입니다.", nil},
		{"비영리 단체는 줄기 요금제를 월 5,940원에 쓸 수 있습니다.", []int{2, 3}},
		{"비영리 단체는 줄기 요금제를 월 6,940원에 쓸 수 있습니다.", nil},
	} {
		f := p.Check(Sentence{Text: c.sentence})
		if !sameSet(f.Citations, c.want) {
			t.Errorf("%s: %s %v", c.sentence, f.Verdict, f.Citations)
		}
	}
}

// TestEditionsAreCompared: the difference between two editions, and a share that the
// rules of all of them give of what one gives, cite both.
func TestEditionsAreCompared(t *testing.T) {
	p := Prepare([]Passage{
		{"제21회 자격시험 공고", "응시료는 필기 28,000원, 실기 45,000원이다. 필기시험은 4과목을 120분 동안 푼다. 비밀번호는 8자 이상으로 한다."},
		{"제22회 자격시험 공고", "응시료는 필기 28,000원, 실기 52,000원이다. 필기시험은 5과목을 150분 동안 푼다. 비밀번호는 12자 이상으로 한다."},
		{"응시자 유의 사항", "장애인은 시험 시간을 1.5배까지 늘릴 수 있다. 계산기는 쓸 수 없다."},
	})
	for _, c := range []struct {
		sentence string
		want     []int
	}{
		{"실기 응시료는 지난 회보다 7,000원 인상되었습니다.", []int{0, 1}},
		{"실기 응시료는 지난 회보다 8,000원 인상되었습니다.", nil},
		{"비밀번호 길이가 8자에서 12자로 늘었습니다.", []int{0, 1}},
		{"장애인은 제22회 필기시험을 최대 225분까지 볼 수 있어요.", []int{1, 2}},
		{"장애인은 제22회 필기시험을 최대 250분까지 볼 수 있어요.", nil},
	} {
		f := p.Check(Sentence{Text: c.sentence, Question: "제22회 시험에 대해 알려 주세요."})
		if !sameSet(f.Citations, c.want) {
			t.Errorf("%s: %s %v", c.sentence, f.Verdict, f.Citations)
		}
	}
}

// TestAMonthInAQuestion: the month of some minutes rules out no document of another kind
// that has a month in its title.
func TestAMonthInAQuestion(t *testing.T) {
	p := Prepare([]Passage{
		{"통근버스 안내 (2026년 3월 개편)", "퇴근 버스는 20시에 본사 정문에서 떠난다. 좌석은 앱으로 예약한다."},
		{"안전운전실 4월 회의록", "20시 퇴근 버스: 3호차도 운행하자는 의견은 받아들이지 않았다."},
	})
	f := p.Check(Sentence{Text: "퇴근 버스는 20시에 본사 정문에서 떠납니다.", Question: "퇴근 버스와 4월 회의에서 정한 것을 알려 주세요."})
	if f.Verdict != Supported || !sameSet(f.Citations, []int{0}) {
		t.Errorf("%+v", f)
	}
}
