// Package turntest is the conformance suite of turn.Store: every adapter runs it.
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

func roundTrip(t *testing.T, s turn.Store) {
	g := begin(t, s, id, now)
	at := now.Add(123 * time.Millisecond)
	events := []turn.Event{
		{Kind: turn.Stage, Stage: &turn.StageEvent{Name: "retrieve", Stores: 2, Passages: 8,
			Detail: "고친 질문"}},
		{Kind: turn.Label, Label: &turn.LabelEvent{Text: fault.Text{Ko: "인용이에요.", En: "Quoted."},
			Language: "en"}},
		{Kind: turn.Delta, Text: "**굵게**는 <b>이게</b> 아니에요 \x00\u2028"},
		{Kind: turn.Replace, From: 6, Text: "다시"},
		{Kind: turn.Sources, Sources: []history.SourceRef{{Number: 1, Store: "local",
			Document: "docs/약관.pdf", Version: "1", Page: 3, Score: 0.5,
			Extra: map[string]string{"a": "b"}}}},
		{Kind: turn.Translation, Text: "bold"},
		{Kind: turn.Verdicts, Verdicts: []history.Verdict{{
			Start: 3, End: 60, Support: history.Supported, Citations: []int{1},
			Evidence: []history.Evidence{{Source: 1, Start: 5, End: 9}}, Reason: "number",
		}}},
		{Kind: turn.Speech, Speech: &turn.SpeechEvent{Path: "/speech/r1"}},
		{Kind: turn.Notice, Notice: &history.Note{Code: "extractive",
			Message: fault.Text{Ko: "발췌했어요.", En: "Extracted."}}},
		{Kind: turn.Debug, Text: "stats"},
		{Kind: turn.Failed, Failure: &history.Failure{Kind: "timeout",
			Message: fault.Text{Ko: "늦었어요."}, Retry: true}},
	}
	for i := range events {
		events[i].Seq, events[i].Attempt, events[i].Time = int64(i+1), g.Attempt, at
	}
	add(t, s, g, events[:3]...)
	add(t, s, g)
	add(t, s, g, events[3:]...)
	got, err := s.Events(t.Context(), id, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, events)
	if st := status(t, s, id, now); st.State != turn.Finished || st.LastSeq != int64(len(events)) {
		t.Errorf("status %+v", st)
	}
}

func pages(t *testing.T, s turn.Store) {
	g := begin(t, s, id, now)
	next := int64(1)
	for _, size := range []int64{1, 7, 30, 2} { // stored in batches, read in others
		add(t, s, g, deltas(g, next, next+size-1)...)
		next += size
	}
	for _, limit := range []int{1, 3, 8, 1000} {
		after := int64(0)
		for after < 40 {
			got := numbers(t, s, id, after, limit)
			if len(got) == 0 || len(got) > limit {
				t.Fatalf("after %d by %d: %v", after, limit, got)
			}
			for _, seq := range got {
				if seq != after+1 {
					t.Fatalf("by %d: %d follows %d", limit, seq, after)
				}
				after = seq
			}
		}
	}
	same(t, numbers(t, s, id, 37, 1000), []int64{38, 39, 40})
	same(t, numbers(t, s, id, 40, 10), []int64{})
	same(t, numbers(t, s, id, 1000, 10), []int64{})
}

