package relevance

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/retrieve"
)

func judge(t *testing.T, q Question, found ...retrieve.Passage) []Verdict {
	t.Helper()
	judged, err := new(Judge).Judge(t.Context(), q, found)
	if err != nil {
		t.Fatal(err)
	}
	return judged.Verdicts
}

func place(x float64) *retrieve.Match { return &retrieve.Match{Meaning: &x} }

// TestAPassageWithHalfOfTheQuestionGivesWayToOneWithAllOfIt judges a passage that is
// nearer in meaning but lacks what the question is about.
func TestAPassageWithHalfOfTheQuestionGivesWayToOneWithAllOfIt(t *testing.T) {
	near, far := 1.0, 0.9
	cooler := Verdict{Passage: retrieve.Passage{Title: "cooler", Score: 2, Match: &retrieve.Match{Part: &near}},
		evidence: evidence{covered: 0.4, lacking: 1, part: 0.6, subjects: 3}, form: form{met: true, found: true}}
	lift := Verdict{Passage: retrieve.Passage{Title: "lift", Score: 1, Match: &retrieve.Match{Part: &far}},
		evidence: evidence{covered: 1, subjects: 3}, form: form{met: true, found: true}}
	answers := func(verdicts ...Verdict) (titles []string) {
		b := bench{verdicts: verdicts}
		b.decide()
		for _, p := range (Judgement{Verdicts: b.verdicts}).Answers(4) {
			titles = append(titles, p.Title)
		}
		return titles
	}
	if got := answers(cooler, lift); !slices.Equal(got, []string{"lift"}) {
		t.Errorf("%v", got)
	}
	lift.form.found = false
	if got := answers(cooler, lift); !slices.Equal(got, []string{"cooler", "lift"}) {
		t.Errorf("without the form that is asked for: %v", got)
	}
}

// TestThePasswordOfSomethingElseDoesNotAnswer judges a passage that has a password
// but not the thing that the question is about.
func TestThePasswordOfSomethingElseDoesNotAnswer(t *testing.T) {
	part := 1.0
	v := Verdict{Passage: retrieve.Passage{Match: &retrieve.Match{Part: &part}},
		evidence: evidence{covered: 0.3, lacking: 1, part: 0.6, subjects: 3},
		form:     form{met: true, found: true}}
	if !v.answers(1) {
		t.Fatal("a passage that is this near does not answer even if nothing belongs together")
	}
	if v.form.owned = true; v.answers(1) {
		t.Error("the password of something else answers")
	}
	if v.evidence.lacking = 0.2; !v.answers(1) {
		t.Error("the password of what is asked about does not answer")
	}
	if !expected("헬스장 비밀번호 뭐예요?").owned || expected("헬스장은 무슨 요일에 쉬어요?").owned {
		t.Error("passwords belong to what they open, days of the week do not")
	}
}

func TestOneStoresOrderIsKeptAndSeveralAreMixedByCoverage(t *testing.T) {
	q := Question{Text: "연차 휴가 신청"}
	one := judge(t, q,
		retrieve.Passage{Store: "local", ScoreKind: retrieve.BM25, Score: 9, Text: "연차"},
		retrieve.Passage{Store: "local", ScoreKind: retrieve.BM25, Score: 8, Text: "연차 휴가 신청"})
	if one[0].Text != "연차" {
		t.Errorf("one store: %+v", one)
	}
	two := judge(t, q,
		retrieve.Passage{Store: "local", ScoreKind: retrieve.BM25, Score: 9, Text: "연차"},
		retrieve.Passage{Store: "kendra", ScoreKind: retrieve.Opaque, Score: 0.4, Text: "연차 휴가 신청"})
	if two[0].Text != "연차 휴가 신청" {
		t.Errorf("two stores: %+v", two)
	}
}

func TestMeaningLetsThroughWhatSharesNoWord(t *testing.T) {
	got := judge(t, Question{Text: "휴가 신청"},
		retrieve.Passage{Store: "local", ScoreKind: retrieve.Fused, Score: 3, Text: "쉬는 날 규정",
			Match: place(0.7)},
		retrieve.Passage{Store: "local", ScoreKind: retrieve.Fused, Score: 2, Text: "출장비 규정",
			Match: place(0.1)})
	if !got[0].Answers || got[1].Answers {
		t.Errorf("%+v", got)
	}
}

