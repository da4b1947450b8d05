package localindex_test

import (
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/retrieve"
)

func TestAnEverydayWordFindsTheOfficialOne(t *testing.T) {
	ix := documents(t, map[string]string{
		"password": "비밀번호는 90일마다 바꾼다.",
		"lift":     "승강기는 매주 점검한다.",
		"pay":      "급여일은 매달 21일이다.",
		"quit":     "퇴직하려는 직원은 30일 전에 알린다.",
		"remote":   "재택근무는 주 이틀까지 한다.",
		"family":   "배우자 검진은 회사가 부담한다.",
		"child":    "자녀 학자금은 해마다 신청한다.",
		"other":    "우편물은 오후에 나누어 준다.",
	})
	for question, want := range map[string]string{
		"비번 언제 바꿔야 돼": "password",
		"엘리베이터":       "lift",
		"월급날이 언제야":    "pay",
		"그만두려면":       "quit",
		"집에서 일해도 돼?":  "remote",
		"와이프도 되나":     "family",
		"애 등록금":       "child",
	} {
		if got := find(t, ix, retrieve.Query{Text: question}); len(got) == 0 || got[0] != want {
			t.Errorf("%s: found %v, want %s", question, got, want)
		}
	}
}

func TestAnOfficialWordCountsAsFound(t *testing.T) {
	ix := documents(t, map[string]string{"lift": "승강기는 매주 점검한다.", "other": "우편물 안내"})
	got, err := ix.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: "엘리베이터"})
	if err != nil || len(got) == 0 || got[0].Match == nil || got[0].Match.Covered() != 1 {
		t.Errorf("got %+v, %v; want a passage that covers the question", got, err)
	}
}

func TestEverydayWordsThatPassagesHaveComeFirst(t *testing.T) {
	ix := documents(t, map[string]string{"everyday": "엘리베이터 점검", "official": "승강기 점검",
		"part": "애로 사항을 적는다.", "child": "자녀 학자금"})
	for question, want := range map[string][]string{
		"엘리베이터": {"everyday", "official"},
		"애로":    {"part"}, // 애 is a word here only alone
	} {
		if got := find(t, ix, retrieve.Query{Text: question}); !slices.Equal(got, want) {
			t.Errorf("%s: found %v, want %v", question, got, want)
		}
	}
}
