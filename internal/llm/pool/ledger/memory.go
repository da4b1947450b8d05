package ledger

import (
	"context"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

// Memory is a ledger within one process. The zero value works.
type Memory struct {
	// Now is its clock; nil means the real one.
	Now func() time.Time

	mu       sync.Mutex
	accounts map[account]State
}

type account struct{ region, model string }

// Draw takes a slice. See [Ledger].
func (m *Memory) Draw(ctx context.Context, q Quota, want Amount) (Grant, error) {
	return view{m, m.now}.Draw(ctx, q, want)
}

// Return gives a slice back. See [Ledger].
func (m *Memory) Return(ctx context.Context, q Quota, unused Amount) error {
	return view{m, m.now}.Return(ctx, q, unused)
}

// View is the same ledger for a sharer with a clock of its own, which need not
// agree with that of others.
func (m *Memory) View(now func() time.Time) Ledger { return view{m, now} }

type view struct {
	memory *Memory
	now    func() time.Time
}

func (v view) Draw(ctx context.Context, q Quota, want Amount) (Grant, error) {
	if err := check(ctx, want); err != nil {
		return Grant{}, err
	}
	m := v.memory
	m.mu.Lock()
	defer m.mu.Unlock()
	now := v.now()
	s, g := m.state(q, now).Draw(q, now, want)
	m.accounts[account{q.Region, q.Model}] = s
	return g, nil
}

func (v view) Return(ctx context.Context, q Quota, unused Amount) error {
	if err := check(ctx, unused); err != nil {
		return err
	}
	m := v.memory
	m.mu.Lock()
	defer m.mu.Unlock()
	now := v.now()
	m.accounts[account{q.Region, q.Model}] = m.state(q, now).Return(q, now, unused)
	return nil
}

func (m *Memory) state(q Quota, now time.Time) State {
	if m.accounts == nil {
		m.accounts = map[account]State{}
	}
	s, ok := m.accounts[account{q.Region, q.Model}]
	if !ok {
		s = Fresh(q, now)
	}
	return s
}

func (m *Memory) now() time.Time {
	if m.Now != nil {
		return m.Now()
	}
	return time.Now()
}

func check(ctx context.Context, a Amount) error {
	if a.Tokens < 0 || a.Requests < 0 {
		return fault.Newf(fault.Invalid, "a negative amount of a quota")
	}
	if err := ctx.Err(); err != nil {
		return fault.Wrap(err, fault.KindOf(err), "", "")
	}
	return nil
}
