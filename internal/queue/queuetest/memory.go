package queuetest

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/queue"
)

// Memory is a Queue in memory, for tests. Make it with NewMemory. Under
// testing/synctest its waits take no time.
type Memory struct {
	policy queue.Policy

	mu      sync.Mutex
	last    int64    // counts ids and receipts
	waiting []*entry // in the order of sending
	dead    []queue.DeadLetter
	seen    map[string]time.Time // Dedup to when it was sent
	changed chan struct{}        // closed and made anew when a message may have become deliverable
	rank    int64                // of the message that was delivered last
}

type entry struct {
	queue.Message
	turn    queue.Turn
	visible time.Time // hidden until then
	receipt string    // of the latest delivery
}

var (
	_ queue.Queue = (*Memory)(nil)
	_ queue.Laned = (*Memory)(nil)
)

// NewMemory makes an empty queue.
func NewMemory(p queue.Policy) *Memory {
	return &Memory{policy: p.WithDefaults(), seen: make(map[string]time.Time),
		changed: make(chan struct{})}
}

// Send implements Queue.
func (m *Memory) Send(ctx context.Context, msg queue.Message) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := msg.Check(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	if msg.Dedup != "" {
		if sent, ok := m.seen[msg.Dedup]; ok && now.Sub(sent) < queue.DedupWindow {
			return nil
		}
		m.seen[msg.Dedup] = now
	}
	m.add(msg, now)
	return nil
}

func (m *Memory) add(msg queue.Message, now time.Time) {
	msg.ID, msg.Attempt, msg.Sent, msg.Body = m.number(), 0, now, slices.Clone(msg.Body)
	e := &entry{Message: msg, turn: queue.Turn{Lane: msg.Lane, Rank: m.rank, ID: m.last}}
	for _, o := range m.waiting {
		if o.Flow == e.Flow && o.Big == e.Big {
			e.turn.Rank = max(e.turn.Rank, o.turn.Rank)
		}
		if o.Group == e.Group && o.turn.Lane > e.turn.Lane && e.turn.Lane == queue.Urgent {
			o.turn.Lane, o.Big = queue.Urgent, false
		}
	}
	e.turn.Rank++
	m.waiting = append(m.waiting, e)
	m.wake()
}

func (m *Memory) number() string {
	m.last++
	return strconv.FormatInt(m.last, 10)
}

func (m *Memory) wake() {
	close(m.changed)
	m.changed = make(chan struct{})
}

// Run implements Queue.
func (m *Memory) Run(ctx context.Context, parallel int, h queue.Handler) error {
	return queue.Deliver(ctx, m, m.policy, parallel, nil, h)
}

// Receive implements Source.
func (m *Memory) Receive(ctx context.Context) (queue.Delivery, error) { return m.receive(ctx, true) }

// ReceiveSmall implements Laned.
func (m *Memory) ReceiveSmall(ctx context.Context) (queue.Delivery, error) {
	return m.receive(ctx, false)
}

func (m *Memory) receive(ctx context.Context, big bool) (queue.Delivery, error) {
	for {
		d, wait, changed := m.next(big)
		if d.ID != "" {
			return d, nil
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return queue.Delivery{}, ctx.Err()
		case <-changed:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// next takes the first message that may be delivered. If there is none, it says
// how long that may stay so.
func (m *Memory) next(big bool) (d queue.Delivery, wait time.Duration, changed <-chan struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now, wait := time.Now(), time.Hour
	var first *entry
	blocked := make(map[string]bool)
	for _, e := range slices.Clone(m.waiting) {
		hidden := e.visible.Sub(now)
		switch {
		case blocked[e.Group]:
			continue
		case hidden > 0:
			wait = min(wait, hidden)
		case e.Attempt >= m.policy.MaxAttempts:
			m.bury(e, queue.ExpiredReason(e.Attempt))
			continue
		case (big || !e.Big) && (first == nil || e.turn.Compare(first.turn) < 0):
			first = e
		}
		blocked[e.Group] = true
	}
	if first == nil {
		return queue.Delivery{}, wait, m.changed
	}
	m.rank = max(m.rank, first.turn.Rank)
	first.Attempt++
	first.visible, first.receipt = now.Add(m.policy.Visibility), m.number()
	d = queue.Delivery{Message: first.Message, Receipt: first.receipt}
	d.Body = slices.Clone(d.Body)
	return d, 0, m.changed
}

func (m *Memory) bury(e *entry, reason string) {
	m.remove(e)
	m.dead = append(m.dead, queue.DeadLetter{Message: e.Message, Reason: reason, Died: time.Now()})
}

func (m *Memory) remove(e *entry) {
	m.waiting = slices.DeleteFunc(m.waiting, func(o *entry) bool { return o == e })
}

// held finds the entry of a delivery that is still the latest of its message.
func (m *Memory) held(d queue.Delivery) (*entry, error) {
	i := slices.IndexFunc(m.waiting, func(e *entry) bool {
		return e.ID == d.ID &&
			e.receipt == d.Receipt
	})
	if i < 0 {
		return nil, fault.Newf(fault.Conflict, "message %s is no longer this handler's", d.ID)
	}
	return m.waiting[i], nil
}

// Extend implements Source.
func (m *Memory) Extend(ctx context.Context, d queue.Delivery, t time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	e, err := m.held(d)
	if err != nil {
		return err
	}
	if !time.Now().Before(e.visible) {
		return fault.Newf(fault.Conflict, "the time of message %s ran out", d.ID)
	}
	e.visible = time.Now().Add(t)
	return nil
}

// Settle implements Source.
func (m *Memory) Settle(_ context.Context, d queue.Delivery, v queue.Verdict) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, err := m.held(d)
	if err != nil {
		return err
	}
	e.receipt = ""
	switch v.Outcome {
	case queue.Remove:
		m.remove(e)
	case queue.Retry:
		e.visible = time.Now().Add(v.Wait)
	case queue.Bury:
		m.bury(e, v.Reason)
	case queue.Release:
		e.visible = time.Now().Add(v.Wait)
		e.Attempt--
	}
	m.wake()
	return nil
}

// Stats implements Queue.
func (m *Memory) Stats(ctx context.Context) (queue.Stats, error) {
	if err := ctx.Err(); err != nil {
		return queue.Stats{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	s := queue.Stats{Dead: len(m.dead)}
	for _, e := range m.waiting {
		if e.receipt != "" && time.Now().Before(e.visible) {
			s.InFlight++
		} else {
			s.Waiting++
			if e.turn.Lane == queue.Background {
				s.Idle++
			}
		}
	}
	return s, nil
}

// DeadLetters implements Queue.
func (m *Memory) DeadLetters(ctx context.Context, limit int) ([]queue.DeadLetter, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.dead[:min(max(limit, 0), len(m.dead))]), nil
}

// Redrive implements Queue.
func (m *Memory) Redrive(ctx context.Context, id string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	i := slices.IndexFunc(m.dead, func(d queue.DeadLetter) bool { return d.ID == id })
	if i < 0 {
		return fault.Newf(fault.NotFound, "no dead letter %s", id)
	}
	msg := m.dead[i].Message
	m.dead = slices.Delete(m.dead, i, i+1)
	msg.Dedup = "" // it is a repeat, and wanted
	m.add(msg, time.Now())
	return nil
}

// Discard implements Queue.
func (m *Memory) Discard(ctx context.Context, id string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dead = slices.DeleteFunc(m.dead, func(d queue.DeadLetter) bool { return d.ID == id })
	return nil
}
