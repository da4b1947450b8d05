package relevance

import (
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
)

func answerTo(question, text string) string {
	var all []string
	for _, s := range extract(question, passagesOf(text), 3) {
		all = append(all, s.Text)
	}
	return strings.Join(all, "\n")
}

const (
	howTo  = "주차 안내\n\n방문객은 어디에 주차하나요?\n방문객은 지하 1층에 차를 세워요.\n\n주차 요금은 얼마인가요?\n두 시간은 무료이고 그 뒤로는 10분에 500원이에요."
	prices = "클라우드 저장소 요금표 (단위: 원, 월)\n구분 | 용량 | 요금 | 사용자\n베이직 | 100GB | 9,900 | 1명\n프로 | 1TB | 19,900 | 5명\n엔터프라이즈 | 10TB | 99,000 | 50명\n연간 결제는 두 달 치를 깎는다."
	steps  = "VPN 접속 방법 (Windows)\n1. 소프트웨어 센터에서 SecureLink를 설치한다.\n2. 서버 주소에 gate.example을 넣는다.\n3. 사번과 비밀번호를 넣고 휴대전화의 승인 알림을 누른다.\n오류 691이 뜨면 비밀번호가 만료된 것이다."
)

func TestAQuestionInADocumentDoesNotAnswerItself(t *testing.T) {
	for question, want := range map[string]string{
		"방문객은 어디에 주차하나요?": "방문객은 지하 1층에 차를 세워요.",
		"주차 요금은 얼마인가요?":   "두 시간은 무료이고 그 뒤로는 10분에 500원이에요.",
	} {
		got := answerTo(question, howTo)
		if !strings.HasPrefix(got, want) || strings.Contains(got, "?") {
			t.Errorf("%s: %q", question, got)
		}
	}
}

func TestAComplaintIsAnsweredByWhatToDo(t *testing.T) {
	const text = "연결이 자꾸 끊겨요.\n\n유선 랜을 쓰거나 프로토콜을 TCP로 바꿔 보세요.\n\n" +
		"OTP 기기를 잃어버렸어요.\n\n정보보안팀에 전화해서 기존 기기를 해지하세요.\n\n" +
		"사무실을 4층으로 옮겼어요.\n\n새 사무실은 창가에 있어요."
	for question, want := range map[string]string{
		"OTP 폰을 잃어버렸어요":  "정보보안팀에 전화해서 기존 기기를 해지하세요.",
		"연결이 끊겨요":        "유선 랜을 쓰거나 프로토콜을 TCP로 바꿔 보세요.",
		"사무실은 어디로 옮겼나요?": "사무실을 4층으로 옮겼어요.",
	} {
		if got := answerTo(question, text); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q", question, got)
		}
	}
}

func TestOfATableTheRowAnswersWithItsHeader(t *testing.T) {
	got := answerTo("프로 요금은 얼마인가요?", prices)
	if got != "구분 | 용량 | 요금 | 사용자\n프로 | 1TB | 19,900 | 5명" {
		t.Errorf("%q", got)
	}
}

