package historytest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
)

// Memory is a history.Store in memory. The zero value is empty and ready.
type Memory struct {
	mu            sync.Mutex
	calls         []history.Call // in the order they were appended
	conversations []history.Conversation
	cleared       map[history.User]time.Time
	deletions     []history.Deletion
}

var _ history.Store = (*Memory)(nil)

// Append implements history.Store.
func (m *Memory) Append(ctx context.Context, c history.Call) (bool, error) {
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
		title, cut := c.Title()
		m.conversations = append(m.conversations, history.Conversation{
			ID: c.Conversation, User: c.User, Title: title, Cut: cut, Created: c.ServerTime,
			Updated: c.ServerTime, Calls: 1,
		})
		return true, nil
	}
	v.Calls++
	if c.ServerTime.After(v.Updated) {
		v.Updated = c.ServerTime
	}
	return true, nil
}

func (m *Memory) index(user history.User, requestID string) int {
	return slices.IndexFunc(m.calls, func(c history.Call) bool {
		return c.User == user &&
			c.RequestID == requestID
	})
}

func (m *Memory) conversation(user history.User, id string) *history.Conversation {
	for i := range m.conversations {
		if v := &m.conversations[i]; v.User == user && v.ID == id {
			return v
		}
	}
	return nil
}

// filter gives copies of the calls that keep wants, in order.
func (m *Memory) filter(keep func(history.Call) bool,
	order func(a, b history.Call) int) []history.Call {
	var found []history.Call
	for _, c := range m.calls {
		if keep(c) {
			found = append(found, c.Clone())
		}
	}
	slices.SortFunc(found, order)
	return found
}

