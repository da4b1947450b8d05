package localstore

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/queue"
)

// Queue is a durable queue.Queue in a DB. Make it with DB.Queue.
type Queue struct {
	db     *DB
	name   string
	policy queue.Policy
	wake   *signal
}

var (
	_ queue.Queue  = (*Queue)(nil)
	_ queue.Source = (*Queue)(nil)
)

// Queue gives the queue of a name, which is made by its first message. Queues
// of different names share nothing but the file.
func (d *DB) Queue(name string, p queue.Policy) *Queue {
	d.mu.Lock()
	defer d.mu.Unlock()
	wake, ok := d.queues[name]
	if !ok {
		wake = newSignal()
		d.queues[name] = wake
	}
	return &Queue{db: d, name: name, policy: p.WithDefaults(), wake: wake}
}

// abandon gives back what was in flight when the file was closed: no other
// process has it. The attempts count, so that a message which kills the process
// is put aside in the end.
func abandon(t *tx) error {
	if err := t.run("UPDATE message SET visible = 0, receipt = 0 WHERE receipt <> 0"); err != nil {
		return err
	}
	// Where the clock was set back, a message that waits for its next try would
	// wait for the day that the clock showed before.
	return t.run("UPDATE message SET visible = 0 WHERE visible > ?",
		nanos(time.Now().Add(queue.MaxBackoff)))
}

// signal wakes all who wait for it.
type signal struct {
	mu sync.Mutex
	c  chan struct{}
}

func newSignal() *signal { return &signal{c: make(chan struct{})} }

func (s *signal) wait() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.c
}

func (s *signal) raise() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.c)
	s.c = make(chan struct{})
}

// Send implements queue.Queue.
func (q *Queue) Send(ctx context.Context, m queue.Message) error {
	if err := m.Check(); err != nil {
		return err
	}
	sent := false
	err := q.db.write(ctx, func(t *tx) (err error) {
		now := time.Now()
		if m.Dedup != "" {
			repeated, err := q.repeated(t, m.Dedup, now)
			if err != nil || repeated {
				return err
			}
		}
		sent = true
		return q.add(t, m, now)
	})
	if err == nil && sent {
		q.wake.raise()
	}
	return err
}

// repeated reports whether dedup came within the window, and notes it if not.
func (q *Queue) repeated(t *tx, dedup string, now time.Time) (bool, error) {
	if err := t.run("DELETE FROM message_dedup WHERE sent <= ?",
		nanos(now.Add(-queue.DedupWindow))); err != nil {
		return false, err
	}
	n, err := t.exec("INSERT OR IGNORE INTO message_dedup (queue, dedup, sent) VALUES (?, ?, ?)",
		q.name, dedup, nanos(now))
	return n == 0, err
}

func (q *Queue) add(t *tx, m queue.Message, now time.Time) error {
	body := m.Body
	if body == nil {
		body = []byte{}
	}
	return t.run(`INSERT INTO message (queue, grp, head, sent, dedup, body)
		VALUES (?1, ?2, NOT EXISTS (SELECT 1 FROM message WHERE queue = ?1 AND grp = ?2), ?3, ?4, ?5)`,
		q.name, m.Group, nanos(now), m.Dedup, body)
}

// Run implements queue.Queue.
func (q *Queue) Run(ctx context.Context, parallel int, h queue.Handler) error {
	return queue.Deliver(ctx, q, q.policy, parallel, q.db.log, h)
}

// idle bounds a wait for a message, should the clock be set back.
const idle = time.Minute

