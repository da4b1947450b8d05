package relevance

import (
	"testing"

	"github.com/mundap/mundap/internal/retrieve"
)

func TestOneStoresOrderIsKeptAndSeveralAreMixedByCoverage(t *testing.T) {
	q := Question{Text: "연차 휴가 신청"}
	one := rate(q, []retrieve.Passage{
		{Store: "local", ScoreKind: retrieve.BM25, Score: 9, Text: "연차"},
		{Store: "local", ScoreKind: retrieve.BM25, Score: 8, Text: "연차 휴가 신청"},
	})
	if one[0].rank <= one[1].rank {
		t.Errorf("ranks %+v", one)
	}
	two := rate(q, []retrieve.Passage{
		{Store: "local", ScoreKind: retrieve.BM25, Score: 9, Text: "연차"},
		{Store: "kendra", ScoreKind: retrieve.Opaque, Score: 0.4, Text: "연차 휴가 신청"},
	})
	if two[0].rank >= two[1].rank {
		t.Errorf("ranks %+v", two)
	}
}

func TestVectorsLetThroughWhatSharesNoWord(t *testing.T) {
	candidates := rate(Question{Text: "휴가는 며칠?"}, []retrieve.Passage{
		{Store: "local", ScoreKind: retrieve.BM25, Score: 3, Text: "쉬는 날 규정"},
		{Store: "local", ScoreKind: retrieve.BM25, Score: 2, Text: "출장비 규정"},
	})
	rankByCosine([]*rated{&candidates[0], &candidates[1]}, []float64{0.86, 0.81}, 0.80)
	if !candidates[0].near || candidates[1].near || candidates[0].rank <= candidates[1].rank {
		t.Errorf("%+v", candidates)
	}
}

func TestWhatAStoreVouchesForStaysFirst(t *testing.T) {
	rated := rate(Question{Text: "연차 휴가"}, []retrieve.Passage{
		{Store: "local", ScoreKind: retrieve.BM25, Score: 9, Text: "연차 휴가"},
		{Store: "kendra", ScoreKind: retrieve.Opaque, Score: 0.1, Text: "쉬는 날", Confidence: "VERY_HIGH"},
	})
	if rated[1].rank <= rated[0].rank || !rated[1].near {
		t.Errorf("%+v", rated)
	}
}

func TestASlipOfTheFingerDoesNotHideThatAPassageIsAboutTheQuestion(t *testing.T) {
	const text = "보일러의 과열 센서가 고장 나면 난방을 멈춘다."
	for asked, wanted := range map[string]bool{
		"과열 센서의 고장은?": true,
		"보일라가 멈추나요?":  true,  // a vowel
		"보읻러 알려 주세요":  true,  // a final consonant
		"블일러는요?":      false, // two slips
		"센사 값은 얼마예요?": false, // a short word has too many neighbours
	} {
		got := rate(Question{Text: asked}, []retrieve.Passage{{Text: text}})[0].coverage >= coverageBar
		if got != wanted {
			t.Errorf("%s: enough in common: %v, want %v", asked, got, wanted)
		}
	}
}
