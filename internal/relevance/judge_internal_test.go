package relevance

import (
	"context"
	"errors"
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
