// Package queuetest is the conformance suite of queue.Queue. Every
// implementation runs it.
//
// The suite waits for signals and never sleeps. Where the contract promises
// times (visibility, backoff), it uses Harness.Unit, which passes at once in a
// testing/synctest bubble.
package queuetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fault/faulttest"
	"github.com/mundap/mundap/internal/queue"
)

// Harness opens queues and tells what an adapter can do.
type Harness struct {
	// Open gives an empty queue for one test and ends it by t.Cleanup.
	Open func(t *testing.T, p queue.Policy) queue.Queue
	// Unit is the shortest visibility and backoff that the adapter keeps well;
	// 0: 1 s (SQS counts seconds).
	Unit time.Duration
	// Bubble runs each test in a testing/synctest bubble: for queues that live in memory.
	Bubble bool
	// KeepsAttempt: a message that a stopping Run gave back has not lost an attempt.
	KeepsAttempt bool
	// Lanes: the adapter is a queue.Laned and keeps Message.Lane and Flow.
	Lanes bool
}

// Run tests every promise of queue.Queue.
func Run(t *testing.T, h Harness) {
	if h.Unit == 0 {
		h.Unit = time.Second
	}
	for _, c := range []struct {
		name string
		test func(t *testing.T, h Harness)
	}{
		{"a message arrives as it was sent", roundTrip},
		{"malformed messages are refused", malformed},
		{"a group is handled in order, one at a time", order},
		{"groups are handled in parallel, within the bound", parallel},
		{"messages wait for a handler", waiting},
		{"many senders and two runs: each message once", shared},
		{"a failed group waits, the others go on", failedGroup},
		{"the wait doubles after each failure", backoff},
		{"after the last attempt a message is put aside", deadLetter},
		{"a permanent error puts a message aside at once", permanent},
		{"a dead letter is sent again", redrive},
		{"a dead letter is discarded", discard},
		{"a repeat is dropped", dedup},
		{"a repeat is accepted after five minutes", dedupWindow},
		{"an extended message stays with its handler", extend},
		{"a message whose time ran out comes again", timeRanOut},
		{"a message whose time runs out each time is put aside", timeRanOutForGood},
		{"a stopped run gives its messages back", stop},
		{"a message that can't begin yet comes again and keeps no handler", later},
		{"a cancelled send accepts nothing", cancelledSend},
		{"counts", stats},
		{"urgent messages overtake, with what waits in their group", urgent},
		{"flows take turns", turns},
		{"big messages leave a handler to small ones", bigOnes},
	} {
		t.Run(c.name, func(t *testing.T) {
			if h.Bubble {
				synctest.Test(t, func(t *testing.T) { c.test(t, h) })
			} else {
				c.test(t, h)
			}
		})
	}
}

// patience bounds every wait for something that happens soon.
const patience = time.Minute

// calm is a policy under which nothing comes again by itself within a test.
var calm = queue.Policy{Visibility: 10 * time.Minute, MaxAttempts: 3, Backoff: time.Second}

// hasty fails fast: for tests of failures.
func (h Harness) hasty(attempts int) queue.Policy {
	return queue.Policy{Visibility: 10 * time.Minute, MaxAttempts: attempts, Backoff: h.Unit}
}

func send(t *testing.T, q queue.Sender, group, body string) {
	t.Helper()
	if err := q.Send(t.Context(), queue.Message{Group: group, Body: []byte(body)}); err != nil {
		t.Fatalf("sending %s to %s: %v", body, group, err)
	}
}

