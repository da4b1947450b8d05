package history

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

// MemoryStore is a Store in memory, for tests. (The name Memory belongs to the memory of a conversation.) The zero value
// is empty and ready.
type MemoryStore struct {
	mu            sync.Mutex
	calls         []Call // in the order they were appended
	conversations []Conversation
	cleared       map[User]time.Time
}

var _ Store = (*MemoryStore)(nil)

// Append implements Store.
func (m *MemoryStore) Append(ctx context.Context, c Call) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.index(c.User, c.RequestID) >= 0 {
		return false, nil
	}
	if i := m.index(c.User, c.Replaces); c.Replaces != "" && i >= 0 {
		m.calls[i].Replaced = true
	}
	m.calls = append(m.calls, c.Clone())
	v := m.conversation(c.User, c.Conversation)
	if v == nil {
		title, cut := Title(c.Body)
		m.conversations = append(m.conversations, Conversation{
			ID: c.Conversation, User: c.User, Title: title, Cut: cut, Created: c.ServerTime, Updated: c.ServerTime, Calls: 1,
		})
		return true, nil
	}
	v.Calls++
	if c.ServerTime.After(v.Updated) {
		v.Updated = c.ServerTime
	}
	return true, nil
}

func (m *MemoryStore) index(user User, requestID string) int {
	return slices.IndexFunc(m.calls, func(c Call) bool { return c.User == user && c.RequestID == requestID })
}

func (m *MemoryStore) conversation(user User, id string) *Conversation {
	for i := range m.conversations {
		if v := &m.conversations[i]; v.User == user && v.ID == id {
			return v
		}
	}
	return nil
}

// filter gives copies of the calls that keep wants, in order.
func (m *MemoryStore) filter(keep func(Call) bool, order func(a, b Call) int) []Call {
	var found []Call
	for _, c := range m.calls {
		if keep(c) {
			found = append(found, c.Clone())
		}
	}
	slices.SortFunc(found, order)
	return found
}

// ByRequest implements Store.
func (m *MemoryStore) ByRequest(ctx context.Context, user User, requestID string) (Call, error) {
	if err := ctx.Err(); err != nil {
		return Call{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	i := m.index(user, requestID)
	if i < 0 {
		return Call{}, fault.Newf(fault.NotFound, "no call %q of %q", requestID, user)
	}
	return m.calls[i].Clone(), nil
}

// Find implements Store.
func (m *MemoryStore) Find(ctx context.Context, requestID string) (Call, error) {
	if err := ctx.Err(); err != nil {
		return Call{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	found := m.filter(func(c Call) bool { return c.RequestID == requestID }, ByServerTime)
	if len(found) == 0 {
		return Call{}, fault.Newf(fault.NotFound, "no call %q", requestID)
	}
	return found[len(found)-1], nil
}

// After implements Store.
func (m *MemoryStore) After(ctx context.Context, user User, requestTime string, maxBytes int) ([]Call, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return Fitting(m.filter(func(c Call) bool { return c.User == user && c.RequestTime > requestTime }, ByRequestTime), maxBytes), nil
}

// Recent implements Store.
func (m *MemoryStore) Recent(ctx context.Context, q RecentQuery) ([]Call, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if cleared := m.cleared[q.User]; cleared.After(q.Since) {
		q.Since = cleared
	}
	return Newest(m.filter(q.Remembered, ByServerTime), q.Limit), nil
}

// ClearMemory implements Store.
func (m *MemoryStore) ClearMemory(ctx context.Context, user User, now time.Time) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.cleared == nil {
		m.cleared = make(map[User]time.Time)
	}
	m.cleared[user] = now
	return nil
}

// DeleteUser implements Store.
func (m *MemoryStore) DeleteUser(ctx context.Context, user User) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls = slices.DeleteFunc(m.calls, func(c Call) bool { return c.User == user })
	m.conversations = slices.DeleteFunc(m.conversations, func(v Conversation) bool { return v.User == user })
	delete(m.cleared, user)
	return nil
}

// Conversations implements Store.
func (m *MemoryStore) Conversations(ctx context.Context, user User, contains string, after, limit int) ([]Conversation, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []Conversation
	for _, v := range m.conversations {
		if v.User == user && m.mentions(v, Fold(contains)) {
			found = append(found, v)
		}
	}
	slices.SortFunc(found, func(a, b Conversation) int {
		if c := b.Updated.Compare(a.Updated); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	from := min(max(after, 0), len(found))
	return found[from:min(len(found), from+min(max(limit, 1), MaxLimit))], nil
}

func (m *MemoryStore) mentions(v Conversation, folded string) bool {
	return strings.Contains(Fold(v.Title), folded) || slices.ContainsFunc(m.calls, func(c Call) bool {
		return c.User == v.User && c.Conversation == v.ID && strings.Contains(Fold(c.Body), folded)
	})
}

// Conversation implements Store.
func (m *MemoryStore) Conversation(ctx context.Context, user User, id string) (Conversation, error) {
	if err := ctx.Err(); err != nil {
		return Conversation{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	v := m.conversation(user, id)
	if v == nil {
		return Conversation{}, fault.Newf(fault.NotFound, "no conversation %q of %q", id, user)
	}
	return *v, nil
}

// Rename implements Store.
func (m *MemoryStore) Rename(ctx context.Context, user User, id, title string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	v := m.conversation(user, id)
	if v == nil {
		return fault.Newf(fault.NotFound, "no conversation %q of %q", id, user)
	}
	v.Title, v.Cut = title, false
	return nil
}

// DeleteConversation implements Store.
func (m *MemoryStore) DeleteConversation(ctx context.Context, user User, id string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls = slices.DeleteFunc(m.calls, func(c Call) bool { return c.User == user && c.Conversation == id })
	m.conversations = slices.DeleteFunc(m.conversations, func(v Conversation) bool { return v.User == user && v.ID == id })
	return nil
}

// Calls implements Store.
func (m *MemoryStore) Calls(ctx context.Context, user User, conversation string, before time.Time, limit int) ([]Call, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return Newest(m.filter(func(c Call) bool {
		return c.User == user && c.Conversation == conversation && (before.IsZero() || c.ServerTime.Before(before))
	}, ByServerTime), limit), nil
}
