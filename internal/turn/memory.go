package turn

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
)

// Memory is a Store in memory, for tests. The zero value is empty and ready.
type Memory struct {
	mu     sync.Mutex
	fences int64 // the last fence given, over all turns, so that none comes twice
	turns  map[ID]*record
}

type record struct {
	Status
	finished bool
	lease    time.Time // until when the writer holds it
	touched  time.Time // its last event or attempt
	events   []Event
}

var _ Store = (*Memory)(nil)

// Begin implements Store.
func (m *Memory) Begin(ctx context.Context, id ID, request []byte, lease time.Duration,
	now time.Time) (Grip, Status, bool, error) {
	if err := ctx.Err(); err != nil {
		return Grip{}, Status{}, false, err
	}
	if err := CheckRequest(request); err != nil {
		return Grip{}, Status{}, false, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.turns[id]
	if r == nil || r.forgotten(now) {
		r = &record{Status: Status{ID: id, Request: slices.Clone(request), Started: now}}
		if m.turns == nil {
			m.turns = make(map[ID]*record)
		}
		m.turns[id] = r
	} else if r.state(now) != Interrupted {
		return Grip{}, r.status(now), false, nil
	}
	m.fences++
	r.Attempt, r.Fence = r.Attempt+1, m.fences
	r.lease, r.touched = now.Add(lease), now
	return Grip{ID: id, Attempt: r.Attempt, Fence: r.Fence, LastSeq: r.LastSeq}, r.status(now),
		true, nil
}

func (r *record) state(now time.Time) State {
	switch {
	case r.finished:
		return Finished
	case now.Before(r.lease):
		return Running
	}
	return Interrupted
}

func (r *record) status(now time.Time) Status {
	s := r.Status
	s.State, s.Request = r.state(now), slices.Clone(r.Request)
	s.Expires = r.touched.Add(Keep)
	if s.State == Running {
		s.Expires = r.lease
	}
	return s
}

func (r *record) forgotten(now time.Time) bool {
	return r.state(now) != Running && now.After(r.touched.Add(Keep))
}

// held finds the turn that g holds.
func (m *Memory) held(g Grip) (*record, error) {
	r := m.turns[g.ID]
	if r == nil || r.Fence != g.Fence || r.finished {
		return nil, fault.Newf(fault.Conflict, "attempt %d of turn %q lost its hold", g.Attempt,
			g.ID.Request)
	}
	return r, nil
}

// Renew implements Store.
func (m *Memory) Renew(ctx context.Context, g Grip, lease time.Duration, now time.Time) error {
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
func (m *Memory) Append(ctx context.Context, g Grip, events []Event, now time.Time) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r, err := m.held(g)
	if err != nil {
		return err
	}
	if err := CheckAppend(r.LastSeq, events); err != nil {
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
func (m *Memory) Status(ctx context.Context, id ID, now time.Time) (Status, error) {
	if err := ctx.Err(); err != nil {
		return Status{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.turns[id]
	if r == nil || r.forgotten(now) {
		return Status{}, fault.Newf(fault.NotFound, "no turn %q", id.Request)
	}
	return r.status(now), nil
}

// Events implements Store.
func (m *Memory) Events(ctx context.Context, id ID, after int64, limit int) ([]Event, error) {
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
	maps.DeleteFunc(m.turns, func(id ID, _ *record) bool { return id.User == user })
	return nil
}

// Expire implements Store.
func (m *Memory) Expire(ctx context.Context, now time.Time) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.DeleteFunc(m.turns, func(_ ID, r *record) bool { return r.forgotten(now) })
	return nil
}

// Unfinished implements Lister.
func (m *Memory) Unfinished(ctx context.Context, user history.User, limit int, now time.Time) ([]ID,
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
	ids := make([]ID, 0, min(len(open), limit))
	for _, r := range open[max(0, len(open)-limit):] {
		ids = append(ids, r.ID)
	}
	return ids, nil
}
