package localstore

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"
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
	_ queue.Queue = (*Queue)(nil)
	_ queue.Laned = (*Queue)(nil)
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

// abandon makes the messages available again that were in flight when the file
// was last closed; no other process can be working on them. These attempts
// count, so a message that keeps killing the process is put aside in the end.
func abandon(t *tx) error {
	if err := t.run("UPDATE message SET visible = 0, receipt = 0, ready = 0 WHERE receipt <> 0"); err != nil {
		return err
	}
	// Where the clock was set back, a message that waits for its next try would
	// wait for the day that the clock showed before.
	return t.run("UPDATE message SET visible = 0 WHERE visible > ?",
		nanos(time.Now().Add(queue.MaxBackoff)))
}

// signal wakes all who wait for it.
type signal struct {
	mu   sync.Mutex
	c    chan struct{}
	rank atomic.Int64 // of the message that was delivered last
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
	if m.Lane == queue.Urgent { // nothing of its group holds it up
		if err := t.run("UPDATE message SET lane = ?1, big = 0 WHERE queue = ?2 AND grp = ?3 AND lane > ?1",
			m.Lane, q.name, m.Group); err != nil {
			return err
		}
		m.Big = false
	}
	// A flow's messages come one after another. A flow that has none waiting joins
	// where the queue stands: behind the rank that was delivered last.
	return t.run(`INSERT INTO message (queue, grp, head, sent, dedup, body, lane, flow, big, rank)
		VALUES (?1, ?2, NOT EXISTS (SELECT 1 FROM message WHERE queue = ?1 AND grp = ?2), ?3, ?4, ?5,
			?6, ?7, ?8, 1 + max(?9, coalesce((SELECT max(rank) FROM message WHERE queue = ?1 AND flow = ?7 AND big = ?8), 0)))`,
		q.name, m.Group, nanos(now), m.Dedup, body, m.Lane, m.Flow, m.Big, q.wake.rank.Load())
}

// Run implements queue.Queue.
func (q *Queue) Run(ctx context.Context, parallel int, h queue.Handler) error {
	return queue.Deliver(ctx, q, q.policy, parallel, q.db.log, h)
}

// idle bounds a wait for a message, should the clock be set back.
const idle = time.Minute

// Receive implements queue.Source.
func (q *Queue) Receive(ctx context.Context) (queue.Delivery, error) { return q.receive(ctx, true) }

// ReceiveSmall implements queue.Laned.
func (q *Queue) ReceiveSmall(ctx context.Context) (queue.Delivery, error) {
	return q.receive(ctx, false)
}

func (q *Queue) receive(ctx context.Context, big bool) (queue.Delivery, error) {
	for {
		changed := q.wake.wait() // taken before looking, so that nothing is missed in between
		d, wait, err := q.take(ctx, big)
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
func (q *Queue) take(ctx context.Context, big bool) (d queue.Delivery, wait time.Duration,
	err error) {
	err = q.db.write(ctx, func(t *tx) error {
		for {
			now := time.Now()
			id, found, err := q.first(t, big, now, &d.Message)
			if err != nil {
				return err
			}
			if !found {
				wait, err = q.next(t, now)
				return err
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

// next is how long no message becomes visible.
func (q *Queue) next(t *tx, now time.Time) (time.Duration, error) {
	var visible int64
	found, err := t.get([]any{&visible},
		`SELECT visible FROM message WHERE queue = ? AND head = 1 AND ready = 0 ORDER BY visible LIMIT 1`,
		q.name)
	if err != nil || !found {
		return idle, err
	}
	return min(max(time.Duration(visible-nanos(now)), 0), idle), nil
}

// first reads the message whose turn it is.
func (q *Queue) first(t *tx, big bool, now time.Time, m *queue.Message) (id int64, found bool,
	err error) {
	if err := t.run(`UPDATE message SET ready = 1 WHERE queue = ? AND head = 1 AND ready = 0 AND visible <= ?`,
		q.name, nanos(now)); err != nil {
		return 0, false, err
	}
	id, turn, found, err := q.firstOf(t, false)
	if err == nil && big {
		var bigID int64
		var bigTurn queue.Turn
		var other bool
		if bigID, bigTurn, other, err = q.firstOf(t, true); other &&
			(!found || bigTurn.Compare(turn) < 0) {
			id, turn, found = bigID, bigTurn, true
		}
	}
	if err != nil || !found {
		return 0, false, err
	}
	q.wake.rank.Store(max(q.wake.rank.Load(), turn.Rank))
	var sent int64
	found, err = t.get([]any{&m.Group, &m.Dedup, &m.Body, &m.Attempt, &sent, &m.Lane, &m.Flow, &m.Big},
		`SELECT grp, dedup, body, attempt, sent, lane, flow, big FROM message WHERE id = ?`, id)
	m.Sent = moment(sent)
	return id, found, err
}

// firstOf is the place of the first big or small message that is ready.
func (q *Queue) firstOf(t *tx, big bool) (id int64, turn queue.Turn, found bool, err error) {
	found, err = t.get([]any{&turn.Lane, &turn.Rank, &turn.ID},
		`SELECT lane, rank, id FROM message WHERE queue = ? AND big = ? AND head = 1 AND ready = 1
			ORDER BY lane, rank, id LIMIT 1`, q.name, big)
	return turn.ID, turn, found, err
}

func (q *Queue) deliver(t *tx, id int64, d *queue.Delivery, now time.Time) error {
	receipt, err := t.next("receipt")
	if err != nil {
		return err
	}
	if err := t.run("UPDATE message SET attempt = attempt + 1, visible = ?, receipt = ?, ready = 0 WHERE id = ?",
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
			return t.run("UPDATE message SET visible = ?, receipt = 0, attempt = attempt - 1 WHERE id = ?",
				nanos(time.Now().Add(v.Wait)), id)
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
		return v, s.Scan(&v.Waiting, &v.InFlight, &v.Dead, &v.Idle)
	}, `SELECT count(*) FILTER (WHERE receipt = 0 OR visible <= ?2), count(*) FILTER (WHERE receipt <> 0 AND visible > ?2),
			(SELECT count(*) FROM dead_letter WHERE queue = ?1),
			count(*) FILTER (WHERE (receipt = 0 OR visible <= ?2) AND lane = ?3)
		FROM message WHERE queue = ?1`, q.name, nanos(time.Now()), queue.Background)
	return s, err
}
