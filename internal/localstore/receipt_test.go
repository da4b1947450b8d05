package localstore_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/localstore"
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
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	last, err := q.Receive(ctx)
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

// Nobody works on what was in flight when the program ended: it is delivered at
// once, and not when its time runs out.
func TestWhatWasInFlightIsDeliveredAfterARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	policy := queue.Policy{MaxAttempts: 9, Visibility: time.Minute}
	before, err := localstore.Open(t.Context(), path, localstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	q := before.Queue("ingest", policy)
	err = q.Send(t.Context(), queue.Message{Group: "a", Body: []byte("x")})
	if err == nil {
		_, err = q.Receive(t.Context())
	}
	if err := errors.Join(err, before.Close()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if d, err := openAt(t, path).Queue("ingest", policy).Receive(ctx); err != nil || d.Attempt != 2 {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestARepeatIsAMessageOfItsOwnAfterTheWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, err := localstore.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), localstore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		q := d.Queue("ingest", queue.Policy{})
		for i, want := range []int{1, 1, 2} {
			if err := q.Send(t.Context(), queue.Message{Group: "a", Dedup: "d", Body: []byte("x")}); err != nil {
				t.Fatal(err)
			}
			if s, err := q.Stats(t.Context()); err != nil || s.Waiting != want {
				t.Errorf("message %d: %+v, %v", i+1, s, err)
			}
			<-time.After(queue.DedupWindow/2 + time.Second)
		}
	})
}