// TestWordsThatTheMeaningContradictsDoNotAnswer judges a passage with the
// question's words alone, and beside one that is much nearer in meaning.
func TestWordsThatTheMeaningContradictsDoNotAnswer(t *testing.T) {
	const question = "재택근무 점심값"
	match := func(meaning, part float64, found retrieve.Found) *retrieve.Match {
		return &retrieve.Match{Query: question, Meaning: &meaning, Part: &part,
			Words: []retrieve.Word{{Text: "재택근무", End: 12, Weight: 2, Found: retrieve.Missing},
				{Text: "점심값", Start: 13, End: 22, Weight: 8, Found: found}}}
	}
	lunch := retrieve.Passage{Store: "local", ScoreKind: retrieve.Fused, Score: 2,
		Text: "점심값은 5천 원이다.", Match: match(0.4, 0.75, retrieve.Exactly)}
	nearer := retrieve.Passage{Store: "local", ScoreKind: retrieve.Fused, Score: 1,
		Text: "집에서 일하는 날", Match: match(0.9, 0.1, retrieve.Missing)}
	if got := judge(t, Question{Text: question}, lunch); !got[0].Answers {
		t.Errorf("alone: %+v", got)
	}
	for _, v := range judge(t, Question{Text: question}, lunch, nearer) {
		if v.Answers {
			t.Errorf("beside a nearer passage: %+v", v)
		}
	}
}

func TestWhatAStoreVouchesForStaysFirst(t *testing.T) {
	got := judge(t, Question{Text: "연차 휴가"},
		retrieve.Passage{Store: "local", ScoreKind: retrieve.BM25, Score: 9, Text: "연차 휴가"},
		retrieve.Passage{Store: "kendra", ScoreKind: retrieve.Opaque, Score: 0.1, Text: "쉬는 날",
			Confidence: "VERY_HIGH"})
	if got[0].Store != "kendra" || !got[0].Answers {
		t.Errorf("%+v", got)
	}
}

func TestASlipOfTheFingerDoesNotHideThatAPassageAnswers(t *testing.T) {
	const text = "보일러의 과열 센서가 고장 나면 난방을 멈춘다."
	for asked, wanted := range map[string]bool{
		"과열 센서의 고장은?": true,
		"보일라가 멈추나요?":  true,  // a vowel
		"보읻러 알려 주세요":  true,  // a final consonant
		"블일러는요?":      false, // two slips
		"센사 값은 얼마예요?": false, // a short word has too many neighbours
	} {
		if got := judge(t, Question{Text: asked},
			retrieve.Passage{Text: text})[0].Answers; got != wanted {
			t.Errorf("%s: answers: %v, want %v", asked, got, wanted)
		}
	}
}

func TestWhatTheStoreMendedOrJoinedCountsAsFound(t *testing.T) {
	const question = "숙빅비 한도"
	match := func(f retrieve.Found) *retrieve.Match {
		return &retrieve.Match{Query: question, Words: []retrieve.Word{
			{Text: "숙빅비", End: 9, Weight: 4, Found: f}, {Text: "한도", Start: 10, End: 16, Weight: 3,
				Found: retrieve.Exactly},
		}}
	}
	for f, want := range map[retrieve.Found]bool{
		retrieve.Mended: true, retrieve.Joined: true, retrieve.Exactly: true,
		retrieve.Missing: false, retrieve.Nowhere: false,
	} {
		p := retrieve.Passage{Text: "호텔 값의 한도는 9만 원이다.", Match: match(f)}
		if got := judge(t, Question{Text: question}, p)[0].Answers; got != want {
			t.Errorf("found %v: answers: %v, want %v", f, got, want)
		}
	}
}

