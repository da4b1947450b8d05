package relevance

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
)

// extract answers from words alone.
func extract(q string, passages []retrieve.Passage, most int) []Sentence {
	return (&Extractor{}).Extract(context.Background(), q, passages, most)
}

func passagesOf(texts ...string) []retrieve.Passage {
	out := make([]retrieve.Passage, len(texts))
	for i, text := range texts {
		out[i] = retrieve.Passage{Kind: document.Prose, Text: text}
	}
	return out
}

const (
	library = "한빛도서관은 시민을 위한 공공 도서관이다. 1998년 5월 3일에 문을 열었다. 건물은 지상 4층이며 장서는 21만 권이다. " +
		"관장은 박서준이다. 휴관일은 매주 월요일이다. 열람실은 오전 9시부터 밤 10시까지 이용할 수 있다. 주차장은 건물 뒤쪽에 있다."
	garden = "한빛공원은 도서관 옆에 있는 공원이다. 2003년에 꾸며졌다. 봄에는 벚꽃이 핀다."
)

func TestTheSentenceThatAnswersIsAmongAtMostThree(t *testing.T) {
	for question, answer := range map[string]string{
		"한빛도서관은 언제 문을 열었나요?":    "1998년 5월 3일",
		"한빛도서관의 관장은 누구인가요?":     "박서준",
		"한빛도서관 장서는 몇 권인가요?":     "21만 권",
		"한빛도서관 휴관일은 언제인가요?":     "매주 월요일",
		"도서관 열람실은 몇 시까지 이용하나요?": "밤 10시까지",
		"주차장은 어디에 있나요?":         "건물 뒤쪽",
		"공원에는 언제 벚꽃이 피나요?":      "벚꽃",
	} {
		got := extract(question, passagesOf(library, garden), 3)
		var all string
		for _, s := range got {
			all += s.Text + " "
		}
		if len(got) > 3 || !strings.Contains(all, answer) {
			t.Errorf("%s: %q", question, all)
		}
	}
}

func TestSentencesCarryTheirPlaceAndTheirOrder(t *testing.T) {
	passages := passagesOf(library, garden)
	got := extract("한빛도서관은 언제 문을 열었고 휴관일은 언제인가요?", passages, 3)
	for i, s := range got {
		if s.Text != passages[s.Passage].Text[s.Start:s.End] {
			t.Errorf("%q is not at its place", s.Text)
		}
		if i > 0 && (got[i-1].Passage > s.Passage || got[i-1].Passage == s.Passage &&
			got[i-1].Start >= s.Start) {
			t.Errorf("out of order: %+v", got)
		}
	}
}

func TestARowOfQuestionAndAnswerGivesItsAnswer(t *testing.T) {
	row := retrieve.Passage{Kind: document.Row,
		Text: "Question: 해외에서 발급할 수 있나요?\nAnswer: 네, 가능합니다. 다만 ARS 인증이 필요합니다."}
	got := extract("해외에서 발급할 수 있나요?", []retrieve.Passage{row}, 3)
	for _, s := range got {
		if strings.Contains(s.Text, "Question") || strings.Contains(s.Text, "Answer:") {
			t.Errorf("%q", s.Text)
		}
	}
	if len(got) == 0 || got[0].Text != "네, 가능합니다." {
		t.Errorf("%+v", got)
	}
	plain := retrieve.Passage{Kind: document.Row, Text: "상품: 한빛 적금\n금리: 3.5%"}
	if got := extract("한빛 적금 금리는?", []retrieve.Passage{plain}, 3); len(got) == 0 ||
		!strings.Contains(got[len(got)-1].Text, "3.5%") {
		t.Errorf("%+v", got)
	}
}

func TestARowOfNamedColumnsIsQuotedWhole(t *testing.T) {
	row := func(name, left string) retrieve.Passage {
		return retrieve.Passage{Kind: document.Row, Text: "부서: 총무팀\n성명: " + name +
			"\n연차 발생: 16\n연차 잔여: " + left}
	}
	got := extract("이나래의 잔여 연차는 며칠인가요?", []retrieve.Passage{row("이나래", "6"), row("박다온", "0")}, 3)
	if len(got) == 0 || got[0].Text != "부서: 총무팀 / 성명: 이나래 / 연차 발생: 16 / 연차 잔여: 6" {
		t.Errorf("%+v", got)
	}
}

func TestTheSameSentenceIsNotSaidTwice(t *testing.T) {
	got := extract("휴관일은 언제인가요?", passagesOf("휴관일은 매주 월요일이다.", "휴관일은 매주 월요일이다."), 3)
	if len(got) != 1 {
		t.Errorf("%+v", got)
	}
}

