package queuetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fault/faulttest"
	"github.com/mundap/mundap/internal/queue"
)

var errNotYet = errors.New("the disk is full")

// failing hands every delivery to the test and fails those that fail selects.
func failing(fail func(m queue.Message) error) (<-chan queue.Message, queue.Handler) {
	c := make(chan queue.Message, 100)
	return c, func(_ context.Context, m queue.Message, _ queue.Extend) error {
		c <- m
		return fail(m)
	}
}

// failedGroup fails the first message of a group until another group's message,
// sent meanwhile, has come. How often that is depends on the machine.
func failedGroup(t *testing.T, h Harness) {
	q := h.Open(t, h.hasty(12))
	send(t, q, "a", "a1")
	send(t, q, "a", "a2")
	var other atomic.Bool
	got, handler := failing(func(m queue.Message) error {
		switch string(m.Body) {
		case "a1":
			if m.Attempt < 3 || !other.Load() {
				return errNotYet
			}
		case "b1":
			other.Store(true)
		}
		return nil
	})
	start(t, q, 4, handler)
	wantBody(t, mustAwait(t, got, "a1"), "a1", 1)
	send(t, q, "b", "b1")
	attempts := 1
	for {
		m := mustAwait(t, got, "the next message")
		switch string(m.Body) {
		case "a1":
			attempts++
			wantBody(t, m, "a1", attempts)
			continue
		case "b1": // it waits for nobody
			wantBody(t, m, "b1", 1)
			continue
		}
		wantBody(t, m, "a2", 1)
		if attempts < 3 || !other.Load() {
			t.Errorf("a2 came after %d attempts of a1, b1 before it: %v", attempts, other.Load())
		}
		return
	}
}

func backoff(t *testing.T, h Harness) {
	p := h.hasty(4)
	q := h.Open(t, p)
	send(t, q, "g", "x")
	type delivery struct {
		attempt int
		at      time.Time
	}
	got := make(chan delivery, 10)
	start(t, q, 1, func(_ context.Context, m queue.Message, _ queue.Extend) error {
		got <- delivery{m.Attempt, time.Now()}
		if m.Attempt < 4 {
			return errNotYet
		}
		return nil
	})
	last := mustAwait(t, got, "the first attempt")
	for attempt := 2; attempt <= 4; attempt++ {
		d := mustAwait(t, got, "the next attempt")
		// A tenth of slack: the server's clock is another one.
		if waited, want := d.at.Sub(last.at), p.Delay(attempt-1); d.attempt != attempt ||
			waited < want*9/10 {
			t.Errorf("attempt %d came after %v, want attempt %d after %v", d.attempt, waited,
				attempt, want)
		}
		last = d
	}
}

func deadLetters(t *testing.T, q queue.Queue, n int) []queue.DeadLetter {
	t.Helper()
	var dead []queue.DeadLetter
	eventually(t, fmt.Sprint(n, " dead letters"), func() bool {
		var err error
		dead, err = q.DeadLetters(t.Context(), 10)
		return err == nil && len(dead) == n
	})
	return dead
}

func deadLetter(t *testing.T, h Harness) {
	q := h.Open(t, h.hasty(2))
	send(t, q, "g", "poison")
	send(t, q, "g", "next")
	got, handler := failing(func(m queue.Message) error {
		if string(m.Body) == "poison" {
			return errNotYet
		}
		return nil
	})
	start(t, q, 2, handler)
	wantBody(t, mustAwait(t, got, "the first attempt"), "poison", 1)
	wantBody(t, mustAwait(t, got, "the last attempt"), "poison", 2)
	wantBody(t, mustAwait(t, got, "the group to go on"), "next", 1)
	d := deadLetters(t, q, 1)[0]
	if string(d.Body) != "poison" || d.Group != "g" || d.Attempt != 2 || d.ID == "" ||
		d.Died.IsZero() {
		t.Errorf("dead letter %+v", d)
	}
	if !strings.Contains(d.Reason, errNotYet.Error()) {
		t.Errorf("the reason %q does not hold the error %q", d.Reason, errNotYet)
	}
}

