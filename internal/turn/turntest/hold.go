package turntest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fault/faulttest"
	"github.com/mundap/mundap/internal/turn"
)

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
	long := begin(t, s, turn.ID{User: "kim", Request: "long"}, now) // it says nothing, and is held
	if err := s.Renew(t.Context(), long, turn.Lease, over); err != nil {
		t.Fatal(err)
	}
	if err := s.Expire(t.Context(), over); err != nil {
		t.Fatal(err)
	}
	_, err = s.Status(t.Context(), id, over)
	faulttest.Want(t, err, fault.NotFound)
	if st := status(t, s, long.ID, over); st.State != turn.Running {
		t.Errorf("the turn that is held: %+v", st)
	}
	if st := status(t, s, young, over); st.State != turn.Running {
		t.Errorf("the young turn: %+v", st)
	}
	again := begin(t, s, id, over)
	if again.Attempt != 1 || again.LastSeq != 0 || again.Fence <= g.Fence {
		t.Errorf("after it was forgotten: grip %+v", again)
	}
	same(t, numbers(t, s, id, 0, 10), []int64{})
}

// beginsAnew begins a turn that was forgotten, whether the store has already
// cleared it away or not.
func beginsAnew(t *testing.T, s turn.Store) {
	g := begin(t, s, id, now)
	add(t, s, g, append(deltas(g, 1, 2), done(g, 3))...)
	over := now.Add(turn.Keep + time.Minute)
	again, st, begun, err := s.Begin(t.Context(), id, []byte("another request"), turn.Lease, over)
	if err != nil || !begun || again.Attempt != 1 || again.LastSeq != 0 || again.Fence <= g.Fence ||
		string(st.Request) != "another request" {
		t.Errorf("grip %+v of %+v, begun %v, %v", again, st, begun, err)
	}
	same(t, numbers(t, s, id, 0, 10), []int64{})
	faulttest.Want(t, s.Append(t.Context(), g, deltas(g, 1, 1), over), fault.Conflict)
}

func deleteOne(t *testing.T, s turn.Store) {
	gone := begin(t, s, turn.ID{User: "kim", Request: "gone"}, now)
	add(t, s, gone, deltas(gone, 1, 2)...)
	stays := begin(t, s, turn.ID{User: "kim", Request: "stays"}, now)
	theirs := begin(t, s, turn.ID{User: "lee", Request: "gone"}, now)
	for range 2 {
		if err := s.Delete(t.Context(), gone.ID); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.Status(t.Context(), gone.ID, now)
	faulttest.Want(t, err, fault.NotFound)
	if got := numbers(t, s, gone.ID, 0, 10); len(got) != 0 {
		t.Errorf("events %v are left", got)
	}
	faulttest.Want(t, s.Append(t.Context(), gone, deltas(gone, 3, 3), now), fault.Conflict)
	add(t, s, stays, deltas(stays, 1, 1)...)
	add(t, s, theirs, deltas(theirs, 1, 1)...)
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