func TestOfAProcedureItsStepsAnswer(t *testing.T) {
	got := answerTo("Windows에서 VPN은 어떻게 접속하나요?", steps)
	for _, want := range []string{"SecureLink를 설치", "gate.example", "승인 알림"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
}

func TestAStepOfSeveralSentencesDoesNotEndItsProcedure(t *testing.T) {
	const text = "청구 방법\n\n1. 앱에 로그인합니다.\n2. 영수증을 올립니다. 20만 원이 넘으면 진단서도 올립니다.\n" +
		"3. ‘보내기’를 누릅니다.\n\n청구는 3년 안에 해야 합니다."
	got := answerTo("보험금은 어떻게 청구해요?", text)
	if want := "1. 앱에 로그인합니다.\n2. 영수증을 올립니다.\n20만 원이 넘으면 진단서도 올립니다.\n" +
		"3. ‘보내기’를 누릅니다."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestAProcedureWhoseHeadingIsAskedForAnswersBeforeWhatFollowsIt(t *testing.T) {
	const text = "토너 교체\n\n1. 앞덮개를 엽니다.\n2. 낡은 것을 뺍니다.\n3. 새것을 넣습니다.\n\n" +
		"다 쓴 토너는 판매처에서 거두어 갑니다. 토너 가루는 찬물로 씻으십시오."
	if got := answerTo("토너 교체는 어떻게 해요?", text); !strings.HasPrefix(got, "1. 앞덮개") {
		t.Errorf("%q", got)
	}
	if got := answerTo("토너 가루는 어떻게 씻어요?", text); !strings.Contains(got, "찬물로") {
		t.Errorf("%q", got)
	}
}

func TestTheItemsBelowAHeadingThatIsAskedForAnswerTogether(t *testing.T) {
	const text = "결정사항\n\n- 앱을 10월 26일에 낸다.\n- 로그인은 비밀번호로 한다. 지문은 선택이다.\n" +
		"- 평가는 8명으로 한다.\n- 글자 크기를 조절하게 한다.\n\n다음 회의는 23일이다."
	want := "앱을 10월 26일에 낸다.\n로그인은 비밀번호로 한다.\n지문은 선택이다.\n평가는 8명으로 한다.\n글자 크기를 조절하게 한다."
	if got := answerTo("결정사항이 뭐예요?", text); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := answerTo("로그인 결정사항이 뭐예요?", text); strings.Contains(got, "글자 크기") {
		t.Errorf("the question names an item: %q", got)
	}
}

func TestAHeaderOfTwoRowsComesWhole(t *testing.T) {
	for name, header := range map[string]string{
		"cells over several columns stand once": "구분 | 개인 | 법인\n구분 | 창구 | 온라인 | 창구 | 온라인",
		"the second row begins with none":       "구분 | 개인 | 개인 | 법인 | 법인\n | 창구 | 온라인 | 창구 | 온라인",
	} {
		table := "수수료 안내\n" + header + "\n등본 | 1,200원 | 1,000원 | 1,500원 | 1,300원\n납세 증명 | 800원 | 무료 | 900원 | 400원"
		all := extract("개인이 온라인으로 납세 증명을 떼면 얼마인가요?", passagesOf(table), 3)
		if len(all) != 2 || all[0].Text != header || all[0].Header != 2 || !all[1].Row ||
			table[all[0].Start:all[0].End] != header || all[1].Text != "납세 증명 | 800원 | 무료 | 900원 | 400원" {
			t.Errorf("%s: %+v", name, all)
		}
	}
	plain := "이름 | 부서\n김하나 | 총무팀\n이두리 | 개발팀"
	if got := answerTo("이두리의 부서는 어디인가요?", plain); got != "이름 | 부서\n이두리 | 개발팀" {
		t.Errorf("a row of names alone: %q", got)
	}
}

func TestAHeaderOfTwoRowsMayHaveNumbersInBothRows(t *testing.T) {
	got := extract("과장 숙박비는 얼마예요?", passagesOf("직급 | 일비(1일) | 숙박비(1박)\n직급 | 일비(1일) | 서울 | 지방\n"+
		"부장 | 30,000원 | 130,000원 | 100,000원\n과장 | 25,000원 | 110,000원 | 80,000원"), 3)
	if len(got) != 2 || got[0].Header != 2 || !strings.HasPrefix(got[1].Text, "과장") {
		t.Errorf("%v", got)
	}
}

func TestTheRowWithTheAskedValueAnswersAlone(t *testing.T) {
	const (
		codes = "코드 | 원인\nE-17 | 연결 끊김\nE-23 | 주소 받기 실패\nE-41 | 비밀번호 틀림"
		exams = "과목 | 날짜\n미적분학 | 6월 15일\n일반물리 | 6월 16일\n글쓰기 | 6월 18일"
		fees  = "요금제 | 월 요금 | 연 요금\n입문 | 5,500원 | 55,000원\n표준 | 16,500원 | 155,000원"
		pools = "종목 | 이용료\n수영 | 60,000원\n헬스 | 45,000원"
		lines = "4012 승인 한도 초과: 카드사에 확인합니다.\n4051 유효 기간 지남: 다른 카드를 받습니다.\n7003 통신 실패: 다시 결제합니다."
	)
	for _, c := range []struct{ question, text, want string }{
		{"E-17", codes, "코드 | 원인\nE-17 | 연결 끊김"},
		{"e41이 떴어요", codes, "코드 | 원인\nE-41 | 비밀번호 틀림"},
		{"6월 18일에 보는 시험은 무엇인가요?", exams, "과목 | 날짜\n글쓰기 | 6월 18일"},
		{"연 요금이 55,000원인 요금제는 뭐예요?", fees, "요금제 | 월 요금 | 연 요금\n입문 | 5,500원 | 55,000원"},
		{"BC-3의 무게는 얼마인가요?", "항목 | 값\n무게 | 2.4kg\n충전 시간 | 3시간", "항목 | 값\n무게 | 2.4kg"},
		{"수영장 이용료가 얼마인가요?", pools, "종목 | 이용료\n수영 | 60,000원"},
		{"단말기에 4012라고 나와요", lines, "4012 승인 한도 초과: 카드사에 확인합니다."},
	} {
		if got := answerTo(c.question, c.text); got != c.want {
			t.Errorf("%s: %q", c.question, got)
		}
	}
}

func TestOfTwoProceduresTheOneThatIsAskedForAnswers(t *testing.T) {
	wifi := "스마트폰에서 연결하기\n\n1. 설정에서 와이파이를 켠다.\n2. 호텔 이름을 고른다.\n\n" +
		"노트북에서 연결하기\n\n1. 통신 그림을 누른다.\n2. 객실 번호를 적는다.\n"
	passages := passagesOf(wifi)
	passages[0].Title = "호텔 와이파이"
	all := extract("노트북을 와이파이에 연결하는 방법", passages, 3)
	if len(all) != 2 || all[0].Text != "1. 통신 그림을 누른다." || all[1].Text != "2. 객실 번호를 적는다." {
		t.Errorf("%+v", all)
	}
	fire := "화재 대피 요령\n1단계: 비상벨을 누른다.\n2단계: 코와 입을 막는다.\n3단계: 계단으로 내려간다.\n내려갈 수 없으면 옥상으로 대피한다."
	got := answerTo("불이 났을 때 대피하는 순서를 알려 주세요", fire)
	if got != "1단계: 비상벨을 누른다.\n2단계: 코와 입을 막는다.\n3단계: 계단으로 내려간다." {
		t.Errorf("%q", got)
	}
}

func TestAHeadingThatIsASentenceDoesNotAnswerItself(t *testing.T) {
	washer := "물이 새요\n\n배수 호스가 빠졌는지 봅니다.\n\n소음이 커요\n\n평평한 곳에 놓습니다."
	if got := answerTo("세탁기에서 물이 새는데 어떻게 하죠?", washer); !strings.HasPrefix(got, "배수 호스") || strings.Contains(got, "새요") {
		t.Errorf("%q", got)
	}
	const unstopped = "회의는 6월에 엽니다\n\n안건은 미리 알립니다"
	if got := answerTo("회의는 언제 여나요?", unstopped); !strings.Contains(got, "6월") {
		t.Errorf("sentences without full stops: %q", got)
	}
}

func TestTheMarkOfAnAnswerIsLeftOut(t *testing.T) {
	for _, marks := range [][2]string{{"Q. ", "A. "}, {"질문: ", "답변: "}, {"문) ", "답) "}} {
		faq := marks[0] + "대출 기간을 늘릴 수 있나요?\n" + marks[1] + "한 번, 7일 늘릴 수 있습니다."
		if got := answerTo("대출 기간을 늘릴 수 있나요?", faq); got != "한 번, 7일 늘릴 수 있습니다." {
			t.Errorf("%q: %q", marks, got)
		}
	}
}

// Only the sentence below a question loses its mark: "A." may begin a name or a
// numbered item further on.
func TestALaterSentenceKeepsWhatLooksLikeAMark(t *testing.T) {
	const text = "대출 연장 방법은 무엇인가요?\n답변: 창구에서 신청합니다.\nA. 대출 연장은 한 번만 됩니다."
	if got := answerTo("대출 연장은 몇 번 되나요?", text); !strings.Contains(got, "A. 대출 연장은 한 번만 됩니다.") {
		t.Errorf("%q", got)
	}
}

const absences = "구분 | 대상 | 일수\n결혼 | 본인 | 5\n결혼 | 자녀 | 1\n사망 | 배우자, 부모 | 5\n사망 | 조부모 | 3\n출산 | 배우자 | 20"

func TestTheRowThatTheQuestionNamesMostOfAnswersAlone(t *testing.T) {
	for question, want := range map[string]string{
		"배우자가 출산하면 며칠 쉬나요?":  "출산 | 배우자 | 20",
		"자녀가 결혼하면 며칠 쉬나요?":   "결혼 | 자녀 | 1",
		"조부모가 사망하면 며칠 쉬나요?":  "사망 | 조부모 | 3",
		"결혼하면 휴가가 며칠인가요?":    "결혼 | 본인 | 5\n결혼 | 자녀 | 1",
		"결혼과 출산 휴가의 일수 차이는?": "결혼 | 본인 | 5\n결혼 | 자녀 | 1\n출산 | 배우자 | 20",
	} {
		if got := answerTo(question, absences); got != "구분 | 대상 | 일수\n"+want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
}

func TestASentenceIsFoundByThePassagesWordsForTheQuestions(t *testing.T) {
	const question = "할아버지가 돌아가시면 며칠 쉬나요?"
	p := passagesOf(absences)
	at := func(word, instead string) retrieve.Word {
		i := strings.Index(question, word)
		return retrieve.Word{Text: word, Start: i, End: i + len(word), Weight: 1, Found: retrieve.Mended,
			Instead: []string{instead}}
	}
	p[0].Match = &retrieve.Match{Query: question,
		Words: []retrieve.Word{at("할아버지", "조부모"), at("돌아가시", "사망"), at("아버지", "부친")}}
	if got := inTheirWords(question, p); got != "조부모 부친 할아버지가 사망 돌아가시면 며칠 쉬나요?" {
		t.Errorf("%q", got)
	}
	got := extract(question, p, 3)
	if len(got) != 2 || got[1].Text != "사망 | 조부모 | 3" {
		t.Errorf("%+v", got)
	}
}

func TestARowOfOneTableDoesNotOutdoARowOfAnother(t *testing.T) {
	tables := passagesOf("구분 | 대상 | 휴가\n출산 | 배우자 | 20일\n사망 | 배우자 | 5일",
		"구분 | 축하금\n출산 | 100만 원\n결혼 | 50만 원")
	var rows []string
	for _, s := range extract("배우자가 출산하면 휴가와 축하금은?", tables, 5) {
		if s.Row {
			rows = append(rows, s.Text)
		}
	}
	if !slices.Equal(rows, []string{"출산 | 배우자 | 20일", "출산 | 100만 원"}) {
		t.Errorf("%q", rows)
	}
}

func TestARowAnswersTheQuestionInIt(t *testing.T) {
	const faq = `번호 | 질문 | 답변
1 | 연차는 며칠인가요? | 1년에 15일이에요. 3년마다 하루씩 늘어나요.
2 | 반차도 쓸 수 있나요? | 오전과 오후로 나누어 쓸 수 있어요.
3 | 휴가 신청은 어디서 하나요? | 인사 시스템의 휴가 메뉴에서 해요.`
	const header = "번호 | 질문 | 답변\n"
	for question, want := range map[string]string{
		"연차는 며칠인가요?":     "1 | 연차는 며칠인가요? | 1년에 15일이에요. 3년마다 하루씩 늘어나요.",
		"반차 쓸 수 있어?":     "2 | 반차도 쓸 수 있나요? | 오전과 오후로 나누어 쓸 수 있어요.",
		"휴가 신청은 어디서 해요?": "3 | 휴가 신청은 어디서 하나요? | 인사 시스템의 휴가 메뉴에서 해요.",
	} {
		if got := answerTo(question, faq); got != header+want {
			t.Errorf("%s: %q", question, got)
		}
	}
	// The row below a row that quotes a question does not answer it.
	const notes = `항목 | 설명 | 예
질문 | 참석자가 "예산은 언제 확정되나요?"라고 물으면 8월 말이라고 답한다 | 생략
결론 | 한 줄로 쓴다 | 보류`
	if got := answerTo("예산은 언제 확정되나요?", notes); !strings.Contains(got, "8월 말") ||
		strings.Contains(got, "보류") {
		t.Errorf("%q", got)
	}
}

func TestARowStaysWholeWhereItsCellsHaveSentences(t *testing.T) {
	const text = `구분 | 기준 | 비고
숙박비 | 하루 10만 원까지 준다. 영수증을 낸다. | 국내
일비 | 하루 2만 원을 준다. 영수증은 필요 없다. | 국내`
	if got := answerTo("숙박비는 하루에 얼마까지 주나요?", text); !strings.Contains(got,
		"숙박비 | 하루 10만 원까지 준다. 영수증을 낸다. | 국내") {
		t.Errorf("%q", got)
	}
}

func TestAColumnThatTheQuestionNamesIsShownForAllRows(t *testing.T) {
	const fees = `출장 여비 기준
직급 | 일비 | 식비 | 숙박비
임원 | 30,000원 | 실비 | 실비
팀장 | 25,000원 | 24,000원 | 100,000원
직원 | 20,000원 | 24,000원 | 80,000원
인턴 | 15,000원 | 20,000원 | 60,000원

숙박비는 영수증을 낸다.`
	for question, want := range map[string][]string{
		"숙박비는 얼마까지 돼요?": {"임원 |", "팀장 |", "직원 |", "인턴 |"},
		"숙박비 한도":        {"임원 |", "팀장 |", "직원 |", "인턴 |"},
		"팀장 숙박비는?":      {"팀장 |"},
	} {
		got := answerTo(question, fees)
		for _, row := range []string{"임원 |", "팀장 |", "직원 |", "인턴 |"} {
			if strings.Contains(got, row) != slices.Contains(want, row) {
				t.Errorf("%s: %q", question, got)
			}
		}
	}
	// "잘못" describes a row; the question does not ask for the codes of all.
	const codes = "코드 | 뜻\nE1 | 잘못된 키\nE2 | 한도 초과\nE3 | 카드 거절\nE4 | 시간 초과\nE5 | 점검 중"
	if got := answerTo("키가 잘못됐을 때 나는 코드는?", codes); strings.Contains(got, "E5") {
		t.Errorf("%q", got)
	}
}

func TestAColumnNamedByAnAmountWeighsAsAHeading(t *testing.T) {
	scores := func(q, header string) float64 {
		p := passagesOf("출장 안내\n" + header + "\n팀장 | 100,000원 | 1일\n직원 | 80,000원 | 1일")
		all := candidates(MainWords(q), 0, p[0])
		score(q, all, p)
		return all[1].Score
	}
	const whole, part = "직급 | 숙박비 (1박) | 일수", "직급 | 숙박비 한도 | 일수"
	if a, b := scores("숙박비는 얼마인가요?", whole), scores("숙박비는 얼마인가요?", part); a <= b+0.1 {
		t.Errorf("the whole name of a column: %f, a part of it: %f", a, b)
	}
	if a, b := scores("숙박비는 언제 받나요?", whole), scores("숙박비는 언제 받나요?", part); a > b+0.1 {
		t.Errorf("a column of amounts says when: %f, %f", a, b)
	}
}

func TestATelephoneNumberStandsBelowTheNameOfItsColumn(t *testing.T) {
	const contacts = "부서 | 담당자 | 내선\n총무팀 | 한지우 | 2101\n인사팀 | 오세린 | 2205"
	const question = "인사팀 내선 번호는?"
	if !expected(question).met(contacts) {
		t.Error("the table has no telephone number")
	}
	if got := answerTo(question, contacts); !strings.Contains(got, "2205") ||
		strings.Contains(got, "2101") {
		t.Errorf("%q", got)
	}
	if expected(question).met("부서 | 담당자 | 내선\n총무팀 | 한지우 | 없음") {
		t.Error("a table without one has one")
	}
}

func TestANumberedHeadingIsNoProcedure(t *testing.T) {
	const text = `3. 인터넷뱅킹 이용 방법
공동인증서를 발급받으려면 어떻게 해야 하나요? 은행 누리집에 접속한 뒤 인증센터를 누르세요.
4. 확장 한글
옛한글은 선택 사항이다.`
	if got := answerTo("공동인증서 발급 방법", text); !strings.Contains(got, "인증센터를 누르세요") ||
		strings.Contains(got, "확장 한글") {
		t.Errorf("%q", got)
	}
}

func TestOtherRowsAreLeftOutWhereAnotherDocumentSaysWhatTheNamedRowSays(t *testing.T) {
	passages := passagesOf("", "지역 | 기본 요금 | 할인율\n서울 | 12,000 | 10%\n부산 | 11,500 | 8%\n제주 | 13,200 | 5%")
	passages[0].Kind, passages[0].Text = document.Row, "지역: 서울\n기본 요금: 12,000\n할인율: 10%"
	for _, s := range extract("서울 기본 요금은?", passages, 3) {
		if strings.Contains(s.Text, "부산") || strings.Contains(s.Text, "제주") {
			t.Errorf("%q", s.Text)
		}
	}
}

func TestALineWithBarsAloneIsNoTable(t *testing.T) {
	for _, test := range []struct{ question, text, want string }{
		{"총무팀 전화번호는?", "비품은 월요일에 나눠 준다.\n\n문의: 총무팀 02-555-1234 | 이메일 help@example.com", "02-555-1234"},
		{"비품 신청 처리는 며칠 걸려요?", "비품은 월요일에 나눠 준다.\n\n신청은 포털 | 서면. 처리에는 사흘이 걸린다.\n\n창고는 3층이다.",
			"사흘이 걸린다"},
	} {
		if got := answerTo(test.question, test.text); !strings.Contains(got, test.want) {
			t.Errorf("%s: %q", test.question, got)
		}
	}
}

func TestOfNamesAndValuesTheOneThatIsNamedAnswersAlone(t *testing.T) {
	got := extract("제습기 물통은 몇 리터예요?", passagesOf("제습기\n하루 제습량 | 16 L\n물통 용량 | 5.2 L\n무게 | 14.8 kg"), 3)
	if len(got) != 1 || got[0].Text != "물통 용량 | 5.2 L" {
		t.Errorf("%v", got)
	}
	got = extract("물통은 전기를 얼마나 먹어요?", passagesOf("소비 전력 | 물통 가열 90 W\n물통 용량 | 5.2 L"), 3)
	if len(got) != 2 {
		t.Errorf("what is asked for may have another name: %v", got)
	}
}
