package localindex_test

import (
	"fmt"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/retrieve"
)

// seen is what a reader sees of a search: passages, scores and order.
func seen(t *testing.T, ix retrieve.Retriever, user, question string) string {
	t.Helper()
	passages, err := ix.Retrieve(t.Context(), auth.UserScope(auth.Principal(user)),
		retrieve.Query{Text: question, K: 10})
	if err != nil {
		t.Fatal(err)
	}
	var all string
	for _, p := range passages {
		all += fmt.Sprintf("%s %.9f\n", p.Document, p.Score)
	}
	return all
}

func putFor(t *testing.T, ix retrieve.Index, reader auth.Principal, name, text string) {
	t.Helper()
	key := document.ID(document.Prefix + name)
	s := retrieve.Source{Document: key, Version: "1", Readers: []auth.Principal{reader}}
	chunk := document.Chunk{ID: document.NewChunkID(key, "1", 0), Kind: document.Prose, Text: text}
	if err := ix.Put(t.Context(), s, []document.Chunk{chunk}); err != nil {
		t.Fatal(err)
	}
}

// library is what kim may read: shared documents and one of her own.
func library(t *testing.T, ix retrieve.Index) {
	for i, text := range []string{
		"임대차 계약서에는 특약을 적습니다.", "연차 휴가는 15일이며 팀장이 승인합니다.", "출장비는 7일 안에 정산합니다.",
		"연차 수당은 1월에 지급합니다.", "회의실은 2주 앞까지 예약합니다.", "팀장은 분기마다 면담합니다.",
	} {
		putFor(t, ix, auth.Everyone, fmt.Sprint("shared-", i), text)
	}
	putFor(t, ix, "kim", "own", "연차 계획을 팀장에게 냅니다.")
}

// TestAReaderSeesNothingOfOtherReadersDocuments asks the same of an index with
// and without somebody else's documents, which hold the question's words often,
// and a word that is the question's misspelt one but for a vowel.
func TestAReaderSeesNothingOfOtherReadersDocuments(t *testing.T) {
	alone, beside := open(t, localindex.Options{}), open(t, localindex.Options{})
	library(t, alone)
	for i := range 40 {
		putFor(t, beside, "lee", fmt.Sprint("secret-", i), "연차 팀장 연차 휴가 합병 게약금 계약서 구조조정 "+
			fmt.Sprint(i))
		if i == 20 {
			library(t, beside)
		}
	}
	for range 2 {
		for _, question := range []string{"연차 휴가는 누가 승인하나요?", "팀장 연차", "게약서", "게약금", "합병",
			"출장비 정산"} {
			want := seen(t, alone, "kim", question)
			if got := seen(t, beside, "kim", question); got != want {
				t.Errorf("%s: kim sees\n%swith lee's documents,\n%swithout", question, got, want)
			}
		}
		if err := beside.Compact(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := seen(t, beside, "lee", "합병"); got == "" {
		t.Error("lee does not find her own")
	}
}
