package localstore

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
)

// Turns is the turn.Store of a DB.
type Turns struct{ db *DB }

var _ turn.Store = Turns{}

// Turns gives the store of turns and their events.
func (d *DB) Turns() Turns { return Turns{d} }

// turnRow is a turn with its newest batch.
type turnRow struct {
	id       int64
	attempt  int
	fence    int64
	finished bool
	started  int64
	lease    int64
	begun    int64
	lastSeq  int64
	lastAt   sql.NullInt64
	request  []byte
}

// turnQuery reads a turnRow. The newest batch comes from its key, so that
// appending events writes no row but its own.
const turnQuery = `SELECT t.id, t.attempt, t.fence, t.finished, t.started, t.lease, t.begun, coalesce(b.last_seq, 0), b.at
	FROM turn AS t LEFT JOIN turn_batch AS b ON b.turn = t.id
	WHERE t.user = ? AND t.request = ? ORDER BY b.last_seq DESC LIMIT 1`

func (r *turnRow) dest() []any {
	return []any{&r.id, &r.attempt, &r.fence, &r.finished, &r.started, &r.lease, &r.begun,
		&r.lastSeq, &r.lastAt}
}

func (r *turnRow) state(now time.Time) turn.State {
	switch {
	case r.finished:
		return turn.Finished
	case nanos(now) < r.lease:
		return turn.Running
	}
	return turn.Interrupted
}

// expires is when the turn is forgotten unless it is running.
func (r *turnRow) expires() time.Time { return moment(max(r.begun, r.lastAt.Int64)).Add(turn.Keep) }

func (r *turnRow) forgotten(now time.Time) bool {
	return r.state(now) != turn.Running && now.After(r.expires())
}

func (r *turnRow) status(id turn.ID, now time.Time) turn.Status {
	s := turn.Status{
		ID: id, State: r.state(now), Attempt: r.attempt, LastSeq: r.lastSeq, Fence: r.fence,
		Request: r.request,
		Started: moment(r.started), Expires: r.expires(),
	}
	if s.State == turn.Running {
		s.Expires = moment(r.lease)
	}
	return s
}

// Begin implements turn.Store.
func (s Turns) Begin(ctx context.Context, id turn.ID, request []byte, lease time.Duration,
	now time.Time) (g turn.Grip, status turn.Status, begun bool, err error) {
	if err := turn.CheckRequest(request); err != nil {
		return g, status, false, err
	}
	err = s.db.write(ctx, func(t *tx) error {
		var r turnRow
		found, err := t.get(r.dest(), turnQuery, string(id.User), id.Request)
		if err != nil {
			return err
		}
		if found && r.forgotten(now) {
			if err := forget(t, "id = ?", r.id); err != nil {
				return err
			}
			found = false
		}
		if found {
			if _, err := t.get([]any{&r.request}, "SELECT body FROM turn_request WHERE turn = ?",
				r.id); err != nil {
				return err
			}
			if r.state(now) != turn.Interrupted {
				status = r.status(id, now)
				return nil
			}
		} else {
			r = turnRow{request: append([]byte{}, request...), started: nanos(now)}
		}
		if err := r.begin(t, id, lease, now); err != nil {
			return err
		}
		begun, status = true, r.status(id, now)
		g = turn.Grip{ID: id, Attempt: r.attempt, Fence: r.fence, LastSeq: r.lastSeq}
		return nil
	})
	return g, status, begun && err == nil, err
}

