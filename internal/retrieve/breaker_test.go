package retrieve_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
)

// paced is a store that takes a while, or hangs until its context ends.
type paced struct {
	name  string
	takes time.Duration
	hangs atomic.Bool
	asked atomic.Int32
}

func (s *paced) Store() string { return s.name }

func (s *paced) Retrieve(ctx context.Context, _ auth.Scope, _ retrieve.Query) ([]retrieve.Passage, error) {
	s.asked.Add(1)
	takes := s.takes
	if s.hangs.Load() {
		takes = time.Hour
	}
	t := time.NewTimer(takes)
	defer t.Stop()
	select {
	case <-t.C:
		return []retrieve.Passage{{Store: s.name}}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func TestAFanOutAddsNothingToItsSlowestStore(t *testing.T) {
	var stores []retrieve.Retriever
	for i := range 6 {
		s := &paced{name: string(rune('a' + i)), takes: time.Duration(10+5*i) * time.Millisecond}
		stores = append(stores, retrieve.NewBreaker(s, retrieve.BreakerOptions{}))
	}
	var added []time.Duration
	for range 15 { // on a busy machine one timer comes late; the median tells
		began := time.Now()
		results := new(retrieve.Asker).FanOut(t.Context(), stores, auth.UserScope("kim"), retrieve.Query{Text: "질문"}, time.Second)
		all := time.Since(began)
		slowest := time.Duration(0)
		for _, r := range results {
			if r.Err != nil || len(r.Passages) != 1 {
				t.Fatalf("%+v", r)
			}
			slowest = max(slowest, r.Took)
		}
		added = append(added, all-slowest)
	}
	slices.Sort(added)
	t.Logf("added %s (median), %s at most", added[7], added[14])
	if added[7] >= 2*time.Millisecond {
		t.Errorf("six stores add %s to the slowest", added[7])
	}
}

func TestAHangingStoreCostsNothingOnceItsBreakerIsOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		quick, hanging := &paced{name: "local", takes: 30 * time.Millisecond}, &paced{name: "kendra", takes: 40 * time.Millisecond}
		hanging.hangs.Store(true)
		guarded := retrieve.NewBreaker(hanging, retrieve.BreakerOptions{Failures: 3, Rest: 30 * time.Second, Limit: 10 * time.Second})
		stores := []retrieve.Retriever{quick, guarded}
		ask := func() (time.Duration, []retrieve.Result) {
			began := time.Now()
			r := new(retrieve.Asker).FanOut(t.Context(), stores, auth.UserScope("kim"), retrieve.Query{Text: "질문"}, 10*time.Second)
			took := time.Since(began)
			synctest.Wait() // for the breaker, whose time is over at the same moment
			return took, r
		}
		for range 3 {
			if took, _ := ask(); took != 10*time.Second {
				t.Errorf("while it is closed: %s", took)
			}
		}
		for range 20 { // some of them are put to the store in the background
			if took, r := ask(); took != 30*time.Millisecond || !fault.Is(r[1].Err, fault.Unavailable) || len(r[0].Passages) != 1 {
				t.Errorf("while it is open: %s %+v", took, r)
			}
			<-time.After(5 * time.Second)
		}
		if n := hanging.asked.Load(); n < 4 || n > 7 {
			t.Errorf("the store was asked %d times", n)
		}
		hanging.hangs.Store(false)
		<-time.After(time.Minute)
		ask()
		synctest.Wait()
		<-time.After(time.Second)
		if took, r := ask(); took != 40*time.Millisecond || r[1].Err != nil {
			t.Errorf("after it answered again: %s %+v", took, r[1])
		}
		if err := guarded.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestAQuestionThatIsGivenUpSaysNothingOfTheStore(t *testing.T) {
	s := &paced{name: "kendra", takes: time.Hour}
	b := retrieve.NewBreaker(s, retrieve.BreakerOptions{Failures: 1})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Retrieve(ctx, auth.UserScope("kim"), retrieve.Query{Text: "질문"}); err == nil {
		t.Error("no error")
	}
	s.takes = 0
	if _, err := b.Retrieve(t.Context(), auth.UserScope("kim"), retrieve.Query{Text: "질문"}); err != nil {
		t.Errorf("the breaker opened: %v", err)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
}

// lingering ends a while after its context has.
type lingering struct{ ended atomic.Bool }

func (s *lingering) Store() string { return "slow" }

func (s *lingering) Retrieve(ctx context.Context, _ auth.Scope, _ retrieve.Query) ([]retrieve.Passage, error) {
	<-ctx.Done()
	<-time.After(time.Second)
	s.ended.Store(true)
	return nil, ctx.Err()
}

func TestClosingABreakerWaitsForItsQuestionInTheBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &lingering{}
		b := retrieve.NewBreaker(s, retrieve.BreakerOptions{Failures: 1, Rest: time.Second})
		ask := func() {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, _ = b.Retrieve(ctx, auth.UserScope("kim"), retrieve.Query{Text: "질문"})
		}
		ask()
		<-time.After(2 * time.Second)
		s.ended.Store(false)
		ask()
		if err := b.Close(); err != nil || !s.ended.Load() {
			t.Errorf("closed while a question was under way: %v", err)
		}
	})
}