// ByRequest implements history.Store.
func (m *Memory) ByRequest(ctx context.Context, user history.User, requestID string) (history.Call,
	error) {
	if err := ctx.Err(); err != nil {
		return history.Call{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	i := m.index(user, requestID)
	if i < 0 {
		return history.Call{}, fault.Newf(fault.NotFound, "no call %q of %q", requestID, user)
	}
	return m.calls[i].Clone(), nil
}

// Share implements history.Store.
func (m *Memory) Share(ctx context.Context, user history.User, requestID, secret string) error {
	return m.revise(ctx, user, requestID, func(c history.Call) history.Call {
		c.Share = secret
		return c
	})
}

// AddNote implements history.Store.
func (m *Memory) AddNote(ctx context.Context, user history.User, requestID string,
	n history.Note) error {
	return m.revise(ctx, user, requestID, func(c history.Call) history.Call {
		c.Notes = history.WithNote(c.Notes, n)
		return c
	})
}

// Amend implements history.Store.
func (m *Memory) Amend(ctx context.Context, user history.User, requestID string,
	a history.Amendment) error {
	return m.revise(ctx, user, requestID, func(c history.Call) history.Call {
		return c.Amended(a).Clone()
	})
}

// revise replaces a call by what change makes of it.
func (m *Memory) revise(ctx context.Context, user history.User, requestID string,
	change func(history.Call) history.Call) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	i := m.index(user, requestID)
	if i < 0 {
		return fault.Newf(fault.NotFound, "no call %q of %q", requestID, user)
	}
	m.calls[i] = change(m.calls[i])
	return nil
}

// Find implements history.Store.
func (m *Memory) Find(ctx context.Context, requestID string) (history.Call, error) {
	if err := ctx.Err(); err != nil {
		return history.Call{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	found := m.filter(func(c history.Call) bool { return c.RequestID == requestID },
		history.ByServerTime)
	if len(found) == 0 {
		return history.Call{}, fault.Newf(fault.NotFound, "no call %q", requestID)
	}
	return found[len(found)-1], nil
}

// Linked implements history.Store.
func (m *Memory) Linked(ctx context.Context, requestID, secret string) (history.Call, error) {
	if err := ctx.Err(); err != nil {
		return history.Call{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.calls {
		if c.RequestID == requestID && c.OpenedBy(secret) {
			return c, nil
		}
	}
	return history.Call{}, fault.Newf(fault.NotFound, "no call %q with this link", requestID)
}

// After implements history.Store.
func (m *Memory) After(ctx context.Context, user history.User, requestTime string,
	maxBytes int) ([]history.Call, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return history.Fitting(m.filter(func(c history.Call) bool {
		return c.User == user &&
			c.RequestTime > requestTime
	}, history.ByRequestTime), maxBytes), nil
}

// Recent implements history.Store.
func (m *Memory) Recent(ctx context.Context, q history.RecentQuery) ([]history.Call, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if cleared := m.cleared[q.User]; cleared.After(q.Since) {
		q.Since = cleared
	}
	return history.Newest(m.filter(q.Remembered, history.ByServerTime), q.Limit), nil
}

// ClearMemory implements history.Store.
func (m *Memory) ClearMemory(ctx context.Context, user history.User, now time.Time) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.cleared == nil {
		m.cleared = make(map[history.User]time.Time)
	}
	if now.After(m.cleared[user]) {
		m.cleared[user] = now
	}
	return nil
}

// DeleteUser implements history.Store.
func (m *Memory) DeleteUser(ctx context.Context, user history.User) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.noteDeletion(user, "")
	m.calls = slices.DeleteFunc(m.calls, func(c history.Call) bool { return c.User == user })
	m.conversations = slices.DeleteFunc(m.conversations,
		func(v history.Conversation) bool { return v.User == user })
	delete(m.cleared, user)
	return nil
}

// Conversations implements history.Store.
func (m *Memory) Conversations(ctx context.Context, user history.User, contains string, after,
	limit int) ([]history.Conversation, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	folded := history.Fold(contains)
	var found []history.Conversation
	for _, v := range m.conversations {
		if v.User == user && m.mentions(v, folded) {
			found = append(found, v)
		}
	}
	slices.SortFunc(found, history.ByMatch(folded))
	from := min(max(after, 0), len(found))
	return found[from:min(len(found), from+min(max(limit, 1), history.MaxLimit))], nil
}

func (m *Memory) mentions(v history.Conversation, folded string) bool {
	return strings.Contains(history.Fold(v.Title), folded) ||
		slices.ContainsFunc(m.calls, func(c history.Call) bool {
			return c.User == v.User && c.Conversation == v.ID &&
				strings.Contains(history.Fold(c.Body),
					folded)
		})
}

// Conversation implements history.Store.
func (m *Memory) Conversation(ctx context.Context, user history.User,
	id string) (history.Conversation, error) {
	if err := ctx.Err(); err != nil {
		return history.Conversation{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	v := m.conversation(user, id)
	if v == nil {
		return history.Conversation{}, fault.Newf(fault.NotFound, "no conversation %q of %q", id,
			user)
	}
	return *v, nil
}

// Rename implements history.Store.
func (m *Memory) Rename(ctx context.Context, user history.User, id, title string) error {
	return m.change(ctx, user, id, func(v *history.Conversation) {
		v.Title, v.Cut, v.Named = title, false, true
	})
}

// Entitle implements history.Store.
func (m *Memory) Entitle(ctx context.Context, user history.User, id, title string) error {
	err := m.change(ctx, user, id, func(v *history.Conversation) {
		if !v.Named {
			v.Title, v.Cut = title, false
		}
	})
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// Pin implements history.Store.
func (m *Memory) Pin(ctx context.Context, user history.User, id string, pinned bool) error {
	return m.change(ctx, user, id, func(v *history.Conversation) { v.Pinned = pinned })
}

func (m *Memory) change(ctx context.Context, user history.User, id string,
	f func(*history.Conversation)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	v := m.conversation(user, id)
	if v == nil {
		return fault.Newf(fault.NotFound, "no conversation %q of %q", id, user)
	}
	f(v)
	return nil
}

// DeleteConversation implements history.Store.
func (m *Memory) DeleteConversation(ctx context.Context, user history.User, id string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.noteDeletion(user, id)
	m.calls = slices.DeleteFunc(m.calls, func(c history.Call) bool {
		return c.User == user &&
			c.Conversation == id
	})
	m.conversations = slices.DeleteFunc(m.conversations,
		func(v history.Conversation) bool { return v.User == user && v.ID == id })
	return nil
}

// Calls implements history.Store.
func (m *Memory) Calls(ctx context.Context, user history.User, conversation string,
	before time.Time, limit int) ([]history.Call, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return history.Newest(m.filter(func(c history.Call) bool {
		return c.User == user && c.Conversation == conversation &&
			(before.IsZero() || c.ServerTime.Before(before))
	}, history.ByServerTime), limit), nil
}

// noteDeletion remembers a deletion if there is something to delete.
func (m *Memory) noteDeletion(user history.User, id string) {
	d := history.Deletion{User: user, Through: time.Now()}
	if id != "" {
		d.Conversation = history.Digest(id)
	}
	there := false
	for _, v := range m.conversations {
		if v.User != user || id != "" && v.ID != id {
			continue
		}
		there = true
		if v.Updated.After(d.Through) {
			d.Through = v.Updated
		}
	}
	if there {
		m.remember(d)
	}
}

func (m *Memory) remember(d history.Deletion) {
	for i, old := range m.deletions {
		if old.User == d.User && old.Conversation == d.Conversation {
			if d.Through.After(old.Through) {
				m.deletions[i] = d
			}
			return
		}
	}
	m.deletions = append(m.deletions, d)
}

// EachDeletion implements history.Store.
func (m *Memory) EachDeletion(ctx context.Context, f func(history.Deletion) error) error {
	m.mu.Lock()
	list := slices.Clone(m.deletions)
	for user, at := range m.cleared {
		list = append(list, history.Deletion{User: user, Memory: true, Through: at})
	}
	m.mu.Unlock()
	for _, d := range list {
		if err := errors.Join(ctx.Err(), f(d)); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// DeleteAgain implements history.Store.
func (m *Memory) DeleteAgain(ctx context.Context, d history.Deletion) (requests []string, err error) {
	if d.Memory {
		return nil, m.ClearMemory(ctx, d.User, d.Through)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.remember(d)
	m.calls = slices.DeleteFunc(m.calls, func(c history.Call) bool {
		gone := c.User == d.User && !c.ServerTime.After(d.Through) &&
			(d.Conversation == "" || d.Conversation == history.Digest(c.Conversation))
		if gone {
			requests = append(requests, c.RequestID)
			m.conversation(c.User, c.Conversation).Calls--
		}
		return gone
	})
	m.conversations = slices.DeleteFunc(m.conversations,
		func(v history.Conversation) bool { return v.Calls <= 0 })
	return requests, nil
}
