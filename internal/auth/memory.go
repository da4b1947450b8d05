package auth

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

// Memory is a Store in memory, for tests. The zero value is empty and ready.
type Memory struct {
	mu       sync.Mutex
	writes   int64 // the last revision given
	accounts map[Principal]Account
	sessions map[string]Session
}

var _ Store = (*Memory)(nil)

// Account implements Store.
func (m *Memory) Account(ctx context.Context, user Principal) (Account, error) {
	if err := ctx.Err(); err != nil {
		return Account{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	a, ok := m.accounts[CanonicalUser(user)]
	if !ok {
		return Account{}, fault.Newf(fault.NotFound, "no account %q", user)
	}
	return a, nil
}

// Accounts implements Store.
func (m *Memory) Accounts(ctx context.Context) ([]Account, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.SortedFunc(maps.Values(m.accounts), func(a, b Account) int {
		return strings.Compare(string(a.User), string(b.User))
	}), nil
}

// PutAccount implements Store.
func (m *Memory) PutAccount(ctx context.Context, a Account) (Account, error) {
	if err := ctx.Err(); err != nil {
		return Account{}, err
	}
	user, err := ParseUser(string(a.User))
	if err != nil {
		return Account{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if stored := m.accounts[user].Revision; stored != a.Revision {
		return Account{}, fault.Newf(fault.Conflict, "account %q is at revision %d, not %d", user, stored, a.Revision)
	}
	m.writes++
	a.User, a.Revision = user, m.writes
	if m.accounts == nil {
		m.accounts = make(map[Principal]Account)
	}
	m.accounts[user] = a
	return a, nil
}

// DeleteAccount implements Store.
func (m *Memory) DeleteAccount(ctx context.Context, user Principal) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	user = CanonicalUser(user)
	if _, ok := m.accounts[user]; !ok {
		return fault.Newf(fault.NotFound, "no account %q", user)
	}
	delete(m.accounts, user)
	m.endSessions(user)
	return nil
}

// PutSession implements Store.
func (m *Memory) PutSession(ctx context.Context, s Session) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.sessions == nil {
		m.sessions = make(map[string]Session)
	}
	s.User = CanonicalUser(s.User)
	m.sessions[s.ID] = s
	return nil
}

// Session implements Store.
func (m *Memory) Session(ctx context.Context, id string) (Session, error) {
	if err := ctx.Err(); err != nil {
		return Session{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.sessions[id]
	if !ok || !time.Now().Before(s.Expires) {
		return Session{}, fault.Newf(fault.NotFound, "no such session")
	}
	return s, nil
}

// SessionByTicket implements Store.
func (m *Memory) SessionByTicket(ctx context.Context, ticketHash string) (Session, error) {
	if err := ctx.Err(); err != nil {
		return Session{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.sessions {
		if ticketHash != "" && s.TicketHash == ticketHash && time.Now().Before(s.Expires) {
			return s, nil
		}
	}
	return Session{}, fault.Newf(fault.NotFound, "no session with this ticket")
}

// DeleteSession implements Store.
func (m *Memory) DeleteSession(ctx context.Context, id string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.sessions, id)
	return nil
}

// DeleteSessions implements Store.
func (m *Memory) DeleteSessions(ctx context.Context, user Principal) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.endSessions(CanonicalUser(user))
	return nil
}

func (m *Memory) endSessions(user Principal) {
	maps.DeleteFunc(m.sessions, func(_ string, s Session) bool { return s.User == user })
}
