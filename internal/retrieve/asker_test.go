package retrieve_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
)

// stubborn is a store that takes an hour and ignores its context.
type stubborn struct{ asked, returned atomic.Int32 }

func (s *stubborn) Store() string { return "stubborn" }

func (s *stubborn) Retrieve(context.Context, auth.Scope, retrieve.Query) ([]retrieve.Passage,
	error) {
	s.asked.Add(1)
	<-time.After(time.Hour)
	s.returned.Add(1)
	return []retrieve.Passage{{Store: "stubborn"}}, nil
}

func TestAStoreThatIgnoresItsContextHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var a retrieve.Asker
		s := &stubborn{}
		stores := []retrieve.Retriever{s, slow{name: "good", after: time.Second}}
		began := time.Now()
		results := a.FanOut(t.Context(), stores, auth.LocalScope(), retrieve.Query{Text: "x"},
			3*time.Second)
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("took %v", took)
		}
		if r := results[0]; r.Store != "stubborn" || !fault.Is(r.Err, fault.Timeout) ||
			r.Took != 3*time.Second || len(r.Passages) > 0 {
			t.Errorf("the late one: %+v", r)
		}
		if r := results[1]; r.Err != nil || len(r.Passages) != 1 || r.Took != time.Second {
			t.Errorf("the good one: %+v", r)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if r := a.Ask(ctx, s, auth.LocalScope(), retrieve.Query{Text: "x"}, 0); !fault.Is(r.Err,
			fault.Canceled) || r.Took != time.Second {
			t.Errorf("given up by the asker: %+v", r)
		}
		if err := a.Close(); err != nil || s.returned.Load() != 2 {
			t.Errorf("closed after %d of 2 calls: %v", s.returned.Load(), err)
		}
		if r := a.Ask(t.Context(), s, auth.LocalScope(), retrieve.Query{Text: "x"},
			0); !fault.Is(r.Err, fault.Unavailable) || s.asked.Load() != 2 {
			t.Errorf("asked after Close: %+v", r)
		}
	})
}

func TestLateCallsOfAStoreAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var a retrieve.Asker
		s := &stubborn{}
		ask := func() retrieve.Result {
			return a.Ask(t.Context(), s, auth.LocalScope(), retrieve.Query{Text: "x"}, time.Second)
		}
		for range 20 {
			ask()
		}
		if n := s.asked.Load(); n != 8 {
			t.Errorf("%d calls run at once, want 8", n)
		}
		if r := ask(); !fault.Is(r.Err, fault.Unavailable) || r.Took != 0 {
			t.Errorf("a further question: %+v", r)
		}
		good := slow{name: "good"}
		if r := a.Ask(t.Context(), good, auth.LocalScope(), retrieve.Query{Text: "x"},
			time.Second); r.Err != nil {
			t.Errorf("another store: %v", r.Err)
		}
		<-time.After(time.Hour)
		synctest.Wait()
		if r := ask(); !fault.Is(r.Err, fault.Timeout) || s.asked.Load() != 9 {
			t.Errorf("after the store has returned: %+v", r)
		}
		if err := a.Close(); err != nil || s.returned.Load() != 9 {
			t.Errorf("%d calls have returned, %v", s.returned.Load(), err)
		}
	})
}

func TestAStoreThatIgnoresItsContextOpensItsBreaker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var a retrieve.Asker
		s := &stubborn{}
		b := retrieve.NewBreaker(s, retrieve.BreakerOptions{Failures: 3})
		for i := range 5 {
			r := a.Ask(t.Context(), b, auth.LocalScope(), retrieve.Query{Text: "x"}, time.Second)
			want, took := fault.Timeout, time.Second
			if i >= 3 {
				want, took = fault.Unavailable, 0
			}
			synctest.Wait() // for the breaker, whose time is over at the same moment
			if !fault.Is(r.Err, want) || r.Took != took {
				t.Errorf("question %d: %v after %v", i, r.Err, r.Took)
			}
		}
		if a.Close() != nil || b.Close() != nil || s.returned.Load() != 3 {
			t.Errorf("%d calls have returned", s.returned.Load())
		}
	})
}
