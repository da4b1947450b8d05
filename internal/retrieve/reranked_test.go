package retrieve_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/retrieve"
)

// fixed is a store that gives the same passages always, at most as many as are asked for.
type fixed []string

func (f fixed) Store() string { return "local" }

func (f fixed) Retrieve(_ context.Context, _ auth.Scope, q retrieve.Query) ([]retrieve.Passage,
	error) {
	var passages []retrieve.Passage
	for i, text := range f[:min(len(f), q.K)] {
		passages = append(passages, retrieve.Passage{Text: text, Score: float64(len(f) - i)})
	}
	return passages, nil
}

// scorer is a reranker that likes texts with the query in them.
type scorer struct {
	fail  error
	hangs bool
	calls int
	texts int
}

func (s *scorer) Rerank(ctx context.Context, query string, texts []string) ([]float64, error) {
	s.calls++
	s.texts = len(texts)
	if s.hangs {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	scores := make([]float64, len(texts))
	for i, t := range texts {
		scores[i] = float64(strings.Count(t, query))
	}
	return scores, s.fail
}

func many(n int) fixed {
	f := make(fixed, n)
	for i := range f {
		f[i] = "다른 글"
	}
	return f
}

func TestARerankerPutsTheBestPassagesInOrder(t *testing.T) {
	store, s := many(40), &scorer{}
	store[29], store[35] = "연차 연차", "연차 연차 연차"
	r := retrieve.Reranking{Retriever: store, Reranker: s}
	got, err := r.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: "연차"})
	if err != nil || len(got) != retrieve.DefaultK || got[0].Text != "연차 연차" {
		t.Fatalf("%+v, %v", got, err)
	}
	if s.calls != 1 || s.texts != 30 {
		t.Errorf("%d calls, the last for %d texts", s.calls, s.texts)
	}
	if got[0].Match == nil || got[0].Match.Reranked == nil || *got[0].Match.Reranked != 2 {
		t.Errorf("match %+v", got[0].Match)
	}
	for i := 1; i < len(got); i++ {
		if got[i].Score > got[i-1].Score {
			t.Errorf("scores rise: %+v", got)
		}
	}
}

func TestWithoutTheRerankerTheStoresOrderStands(t *testing.T) {
	store := many(10)
	store[5] = "연차"
	synctest.Test(t, func(t *testing.T) {
		for _, s := range []*scorer{{fail: errors.New("down")}, {hangs: true}} {
			var failed error
			r := retrieve.Reranking{Retriever: store, Reranker: s, Limit: time.Second,
				Failed: func(err error) { failed = err }}
			got, err := r.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: "연차", K: 2})
			if err != nil || len(got) != 2 || got[0].Text != "다른 글" || failed == nil {
				t.Errorf("%+v, %v; told %v", got, err, failed)
			}
		}
	})
}

// broken is a store that fails.
type broken struct{ fixed }

func (broken) Retrieve(context.Context, auth.Scope, retrieve.Query) ([]retrieve.Passage, error) {
	return []retrieve.Passage{{}, {}}, errors.New("down")
}

func TestTheRerankerIsAskedWhereThereIsAnOrder(t *testing.T) {
	for n, calls := range map[int]int{0: 0, 1: 0, 2: 1} {
		s := &scorer{}
		r := retrieve.Reranking{Retriever: many(n), Reranker: s}
		if got, err := r.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: "연차"}); err != nil ||
			len(got) != n || s.calls != calls {
			t.Errorf("%d passages: %d calls, %d passages, %v", n, s.calls, len(got), err)
		}
	}
	s := &scorer{}
	r := retrieve.Reranking{Retriever: broken{}, Reranker: s}
	if _, err := r.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: "연차"}); err == nil ||
		s.calls != 0 {
		t.Errorf("of a store that failed: %v, %d calls", err, s.calls)
	}
}

func TestAQuestionThatWasGivenUpHasNoAnswer(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := &scorer{fail: context.Canceled}
	r := retrieve.Reranking{Retriever: many(5), Reranker: canceller{s, cancel}}
	if got, err := r.Retrieve(ctx, auth.LocalScope(), retrieve.Query{Text: "연차"}); err == nil {
		t.Errorf("%+v", got)
	}
}

// canceller has the asker give up while it is asked.
type canceller struct {
	retrieve.Reranker
	cancel context.CancelFunc
}

func (c canceller) Rerank(ctx context.Context, query string, texts []string) ([]float64, error) {
	c.cancel()
	return c.Reranker.Rerank(ctx, query, texts)
}
