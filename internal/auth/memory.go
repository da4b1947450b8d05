package auth

import (
	"cmp"
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
	accounts map[UserName]Account
	sessions map[string]Session
}

var _ Store = (*Memory)(nil)

// Account implements Store.
func (m *Memory) Account(ctx context.Context, user UserName) (Account, error) {
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

// AccountByID implements Store.
func (m *Memory) AccountByID(ctx context.Context, id Principal) (Account, error) {
	if err := ctx.Err(); err != nil {
		return Account{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range m.accounts {
		if a.ID == id {
			return a, nil
		}
	}
	return Account{}, fault.Newf(fault.NotFound, "no account has the id %q", id)
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
	a.ID = cmp.Or(a.ID, NewAccountID())
	if m.accounts == nil {
		m.accounts = make(map[UserName]Account)
	}
	m.accounts[user] = a
	return a, nil
}

// DeleteAccount implements Store.
func (m *Memory) DeleteAccount(ctx context.Context, user UserName) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	user = CanonicalUser(user)
	a, ok := m.accounts[user]
	if !ok {
		return fault.Newf(fault.NotFound, "no account %q", user)
	}
	delete(m.accounts, user)
	m.endSessions(a.ID)
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
	m.sessions[s.ID] = s
	return nil
}

// Session implements Store.
func (m *Memory) Session(ctx context.Context, id string) (Session, error) {
	if err := ctx.Err(); err != nil {
		return Session{}, err
	}
	return m.session(ctx, func(s Session) bool { return s.ID == id })
}

// SessionByTicket implements Store.
func (m *Memory) SessionByTicket(ctx context.Context, ticketHash string) (Session, error) {
	if err := ctx.Err(); err != nil {
		return Session{}, err
	}
	return m.session(ctx, func(s Session) bool { return ticketHash != "" && s.TicketHash == ticketHash })
}

func (m *Memory) session(ctx context.Context, wanted func(Session) bool) (Session, error) {
	m.mu.Lock()
	var found Session
	for _, s := range m.sessions {
		if wanted(s) && time.Now().Before(s.Expires) {
			found = s
		}
	}
	m.mu.Unlock()
	if found.ID == "" {
		return Session{}, fault.Newf(fault.NotFound, "no such session")
	}
	return Stand(ctx, m, found)
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
func (m *Memory) DeleteSessions(ctx context.Context, id Principal) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.endSessions(id)
	return nil
}

func (m *Memory) endSessions(user Principal) {
	maps.DeleteFunc(m.sessions, func(_ string, s Session) bool { return s.User == user })
}
