package relevance

import (
	"testing"

	"github.com/mundap/mundap/internal/retrieve"
)

const asksOnly = "재택근무는 일주일에 며칠까지 되나요?\n흡연실은 어디에 있나요?\n주차 요금은 한 달에 얼마인가요?"

func TestAQuestionDoesNotAnswerItself(t *testing.T) {
	q := Question{Text: "재택근무는 일주일에 며칠까지 되나요?"}
	got := judge(t, q,
		retrieve.Passage{Store: "local", ScoreKind: retrieve.BM25, Score: 9, Text: asksOnly},
		retrieve.Passage{Store: "local", ScoreKind: retrieve.BM25, Score: 5,
			Text: "재택근무는 일주일에 이틀까지 한다."})
	if got[0].Text == asksOnly || !got[0].Answers || got[1].Answers {
		t.Errorf("%+v", got)
	}
	answered := retrieve.Passage{Store: "local", ScoreKind: retrieve.BM25, Score: 9,
		Text: "재택근무는 일주일에 며칠까지 되나요?\n이틀까지 됩니다.\n흡연실은 어디에 있나요?\n옥상에 있습니다."}
	if got := judge(t, q, answered); !got[0].Answers {
		t.Errorf("a question with its answer: %+v", got)
	}
}

func TestAnUnansweredQuestionIsNotQuoted(t *testing.T) {
	const q = "흡연실은 어디에 있나요?"
	for _, text := range []string{asksOnly, "흡연실은 어디에 있나요\n주차 요금은 얼마인가요"} {
		for _, s := range extract(q, passagesOf(text), 2) {
			t.Errorf("%q is quoted", s.Text)
		}
	}
	got := extract(q, passagesOf("흡연실은 어디에 있나요\n옥상에 있습니다."), 2)
	if len(got) != 1 || got[0].Text != "옥상에 있습니다." {
		t.Errorf("%+v", got)
	}
}