// start runs a handler until the test ends or stop is called; stop waits for Run to return.
func start(t *testing.T, q queue.Queue, parallel int, h queue.Handler) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- q.Run(ctx, parallel, h) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err, ok := await(t, done, "Run to return"); ok && err != nil {
			t.Errorf("Run returned %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// await receives from c, or fails the test when that takes too long.
func await[T any](t *testing.T, c <-chan T, what string) (T, bool) {
	t.Helper()
	select {
	case v := <-c:
		return v, true
	case <-time.After(patience):
		t.Errorf("waited in vain for %s", what)
		var zero T
		return zero, false
	}
}

func mustAwait[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	v, ok := await(t, c, what)
	if !ok {
		t.FailNow()
	}
	return v
}

// eventually asks again and again until ok holds: counts and lists may lag.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

// collect hands every message to the test and succeeds.
func collect(buffer int) (<-chan queue.Message, queue.Handler) {
	c := make(chan queue.Message, buffer)
	return c, func(_ context.Context, m queue.Message, _ queue.Extend) error {
		c <- m
		return nil
	}
}

func wantBody(t *testing.T, m queue.Message, body string, attempt int) {
	t.Helper()
	if string(m.Body) != body || m.Attempt != attempt {
		t.Errorf("got %q, attempt %d; want %q, attempt %d", m.Body, m.Attempt, body, attempt)
	}
}

func roundTrip(t *testing.T, h Harness) {
	q := h.Open(t, calm)
	group := queue.GroupOf("docs/약관.pdf")
	bodies := []string{`{"key":"docs/약관.pdf"}`, "\x00\xff binary \r\n", "", string(make([]byte, queue.MaxBody))}
	before := time.Now().Add(-time.Minute)
	for _, b := range bodies {
		send(t, q, group, b)
	}
	got, handler := collect(len(bodies))
	start(t, q, 1, handler)
	ids := map[string]bool{}
	for _, b := range bodies {
		m := mustAwait(t, got, "a message")
		if string(m.Body) != b || m.Group != group || m.Attempt != 1 {
			t.Errorf("got %.40q (%d bytes) of group %s, attempt %d; want %.40q", m.Body,
				len(m.Body), m.Group, m.Attempt, b)
		}
		if m.ID == "" || ids[m.ID] || m.Sent.Before(before) {
			t.Errorf("id %q, sent %v", m.ID, m.Sent)
		}
		ids[m.ID] = true
	}
}

func malformed(t *testing.T, h Harness) {
	q := h.Open(t, calm)
	long := string(make([]byte, 129))
	for _, m := range []queue.Message{
		{}, {Group: "한글"}, {Group: "a b"}, {Group: long}, {Group: "a\n"}, {Group: "g", Dedup: "한글"},
		{Group: "g", Dedup: long},
	} {
		faulttest.Want(t, q.Send(t.Context(), m), fault.Invalid)
	}
	faulttest.Want(t, q.Send(t.Context(),
		queue.Message{Group: "g", Body: make([]byte, queue.MaxBody+1)}), fault.TooLarge)
	if s, err := q.Stats(t.Context()); err != nil || s != (queue.Stats{}) {
		t.Errorf("refused messages count: %+v, %v", s, err)
	}
}

func order(t *testing.T, h Harness) {
	const groups, each = 3, 12
	q := h.Open(t, calm)
	for i := range each {
		for g := range groups {
			send(t, q, fmt.Sprint("group-", g), fmt.Sprint(i))
		}
	}
	got := make(chan queue.Message, groups*each)
	var mu sync.Mutex
	busy := map[string]bool{}
	start(t, q, 2*groups, func(_ context.Context, m queue.Message, _ queue.Extend) error {
		mu.Lock()
		if busy[m.Group] {
			t.Errorf("two messages of %s at once", m.Group)
		}
		busy[m.Group] = true
		mu.Unlock()
		got <- m
		mu.Lock()
		busy[m.Group] = false
		mu.Unlock()
		return nil
	})
	next := map[string]int{}
	for range groups * each {
		m := mustAwait(t, got, "a message")
		if want := fmt.Sprint(next[m.Group]); string(m.Body) != want {
			t.Errorf("%s: %s came, want %s", m.Group, m.Body, want)
		}
		next[m.Group]++
	}
}

func parallel(t *testing.T, h Harness) {
	const bound = 3
	q := h.Open(t, calm)
	for g := range 2 * bound {
		send(t, q, fmt.Sprint("group-", g), "x")
	}
	entered := make(chan struct{}, 2*bound)
	leave := make(chan struct{})
	var mu sync.Mutex
	inside, most := 0, 0
	start(t, q, bound, func(ctx context.Context, _ queue.Message, _ queue.Extend) error {
		mu.Lock()
		inside++
		most = max(most, inside)
		mu.Unlock()
		entered <- struct{}{}
		select {
		case <-leave:
		case <-ctx.Done():
		}
		mu.Lock()
		inside--
		mu.Unlock()
		return ctx.Err()
	})
	for range bound { // all of them are inside at the same time
		mustAwait(t, entered, "a parallel handler")
	}
	close(leave)
	for range bound {
		mustAwait(t, entered, "the rest")
	}
	mu.Lock()
	defer mu.Unlock()
	if most > bound {
		t.Errorf("%d handlers at once, want at most %d", most, bound)
	}
}

func waiting(t *testing.T, h Harness) {
	q := h.Open(t, calm)
	send(t, q, "g", "sent before")
	got, handler := collect(2)
	start(t, q, 1, handler)
	wantBody(t, mustAwait(t, got, "the first"), "sent before", 1)
	send(t, q, "g", "sent meanwhile")
	wantBody(t, mustAwait(t, got, "the second"), "sent meanwhile", 1)
}

func shared(t *testing.T, h Harness) {
	const senders, each = 5, 8
	q := h.Open(t, calm)
	got, handler := collect(2 * senders * each)
	start(t, q, 2, handler)
	start(t, q, 2, handler)
	var wg sync.WaitGroup
	for s := range senders {
		wg.Go(func() {
			for i := range each {
				if err := q.Send(t.Context(), queue.Message{Group: fmt.Sprint("group-", s),
					Body: fmt.Append(nil, i)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	next := map[string]int{}
	for range senders * each {
		m := mustAwait(t, got, "a message")
		if want := fmt.Sprint(next[m.Group]); string(m.Body) != want {
			t.Errorf("%s: %s came, want %s", m.Group, m.Body, want)
		}
		next[m.Group]++
	}
	eventually(t, "the queue is empty", func() bool {
		s, err := q.Stats(t.Context())
		return err == nil && s.Waiting+s.InFlight == 0
	})
	if len(got) > 0 {
		t.Errorf("%d messages came twice", len(got))
	}
}

func cancelledSend(t *testing.T, h Harness) {
	q := h.Open(t, calm)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	faulttest.Want(t, q.Send(ctx, queue.Message{Group: "g", Body: []byte("ghost")}), fault.Canceled)
	send(t, q, "g", "real")
	got, handler := collect(2)
	start(t, q, 1, handler)
	wantBody(t, mustAwait(t, got, "a message"), "real", 1)
}

func stats(t *testing.T, h Harness) {
	q := h.Open(t, h.hasty(1))
	for i := range 3 {
		send(t, q, "g", fmt.Sprint(i))
	}
	send(t, q, "other", "fails")
	want := func(s queue.Stats) {
		t.Helper()
		eventually(t, fmt.Sprintf("counts %+v", s), func() bool {
			got, err := q.Stats(t.Context())
			return err == nil && got == s
		})
	}
	want(queue.Stats{Waiting: 4})
	leave := make(chan struct{})
	start(t, q, 2, func(ctx context.Context, m queue.Message, _ queue.Extend) error {
		if m.Group == "other" {
			return errors.New("no")
		}
		select {
		case <-leave:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	want(queue.Stats{Waiting: 2, InFlight: 1, Dead: 1})
	close(leave)
	want(queue.Stats{Dead: 1})
}