func permanent(t *testing.T, h Harness) {
	q := h.Open(t, h.hasty(5))
	broken := errors.New("암호가 걸린 파일")
	send(t, q, "g", "bad")
	send(t, q, "g", "good")
	got, handler := failing(func(m queue.Message) error {
		if string(m.Body) == "bad" {
			return fmt.Errorf("reading: %w", queue.Permanent(broken))
		}
		return nil
	})
	start(t, q, 1, handler)
	wantBody(t, mustAwait(t, got, "the only attempt"), "bad", 1)
	wantBody(t, mustAwait(t, got, "the group to go on"), "good", 1)
	if d := deadLetters(t, q, 1)[0]; string(d.Body) != "bad" || d.Attempt != 1 ||
		!strings.Contains(d.Reason, broken.Error()) {
		t.Errorf("dead letter %+v", d)
	}
}

func redrive(t *testing.T, h Harness) {
	q := h.Open(t, h.hasty(1))
	healed := make(chan struct{})
	msg := queue.Message{Group: "g", Body: []byte("ill"), Dedup: "once"}
	if err := q.Send(t.Context(), msg); err != nil {
		t.Fatal(err)
	}
	got, handler := failing(func(queue.Message) error {
		select {
		case <-healed:
			return nil
		default:
			return errNotYet
		}
	})
	start(t, q, 1, handler)
	wantBody(t, mustAwait(t, got, "the first life"), "ill", 1)
	dead := deadLetters(t, q, 1)[0]
	close(healed)
	faulttest.Want(t, q.Redrive(t.Context(), "unknown"), fault.NotFound)
	if err := q.Redrive(t.Context(), dead.ID); err != nil {
		t.Fatal(err)
	}
	wantBody(t, mustAwait(t, got, "the second life"), "ill", 1)
	deadLetters(t, q, 0)
	faulttest.Want(t, q.Redrive(t.Context(), dead.ID), fault.NotFound)
}

func discard(t *testing.T, h Harness) {
	q := h.Open(t, h.hasty(1))
	for i := range 3 {
		send(t, q, "g", fmt.Sprint(i))
	}
	_, handler := failing(func(queue.Message) error { return queue.Permanent(errNotYet) })
	start(t, q, 1, handler)
	dead := deadLetters(t, q, 3)
	for i, d := range dead {
		if string(d.Body) != fmt.Sprint(i) {
			t.Errorf("dead letter %d is %q: not the oldest first", i, d.Body)
		}
	}
	if first, err := q.DeadLetters(t.Context(), 2); err != nil || len(first) != 2 ||
		first[0].ID != dead[0].ID {
		t.Errorf("at most two: %+v, %v", first, err)
	}
	for range 2 {
		if err := q.Discard(t.Context(), dead[1].ID); err != nil {
			t.Fatal(err)
		}
	}
	left := deadLetters(t, q, 2)
	if string(left[0].Body) != "0" || string(left[1].Body) != "2" {
		t.Errorf("left %q and %q", left[0].Body, left[1].Body)
	}
	faulttest.Want(t, q.Redrive(t.Context(), dead[1].ID), fault.NotFound)
}

func dedup(t *testing.T, h Harness) {
	q := h.Open(t, calm)
	got, handler := collect(10)
	stop := start(t, q, 1, handler)
	once := queue.Message{Group: "g", Dedup: "event-1", Body: []byte("once")}
	for range 2 {
		if err := q.Send(t.Context(), once); err != nil {
			t.Fatal(err)
		}
	}
	wantBody(t, mustAwait(t, got, "the message"), "once", 1)
	if err := q.Send(t.Context(), once); err != nil { // handled already, and still a repeat
		t.Fatal(err)
	}
	for range 2 { // never suppressed
		send(t, q, "g", "same")
	}
	wantBody(t, mustAwait(t, got, "the next"), "same", 1)
	wantBody(t, mustAwait(t, got, "the next"), "same", 1)
	stop()
	if len(got) > 0 {
		t.Errorf("a repeat was delivered")
	}
}

func dedupWindow(t *testing.T, h Harness) {
	if !h.Bubble {
		return // nobody waits five minutes for real
	}
	q := h.Open(t, calm)
	got, handler := collect(10)
	start(t, q, 1, handler)
	for i := range 2 {
		if err := q.Send(t.Context(), queue.Message{Group: "g", Dedup: "d",
			Body: []byte("again")}); err != nil {
			t.Fatal(err)
		}
		wantBody(t, mustAwait(t, got, fmt.Sprint("message ", i)), "again", 1)
		<-time.After(queue.DedupWindow + time.Second)
	}
}