// begin writes r's next attempt.
func (r *turnRow) begin(t *tx, id turn.ID, lease time.Duration, now time.Time) (err error) {
	if r.fence, err = t.next("fence"); err != nil {
		return err
	}
	r.attempt++
	r.begun, r.lease = nanos(now), nanos(now.Add(lease))
	if r.attempt > 1 {
		return t.run("UPDATE turn SET attempt = ?, fence = ?, lease = ?, begun = ? WHERE id = ?",
			r.attempt, r.fence, r.lease, r.begun, r.id)
	}
	if _, err := t.get([]any{&r.id}, `INSERT INTO turn (user, request, attempt, fence, started, lease, begun)
			VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		string(id.User), id.Request, r.attempt, r.fence, r.started, r.lease, r.begun); err != nil {
		return err
	}
	return t.run("INSERT INTO turn_request (turn, body) VALUES (?, ?)", r.id, r.request)
}

func lostHold(g turn.Grip) error {
	return conflict("attempt %d of turn %q lost its hold", g.Attempt, g.ID.Request)
}

// Renew implements turn.Store.
func (s Turns) Renew(ctx context.Context, g turn.Grip, lease time.Duration, now time.Time) error {
	return s.db.write(ctx, func(t *tx) error {
		n, err := t.exec("UPDATE turn SET lease = ? WHERE user = ? AND request = ? AND fence = ? AND finished = 0",
			nanos(now.Add(lease)), string(g.ID.User), g.ID.Request, g.Fence)
		if err == nil && n == 0 {
			err = lostHold(g)
		}
		return err
	})
}

// Interrupt ends the hold of every writer. It is for a program that has just
// opened the database and so knows that whoever wrote before has died: the turns
// without an end count as interrupted, whatever their leases and the clock say.
func (s Turns) Interrupt(ctx context.Context) error {
	return s.db.write(ctx, func(t *tx) error {
		return t.run("UPDATE turn SET lease = 0 WHERE finished = 0 AND lease > 0")
	})
}

// Append implements turn.Store.
func (s Turns) Append(ctx context.Context, g turn.Grip, events []turn.Event, now time.Time) error {
	encoded, err := encode(events)
	if err != nil {
		return err
	}
	return s.db.write(ctx, func(t *tx) error {
		var r turnRow
		found, err := t.get(r.dest(), turnQuery, string(g.ID.User), g.ID.Request)
		if err != nil {
			return err
		}
		if !found || r.fence != g.Fence || r.finished {
			return lostHold(g)
		}
		if err := turn.CheckAppend(r.lastSeq, events); err != nil || len(events) == 0 {
			return err
		}
		last := events[len(events)-1]
		if err := t.run("INSERT INTO turn_batch (turn, last_seq, at, events) VALUES (?, ?, ?, ?)",
			r.id, last.Seq, nanos(now), encoded); err != nil {
			return err
		}
		if last.Kind.Final() {
			return t.run("UPDATE turn SET finished = 1 WHERE id = ?", r.id)
		}
		return nil
	})
}

// Status implements turn.Store.
func (s Turns) Status(ctx context.Context, id turn.ID, now time.Time) (turn.Status, error) {
	r, found, err := one(ctx, s.db, func(s scanner) (r turnRow, err error) {
		return r, s.Scan(append(r.dest(), &r.request)...)
	}, `SELECT t.*, q.body FROM (`+turnQuery+`) AS t JOIN turn_request AS q ON q.turn = t.id`, string(id.User), id.Request)
	if err != nil {
		return turn.Status{}, err
	}
	if !found || r.forgotten(now) {
		return turn.Status{}, notFound("no turn %q", id.Request)
	}
	return r.status(id, now), nil
}

// Events implements turn.Store.
func (s Turns) Events(ctx context.Context, id turn.ID, after int64, limit int) ([]turn.Event,
	error) {
	// A batch holds at least one event, so that limit batches are enough.
	batches, err := all(ctx, s.db, func(s scanner) (events []turn.Event, err error) {
		var encoded []byte
		if err := s.Scan(&encoded); err != nil {
			return nil, err
		}
		return events, decode(encoded, &events)
	}, `SELECT b.events FROM turn AS t JOIN turn_batch AS b ON b.turn = t.id
		WHERE t.user = ? AND t.request = ? AND b.last_seq > ? ORDER BY b.last_seq LIMIT ?`,
		string(id.User), id.Request, after, limit)
	if err != nil {
		return nil, fmt.Errorf("reading events of turn %q: %w", id.Request, err)
	}
	var found []turn.Event
	for _, batch := range batches {
		for _, e := range batch {
			if e.Seq > after && len(found) < limit {
				found = append(found, e)
			}
		}
	}
	return found, nil
}

// DeleteUser implements turn.Store.
func (s Turns) DeleteUser(ctx context.Context, user history.User) error {
	return s.db.write(ctx, func(t *tx) error { return forget(t, "user = ?", string(user)) })
}

// Delete implements turn.Store.
func (s Turns) Delete(ctx context.Context, id turn.ID) error {
	return s.db.write(ctx, func(t *tx) error {
		return forget(t, "user = ? AND request = ?", string(id.User), id.Request)
	})
}

// Expire implements turn.Store.
func (s Turns) Expire(ctx context.Context, now time.Time) error {
	return s.db.write(ctx, func(t *tx) error {
		return forget(t, `(finished = 1 OR lease <= ?1) AND begun < ?2
			AND coalesce((SELECT max(at) FROM turn_batch WHERE turn = turn.id), 0) < ?2`, nanos(now), nanos(now.Add(-turn.Keep)))
	})
}

// forget removes the turns that a condition selects, with what belongs to them.
func forget(t *tx, condition string, args ...any) error {
	for _, table := range []string{"turn_batch", "turn_request"} {
		if err := t.run("DELETE FROM "+table+" WHERE turn IN (SELECT id FROM turn WHERE "+condition+
			")", args...); err != nil {
			return err
		}
	}
	n, err := t.exec("DELETE FROM turn WHERE "+condition, args...)
	if err != nil || n == 0 {
		return err
	}
	return t.erased()
}

// Unfinished implements turn.Lister.
func (s Turns) Unfinished(ctx context.Context, user history.User, limit int,
	now time.Time) ([]turn.ID, error) {
	ids, err := all(ctx, s.db, func(s scanner) (id turn.ID, err error) {
		id.User = user
		return id, s.Scan(&id.Request)
	}, `SELECT request FROM (SELECT request, started FROM turn WHERE user = ? AND finished = 0 AND max(begun, lease) > ?
		ORDER BY started DESC LIMIT ?) ORDER BY started`, string(user), nanos(now.Add(-turn.Keep)), limit)
	if err != nil {
		return nil, fmt.Errorf("reading the unfinished turns of %q: %w", user, err)
	}
	return ids, nil
}
