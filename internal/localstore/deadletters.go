package localstore

import (
	"context"
	"strconv"
	"time"

	"github.com/mundap/mundap/internal/queue"
)

// bury puts a message aside; its group goes on.
func (q *Queue) bury(t *tx, id int64, reason string, now time.Time) error {
	if err := t.run(`INSERT INTO dead_letter (id, queue, grp, attempt, sent, dedup, body, reason, died)
		SELECT id, queue, grp, attempt, sent, dedup, body, ?, ? FROM message WHERE id = ?`, reason, nanos(now), id); err != nil {
		return err
	}
	return q.remove(t, id)
}

// DeadLetters implements queue.Queue.
func (q *Queue) DeadLetters(ctx context.Context, limit int) ([]queue.DeadLetter, error) {
	return all(ctx, q.db, func(s scanner) (d queue.DeadLetter, err error) {
		var id, sent, died int64
		err = s.Scan(&id, &d.Group, &d.Attempt, &sent, &d.Dedup, &d.Body, &d.Reason, &died)
		d.ID, d.Sent, d.Died = strconv.FormatInt(id, 10), moment(sent), moment(died)
		return d, err
	}, `SELECT id, grp, attempt, sent, dedup, body, reason, died FROM dead_letter WHERE queue = ?
		ORDER BY died, id LIMIT ?`, q.name, max(limit, 0))
}

// Redrive implements queue.Queue.
func (q *Queue) Redrive(ctx context.Context, id string) error {
	err := q.db.write(ctx, func(t *tx) error {
		var m queue.Message // without its Dedup: it is a repeat, and wanted
		found, err := t.get([]any{&m.Group, &m.Body},
			"DELETE FROM dead_letter WHERE queue = ? AND id = ? RETURNING grp, body", q.name, id)
		if err != nil {
			return err
		}
		if !found {
			return notFound("no dead letter %q", id)
		}
		return q.add(t, m, time.Now())
	})
	if err == nil {
		q.wake.raise()
	}
	return err
}

// Discard implements queue.Queue.
func (q *Queue) Discard(ctx context.Context, id string) error {
	return q.db.write(ctx, func(t *tx) error {
		if err := t.erased(); err != nil {
			return err
		}
		return t.run("DELETE FROM dead_letter WHERE queue = ? AND id = ?", q.name, id)
	})
}
