package retrievetest

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
)

// RunReader runs the tests of the suite that apply to a store that Mundap only
// reads. open returns a retriever whose store contains the texts for everybody,
// and which ranks them by the words that they share with the question.
func RunReader(t *testing.T, open func(t *testing.T, texts []string) retrieve.Retriever) {
	texts := []string{boiler, otp, holiday, english}
	for i := range 20 {
		texts = append(texts, "보일러 점검 안내 "+string(rune('가'+i))+"번 문서")
	}
	for name, test := range map[string]func(*testing.T, retrieve.Retriever){
		"the passage that answers comes first, with its store's name": readsTheAnswer,
		"at most K passages, best first, none twice":                  readsAtMostK,
		"the zero scope reads nothing":                                readsNothingForNobody,
		"code, and documents of Mundap's, are not there":              readsWhatItHas,
		"an empty question and an ended context are errors":           readsNoEmptyQuestion,
		"many hands at once":                                          readsConcurrently,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t, texts)) })
	}
}

func ask(t *testing.T, r retrieve.Retriever, scope auth.Scope, q retrieve.Query) []retrieve.Passage {
	t.Helper()
	found, err := r.Retrieve(t.Context(), scope, q)
	if err != nil {
		t.Fatalf("asking %q: %v", q.Text, err)
	}
	return found
}

func readsTheAnswer(t *testing.T, r retrieve.Retriever) {
	for question, want := range map[string]string{"A396 과열 센서 이상": boiler, "OTP를 등록하려면?": otp,
		"\u1112\u1172\u1100\u1161": holiday} {
		found := ask(t, r, owner, retrieve.Query{Text: question})
		if len(found) == 0 || found[0].Text != want || found[0].Store != r.Store() || found[0].ScoreKind == "" {
			t.Errorf("asking %q: %+v", question, found)
		}
	}
}

func readsAtMostK(t *testing.T, r retrieve.Retriever) {
	if n := len(ask(t, r, owner, retrieve.Query{Text: "보일러 점검"})); n != retrieve.DefaultK {
		t.Errorf("without K: %d passages", n)
	}
	found := ask(t, r, owner, retrieve.Query{Text: "보일러 점검", K: 10})
	if len(found) != 10 || len(retrieve.Distinct(found)) != 10 {
		t.Errorf("K 10: %d passages, %d distinct", len(found), len(retrieve.Distinct(found)))
	}
	if !slices.IsSortedFunc(found, func(a, b retrieve.Passage) int { return compare(b.Score, a.Score) }) {
		t.Errorf("not best first: %+v", found)
	}
}

func readsNothingForNobody(t *testing.T, r retrieve.Retriever) {
	for _, scope := range []auth.Scope{{}, {User: "kim", Admin: true}} {
		if found := ask(t, r, scope, retrieve.Query{Text: "보일러"}); len(found) != 0 {
			t.Errorf("%+v reads %+v", scope, found)
		}
	}
}

func readsWhatItHas(t *testing.T, r retrieve.Retriever) {
	for _, q := range []retrieve.Query{
		{Text: "보일러", Kinds: []document.ChunkKind{document.Code}}, {Text: "보일러", Languages: []string{"python"}},
		{Text: "보일러", Documents: []document.ID{"docs/a.pdf"}},
	} {
		if found := ask(t, r, owner, q); len(found) != 0 {
			t.Errorf("%+v finds %+v", q, found)
		}
	}
}

func readsNoEmptyQuestion(t *testing.T, r retrieve.Retriever) {
	if _, err := r.Retrieve(t.Context(), owner, retrieve.Query{Text: " \n"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("an empty question: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Retrieve(ctx, owner, retrieve.Query{Text: "보일러"}); err == nil {
		t.Error("an ended context is no error")
	}
}

func readsConcurrently(t *testing.T, r retrieve.Retriever) {
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if found, err := r.Retrieve(t.Context(), owner, retrieve.Query{Text: "휴가"}); err != nil || len(found) == 0 {
				t.Error(found, err)
			}
		})
	}
	all.Wait()
}
