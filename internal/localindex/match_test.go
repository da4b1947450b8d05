package localindex_test

import (
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/retrieve"
)

// foundOf says how the first passage holds each word of a question.
func foundOf(t *testing.T, ix retrieve.Retriever, question string) map[string]retrieve.Found {
	t.Helper()
	passages, err := ix.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: question})
	if err != nil || len(passages) == 0 || passages[0].Match == nil {
		t.Fatalf("%s: %+v, %v", question, passages, err)
	}
	words := map[string]retrieve.Found{}
	for _, w := range passages[0].Match.Words {
		if question[w.Start:w.End] == "" || w.Weight <= 0 {
			t.Errorf("%s: %+v", question, w)
		}
		words[w.Text] = w.Found
	}
	return words
}

func TestAPassageSaysHowItHoldsTheQuestionsWords(t *testing.T) {
	ix := documents(t, map[string]string{
		"contract": "임대차 계약서에는 특약을 적습니다. 등기부등본을 확인합니다.",
		"hotel":    "숙박비는 하루 9만 원까지 인정합니다.",
	})
	for _, test := range []struct {
		question, word string
		want           retrieve.Found
	}{
		{"계약서에는 무엇을 적나요?", "계약서", retrieve.Exactly},
		{"숙빅비 한도", "한도", retrieve.Nowhere},
		{"특약과 등기부등본과 숙박비", "숙박비", retrieve.Missing},
	} {
		if got := foundOf(t, ix, test.question)[test.word]; got != test.want {
			t.Errorf("%s: %s is found %v, want %v", test.question, test.word, got, test.want)
		}
	}
	mended := false
	for _, f := range foundOf(t, ix, "숙빅비 한도") {
		mended = mended || f == retrieve.Mended
	}
	if !mended {
		t.Errorf("숙빅비 is not found as 숙박비: %v", foundOf(t, ix, "숙빅비 한도"))
	}
}
