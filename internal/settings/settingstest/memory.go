package settingstest

import (
	"context"
	"sync"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/settings"
)

// Memory is a settings.Store in memory. The zero value is empty and ready.
type Memory struct {
	mu     sync.Mutex
	writes int64 // the last revision given
	users  map[history.User]settings.Settings
}

var _ settings.Store = (*Memory)(nil)

// Get implements settings.Store.
func (m *Memory) Get(ctx context.Context, user history.User) (settings.Settings, error) {
	if err := ctx.Err(); err != nil {
		return settings.Settings{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.users[user].Clone(), nil
}

// Put implements settings.Store.
func (m *Memory) Put(ctx context.Context, user history.User,
	s settings.Settings) (settings.Settings, error) {
	if err := ctx.Err(); err != nil {
		return settings.Settings{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if stored := m.users[user].Revision; stored != s.Revision {
		return settings.Settings{}, fault.Newf(fault.Conflict,
			"settings of %q are at revision %d, not %d", user, stored, s.Revision)
	}
	m.writes++
	s = s.Clone()
	s.Revision = m.writes
	if m.users == nil {
		m.users = make(map[history.User]settings.Settings)
	}
	m.users[user] = s
	return s.Clone(), nil
}

// Delete implements settings.Store.
func (m *Memory) Delete(ctx context.Context, user history.User) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.users, user)
	return nil
}
