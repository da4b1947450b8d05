package localstore

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/history"
)

// History is the history.Store of a DB.
type History struct{ db *DB }

var _ history.Store = History{}

// History gives the store of the call log and of conversations.
func (d *DB) History() History { return History{d} }

// callColumns are what scanCall reads.
const callColumns = "record, replaced, share"

func scanCall(s scanner) (c history.Call, err error) {
	var record []byte
	var replaced bool
	var share string
	if err := s.Scan(&record, &replaced, &share); err != nil {
		return c, err
	}
	err = decode(record, &c)
	c.Share = share
	c.Replaced = c.Replaced || replaced
	return c, err
}

// Append implements history.Store.
func (s History) Append(ctx context.Context, c history.Call) (appended bool, err error) {
	record, err := encode(c)
	if err != nil {
		return false, err
	}
	err = s.db.write(ctx, func(t *tx) error {
		n, err := t.exec(`INSERT OR IGNORE INTO call (user, request_id, request_time, conversation, memory, outcome, replaced,
				server_time, body, share, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			string(c.User), c.RequestID, c.RequestTime, c.Conversation, string(c.Memory),
			string(c.Outcome), c.Replaced,
			nanos(c.ServerTime), history.Fold(c.Body), c.Share, record)
		if appended = n > 0; err != nil || !appended {
			return err
		}
		if err := noteDocuments(t, c); err != nil {
			return err
		}
		if c.Replaces != "" && c.Replaces != c.RequestID {
			if err := t.run("UPDATE call SET replaced = 1 WHERE user = ? AND request_id = ?",
				string(c.User), c.Replaces); err != nil {
				return err
			}
		}
		title, cut := c.Title()
		return t.run(`INSERT INTO conversation (user, id, title, folded, cut, created, updated, calls) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, 1)
			ON CONFLICT (user, id) DO UPDATE SET updated = max(updated, excluded.updated), calls = calls + 1`,
			string(c.User), c.Conversation, title, history.Fold(title), cut, nanos(c.ServerTime))
	})
	return appended && err == nil, err
}

// Latest is the server time of the newest call; zero if there is none.
func (s History) Latest(ctx context.Context) (time.Time, error) {
	at, found, err := one(ctx, s.db, func(s scanner) (n int64, err error) { return n, s.Scan(&n) },
		"SELECT server_time FROM call ORDER BY server_time DESC LIMIT 1")
	if !found || err != nil {
		return time.Time{}, err
	}
	return moment(at), nil
}

// ByRequest implements history.Store.
func (s History) ByRequest(ctx context.Context, user history.User, requestID string) (history.Call,
	error) {
	c, found, err := one(ctx, s.db, scanCall,
		"SELECT "+callColumns+" FROM call WHERE user = ? AND request_id = ?",
		string(user), requestID)
	if err == nil && !found {
		err = notFound("no call %q of %q", requestID, user)
	}
	return c, err
}

// Share implements history.Store.
func (s History) Share(ctx context.Context, user history.User, requestID, secret string) error {
	return s.db.write(ctx, func(t *tx) error {
		n, err := t.exec("UPDATE call SET share = ? WHERE user = ? AND request_id = ?", secret,
			string(user), requestID)
		if err == nil && n == 0 {
			err = notFound("no call %q of %q", requestID, user)
		}
		return err
	})
}

// AddNote implements history.Store.
func (s History) AddNote(ctx context.Context, user history.User, requestID string,
	n history.Note) error {
	return s.revise(ctx, user, requestID, func(c history.Call) history.Call {
		c.Notes = history.WithNote(c.Notes, n)
		return c
	})
}

// Amend implements history.Store.
func (s History) Amend(ctx context.Context, user history.User, requestID string,
	a history.Amendment) error {
	return s.revise(ctx, user, requestID, func(c history.Call) history.Call { return c.Amended(a) })
}

// revise replaces the record of a call by what change makes of it.
func (s History) revise(ctx context.Context, user history.User, requestID string,
	change func(history.Call) history.Call) error {
	return s.db.write(ctx, func(t *tx) error {
		var record []byte
		found, err := t.get([]any{&record}, "SELECT record FROM call WHERE user = ? AND request_id = ?",
			string(user), requestID)
		if err != nil {
			return err
		}
		if !found {
			return notFound("no call %q of %q", requestID, user)
		}
		var c history.Call
		if err := decode(record, &c); err != nil {
			return err
		}
		if record, err = encode(change(c)); err != nil {
			return err
		}
		return t.run("UPDATE call SET record = ? WHERE user = ? AND request_id = ?", record,
			string(user), requestID)
	})
}

// WithLinks gives the calls that have a link.
func (s History) WithLinks(ctx context.Context) ([]history.Call, error) {
	return all(ctx, s.db, scanCall, "SELECT "+callColumns+" FROM call WHERE share <> ''")
}

// Linked implements history.Store.
func (s History) Linked(ctx context.Context, requestID, secret string) (history.Call, error) {
	linked, err := all(ctx, s.db, scanCall,
		"SELECT "+callColumns+" FROM call WHERE request_id = ? AND share <> ''", requestID)
	if err != nil {
		return history.Call{}, err
	}
	for _, c := range linked {
		if c.OpenedBy(secret) {
			return c, nil
		}
	}
	return history.Call{}, notFound("no call %q with this link", requestID)
}

// Find implements history.Store.
func (s History) Find(ctx context.Context, requestID string) (history.Call, error) {
	c, found, err := one(ctx, s.db, scanCall,
		"SELECT "+callColumns+" FROM call WHERE request_id = ? ORDER BY server_time DESC LIMIT 1",
		requestID)
	if err == nil && !found {
		err = notFound("no call %q", requestID)
	}
	return c, err
}

// afterPage is how many calls After reads at once, so that a long log is not
// read whole for its newest part.
const afterPage = 200

// After implements history.Store.
func (s History) After(ctx context.Context, user history.User, requestTime string,
	maxBytes int) ([]history.Call, error) {
	var found []history.Call // newest first
	left := maxBytes
	var last history.Call
	for {
		page, err := all(ctx, s.db, scanCall, "SELECT "+callColumns+` FROM call WHERE user = ?1 AND request_time > ?2
				AND (?3 OR (request_time, request_id) < (?4, ?5))
			ORDER BY request_time DESC, request_id DESC LIMIT ?6`,
			string(user), requestTime, len(found) == 0, last.RequestTime, last.RequestID, afterPage)
		if err != nil {
			return nil, err
		}
		for _, c := range page {
			if maxBytes > 0 {
				encoded, err := json.Marshal(c)
				if err != nil {
					return nil, fmt.Errorf("measuring a call: %w", err)
				}
				if left -= len(encoded); left < 0 && len(found) > 0 {
					slices.Reverse(found)
					return found, nil
				}
			}
			found = append(found, c)
			last = c
		}
		if len(page) < afterPage {
			slices.Reverse(found)
			return found, nil
		}
	}
}

// newest reads calls that a query gives newest first, and turns them around.
func (s History) newest(ctx context.Context, query string, args ...any) ([]history.Call, error) {
	calls, err := all(ctx, s.db, scanCall, "SELECT "+callColumns+" FROM call "+query, args...)
	slices.Reverse(calls)
	return calls, err
}

func limited(limit int) int { return min(max(limit, 1), history.MaxLimit) }

// Recent implements history.Store.
func (s History) Recent(ctx context.Context, q history.RecentQuery) ([]history.Call, error) {
	return s.newest(ctx, `WHERE user = ?1 AND conversation = ?2 AND memory = ?3 AND (replaced = 0 OR ?8) AND outcome IN (?4, ?5)
			AND server_time > max(?6, coalesce((SELECT at FROM cleared_memory WHERE user = ?1), ?6))
		ORDER BY server_time DESC, request_id DESC LIMIT ?7`,
		string(q.User), q.Conversation, string(q.Memory), string(history.Completed),
		string(history.Stopped), nanos(q.Since),
		limited(q.Limit), q.Replaced)
}

// ClearMemory implements history.Store.
func (s History) ClearMemory(ctx context.Context, user history.User, now time.Time) error {
	return s.db.write(ctx, func(t *tx) error {
		return t.run(`INSERT INTO cleared_memory (user, at) VALUES (?, ?)
			ON CONFLICT DO UPDATE SET at = max(at, excluded.at)`, string(user), nanos(now))
	})
}

// DeleteUser implements history.Store.
func (s History) DeleteUser(ctx context.Context, user history.User) error {
	return s.db.write(ctx, func(t *tx) error {
		if err := noteUser(t, user); err != nil {
			return err
		}
		for _, query := range []string{
			"DELETE FROM call_document WHERE user = ?", "DELETE FROM call WHERE user = ?",
			"DELETE FROM conversation WHERE user = ?",
			"DELETE FROM cleared_memory WHERE user = ?",
		} {
			if err := t.run(query, string(user)); err != nil {
				return err
			}
		}
		return t.erased()
	})
}
