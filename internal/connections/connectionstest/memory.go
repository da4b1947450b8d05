package connectionstest

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/turn"
)

// Memory is a Store in memory, for tests. The zero value is empty and ready.
type Memory struct {
	mu   sync.Mutex
	open map[string]*entry
}

type entry struct {
	connections.Connection
	follows map[turn.ID]connections.Follow
}

var _ connections.Store = (*Memory)(nil)

// Open implements Store.
func (m *Memory) Open(ctx context.Context, c connections.Connection) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.open == nil {
		m.open = make(map[string]*entry)
	}
	c.Scope.Principals = slices.Clone(c.Scope.Principals)
	m.open[c.ID] = &entry{Connection: c, follows: make(map[turn.ID]connections.Follow)}
	return nil
}

// Get implements Store.
func (m *Memory) Get(ctx context.Context, id string, now time.Time) (connections.Connection, error) {
	if err := ctx.Err(); err != nil {
		return connections.Connection{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.open[id]
	if !ok || !now.Before(e.Expires) {
		return connections.Connection{}, notFound(id)
	}
	c := e.Connection
	c.Scope.Principals = slices.Clone(c.Scope.Principals)
	return c, nil
}

func notFound(id string) error { return fault.Newf(fault.NotFound, "no connection %q", id) }

// Close implements Store.
func (m *Memory) Close(ctx context.Context, id string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.open, id)
	return nil
}

// Of implements Store.
func (m *Memory) Of(ctx context.Context, user auth.Principal, now time.Time) ([]connections.Connection, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []connections.Connection
	for _, e := range m.open {
		if e.Scope.User == user && now.Before(e.Expires) {
			c := e.Connection
			c.Scope.Principals = slices.Clone(c.Scope.Principals)
			found = append(found, c)
		}
	}
	return found, nil
}

// Follow implements Store.
func (m *Memory) Follow(ctx context.Context, id string, f connections.Follow) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.open[id]
	if !ok {
		return notFound(id)
	}
	f.Stop = f.Stop || e.follows[f.Turn].Stop
	e.follows[f.Turn] = f
	return nil
}

// Unfollow implements Store.
func (m *Memory) Unfollow(ctx context.Context, id string, t turn.ID) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if e, ok := m.open[id]; ok {
		delete(e.follows, t)
	}
	return nil
}

// Followers implements Store.
func (m *Memory) Followers(ctx context.Context, t turn.ID, now time.Time) (map[string]connections.Follow,
	error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	found := make(map[string]connections.Follow)
	for id, e := range m.open {
		if f, ok := e.follows[t]; ok && now.Before(e.Expires) {
			found[id] = f
		}
	}
	return found, nil
}
