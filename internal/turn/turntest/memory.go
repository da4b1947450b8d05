package turntest

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
)

// Memory is a Store in memory, for tests. The zero value is empty and ready.
type Memory struct {
	mu     sync.Mutex
	fences int64 // the last fence given, over all turns, so that none comes twice
	turns  map[turn.ID]*record
}

type record struct {
	turn.Status
	finished bool
	lease    time.Time // until when the writer holds it
	touched  time.Time // its last event or attempt
	events   []turn.Event
}

var _ turn.Store = (*Memory)(nil)

// Begin implements Store.
func (m *Memory) Begin(ctx context.Context, id turn.ID, request []byte, lease time.Duration,
	now time.Time) (turn.Grip, turn.Status, bool, error) {
	if err := ctx.Err(); err != nil {
		return turn.Grip{}, turn.Status{}, false, err
	}
	if err := turn.CheckRequest(request); err != nil {
		return turn.Grip{}, turn.Status{}, false, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.turns[id]
	if r == nil || r.forgotten(now) {
		r = &record{Status: turn.Status{ID: id, Request: slices.Clone(request), Started: now}}
		if m.turns == nil {
			m.turns = make(map[turn.ID]*record)
		}
		m.turns[id] = r
	} else if r.state(now) != turn.Interrupted {
		return turn.Grip{}, r.status(now), false, nil
	}
	m.fences++
	r.Attempt, r.Fence = r.Attempt+1, m.fences
	r.lease, r.touched = now.Add(lease), now
	return turn.Grip{ID: id, Attempt: r.Attempt, Fence: r.Fence, LastSeq: r.LastSeq}, r.status(now),
		true, nil
}

func (r *record) state(now time.Time) turn.State {
	switch {
	case r.finished:
		return turn.Finished
	case now.Before(r.lease):
		return turn.Running
	}
	return turn.Interrupted
}

func (r *record) status(now time.Time) turn.Status {
	s := r.Status
	s.State, s.Request = r.state(now), slices.Clone(r.Request)
	s.Expires = r.touched.Add(turn.Keep)
	if s.State == turn.Running {
		s.Expires = r.lease
	}
	return s
}

func (r *record) forgotten(now time.Time) bool {
	return r.state(now) != turn.Running && now.After(r.touched.Add(turn.Keep))
}

// held finds the turn that g holds.
func (m *Memory) held(g turn.Grip) (*record, error) {
	r := m.turns[g.ID]
	if r == nil || r.Fence != g.Fence || r.finished {
		return nil, fault.Newf(fault.Conflict, "attempt %d of turn %q lost its hold", g.Attempt,
			g.ID.Request)
	}
	return r, nil
}

// Renew implements Store.
func (m *Memory) Renew(ctx context.Context, g turn.Grip, lease time.Duration, now time.Time) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r, err := m.held(g)
	if err != nil {
		return err
	}
	r.lease = now.Add(lease)
	return nil
}

// Append implements Store.
func (m *Memory) Append(ctx context.Context, g turn.Grip, events []turn.Event, now time.Time) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r, err := m.held(g)
	if err != nil {
		return err
	}
	if err := turn.CheckAppend(r.LastSeq, events); err != nil {
		return err
	}
	if len(events) == 0 {
		return nil
	}
	r.events = append(r.events, events...)
	last := events[len(events)-1]
	r.LastSeq, r.touched, r.finished = last.Seq, now, last.Kind.Final()
	return nil
}

// Status implements Store.
func (m *Memory) Status(ctx context.Context, id turn.ID, now time.Time) (turn.Status, error) {
	if err := ctx.Err(); err != nil {
		return turn.Status{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.turns[id]
	if r == nil || r.forgotten(now) {
		return turn.Status{}, fault.Newf(fault.NotFound, "no turn %q", id.Request)
	}
	return r.status(now), nil
}

// Events implements Store.
func (m *Memory) Events(ctx context.Context, id turn.ID, after int64, limit int) ([]turn.Event, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.turns[id]
	if r == nil {
		return nil, nil
	}
	from := int(min(max(after, 0), r.LastSeq))
	return slices.Clone(r.events[from:min(len(r.events), from+limit)]), nil
}

// DeleteUser implements Store.
func (m *Memory) DeleteUser(ctx context.Context, user history.User) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.DeleteFunc(m.turns, func(id turn.ID, _ *record) bool { return id.User == user })
	return nil
}

// Delete implements Store.
func (m *Memory) Delete(ctx context.Context, id turn.ID) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.turns, id)
	return nil
}

// Expire implements Store.
func (m *Memory) Expire(ctx context.Context, now time.Time) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.DeleteFunc(m.turns, func(_ turn.ID, r *record) bool { return r.forgotten(now) })
	return nil
}

// Unfinished implements Lister.
func (m *Memory) Unfinished(ctx context.Context, user history.User, limit int, now time.Time) ([]turn.ID,
	error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var open []*record
	for id, r := range m.turns {
		if id.User == user && !r.finished && !r.forgotten(now) {
			open = append(open, r)
		}
	}
	slices.SortFunc(open, func(a, b *record) int { return a.Started.Compare(b.Started) })
	ids := make([]turn.ID, 0, min(len(open), limit))
	for _, r := range open[max(0, len(open)-limit):] {
		ids = append(ids, r.ID)
	}
	return ids, nil
}