// Receive implements queue.Source.
func (q *Queue) Receive(ctx context.Context) (queue.Delivery, error) {
	for {
		changed := q.wake.wait() // taken before looking, so that nothing is missed in between
		d, wait, err := q.take(ctx)
		if err != nil || d.ID != "" {
			return d, err
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

// take takes the first message that may be delivered. If there is none, it says
// how long to wait for the next.
func (q *Queue) take(ctx context.Context) (d queue.Delivery, wait time.Duration, err error) {
	err = q.db.write(ctx, func(t *tx) error {
		for {
			now := time.Now()
			id, visible, found, err := q.first(t, &d.Message)
			if err != nil {
				return err
			}
			if !found {
				wait = idle
				return nil
			}
			if wait = min(time.Duration(visible-nanos(now)), idle); wait > 0 {
				return nil
			}
			if d.Attempt >= q.policy.MaxAttempts {
				if err := q.bury(t, id, queue.ExpiredReason(d.Attempt), now); err != nil {
					return err
				}
				continue
			}
			return q.deliver(t, id, &d, now)
		}
	})
	if err != nil {
		return queue.Delivery{}, 0, err
	}
	return d, wait, nil
}

// first reads the message at the head of a group that is visible first.
func (q *Queue) first(t *tx, m *queue.Message) (id, visible int64, found bool, err error) {
	var sent int64
	found, err = t.get([]any{&id, &visible, &m.Group, &m.Dedup, &m.Body, &m.Attempt, &sent},
		`SELECT id, visible, grp, dedup, body, attempt, sent FROM message
			WHERE queue = ? AND head = 1 ORDER BY visible, id LIMIT 1`, q.name)
	m.Sent = moment(sent)
	return id, visible, found, err
}

func (q *Queue) deliver(t *tx, id int64, d *queue.Delivery, now time.Time) error {
	receipt, err := t.next("receipt")
	if err != nil {
		return err
	}
	if err := t.run("UPDATE message SET attempt = attempt + 1, visible = ?, receipt = ? WHERE id = ?",
		nanos(now.Add(q.policy.Visibility)), receipt, id); err != nil {
		return err
	}
	d.ID, d.Receipt = strconv.FormatInt(id, 10), strconv.FormatInt(receipt, 10)
	d.Attempt++
	return nil
}

// Extend implements queue.Source.
func (q *Queue) Extend(ctx context.Context, d queue.Delivery, by time.Duration) error {
	return q.db.write(ctx, func(t *tx) error {
		now := time.Now()
		n, err := t.exec("UPDATE message SET visible = ? WHERE id = ? AND receipt = ? AND visible > ?",
			nanos(now.Add(by)), d.ID, d.Receipt, nanos(now))
		if err == nil && n == 0 {
			err = lostMessage(d)
		}
		return err
	})
}

func lostMessage(d queue.Delivery) error {
	return conflict("message %s is no longer this handler's", d.ID)
}

// Settle implements queue.Source.
func (q *Queue) Settle(ctx context.Context, d queue.Delivery, v queue.Verdict) error {
	err := q.db.write(ctx, func(t *tx) error {
		var id int64
		held, err := t.get([]any{&id}, "SELECT id FROM message WHERE id = ? AND receipt = ?", d.ID,
			d.Receipt)
		if err != nil {
			return err
		}
		if !held {
			return lostMessage(d)
		}
		switch v.Outcome {
		case queue.Remove:
			return q.remove(t, id)
		case queue.Bury:
			return q.bury(t, id, v.Reason, time.Now())
		case queue.Release:
			return t.run("UPDATE message SET visible = 0, receipt = 0, attempt = attempt - 1 WHERE id = ?", id)
		}
		return t.run("UPDATE message SET visible = ?, receipt = 0 WHERE id = ?",
			nanos(time.Now().Add(v.Wait)), id)
	})
	if err == nil {
		q.wake.raise()
	}
	return err
}

// remove deletes the head of a group and puts the next message in its place.
func (q *Queue) remove(t *tx, id int64) error {
	var group string
	if _, err := t.get([]any{&group}, "DELETE FROM message WHERE id = ? RETURNING grp",
		id); err != nil {
		return err
	}
	return t.run("UPDATE message SET head = 1 WHERE id = (SELECT min(id) FROM message WHERE queue = ? AND grp = ?)", q.name, group)
}

// Stats implements queue.Queue.
func (q *Queue) Stats(ctx context.Context) (queue.Stats, error) {
	s, _, err := one(ctx, q.db, func(s scanner) (v queue.Stats, err error) {
		return v, s.Scan(&v.Waiting, &v.InFlight, &v.Dead)
	}, `SELECT count(*) FILTER (WHERE receipt = 0 OR visible <= ?2), count(*) FILTER (WHERE receipt <> 0 AND visible > ?2),
			(SELECT count(*) FROM dead_letter WHERE queue = ?1)
		FROM message WHERE queue = ?1`, q.name, nanos(time.Now()))
	return s, err
}
