package localstore_test

import (
	"testing"
	"time"

	"github.com/mundap/mundap/internal/turn"
)

func TestTheTurnsOfADeadProcessAreInterrupted(t *testing.T) {
	s := open(t).Turns()
	now := time.Now()
	held, done := turn.ID{User: "kim", Request: "r1"}, turn.ID{User: "kim", Request: "r2"}
	for _, id := range []turn.ID{held, done} {
		// Its clock was a day ahead of ours.
		g, _, _, err := s.Begin(t.Context(), id, nil, turn.Lease, now.Add(24*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		if id != done {
			continue
		}
		if err := s.Append(t.Context(), g, []turn.Event{{Seq: 1, Attempt: 1, Kind: turn.Done}},
			now); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Interrupt(t.Context()); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[turn.ID]turn.State{held: turn.Interrupted, done: turn.Finished} {
		if got, err := s.Status(t.Context(), id, now); err != nil || got.State != want {
			t.Errorf("%s: %s, want %s; %v", id.Request, got.State, want, err)
		}
	}
	if g, _, begun, err := s.Begin(t.Context(), held, nil, turn.Lease, now); !begun ||
		g.Attempt != 2 || err != nil {
		t.Errorf("the next attempt: %+v, %t, %v", g, begun, err)
	}
}

// What answers were streamed as is kept for a while, and not for ever.
func TestTurnsThatNobodyCanAskForLeaveTheFile(t *testing.T) {
	db := open(t)
	now := time.Now()
	begin := func(request string, lease time.Duration) {
		g, _, begun, err := db.Turns().Begin(t.Context(), turn.ID{User: "kim", Request: request},
			[]byte("{}"), lease, now)
		if err != nil || !begun {
			t.Fatal(begun, err)
		}
		if err := db.Turns().Append(t.Context(), g, []turn.Event{{Seq: 1, Attempt: 1,
			Kind: turn.Delta, Text: "답", Time: now}}, now); err != nil {
			t.Fatal(err)
		}
	}
	begin("interrupted", time.Second)
	begin("running", 2*turn.Keep)
	for _, x := range []struct {
		after time.Duration
		left  int
	}{{turn.Keep - time.Minute, 2}, {turn.Keep + time.Minute, 1}, {3 * turn.Keep, 0}} {
		if err := db.Turns().Expire(t.Context(), now.Add(x.after)); err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"turn", "turn_batch", "turn_request"} {
			if n, err := db.Rows(t.Context(), table); err != nil || n != x.left {
				t.Errorf("after %v, %s has %d rows, want %d; %v", x.after, table, n, x.left, err)
			}
		}
	}
}
