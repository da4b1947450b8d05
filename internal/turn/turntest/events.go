package turntest

import (
	"testing"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fault/faulttest"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
)

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
		{Kind: turn.SpeechPart, Speech: &turn.SpeechEvent{Path: "/speech/r1/ab", Part: 1}},
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
