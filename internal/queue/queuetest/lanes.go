package queuetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/queue"
)

func later(t *testing.T, h Harness) {
	q := h.Open(t, h.hasty(2))
	send(t, q, "a", "waits")
	send(t, q, "b", "goes on")
	type delivery struct {
		body    string
		attempt int
		at      time.Time
	}
	all := make(chan delivery, 16)
	deferred := 0
	start(t, q, 1, func(_ context.Context, m queue.Message, _ queue.Extend) error {
		all <- delivery{string(m.Body), m.Attempt, time.Now()}
		if string(m.Body) == "waits" && deferred < 1 {
			deferred++
			return queue.Later(2 * h.Unit)
		}
		return nil
	})
	var got []delivery
	for range 3 {
		got = append(got, mustAwait(t, all, "three deliveries"))
	}
	slices.SortFunc(got, func(a, b delivery) int { return a.at.Compare(b.at) })
	last := got[2]
	if last.body != "waits" || h.KeepsAttempt && last.attempt != 1 {
		t.Errorf("the last one is %+v", last)
	}
	if first := got[slices.IndexFunc(got, func(d delivery) bool { return d.body == "waits" })]; last.at.Sub(first.at) < h.Unit {
		t.Errorf("it came again after %v", last.at.Sub(first.at))
	}
	eventually(t, "the queue to be empty", func() bool {
		s, err := q.Stats(t.Context())
		return err == nil && s == queue.Stats{}
	})
}

// ordered sends messages while no handler runs, and gives the bodies in the
// order in which one handler gets them.
func ordered(t *testing.T, q queue.Queue, messages ...queue.Message) string {
	t.Helper()
	for i, m := range messages {
		if m.Group == "" {
			m.Group = fmt.Sprintf("group%d", i)
		}
		if err := q.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	c, handler := collect(len(messages))
	start(t, q, 1, handler)
	var got []string
	for range messages {
		got = append(got, string(mustAwait(t, c, "all messages").Body))
	}
	return strings.Join(got, " ")
}

func urgent(t *testing.T, h Harness) {
	if !h.Lanes {
		return
	}
	q := h.Open(t, calm)
	if err := q.Send(t.Context(), queue.Message{Group: "i", Lane: queue.Background}); err != nil {
		t.Fatal(err)
	}
	if s, err := q.Stats(t.Context()); err != nil || s.Idle != 1 || s.Waiting != 1 {
		t.Errorf("%+v, %v", s, err)
	}
	got := ordered(t, q,
		queue.Message{Lane: queue.Background, Body: []byte("idle")},
		queue.Message{Body: []byte("first")},
		queue.Message{Group: "d", Big: true, Body: []byte("put")},
		queue.Message{Group: "e", Body: []byte("put2")},
		queue.Message{Group: "d", Lane: queue.Urgent, Body: []byte("delete")},
		queue.Message{Group: "e", Lane: queue.Urgent, Body: []byte("delete2")},
		queue.Message{Lane: queue.Background, Body: []byte("idle2")},
		queue.Message{Body: []byte("second")},
	)
	if want := "put put2 delete delete2 first second  idle"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func turns(t *testing.T, h Harness) {
	if !h.Lanes {
		return
	}
	var all []queue.Message
	for i := range 5 {
		all = append(all, queue.Message{Flow: "kim", Body: fmt.Appendf(nil, "k%d", i)})
	}
	for i := range 2 {
		all = append(all, queue.Message{Flow: "lee", Body: fmt.Appendf(nil, "l%d", i)},
			queue.Message{Flow: "kim", Big: true, Body: fmt.Appendf(nil, "B%d", i)})
	}
	if got, want := ordered(t, h.Open(t, calm), all...), "k0 l0 B0 k1 l1 B1 k2 k3 k4"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func bigOnes(t *testing.T, h Harness) {
	if !h.Lanes {
		return
	}
	q := h.Open(t, calm)
	began, end := make(chan string, 8), make(chan struct{})
	start(t, q, 2, func(ctx context.Context, m queue.Message, _ queue.Extend) error {
		began <- string(m.Body)
		if m.Big {
			select {
			case <-end:
			case <-ctx.Done():
			}
		}
		return nil
	})
	sendBig := func(group string) {
		if err := q.Send(t.Context(), queue.Message{Group: group, Big: true, Body: []byte(group)}); err != nil {
			t.Fatal(err)
		}
	}
	sendBig("big1")
	if got := mustAwait(t, began, "the first big one"); got != "big1" {
		t.Fatalf("got %s", got)
	}
	sendBig("big2")
	for _, small := range []string{"small1", "small2"} {
		send(t, q, small, small)
		if got := mustAwait(t, began, small); got != small {
			t.Fatalf("got %s, want %s", got, small)
		}
	}
	close(end)
	if got := mustAwait(t, began, "the second big one"); got != "big2" {
		t.Errorf("got %s", got)
	}
}
