package retrieve_test

import (
	"fmt"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
)

func TestTheStoreInMemoryTellsNothingOfOtherReadersDocuments(t *testing.T) {
	alone, beside := retrievetest.NewMemory("faiss"), retrievetest.NewMemory("faiss")
	for _, store := range []*retrievetest.Memory{alone, beside} {
		putFor(t, store, auth.Everyone, "leave", "연차 휴가는 15일이며 팀장이 승인합니다.")
		putFor(t, store, auth.Everyone, "trip", "출장비는 7일 안에 정산합니다.")
		putFor(t, store, "kim", "own", "연차 계획을 팀장에게 냅니다.")
	}
	for i := range 40 {
		putFor(t, beside, "lee", fmt.Sprint("secret-", i), "연차 팀장 연차 휴가 합병")
	}
	for _, question := range []string{"연차 휴가는 누가 승인하나요?", "팀장 연차", "합병"} {
		want, err := alone.Retrieve(t.Context(), auth.UserScope("kim"),
			retrieve.Query{Text: question})
		if err != nil {
			t.Fatal(err)
		}
		got, err := beside.Retrieve(t.Context(), auth.UserScope("kim"),
			retrieve.Query{Text: question})
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: kim sees %v with lee's documents, %v without", question, got, want)
		}
	}
}

func putFor(t *testing.T, store *retrievetest.Memory, reader auth.Principal, name, text string) {
	t.Helper()
	key := document.ID(document.Prefix + name)
	s := retrieve.Source{Document: key, Version: "1", Readers: []auth.Principal{reader}}
	chunk := document.Chunk{ID: document.NewChunkID(key, "1", 0), Kind: document.Prose, Text: text}
	if err := store.Put(t.Context(), s, []document.Chunk{chunk}); err != nil {
		t.Fatal(err)
	}
}