func TestNothingComesFromNothing(t *testing.T) {
	if got := extract("휴관일은?", nil, 3); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	if got := extract("휴관일은?", passagesOf(" \n · \n"), 3); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestALongSentenceIsCut(t *testing.T) {
	got := extract("휴관일은?", passagesOf(strings.Repeat("휴관일 안내 ", 300)), 3)
	if n := len([]rune(got[0].Text)); n > longest {
		t.Errorf("%d characters", n)
	}
}

func TestMainWordsLeaveOutParticlesAndWhatOnlyAsks(t *testing.T) {
	for in, want := range map[string]string{
		"연차 휴가는 며칠인가요?":            "연차 휴가 며칠",
		"OTP카드를 어떻게 등록하나요?":        "otp 카드 등록",
		"A01은 무슨 코드예요?":            "a01 코드",
		"What is the leave policy": "leave policy",
		"무엇인가요?":                   "",
	} {
		if got := strings.Join(MainWords(in), " "); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestPoliteEndingsDoNotHideThatAPassageIsAboutTheQuestion(t *testing.T) {
	words := MainWords("연차는 며칠이고 어떻게 신청하나요?")
	text := "1년간 80퍼센트 이상 출근한 직원에게 15일의 연차 휴가를 준다. 연차는 3일 전까지 근태 시스템에서 신청한다."
	if got := coverage(words, bag(text)); got < 0.36 {
		t.Errorf("%.2f of %q", got, words)
	}
}

func TestCoverageGoesFromNothingToEverything(t *testing.T) {
	words := MainWords("연차 휴가 신청")
	if got := coverage(words, bag("연차 휴가를 신청해요.")); got != 1 {
		t.Errorf("%.2f", got)
	}
	if got := coverage(words, bag("달까지의 거리")); got != 0 {
		t.Errorf("%.2f", got)
	}
	if got := coverage(words, bag("연차만")); got < 0.2 || got > 0.5 {
		t.Errorf("%.2f", got)
	}
	if got := coverage(nil, bag("연차")); got != 0 {
		t.Errorf("%.2f", got)
	}
}

func TestWordsAreComparedAcrossSpacingAndEndings(t *testing.T) {
	for question, text := range map[string]string{
		"타기관OTP 카드 등록":            "타기관 OTP카드를 등록해요.",
		"resetting the routers":   "Reset your router.",
		"annual holidays carried": "The annual holiday carries over.",
	} {
		if got := coverage(MainWords(question), bag(text)); got < 0.99 {
			t.Errorf("%s: %.2f of %q in %q", question, got, MainWords(question), text)
		}
	}
}

func TestWhatStandsUnderAHeadingAnswersWithoutNamingIt(t *testing.T) {
	manual := "5. 오류 B101 해결 방법.\n\n전원이 불안정할 때 나타나요. 콘센트를 확인해 주세요.\n\n" +
		"6. 오류 B202 해결 방법.\n\n통신이 끊겼을 때 나타나요. 공유기를 다시 켜 주세요.\n\n" +
		"7. 오류 B303 해결 방법\n\n물이 부족할 때 나타나요. 물을 채워 주세요."
	var all string
	for _, s := range extract("오류 B202는 어떻게 해결하나요?", passagesOf(manual), 2) {
		all += s.Text + " "
	}
	if all != "통신이 끊겼을 때 나타나요. 공유기를 다시 켜 주세요. " {
		t.Errorf("%q", all)
	}
	body := passagesOf("1년에 15일을 쓸 수 있어요.", "다른 이야기예요.")
	body[0].Headings = []string{"규정", "연차 휴가"}
	if got := extract("연차 휴가는 며칠이에요?", body, 1); got[0].Passage != 0 {
		t.Errorf("%+v", got)
	}
}

const leave = "제2조 연차 휴가\n\n연차 휴가는 1년에 15일이며, 그해에 80퍼센트 이상 출근한 직원이 받는다. 입사한 지 1년이 되지 않은 직원은 한 달을 " +
	"개근할 때마다 연차 휴가 1일을 받는다. 3년 이상 근무한 직원은 2년마다 1일을 더 받으며, 모두 합해 25일을 넘지 않는다.\n\n" +
	"제3조 연차 휴가의 신청\n\n연차 휴가는 쓰기 3일 전까지 사내 포털의 ‘근태 신청’에서 신청하고 팀장의 승인을 받는다. 갑자기 아픈 경우에는 " +
	"그날 오전 9시까지 팀장에게 전화로 알리고 출근한 뒤에 신청한다.\n\n제4조 반차\n\n반차는 오전과 오후로 나누어 쓰며, 연차 휴가 0.5일로 계산한다."

func TestEveryPartOfAQuestionIsAnswered(t *testing.T) {
	for _, c := range []struct {
		question string
		text     string
		answers  []string
	}{
		{"연차 휴가는 며칠이고 어떻게 신청하나요?", leave, []string{"15일이며", "근태 신청"}},
		{"연차 휴가는 어떻게 신청하고 며칠인가요?", leave, []string{"15일이며", "근태 신청"}},
		{"한빛도서관의 관장은 누구이며 장서는 몇 권인가요?", library, []string{"박서준", "21만 권"}},
		{"한빛도서관은 언제 문을 열었나요? 휴관일은 언제인가요?", library, []string{"1998년", "월요일"}},
	} {
		var all string
		for _, s := range extract(c.question, passagesOf(c.text), 3) {
			all += s.Text + " "
		}
		for _, answer := range c.answers {
			if !strings.Contains(all, answer) {
				t.Errorf("%s: no %q in %q", c.question, answer, all)
			}
		}
	}
}

func TestAQuestionHasPartsWhereItAsksForSeveralThings(t *testing.T) {
	for q, want := range map[string]string{
		"연차 휴가는 며칠이고 어떻게 신청하나요?":       "연차 휴가는 며칠이고 / 연차 휴가는 어떻게 신청하나요?",
		"A396이 떠요. 무슨 뜻이고 어떻게 해야 하나요?": "A396이 떠요. 무슨 뜻이고 / A396이 떠요. 어떻게 해야 하나요?",
		"회의실은 어디인지, 몇 명이 들어가는지 알려 주세요": "회의실은 어디인지, / 회의실은 몇 명이 들어가는지",
		"휴관일은 언제인가요?":                  "",
		"증강현실은 무엇과 무엇이 섞인 것인가요?":       "",
		"신청하고 며칠을 기다리나요?":              "",
		"": "",
	} {
		if got := strings.Join(partsOf(q), " / "); got != want {
			t.Errorf("%s: %q, want %q", q, got, want)
		}
	}
}

func TestASentenceThatBeginsWithTheTopicSaysWhatItIs(t *testing.T) {
	got := extract("연차 휴가는 며칠인가요?", passagesOf(leave), 1)
	if len(got) != 1 || !strings.Contains(got[0].Text, "15일이며") {
		t.Errorf("%+v", got)
	}
}

const flats = "주차\n세대당 1대는 무료입니다. 캠핑카와 1톤 초과 화물차는 등록할 수 없습니다.\n쓰레기\n대형 폐기물은 관리사무소에서 스티커를 사서 붙입니다. " +
	"침대 매트리스는 8,000원입니다.\n소음\n민원은 관리사무소(02-555-1234)로 접수합니다. 동 대표는 9명까지 뽑습니다. 밤 10시까지는 조용히 합니다."

func TestSentencesBesideTheAnswerAreAboutTheQuestion(t *testing.T) {
	for question, want := range map[string]string{
		"매트리스 버리려면 얼마 들어요?": "침대 매트리스는 8,000원입니다.", // not the 1톤 of another subject
		"관리사무소 전화번호":        "민원은 관리사무소(02-555-1234)로 접수합니다.",
		"동 대표는 몇 명까지 뽑나요?":  "동 대표는 9명까지 뽑습니다.", // 까지 is no subject
	} {
		if got := answerTo(question, flats); got != want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
}

func TestTimesOfDayAreWrittenInTwoWays(t *testing.T) {
	for _, text := range []string{"독서실 | 07:00~24:00", "독서실은 밤 12시까지", "밤 열두 시"} {
		if !expected("독서실 몇 시까지 해요?").met(text) {
			t.Errorf("%s is no time", text)
		}
	}
	if expected("독서실 몇 시까지 해요?").met("독서실 | 15,000원") {
		t.Error("a price is a time")
	}
}

func TestItemsBelongToTheLineAboveThem(t *testing.T) {
	const minutes = "회의록\n안건 1. 비밀번호 변경\n- 최소 길이를 12자로 늘린다.\n- 담당: 서지안\n" +
		"안건 2. 모의 해킹\n- 외부 업체가 한다. 예산은 2,500만 원이다.\n- 담당: 백민호\n다음 회의는 10월 8일이다."
	for question, want := range map[string]string{
		"모의 해킹에 돈 얼마 써요?":    "예산은 2,500만 원이다.",
		"모의 해킹은 누가 담당하나요?":   "담당: 백민호",
		"비밀번호 변경은 누가 담당하나요?": "담당: 서지안",
	} {
		got := strings.Split(answerTo(question, minutes), "\n")
		if got[len(got)-1] != want || slices.Contains(got, "다음 회의는 10월 8일이다.") {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
}

func TestVerbsForWhatShowsUpAreNoSubject(t *testing.T) {
	text := "오류 E1 바퀴 걸림, E2 브러시 걸림, E3 먼지통 없음. 검사 결과는 일주일 뒤에 문자로 보내 드립니다."
	for _, question := range []string{"E2 떠요", "E2 뜨는데요", "결과는 언제 나와요?"} {
		v := judge(t, Question{Text: question}, retrieve.Passage{Text: text, Score: 1})
		if !v[0].Answers || v[0].evidence.covered != 1 {
			t.Errorf("%s is not answered: %+v", question, v[0].evidence)
		}
	}
}

func TestAHeadingInEnglishIsNoAnswer(t *testing.T) {
	p := []retrieve.Passage{{Text: "# Post-mortem of the outage\n\nRoot cause\n\nThe root cause was an expired certificate.\n\nImpact\n\nPayments failed for 40 minutes."}}
	got := texts(extract("What was the root cause of the outage?", p, 1))
	if !slices.Equal(got, []string{"The root cause was an expired certificate."}) {
		t.Errorf("%q", got)
	}
}

func TestAnAnswerHasWhatLimitsIt(t *testing.T) {
	p := []retrieve.Passage{{Text: "강습은 시작하기 전날까지 전액 돌려드립니다. 단, 이벤트 상품은 돈이 나가지 않습니다. 수영모는 꼭 써야 합니다."}}
	got := texts(extract("강습은 전액 돌려받나요?", p, 3))
	want := []string{"강습은 시작하기 전날까지 전액 돌려드립니다.", "단, 이벤트 상품은 돈이 나가지 않습니다."}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestAnEntryComesWholeAndWithoutTheNext(t *testing.T) {
	p := []retrieve.Passage{{Title: "드릴 D10", Text: "F4: 모터가 과부하 상태입니다. 비트를 빼고 다시 시작하십시오.\n" +
		"F9: 배터리가 맞지 않습니다. 그래도 뜨면 1544-2210으로 전화하십시오."}}
	for q, want := range map[string][]string{
		"D10 F4 오류":    {"F4: 모터가 과부하 상태입니다.", "비트를 빼고 다시 시작하십시오."},
		"D10에서 F9가 떠요": {"F9: 배터리가 맞지 않습니다.", "그래도 뜨면 1544-2210으로 전화하십시오."},
	} {
		if got := texts(extract(q, p, 3)); !slices.Equal(got, want) {
			t.Errorf("%s: %q", q, got)
		}
	}
}

func TestVersionsThatDifferInANumberAreBothQuoted(t *testing.T) {
	p := []retrieve.Passage{{Title: "D10", Text: "보증 기간은 구입일부터 1년입니다."},
		{Title: "D20", Text: "보증 기간은 구입일부터 2년입니다."}, {Title: "D20", Text: "보증 기간은 구입일부터 2년입니다."}}
	if got := texts(extract("보증 기간은?", p, 3)); len(got) != 2 || got[0] == got[1] {
		t.Errorf("%q", got)
	}
}

func TestTheRowWhoseLimitsHoldTheNumberAnswers(t *testing.T) {
	p := []retrieve.Passage{{Text: "근속 | 연차\n1년 이상 3년 미만 | 15일\n3년 이상 5년 미만 | 16일\n5년 이상 10년 미만 | 18일"}}
	got := texts(extract("근속 7년이면 연차가 며칠이에요?", p, 3))
	if want := []string{"근속 | 연차", "5년 이상 10년 미만 | 18일"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestInAnotherLanguageTheFirstSentencesComeFirst(t *testing.T) {
	p := []retrieve.Passage{{Text: "성수동으로 옮기기로 하고 다음 주에 계약한다. 임대료는 지금보다 비싸다. 5월부터 시행한다."}}
	got := texts(extract("Which office was chosen?", p, 2))
	if want := []string{"성수동으로 옮기기로 하고 다음 주에 계약한다.", "임대료는 지금보다 비싸다."}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// texts returns what was quoted.
func texts(sentences []Sentence) []string {
	out := make([]string, len(sentences))
	for i, s := range sentences {
		out[i] = s.Text
	}
	return out
}

func TestTheSentenceBehindTheBestOneSaysWhen(t *testing.T) {
	got := extract("재활용품은 언제 가져가나요?", passagesOf(
		"재활용품은 종류별로 나누어 집 앞까지 내놓는다. 차는 매주 화요일에 온다.\n\n음식물은 통에 담는다. 통은 3월에 나누어 준다."), 3)
	var all string
	for _, s := range got {
		all += s.Text + " "
	}
	if !strings.Contains(all, "매주 화요일") || strings.Contains(all, "3월") {
		t.Errorf("%q", all)
	}
}

func TestASymptomIsNoAnswer(t *testing.T) {
	got := extract("세탁기에서 이상한 소리가 나는데요", passagesOf(
		"세탁기에서 소리가 나요.\n\n바닥이 고른지 확인해 주세요. 고르지 않으면 다리를 돌려 맞추세요.\n\n물이 안 빠져요.\n\n거름망을 청소하세요."), 3)
	for _, s := range got {
		if strings.HasSuffix(s.Text, "나요.") {
			t.Errorf("%q", s.Text)
		}
	}
	if len(got) == 0 || !strings.Contains(got[0].Text, "바닥이 고른지") {
		t.Errorf("%+v", got)
	}
}

func TestASentenceInBracketsBelongsToTheOneBefore(t *testing.T) {
	got := extract("반품 원인은 누가 조사해요?", passagesOf("반품 원인을 조사해 보고한다. (담당: 영업본부, 기한: 11월 20일)\n견적을 비교한다. (담당: 구매팀)"), 1)
	if len(got) != 1 || !strings.HasSuffix(got[0].Text, "(담당: 영업본부, 기한: 11월 20일)") {
		t.Errorf("%v", got)
	}
}

func TestASentenceWithTheSumThatIsAskedForAnswers(t *testing.T) {
	text := "회의실 대관료는 총무팀이 받는다. 회의실 대관료 문의는 평일에 받는다. 회의실 대관 신청은 전날 한다. 회의실 대관 취소는 당일에 한다. 값은 회의실마다 30,000원이다."
	got := extract("회의실 대관료는 얼마예요?", passagesOf(text), 3)
	if len(got) != 2 || !strings.HasSuffix(got[1].Text, "30,000원이다.") {
		t.Errorf("%v", got)
	}
}

func TestAMarkInBracketsBeginsASentence(t *testing.T) {
	const steps = "신청 절차는 다음과 같다. (1) 본인이 신청서를 낸다. (2) 팀장이 10일 안에 승인한다. " +
		"(3) 인사팀이 날짜를 적는다. (4) 복직은 한 달 전에 알린다. 휴직 중에는 급여를 주지 않는다."
	const partners = "협력 회사는 세 곳이다. (주)한빛은 청소를 맡는다. (주)다온은 경비를 맡는다. (사)나눔은 식당(지하)을 맡는다."
	for _, test := range []struct{ question, text, want string }{
		{"복직은 언제 알려야 하나요?", steps, "(4) 복직은 한 달 전에 알린다."},
		{"청소는 누가 해?", partners, "(주)한빛은 청소를 맡는다."},
	} {
		var got []string
		for _, s := range extract(test.question, passagesOf(test.text), 3) {
			got = append(got, s.Text)
		}
		if len(got) != 1 || got[0] != test.want {
			t.Errorf("%s: %q, want %q", test.question, got, test.want)
		}
	}
}

func TestSentencesThatOnlyTheHeadingConnectsAreLeftOut(t *testing.T) {
	p := passagesOf("승인에는 하루가 걸린다. 화면 보호기는 5분이 지나면 켜지게 한다. 비밀번호는 10자 이상으로 하고 90일마다 바꾼다.")
	p[0].Title = "노트북 반출 지침"
	got := extract("노트북 비밀번호는 며칠마다 바꿔야 해요?", p, 3)
	if len(got) != 1 || !strings.HasPrefix(got[0].Text, "비밀번호는") {
		t.Errorf("%v", got)
	}
}

func TestASentenceThatLimitsTheQuantityBeforeItStays(t *testing.T) {
	p := passagesOf("배터리는 따로 판다. 충전하는 데 60분이 걸린다. 급속 충전기를 쓰면 30분이다.")
	p[0].Title = "무선 청소기"
	if got := extract("무선 청소기 충전 몇 분 걸려요?", p, 3); len(got) != 2 {
		t.Errorf("%v", got)
	}
}