// TestTheTopicAloneIsNoAnswer asks a manual what it does not say.
func TestTheTopicAloneIsNoAnswer(t *testing.T) {
	const manual = "복합기 MX-500 사용 설명서\n토너는 TN-50을 쓰고 한 통으로 8,000장을 인쇄한다. 스캔한 파일은 30일 동안 남는다."
	for asked, wanted := range map[string]bool{
		"MX-500 토너 한 통으로 몇 장을 인쇄하나요?": true,
		"MX-500의 스캔 파일은 며칠 동안 남나요?":   true,
		"MX-500의 무게는 몇 kg인가요?":        false, // nothing is said of weight
		"MX-700 토너 한 통으로 몇 장을 인쇄하나요?": false, // another product
		"MX-500 토너는 얼마인가요? 가격 알려 주세요": false, // no sum of money
	} {
		if got := judge(t, Question{Text: asked},
			retrieve.Passage{Text: manual})[0].Answers; got != wanted {
			t.Errorf("%s: answers: %v, want %v", asked, got, wanted)
		}
	}
}

func TestPassagesThatDoNotAnswerAreRelated(t *testing.T) {
	judged, err := new(Judge).Judge(t.Context(), Question{Text: "주차장은 몇 층에 있나요?"},
		[]retrieve.Passage{
			{Text: "주차장의 요금은 5천 원이다."}, {Text: "주차장은 지하 2층에 있다."}, {Text: "출장비는 7일 안에 정산한다."},
		})
	if err != nil {
		t.Fatal(err)
	}
	if a, r := judged.Answers(4), judged.Related(4); len(a) != 1 || len(r) != 1 ||
		r[0].Text != "주차장의 요금은 5천 원이다." {
		t.Errorf("answers %+v, related %+v", a, r)
	}
}