func TestOneQuestionAtATimeIsAskedInTheBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &paced{name: "kendra"}
		s.hangs.Store(true)
		b := retrieve.NewBreaker(s, retrieve.BreakerOptions{Failures: 1, Rest: time.Second, Limit: time.Minute})
		defer b.Close()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, _ = b.Retrieve(ctx, auth.UserScope("kim"), retrieve.Query{Text: "질문"})
		for range 10 {
			<-time.After(2 * time.Second)
			_, _ = b.Retrieve(t.Context(), auth.UserScope("kim"), retrieve.Query{Text: "질문"})
		}
		if n := s.asked.Load(); n != 2 {
			t.Errorf("the store was asked %d times, want once before and once in the background", n)
		}
	})
}

// answering is a store that gives the errors that it is told to.
type answering struct {
	err   error
	asked int
}

func (s *answering) Store() string { return "kendra" }

func (s *answering) Retrieve(context.Context, auth.Scope, retrieve.Query) ([]retrieve.Passage, error) {
	s.asked++
	return nil, s.err
}

func TestOnlyAStoreThatIsAwayOpensItsBreaker(t *testing.T) {
	away := fault.Newf(fault.Unavailable, "away")
	for _, c := range []struct {
		name   string
		errors []error
		open   bool
	}{
		{"away twice", []error{away, away}, true},
		{"late twice", []error{context.DeadlineExceeded, fault.Newf(fault.Timeout, "late")}, true},
		{"an answer between", []error{away, nil, away}, false},
		{"a refusal between, which is an answer, too",
			[]error{away, fault.Newf(fault.Invalid, "no such field"), away}, false},
		{"given up, which says nothing",
			[]error{away, fault.Wrap(context.Canceled, fault.Unavailable, "", "")}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &answering{}
			b := retrieve.NewBreaker(s, retrieve.BreakerOptions{Failures: 2})
			defer b.Close()
			ask := func() { _, _ = b.Retrieve(t.Context(), auth.UserScope("kim"), retrieve.Query{Text: "질문"}) }
			for _, s.err = range c.errors {
				ask()
			}
			before := s.asked
			if ask(); (s.asked == before) != c.open {
				t.Errorf("open: %t, want %t", s.asked == before, c.open)
			}
		})
	}
}

func TestAClosedBreakerAsksNothingInTheBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &answering{err: fault.Newf(fault.Unavailable, "away")}
		b := retrieve.NewBreaker(s, retrieve.BreakerOptions{Failures: 1, Rest: time.Second})
		ask := func() { _, _ = b.Retrieve(t.Context(), auth.UserScope("kim"), retrieve.Query{Text: "질문"}) }
		ask()
		if err := b.Close(); err != nil {
			t.Error(err)
		}
		<-time.After(time.Minute)
		ask()
		synctest.Wait()
		if s.asked != 1 {
			t.Errorf("the store was asked %d times", s.asked)
		}
	})
}
