package verify

import "testing"

// TestAWrongSuppositionIsNotBorneOut: a question that supposes something wrong does not make
// an answer true that agrees with it.
func TestAWrongSuppositionIsNotBorneOut(t *testing.T) {
	for _, c := range []struct{ text, question, right, wrong string }{
		{"방문객은 2시간까지 무료이며, 그 뒤로는 10분에 500원입니다.", "방문객 주차는 3시간까지 무료 맞죠?",
			"아니요, 2시간까지 무료예요.", "네, 방문객은 3시간까지 무료예요."},
		{"직원은 월 5만 원을 내고 주차장을 이용합니다.", "직원은 월 3만 원 내면 되나요?",
			"아니요, 직원은 월 5만 원을 내요.", "네, 직원은 월 3만 원을 내고 이용해요."},
		{"신청서는 3월 15일까지 접수합니다.", "접수가 3월 5일까지 맞나요?",
			"아니요, 3월 15일까지 접수해요.", "네, 3월 5일까지 접수해요."},
		{"송금 수수료는 0.5%입니다.", "송금 수수료가 5%죠?", "아니요, 송금 수수료는 0.5%예요.", "네, 송금 수수료는 5%예요."},
		{"회의실은 12명까지 들어갑니다.", "회의실에 20명 들어가나요?", "아니요, 12명까지 들어가요.", "네, 20명이 들어가요."},
		{"연차는 15일입니다.", "연차가 20일 아닌가요?", "아니요, 연차는 15일이에요.", "맞아요, 연차는 20일이에요."},
		{"정산은 귀임일부터 7일 안에 합니다.", "정산은 14일 안에 하면 되죠?", "아니요, 7일 안에 해요.", "네, 14일 안에 하면 돼요."},
		{"보증 기간은 2년입니다.", "보증 기간이 3년 맞아요?", "아니요, 2년이에요.", "네, 보증 기간은 3년이에요."},
		{"출입 비밀번호는 10자 이상으로 정합니다.", "비밀번호는 8자 이상이면 되나요?",
			"아니요, 10자 이상으로 정해요.", "네, 8자 이상이면 돼요."},
		{"담당자는 김서연 대리입니다.", "담당자가 박준호 부장이죠?", "아니요, 담당자는 김서연 대리예요.", "네, 담당자는 박준호 부장이에요."},
		{"개봉한 제품은 환불되지 않습니다.", "개봉한 제품도 환불되죠?", "아니요, 환불되지 않아요.", "네, 개봉한 제품도 환불돼요."},
	} {
		p := Prepare([]Passage{{"안내", c.text}})
		for sentence, want := range map[string]Verdict{c.right: Supported, c.wrong: Unsupported} {
			if f := p.Check(Sentence{Text: sentence, Question: c.question}); f.Verdict != want {
				t.Errorf("%s: %s: %s %s", c.question, sentence, f.Verdict, f.Reason)
			}
		}
	}
}

// What a question gives as a case need not be in the passage.
func TestACaseOfTheQuestionIsGiven(t *testing.T) {
	for _, c := range []struct{ text, question, sentence string }{
		{"3년 이상 근무하면 연차가 16일입니다.", "5년 다니면 연차가 며칠이에요?", "5년 다니면 16일이에요."},
		{"회의실은 12명까지 이용합니다.", "10명도 이용할 수 있나요?", "네, 10명도 이용할 수 있어요."},
		{"65세 이상은 무료입니다.", "70세도 무료예요?", "네, 70세도 무료예요."},
		{"받은 날부터 7일 안에 환불할 수 있습니다.", "10일이 지났는데 환불되나요?", "아니요, 10일이 지나면 환불할 수 없어요."},
		{"방문객은 2시간까지 무료입니다.", "3시간까지 무료 맞죠?", "아니요, 3시간까지 무료인 것은 아니에요."},
		{"방문객은 2시간까지 무료입니다.", "3시간까지 무료 맞죠?", "3시간이 아니라 2시간까지 무료예요."},
		{"객실은 1박에 8만 원입니다.", "2박이면 얼마예요?", "2박이면 16만 원이에요."},
	} {
		p := Prepare([]Passage{{"안내", c.text}})
		if f := p.Check(Sentence{Text: c.sentence, Question: c.question}); f.Verdict != Supported {
			t.Errorf("%s: %s: %s %s", c.question, c.sentence, f.Verdict, f.Reason)
		}
	}
}

// What is added must be what the claim names, and days with commas between them may belong
// to the next thing.
func TestSumsAndDaysOfOthersProveNothing(t *testing.T) {
	const shares = "구분 | 금액\n본인 부담 건강보험 | 30,000원\n회사 부담 건강보험 | 40,000원\n본인 부담 국민연금 | 50,000원\n회사 부담 국민연금 | 70,000원"
	const cities = "구분 | 예산\n서울 교육비 | 100만 원\n서울 출장비 | 200만 원\n부산 교육비 | 200만 원\n부산 출장비 | 500만 원"
	const quarters = "구분 | 금액\n교육비 1분기 | 100만 원\n교육비 2분기 | 200만 원\n교육비 3분기 | 400만 원\n회식비 | 50만 원"
	const days = "분리수거는 월, 수, 금에 한다. 소독은 화, 목에 한다."
	for _, c := range []struct {
		text, sentence string
		want           Verdict
	}{
		{shares, "회사 부담은 모두 110,000원입니다.", Supported},
		{shares, "회사 부담은 모두 90,000원입니다.", Unsupported},
		{cities, "서울 교육비와 부산 출장비를 합하면 800만 원입니다.", Unsupported},
		{cities, "부산 교육비는 모두 300만 원입니다.", Unsupported},
		{cities, "부산 출장비는 모두 800만 원입니다.", Unsupported},
		{quarters, "교육비는 모두 700만 원입니다.", Supported},
		{quarters, "교육비는 모두 300만 원입니다.", Unsupported},
		{quarters, "교육비 1분기는 모두 300만 원입니다.", Unsupported},
		{"연차 일수는 15일이다.", "연차는 20일이지만 담당자 연락처는 문서에 없습니다.", Unsupported},
		{"연차 일수는 15일이다.", "연차는 20일, 병가 일정은 문서에 없습니다.", Unsupported},
		{"연차 일수는 15일이다.", "광고 금액은 문서에 없습니다.", NoClaim},
		{"연차 일수는 15일이다.", "재고 여부는 문서에 없습니다.", NoClaim},
		{days, "소독은 월요일에 합니다.", Unsupported},
		{"연차 일수는 15일이다.", "연차 일수는 20일이고 신청 방법은 문서에 없습니다.", Unsupported},
		{"신청은 3일 전까지 한다.", "신청은 5일 전까지 하고, 담당자 연락처는 문서에 없습니다.", Unsupported},
		{"건물 밖에 차를 세우면 안 된다.", "건물 밖에 차를 세워도 됩니다.", Unsupported},
	} {
		p := Prepare([]Passage{{"안내", c.text}})
		if f := p.Check(Sentence{Text: c.sentence}); f.Verdict != c.want {
			t.Errorf("%s: %s %s", c.sentence, f.Verdict, f.Reason)
		}
	}
}
