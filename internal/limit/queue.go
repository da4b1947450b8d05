package limit

import (
	"context"
	"slices"
	"sync"
)

// Queue gives a bounded number of places to those who wait for them. Keys take
// turns, so that one that waits with many does not delay those that wait with
// one. The fields are set before the first use.
type Queue struct {
	Places  int // in all; 0 means no bound
	Waiting int // most that wait in all

	mu      sync.Mutex
	taken   int
	waits   int
	held    map[string]int
	waiting map[string][]*Ticket
	order   []string // the keys that wait, the next one first
}

// Share is how much of a Queue one key may take.
type Share struct {
	Places  int // at once; 0 means no bound
	Waiting int // most that wait
}

// Ticket is a place, or the hope for one.
type Ticket struct {
	queue *Queue
	key   string
	share Share
	got   chan struct{} // closed when the place is there
	ended bool
}

// Reason says why there is no ticket.
type Reason int

const (
	Taken Reason = iota // there is one
	Own                 // the key has used up its share
	All                 // everything is used up, by whomever
)

// Enter takes a place, or a place in the line. The holder of the ticket calls
// Wait, and Leave in any case.
func (q *Queue) Enter(key string, share Share) (*Ticket, Reason) {
	q.mu.Lock()
	defer q.mu.Unlock()
	t := &Ticket{queue: q, key: key, share: share, got: make(chan struct{})}
	if len(q.waiting[key]) == 0 && q.free(t) {
		q.give(t)
		return t, Taken
	}
	switch {
	case len(q.waiting[key]) >= share.Waiting:
		return nil, Own
	case q.waits >= q.Waiting:
		return nil, All
	}
	if q.waiting == nil {
		q.waiting = map[string][]*Ticket{}
	}
	if len(q.waiting[key]) == 0 {
		q.order = append(q.order, key)
	}
	q.waiting[key] = append(q.waiting[key], t)
	q.waits++
	return t, Taken
}

// Ready reports whether the place is there.
func (t *Ticket) Ready() bool {
	select {
	case <-t.got:
		return true
	default:
		return false
	}
}

// Wait returns when the place is there, or with ctx's error.
func (t *Ticket) Wait(ctx context.Context) error {
	select {
	case <-t.got:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Leave gives the place back, or leaves the line. Calling it again does nothing.
func (t *Ticket) Leave() {
	q := t.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	if t.ended {
		return
	}
	t.ended = true
	if !t.Ready() {
		q.drop(t.key, slices.Index(q.waiting[t.key], t))
	} else {
		q.taken--
		if q.held[t.key]--; q.held[t.key] == 0 {
			delete(q.held, t.key)
		}
	}
	q.serve()
}

func (q *Queue) free(t *Ticket) bool {
	return (q.Places == 0 || q.taken < q.Places) &&
		(t.share.Places == 0 || q.held[t.key] < t.share.Places)
}

func (q *Queue) give(t *Ticket) {
	if q.held == nil {
		q.held = map[string]int{}
	}
	q.taken++
	q.held[t.key]++
	close(t.got)
}

// drop takes the i-th ticket of a key out of the line.
func (q *Queue) drop(key string, i int) {
	q.waiting[key] = slices.Delete(q.waiting[key], i, i+1)
	q.waits--
	if len(q.waiting[key]) == 0 {
		delete(q.waiting, key)
		q.order = slices.DeleteFunc(q.order, func(k string) bool { return k == key })
	}
}

// serve gives free places to the line. A key that was served goes to its end.
func (q *Queue) serve() {
	for i := 0; i < len(q.order) && (q.Places == 0 || q.taken < q.Places); {
		key := q.order[i]
		t := q.waiting[key][0]
		if !q.free(t) {
			i++
			continue
		}
		q.drop(key, 0)
		q.give(t)
		if at := slices.Index(q.order, key); at >= 0 {
			q.order = append(slices.Delete(q.order, at, at+1), key)
		}
		i = 0
	}
}
