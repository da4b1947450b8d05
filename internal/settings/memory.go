package settings

import (
	"context"
	"sync"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
)

// Memory is a Store in memory, for tests. The zero value is empty and ready.
type Memory struct {
	mu     sync.Mutex
	writes int64 // the last revision given
	users  map[history.User]Settings
}

var _ Store = (*Memory)(nil)

// Get implements Store.
func (m *Memory) Get(ctx context.Context, user history.User) (Settings, error) {
	if err := ctx.Err(); err != nil {
		return Settings{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.users[user].Clone(), nil
}

// Put implements Store.
func (m *Memory) Put(ctx context.Context, user history.User, s Settings) (Settings, error) {
	if err := ctx.Err(); err != nil {
		return Settings{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if stored := m.users[user].Revision; stored != s.Revision {
		return Settings{}, fault.Newf(fault.Conflict, "settings of %q are at revision %d, not %d", user, stored, s.Revision)
	}
	m.writes++
	s = s.Clone()
	s.Revision = m.writes
	if m.users == nil {
		m.users = make(map[history.User]Settings)
	}
	m.users[user] = s
	return s.Clone(), nil
}

// Delete implements Store.
func (m *Memory) Delete(ctx context.Context, user history.User) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.users, user)
	return nil
}

// Clone is a copy of s that shares no memory with it.
func (s Settings) Clone() Settings {
	for _, p := range []**bool{&s.References, &s.DualSearch, &s.Debug, &s.Speech} {
		if *p != nil {
			v := **p
			*p = &v
		}
	}
	return s
}