func gaps(t *testing.T, s turn.Store) {
	g := begin(t, s, id, now)
	add(t, s, g, deltas(g, 1, 2)...)
	for name, events := range map[string][]turn.Event{
		"a gap":        deltas(g, 4, 5),
		"a gap inside": append(deltas(g, 3, 3), deltas(g, 5, 5)...),
		"a repeat":     deltas(g, 2, 3),
		"a broken end": {{Seq: 3, Attempt: g.Attempt, Kind: turn.Broken,
			Failure: &history.Failure{}}},
		"after the last event": {done(g, 3), deltas(g, 4, 4)[0]},
	} {
		if err := s.Append(t.Context(), g, events, now); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
	same(t, numbers(t, s, id, 0, 10), []int64{1, 2})
	add(t, s, g, deltas(g, 3, 3)...)
}

func finished(t *testing.T, s turn.Store) {
	g := begin(t, s, id, now)
	add(t, s, g, deltas(g, 1, 2)...)
	add(t, s, g, done(g, 3))
	faulttest.Want(t, s.Append(t.Context(), g, deltas(g, 4, 4), now), fault.Conflict)
	for _, at := range []time.Time{now, now.Add(2 * turn.Lease), now.Add(turn.Keep - time.Minute)} {
		_, st, begun, err := s.Begin(t.Context(), id, body, turn.Lease, at)
		if begun || err != nil || st.State != turn.Finished || st.LastSeq != 3 {
			t.Errorf("at %v: begun %t, %+v, %v", at.Sub(now), begun, st, err)
		}
		same(t, numbers(t, s, id, 0, 10), []int64{1, 2, 3})
	}
	if st := status(t, s, id, now); !st.Expires.Equal(now.Add(turn.Keep)) {
		t.Errorf("its events expire at %v, want %v", st.Expires, now.Add(turn.Keep))
	}
}

func nextAttempt(t *testing.T, s turn.Store) {
	first := begin(t, s, id, now)
	add(t, s, first, deltas(first, 1, 3)...)
	later := now.Add(turn.Lease + time.Second)
	if st := status(t, s, id, later); st.State != turn.Interrupted || st.LastSeq != 3 ||
		st.Attempt != 1 {
		t.Errorf("status %+v", st)
	}
	g, st, begun, err := s.Begin(t.Context(), id, []byte("not this one"), turn.Lease, later)
	if err != nil || !begun || g.Attempt != 2 || g.Fence <= first.Fence || g.LastSeq != 3 {
		t.Fatalf("grip %+v after %+v, begun %t, %v", g, first, begun, err)
	}
	if string(st.Request) != string(body) || !st.Started.Equal(now) {
		t.Errorf("the first attempt's request and time are lost: %+v", st)
	}
	add(t, s, g, deltas(g, 4, 4)...) // the partial text stays
	same(t, numbers(t, s, id, 0, 10), []int64{1, 2, 3, 4})
	if err := s.Append(t.Context(), g, []turn.Event{done(g, 5)}, later); err != nil {
		t.Fatal(err)
	}
	if st := status(t, s, id, later.Add(turn.Lease*2)); st.State != turn.Finished ||
		st.Attempt != 2 {
		t.Errorf("status %+v", st)
	}
}

func fenced(t *testing.T, s turn.Store) {
	old := begin(t, s, id, now)
	add(t, s, old, deltas(old, 1, 1)...)
	later := now.Add(turn.Lease + time.Second)
	g := begin(t, s, id, later)
	faulttest.Want(t, s.Append(t.Context(), old, deltas(old, 2, 2), later), fault.Conflict)
	faulttest.Want(t, s.Append(t.Context(), old, []turn.Event{done(old, 2)}, later), fault.Conflict)
	faulttest.Want(t, s.Append(t.Context(), old, nil, later), fault.Conflict)
	faulttest.Want(t, s.Renew(t.Context(), old, turn.Lease, later), fault.Conflict)
	same(t, numbers(t, s, id, 0, 10), []int64{1})
	add(t, s, g, deltas(g, 2, 2)...)
}

func twoWriters(t *testing.T, s turn.Store) {
	g := begin(t, s, id, now)
	var wins atomic.Int32
	var wg sync.WaitGroup
	for i := range 6 { // one grip used twice at once: a defect, and yet no event may be lost or doubled
		wg.Go(func() {
			e := deltas(g, 1, 2)
			e[0].Text = fmt.Sprint("writer ", i)
			if err := s.Append(t.Context(), g, e, now); err == nil {
				wins.Add(1)
			}
		})
	}
	wg.Wait()
	if wins.Load() != 1 {
		t.Errorf("%d writers appended event 1", wins.Load())
	}
	same(t, numbers(t, s, id, 0, 10), []int64{1, 2})
}

func renew(t *testing.T, s turn.Store) {
	g := begin(t, s, id, now)
	later := now.Add(turn.Lease - time.Second)
	if err := s.Renew(t.Context(), g, turn.Lease, later); err != nil {
		t.Fatal(err)
	}
	at := now.Add(turn.Lease + 5*time.Second)
	if st := status(t, s, id, at); st.State != turn.Running ||
		!st.Expires.Equal(later.Add(turn.Lease)) {
		t.Errorf("status %+v", st)
	}
	if _, _, begun, err := s.Begin(t.Context(), id, body, turn.Lease, at); begun || err != nil {
		t.Errorf("another attempt began: %t, %v", begun, err)
	}
}

func lateWriter(t *testing.T, s turn.Store) {
	g := begin(t, s, id, now)
	at := now.Add(turn.Lease + time.Minute)
	if err := s.Append(t.Context(), g, deltas(g, 1, 1), at); err != nil {
		t.Errorf("append after the lease: %v", err)
	}
	if err := s.Renew(t.Context(), g, turn.Lease, at); err != nil {
		t.Errorf("renewing after the lease: %v", err)
	}
	if st := status(t, s, id, at); st.State != turn.Running {
		t.Errorf("status %+v", st)
	}
}

func forgotten(t *testing.T, s turn.Store) {
	g := begin(t, s, id, now)
	add(t, s, g, append(deltas(g, 1, 2), done(g, 3))...)
	young := turn.ID{User: "kim", Request: "young"}
	over := now.Add(turn.Keep + time.Minute)
	begin(t, s, young, over)
	_, err := s.Status(t.Context(), id, over)
	faulttest.Want(t, err, fault.NotFound)
	if err := s.Expire(t.Context(), over); err != nil {
		t.Fatal(err)
	}
	_, err = s.Status(t.Context(), id, over)
	faulttest.Want(t, err, fault.NotFound)
	if st := status(t, s, young, over); st.State != turn.Running {
		t.Errorf("the young turn: %+v", st)
	}
	again := begin(t, s, id, over)
	if again.Attempt != 1 || again.LastSeq != 0 || again.Fence <= g.Fence {
		t.Errorf("after it was forgotten: grip %+v", again)
	}
	same(t, numbers(t, s, id, 0, 10), []int64{})
}

func deleteUser(t *testing.T, s turn.Store) {
	var grips []turn.Grip
	for i := range 30 {
		g := begin(t, s, turn.ID{User: "kim", Request: fmt.Sprint(i)}, now)
		add(t, s, g, deltas(g, 1, 2)...)
		grips = append(grips, g)
	}
	other := begin(t, s, turn.ID{User: "lee", Request: "0"}, now)
	for range 2 {
		if err := s.DeleteUser(t.Context(), "kim"); err != nil {
			t.Fatal(err)
		}
	}
	for _, g := range grips {
		_, err := s.Status(t.Context(), g.ID, now)
		faulttest.Want(t, err, fault.NotFound)
		if got := numbers(t, s, g.ID, 0, 10); len(got) != 0 {
			t.Errorf("%v: events %v are left", g.ID, got)
		}
		faulttest.Want(t, s.Append(t.Context(), g, deltas(g, 3, 3), now), fault.Conflict)
		faulttest.Want(t, s.Renew(t.Context(), g, turn.Lease, now), fault.Conflict)
	}
	add(t, s, other, deltas(other, 1, 1)...)

	again := begin(t, s, grips[0].ID, now.Add(time.Second))
	if again.Attempt != 1 || again.LastSeq != 0 {
		t.Errorf("grip %+v", again)
	}
	faulttest.Want(t, s.Append(t.Context(), grips[0], deltas(grips[0], 1, 1), now), fault.Conflict)
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
