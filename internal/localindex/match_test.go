package localindex_test

import (
	"strings"
	"testing"
	"unicode/utf8"

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

// TestWordsThatWereRunTogetherAreFound asks without white space, which makes
// the analyzer see other words.
func TestWordsThatWereRunTogetherAreFound(t *testing.T) {
	ix := documents(t, map[string]string{
		"camp": "너른들캠핑장의 통나무집은 1박에 12만 원입니다.",
		"coop": "두레생협의 주문은 사흘 전 오후 5시에 마감합니다.",
	})
	for question, missing := range map[string]bool{
		"너른들캠핑장통나무집은1박에얼마인가요?": false,
		"두레생협주문은언제마감하나요?":      false,
		"두레생협이사장은누구인가요?":       true,
	} {
		got := false
		for word, found := range foundOf(t, ix, question) {
			lost := found == retrieve.Missing || found == retrieve.Nowhere
			got = got || lost && utf8.RuneCountInString(word) > 1 && !strings.Contains("언제 얼마 누구", word)
		}
		if got != missing {
			t.Errorf("%s: %v", question, foundOf(t, ix, question))
		}
	}
}
