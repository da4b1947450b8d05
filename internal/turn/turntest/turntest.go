// Package turntest is the conformance suite of turn.Store. Every implementation
// runs it.
package turntest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fault/faulttest"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
)

// Run tests every promise of turn.Store. open gives an empty store for one test
// and closes it by t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) turn.Store) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, s turn.Store)
	}{
		{"a turn begins once", beginsOnce},
		{"one of many concurrent beginnings gets the turn", oneBegins},
		{"request ids are unique per user only", perUser},
		{"events come back as they were appended", roundTrip},
		{"events are read page by page, from any number on", pages},
		{"events without a continuing number are refused", gaps},
		{"a finished turn replays and takes no more", finished},
		{"an interrupted turn begins its next attempt", nextAttempt},
		{"a writer of an earlier attempt is fenced off", fenced},
		{"of two writers one continues the turn", twoWriters},
		{"a renewed lease keeps the turn", renew},
		{"an expired lease alone loses nothing", lateWriter},
		{"a turn is forgotten after its time", forgotten},
		{"a turn that was forgotten begins anew", beginsAnew},
		{"a deleted turn is gone, its writer stopped", deleteOne},
		{"a deleted user's turns are gone, their writers stopped", deleteUser},
		{"turns without an end are listed, where the store can", unfinished},
		{"a request over its bound is refused", longRequest},
		{"a cancelled call fails", cancelled},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

var (
	// now is the tests' clock. It is near the real one: a store whose records
	// expire by themselves must not take them for old.
	now  = time.Now().UTC().Truncate(time.Second)
	id   = turn.ID{User: "kim", Request: "요청 #1/a"}
	body = []byte(`{"body":"질문"}`)
)

func same(t *testing.T, got, want any) {
	t.Helper()
	g, err1 := json.Marshal(got)
	w, err2 := json.Marshal(want)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	if string(g) != string(w) {
		t.Errorf("got  %.2000s\nwant %.2000s", g, w)
	}
}

func begin(t *testing.T, s turn.Store, id turn.ID, at time.Time) turn.Grip {
	t.Helper()
	g, status, begun, err := s.Begin(t.Context(), id, body, turn.Lease, at)
	if err != nil || !begun {
		t.Fatalf("beginning %v: begun %t, %v", id, begun, err)
	}
	if g.ID != id || g.Attempt != status.Attempt || g.Fence != status.Fence ||
		g.LastSeq != status.LastSeq || status.State != turn.Running {
		t.Errorf("grip %+v, status %+v", g, status)
	}
	return g
}

// deltas are events with numbers from seq to last.
func deltas(g turn.Grip, seq, last int64) []turn.Event {
	var events []turn.Event
	for ; seq <= last; seq++ {
		events = append(events, turn.Event{Seq: seq, Attempt: g.Attempt, Kind: turn.Delta,
			Time: now, Text: fmt.Sprintf("조각 %d ", seq)})
	}
	return events
}

func done(g turn.Grip, seq int64) turn.Event {
	return turn.Event{Seq: seq, Attempt: g.Attempt, Kind: turn.Done, Time: now,
		Outcome: history.Completed}
}

func add(t *testing.T, s turn.Store, g turn.Grip, events ...turn.Event) {
	t.Helper()
	if err := s.Append(t.Context(), g, events, now); err != nil {
		t.Fatalf("appending %d events: %v", len(events), err)
	}
}

// numbers are the events' Seq.
func numbers(t *testing.T, s turn.Store, id turn.ID, after int64, limit int) []int64 {
	t.Helper()
	events, err := s.Events(t.Context(), id, after, limit)
	if err != nil {
		t.Fatal(err)
	}
	seqs := []int64{}
	for _, e := range events {
		seqs = append(seqs, e.Seq)
	}
	return seqs
}

func status(t *testing.T, s turn.Store, id turn.ID, at time.Time) turn.Status {
	t.Helper()
	st, err := s.Status(t.Context(), id, at)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func beginsOnce(t *testing.T, s turn.Store) {
	_, err := s.Status(t.Context(), id, now)
	faulttest.Want(t, err, fault.NotFound)
	if got := numbers(t, s, id, 0, 10); len(got) != 0 {
		t.Errorf("events of no turn: %v", got)
	}
	g := begin(t, s, id, now)
	if g.Attempt != 1 || g.Fence <= 0 || g.LastSeq != 0 {
		t.Errorf("grip %+v", g)
	}
	_, st, begun, err := s.Begin(t.Context(), id, []byte("another request"), turn.Lease,
		now.Add(time.Second))
	if begun || err != nil || st.State != turn.Running || string(st.Request) != string(body) {
		t.Errorf("a second begin: %t, %+v, %v", begun, st, err)
	}
	want := turn.Status{
		ID: id, State: turn.Running, Attempt: 1, Fence: g.Fence, Request: body, Started: now,
		Expires: now.Add(turn.Lease),
	}
	same(t, status(t, s, id, now), want)
	add(t, s, g, deltas(g, 1, 1)...) // the refused begin took nothing away
}

func oneBegins(t *testing.T, s turn.Store) {
	g := begin(t, s, turn.ID{User: "kim", Request: "interrupted"}, now)
	later := now.Add(2 * turn.Lease)
	for _, request := range []string{"new", g.ID.Request} {
		var wins atomic.Int32
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				_, _, begun, err := s.Begin(t.Context(), turn.ID{User: "kim", Request: request},
					body, turn.Lease, later)
				if err != nil {
					t.Error(err)
				}
				if begun {
					wins.Add(1)
				}
			})
		}
		wg.Wait()
		if wins.Load() != 1 {
			t.Errorf("%s: %d began", request, wins.Load())
		}
	}
}

func perUser(t *testing.T, s turn.Store) {
	// No way of joining the two may confuse them.
	ids := []turn.ID{{User: "kim", Request: "1"}, {User: "lee", Request: "1"},
		{User: "a#b", Request: "c"}, {User: "a", Request: "b#c"}, {User: "", Request: "1"}}
	for i, id := range ids {
		g := begin(t, s, id, now)
		add(t, s, g, deltas(g, 1, int64(i+1))...)
	}
	for i, id := range ids {
		if got := len(numbers(t, s, id, 0, 100)); got != i+1 {
			t.Errorf("%v has %d events, want %d", id, got, i+1)
		}
	}
}

func longRequest(t *testing.T, s turn.Store) {
	long := []byte(strings.Repeat("x", turn.MaxRequest))
	if _, _, begun, err := s.Begin(t.Context(), id, append(long, 'x'), turn.Lease, now); begun ||
		!fault.Is(err, fault.TooLarge) {
		t.Errorf("over the bound: %t, %v", begun, err)
	}
	if _, _, begun, err := s.Begin(t.Context(), id, long, turn.Lease, now); !begun || err != nil {
		t.Errorf("at the bound: %t, %v", begun, err)
	}
	if st := status(t, s, id, now); len(st.Request) != len(long) {
		t.Errorf("%d bytes came back", len(st.Request))
	}
}

func cancelled(t *testing.T, s turn.Store) {
	g := begin(t, s, id, now)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, _, err := s.Begin(ctx, turn.ID{User: "kim", Request: "2"}, body, turn.Lease, now)
	faulttest.Want(t, err, fault.Canceled)
	faulttest.Want(t, s.Append(ctx, g, deltas(g, 1, 1), now), fault.Canceled)
	_, err = s.Events(ctx, id, 0, 10)
	faulttest.Want(t, err, fault.Canceled)
	same(t, numbers(t, s, id, 0, 10), []int64{})
}
