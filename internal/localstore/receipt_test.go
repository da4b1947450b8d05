package localstore_test

import (
	"testing"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/queue"
)

// A handler whose time ran out no longer has its message: another may be
// working on it.
func TestAHandlerWhoseTimeRanOutSettlesNothing(t *testing.T) {
	q := open(t).Queue("ingest", queue.Policy{MaxAttempts: 9, Visibility: 50 * time.Millisecond})
	if err := q.Send(t.Context(), queue.Message{Group: "a", Body: []byte("x")}); err != nil {
		t.Fatal(err)
	}
	late, err := q.Receive(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	again, err := q.Receive(t.Context()) // when the time has run out
	if err != nil || again.ID != late.ID || again.Attempt != 2 {
		t.Fatalf("%+v, then %+v, %v", late, again, err)
	}
	if err := q.Extend(t.Context(), late, time.Hour); !fault.Is(err, fault.Conflict) {
		t.Errorf("extending: %v", err)
	}
	for _, outcome := range []queue.Outcome{queue.Remove, queue.Bury, queue.Retry, queue.Release} {
		if err := q.Settle(t.Context(), late, queue.Verdict{Outcome: outcome}); !fault.Is(err, fault.Conflict) {
			t.Errorf("outcome %v: %v", outcome, err)
		}
	}
	last, err := q.Receive(t.Context())
	if err != nil || last.ID != late.ID || last.Attempt != 3 {
		t.Fatalf("%+v, %v", last, err)
	}
	if err := q.Settle(t.Context(), last, queue.Verdict{Outcome: queue.Remove}); err != nil {
		t.Error(err)
	}
	if s, err := q.Stats(t.Context()); err != nil || s != (queue.Stats{}) {
		t.Errorf("%+v, %v", s, err)
	}
}
