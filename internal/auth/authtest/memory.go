package authtest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
)

// Memory is a auth.Store in memory. The zero value is empty and ready.
type Memory struct {
	mu       sync.Mutex
	writes   int64 // the last revision given
	accounts map[auth.UserName]auth.Account
	sessions map[string]auth.Session
}

var _ auth.Store = (*Memory)(nil)

// Account implements auth.Store.
func (m *Memory) Account(ctx context.Context, user auth.UserName) (auth.Account, error) {
	if err := ctx.Err(); err != nil {
		return auth.Account{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	a, ok := m.accounts[auth.CanonicalUser(user)]
	if !ok {
		return auth.Account{}, fault.Newf(fault.NotFound, "no account %q", user)
	}
	return a, nil
}

// AccountByID implements auth.Store.
func (m *Memory) AccountByID(ctx context.Context, id auth.Principal) (auth.Account, error) {
	if err := ctx.Err(); err != nil {
		return auth.Account{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range m.accounts {
		if a.ID == id {
			return a, nil
		}
	}
	return auth.Account{}, fault.Newf(fault.NotFound, "no account has the id %q", id)
}

// Accounts implements auth.Store.
func (m *Memory) Accounts(ctx context.Context) ([]auth.Account, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.SortedFunc(maps.Values(m.accounts), func(a, b auth.Account) int {
		return strings.Compare(string(a.User), string(b.User))
	}), nil
}

// PutAccount implements auth.Store.
func (m *Memory) PutAccount(ctx context.Context, a auth.Account) (auth.Account, error) {
	if err := ctx.Err(); err != nil {
		return auth.Account{}, err
	}
	user, err := auth.ParseUser(string(a.User))
	if err != nil {
		return auth.Account{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if stored := m.accounts[user].Revision; stored != a.Revision {
		return auth.Account{}, fault.Newf(fault.Conflict, "account %q is at revision %d, not %d",
			user, stored, a.Revision)
	}
	m.writes++
	a.User, a.Revision = user, m.writes
	a.ID = cmp.Or(a.ID, auth.NewAccountID())
	if m.accounts == nil {
		m.accounts = make(map[auth.UserName]auth.Account)
	}
	m.accounts[user] = a
	return a, nil
}

// DeleteAccount implements auth.Store.
func (m *Memory) DeleteAccount(ctx context.Context, user auth.UserName) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	user = auth.CanonicalUser(user)
	a, ok := m.accounts[user]
	if !ok {
		return fault.Newf(fault.NotFound, "no account %q", user)
	}
	delete(m.accounts, user)
	m.endSessions(a.ID)
	return nil
}

// PutSession implements auth.Store.
func (m *Memory) PutSession(ctx context.Context, s auth.Session) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.sessions == nil {
		m.sessions = make(map[string]auth.Session)
	}
	m.sessions[s.ID] = s
	return nil
}

// Session implements auth.Store.
func (m *Memory) Session(ctx context.Context, id string) (auth.Session, error) {
	if err := ctx.Err(); err != nil {
		return auth.Session{}, err
	}
	return m.session(ctx, func(s auth.Session) bool { return s.ID == id })
}

// SessionByTicket implements auth.Store.
func (m *Memory) SessionByTicket(ctx context.Context, ticketHash string) (auth.Session, error) {
	if err := ctx.Err(); err != nil {
		return auth.Session{}, err
	}
	return m.session(ctx, func(s auth.Session) bool {
		return ticketHash != "" &&
			s.TicketHash == ticketHash
	})
}

func (m *Memory) session(ctx context.Context, wanted func(auth.Session) bool) (auth.Session,
	error) {
	m.mu.Lock()
	var found auth.Session
	for _, s := range m.sessions {
		if wanted(s) && time.Now().Before(s.Expires) {
			found = s
		}
	}
	m.mu.Unlock()
	if found.ID == "" {
		return auth.Session{}, fault.Newf(fault.NotFound, "no such session")
	}
	return auth.Stand(ctx, m, found)
}

// Sessions implements auth.Store.
func (m *Memory) Sessions(ctx context.Context, id auth.Principal) ([]auth.Session, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	var list []auth.Session
	for _, s := range m.sessions {
		if s.User == id && time.Now().Before(s.Expires) {
			list = append(list, s)
		}
	}
	m.mu.Unlock()
	return auth.Standing(ctx, m, list)
}

// UseSession implements auth.Store.
func (m *Memory) UseSession(ctx context.Context, id string, at time.Time) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.sessions[id]
	if !ok {
		return fault.Newf(fault.NotFound, "no such session")
	}
	if at.After(s.Used) {
		s.Used = at
		m.sessions[id] = s
	}
	return nil
}

// DeleteSession implements auth.Store.
func (m *Memory) DeleteSession(ctx context.Context, id string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.sessions, id)
	return nil
}

// DeleteSessions implements auth.Store.
func (m *Memory) DeleteSessions(ctx context.Context, id auth.Principal) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.endSessions(id)
	return nil
}

func (m *Memory) endSessions(user auth.Principal) {
	maps.DeleteFunc(m.sessions, func(_ string, s auth.Session) bool { return s.User == user })
}