func extend(t *testing.T, h Harness) {
	p := h.hasty(3)
	p.Visibility = max(8*h.Unit, 4*time.Second) // a busy disk may delay an extension for seconds
	q := h.Open(t, p)
	send(t, q, "g", "long")
	deliveries := make(chan int, 10)
	done := make(chan error, 10)
	handler := func(ctx context.Context, m queue.Message, extend queue.Extend) error {
		deliveries <- m.Attempt
		tick := time.NewTicker(h.Unit)
		defer tick.Stop()
		for range 2*int(p.Visibility/h.Unit) + 1 {
			select {
			case <-tick.C:
			case <-ctx.Done():
				done <- context.Cause(ctx)
				return ctx.Err()
			}
			if err := extend(ctx, p.Visibility); err != nil {
				done <- err
				return err
			}
		}
		done <- nil
		return nil
	}
	start(t, q, 1, handler)
	start(t, q, 1, handler) // somebody who would take it
	if err := mustAwait(t, done, "the long work"); err != nil {
		t.Errorf("extending: %v", err)
	}
	eventually(t, "the message is gone", func() bool {
		s, err := q.Stats(t.Context())
		return err == nil && s == queue.Stats{}
	})
	if n := len(deliveries); n != 1 {
		t.Errorf("it was delivered %d times", n)
	}
}

func timeRanOut(t *testing.T, h Harness) {
	p := h.hasty(3)
	p.Visibility = h.Unit
	q := h.Open(t, p)
	send(t, q, "g", "slow")
	attempts := make(chan int, 10)
	extended := make(chan error, 10)
	start(t, q, 1, func(ctx context.Context, m queue.Message, extend queue.Extend) error {
		attempts <- m.Attempt
		if m.Attempt > 1 {
			return nil
		}
		<-ctx.Done()
		extended <- extend(context.WithoutCancel(ctx), h.Unit)
		return ctx.Err()
	})
	if n := mustAwait(t, attempts, "the first delivery"); n != 1 {
		t.Errorf("attempt %d", n)
	}
	faulttest.Want(t, mustAwait(t, extended, "the context to end"), fault.Conflict)
	if n := mustAwait(t, attempts, "the second delivery"); n != 2 {
		t.Errorf("attempt %d", n)
	}
}

func timeRanOutForGood(t *testing.T, h Harness) {
	p := h.hasty(2)
	p.Visibility = h.Unit
	q := h.Open(t, p)
	send(t, q, "g", "hangs")
	send(t, q, "g", "next")
	got := make(chan queue.Message, 10)
	start(t, q, 2, func(ctx context.Context, m queue.Message, _ queue.Extend) error {
		got <- m
		if string(m.Body) == "hangs" {
			<-ctx.Done()
		}
		return ctx.Err()
	})
	wantBody(t, mustAwait(t, got, "the first attempt"), "hangs", 1)
	wantBody(t, mustAwait(t, got, "the last attempt"), "hangs", 2)
	wantBody(t, mustAwait(t, got, "the group to go on"), "next", 1)
	if d := deadLetters(t, q, 1)[0]; string(d.Body) != "hangs" || d.Reason == "" {
		t.Errorf("dead letter %+v", d)
	}
}

func stop(t *testing.T, h Harness) {
	q := h.Open(t, calm)
	send(t, q, "g", "long")
	entered, left := make(chan int, 1), make(chan struct{})
	stopRun := start(t, q, 1, func(ctx context.Context, m queue.Message, _ queue.Extend) error {
		entered <- m.Attempt
		<-ctx.Done()
		close(left)
		return ctx.Err()
	})
	mustAwait(t, entered, "the first delivery")
	stopRun()
	select {
	case <-left:
	default:
		t.Error("Run returned before its handler")
	}
	got, handler := collect(1)
	start(t, q, 1, handler)
	m := mustAwait(t, got, "the second delivery")
	if h.KeepsAttempt && m.Attempt != 1 {
		t.Errorf("it lost an attempt: this is number %d", m.Attempt)
	}
	wantBody(t, m, "long", m.Attempt)
}