func TestAnEmbedderThatFailsCostsTheMeaningAlone(t *testing.T) {
	j := &Judge{Embedder: &embed.Fake{Err: func(embed.Kind,
		[]string) error {
		return errors.New("down")
	}}}
	judged, err := j.Judge(t.Context(), Question{Text: "연차 휴가 이월"},
		[]retrieve.Passage{{Text: "연차 휴가는 15일이다."}})
	if err != nil || judged.Embedder == nil || len(judged.Verdicts) != 1 {
		t.Errorf("%+v, %v", judged, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := j.Judge(ended, Question{Text: "연차"},
		[]retrieve.Passage{{Text: "연차"}}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestNumbersThatAnEnglishTextSpellsOutAreExpected(t *testing.T) {
	for question, text := range map[string]string{
		"How long may visitors park in the garage?": "Visitors may park in the garage for forty minutes without a ticket.",
		"How often is the filter cleaned?":          "The filter is cleaned twice a year.",
		"며칠 전에 등록해야 하나요?":                           "Visitors must be registered at least two business days in advance.",
		"When does the warranty end?":               "The warranty ends after three years.",
	} {
		if !expected(question).met(text) {
			t.Errorf("%q is not answered by %q", question, text)
		}
		if expected(question).met("Visitors are welcome.") {
			t.Errorf("%q is answered by anything", question)
		}
	}
}

// sentences is what a store knows that has vectors of a passage's sentences.
func sentences(query string, part float64, words ...retrieve.Word) *retrieve.Match {
	return &retrieve.Match{Query: query, Words: words, Meaning: &part, Part: &part}
}

func word(query, text string, weight float64, found retrieve.Found) retrieve.Word {
	at := strings.Index(query, text)
	return retrieve.Word{Text: text, Start: at, End: at + len(text), Weight: weight, Found: found}
}

func TestTheNearestSentencesTellWhetherAPassageAnswers(t *testing.T) {
	const stock, room, bag = "회사 주가는?", "대회의실 영양사는 누구인가요?", "자리를 비우기 전에 챙겨야 할 것들"
	const english = "How often are laptops replaced?"
	for _, test := range []struct {
		what, query, text string
		match             *retrieve.Match
		answers           bool
	}{
		{"nothing is about it", stock, "메일함은 한 사람에 20GB예요.", sentences(stock, 0.35,
			word(stock, "회사", 3, retrieve.Missing), word(stock, "주가", 8, retrieve.Nowhere)), false},
		{"the topic is there", room, "대회의실에는 30명이 들어간다.", sentences(room, 0.6,
			word(room, "대회의실", 6, retrieve.Exactly), word(room, "영양사", 8, retrieve.Nowhere)), false},
		{"in other words", bag, "퇴근할 때 책상 위의 서류를 치운다.", sentences(bag, 0.7,
			word(bag, "자리", 4, retrieve.Missing), word(bag, "비우", 3, retrieve.Missing),
			word(bag, "전", 3, retrieve.Missing), word(bag, "챙겨", 3, retrieve.Nowhere)), true},
		{"all words are there", stock, "회사의 주가는 5만 원이다.", sentences(stock, 0.5,
			word(stock, "회사", 3, retrieve.Exactly), word(stock, "주가", 8, retrieve.Exactly)), true},
		{"another language", english, "노트북은 4년마다 바꾼다.", sentences(english, 0.55,
			word(english, "laptops", 8, retrieve.Nowhere), word(english, "often", 8, retrieve.Nowhere),
			word(english, "replaced", 8, retrieve.Nowhere)), true},
	} {
		p := retrieve.Passage{Text: test.text, Match: test.match}
		if got := judge(t, Question{Text: test.query}, p)[0].Answers; got != test.answers {
			t.Errorf("%s: answers: %v, want %v", test.what, got, test.answers)
		}
	}
}

func TestARerankerThatIsSurerThanTheSentencesDecides(t *testing.T) {
	const query = "쉬는 기간이 따로 있나요?"
	sure := 0.95
	match := sentences(query, 0.2, word(query, "기간", 4, retrieve.Missing))
	p := retrieve.Passage{Text: "근속 10년이 되면 열흘을 준다.", Match: match}
	if judge(t, Question{Text: query}, p)[0].Answers {
		t.Error("it answers without the reranker")
	}
	match.Reranked = &sure
	if !judge(t, Question{Text: query}, p)[0].Answers {
		t.Error("it does not answer with the reranker")
	}
}

func TestAPassageAboutAnotherCodeDoesNotAnswer(t *testing.T) {
	passages := []retrieve.Passage{
		{Text: "A508은 통신 이상 에러입니다. 센터에 연락하세요.", Score: 2},
		{Text: "A396은 과열 센서에 이상이 생길 때 나는 에러입니다.", Score: 1},
	}
	for question, want := range map[string][]string{
		"A396 에러는 무엇인가요?":            {passages[1].Text},
		"What does error A396 mean?": {passages[1].Text}, // the code is the only word in common
		"A777 에러는 무엇인가요?":            nil,
	} {
		j, err := (&Judge{}).Judge(t.Context(), Question{Text: question}, passages)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range j.Answers(len(passages)) {
			got = append(got, p.Text)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q answer, not %q", question, got, want)
		}
	}
}

func TestACodeIsTheSameWithoutItsHyphen(t *testing.T) {
	for question, want := range map[string]bool{
		"CW200 필터 교체 주기": true, "CW-200 필터 교체 주기": true, "CW100 필터 교체 주기": false,
	} {
		got := judge(t, Question{Text: question}, retrieve.Passage{Store: "local",
			ScoreKind: retrieve.BM25, Score: 9, Text: "정수기 CW-200\n필터 교체 주기는 9개월이다."})
		if got[0].Answers != want {
			t.Errorf("%s answered: %t", question, got[0].Answers)
		}
	}
}

func TestVerbsThatBeginAlikeAreFound(t *testing.T) {
	s := newSubject(new(Judge).analyzer(), "인쇄한 거 언제 지워져?")
	p := retrieve.Passage{Text: "인쇄물은 24시간 뒤에 지워집니다."}
	m := newMatcher(new(Judge).analyzer(), "인쇄한 거 언제 지워져?").match(p)
	if got := s.evidenceOf(m, p); got.covered < 0.9 {
		t.Errorf("%+v", got)
	}
}

// A passage in either language counts by the question in its own.
func TestAPassageIsJudgedByTheQuestionInItsLanguage(t *testing.T) {
	q := Question{Text: "과열 센서 교체", English: "overheat sensor replacement"}
	for _, text := range []string{"Overheat sensor replacement takes an hour.",
		"과열 센서 교체에는 한 시간이 걸린다."} {
		v := new(Judge).weigh(q, []retrieve.Passage{{Text: text}})
		if v[0].evidence.covered < 0.9 {
			t.Errorf("%s: %+v", text, v[0].evidence)
		}
	}
}
