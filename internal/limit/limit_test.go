package limit_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/limit"
)

func TestPlacesAreBoundedByKey(t *testing.T) {
	p := limit.Places{Most: 2}
	free, ok := p.Take("kim")
	if _, second := p.Take("kim"); !ok || !second {
		t.Fatal("no place")
	}
	if _, third := p.Take("kim"); third {
		t.Error("a third place of two")
	}
	if _, other := p.Take("lee"); !other {
		t.Error("kim takes lee's places")
	}
	free()
	free()
	if n := p.Held("kim"); n != 1 {
		t.Errorf("kim holds %d", n)
	}
	var none limit.Places
	for range 100 {
		if _, ok := none.Take("kim"); !ok {
			t.Fatal("a bound where there is none")
		}
	}
}

func TestARateIsMetInTheLongRun(t *testing.T) {
	r := limit.Rate{Most: 60}
	now := time.Now()
	let := 0
	for i := range 5 * 600 { // ten a second for five minutes
		if r.Use("kim", 1, now.Add(time.Duration(i)*100*time.Millisecond)) == 0 {
			let++
		}
	}
	if let < 59*6 || let > 60*6+1 { // a minute's at once, and then one a second
		t.Errorf("%d were let through", let)
	}
	end := now.Add(5 * time.Minute)
	if wait := r.Use("kim", 2, end); wait <= 0 || wait > 2*time.Second {
		t.Errorf("wait %v", wait)
	}
	if wait := r.Use("lee", 60, end); wait != 0 {
		t.Errorf("lee waits %v", wait)
	}
	if wait := r.Use("park", 1000, end); wait != 0 {
		t.Errorf("more than a share is refused for good: %v", wait)
	}
}

func enter(t *testing.T, q *limit.Queue, key string, share limit.Share) *limit.Ticket {
	t.Helper()
	ticket, reason := q.Enter(key, share)
	if reason != limit.Taken {
		t.Fatalf("%s: no ticket (%d)", key, reason)
	}
	return ticket
}

func TestThoseWhoWaitAreServedInTurn(t *testing.T) {
	q := &limit.Queue{Places: 2, Waiting: 100}
	share := limit.Share{Waiting: 50}
	first := []*limit.Ticket{enter(t, q, "flood", share), enter(t, q, "flood", share)}
	var flood []*limit.Ticket
	for range 50 {
		flood = append(flood, enter(t, q, "flood", share))
	}
	kim, lee := enter(t, q, "kim", share), enter(t, q, "lee", share)
	if _, reason := q.Enter("flood", share); reason != limit.Own {
		t.Errorf("more wait than may: %d", reason)
	}
	first[0].Leave()
	first[1].Leave()
	if !flood[0].Ready() || !kim.Ready() || flood[1].Ready() || lee.Ready() {
		t.Error("kim was not served second")
	}
	kim.Leave()
	kim.Leave()
	if !lee.Ready() || flood[1].Ready() {
		t.Error("lee was not served third")
	}
	flood[1].Leave() // it gave up
	lee.Leave()
	if !flood[2].Ready() {
		t.Error("a place is lost")
	}
}

func TestAShareBoundsPlacesAndHoldsNobodyElseUp(t *testing.T) {
	q := &limit.Queue{Places: 10, Waiting: 3}
	share := limit.Share{Places: 1, Waiting: 10}
	one := enter(t, q, "flood", share)
	waiting := enter(t, q, "flood", share)
	if waiting.Ready() || !enter(t, q, "kim", share).Ready() {
		t.Error("the share does not bound, or bounds others")
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("gone")
	cancel(gone)
	if err := waiting.Wait(ctx); !errors.Is(err, gone) {
		t.Error(err)
	}
	enter(t, q, "flood", share)
	enter(t, q, "flood", share)
	if _, reason := q.Enter("lee", limit.Share{Places: 1}); reason != limit.Taken {
		t.Error("a free place is refused because others wait")
	}
	if _, reason := q.Enter("kim", share); reason != limit.All {
		t.Errorf("the line has no end: %d", reason)
	}
	one.Leave()
	if err := waiting.Wait(t.Context()); err != nil || !waiting.Ready() {
		t.Error("the next one was not served")
	}
}
