package localstore

import (
	"context"
	"fmt"
	"time"

	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/history"
)

// noteDeletion remembers a deletion.
func noteDeletion(t *tx, user history.User, conversation string, through int64) error {
	return t.run(`INSERT INTO deletion (user, conversation, through) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET through = max(through, excluded.through)`,
		string(user), conversation, through)
}

// noteConversation remembers the deletion of a conversation, if there is one.
func noteConversation(t *tx, user history.User, id string) error {
	var through int64
	found, err := t.get([]any{&through}, `SELECT max(updated, ?) FROM conversation
		WHERE user = ? AND id = ?`, nanos(time.Now()), string(user), id)
	if err != nil || !found {
		return err
	}
	return noteDeletion(t, user, history.Digest(id), through)
}

// noteUser remembers the deletion of all conversations of a user, which covers
// earlier ones.
func noteUser(t *tx, user history.User) error {
	var through int64
	found, err := t.get([]any{&through}, `SELECT max(updated, ?) FROM conversation WHERE user = ?
		ORDER BY updated DESC LIMIT 1`, nanos(time.Now()), string(user))
	if err != nil || !found {
		return err
	}
	if err := t.run("DELETE FROM deletion WHERE user = ?", string(user)); err != nil {
		return err
	}
	return noteDeletion(t, user, "", through)
}

// EachDeletion implements history.Store.
func (s History) EachDeletion(ctx context.Context, f func(history.Deletion) error) error {
	list, err := all(ctx, s.db, func(s scanner) (d history.Deletion, err error) {
		var through int64
		err = s.Scan(&d.User, &d.Conversation, &d.Memory, &through)
		d.Through = moment(through)
		return d, err
	}, `SELECT user, conversation, 0, through FROM deletion
		UNION ALL SELECT user, '', 1, at FROM cleared_memory`)
	if err != nil {
		return fmt.Errorf("reading what was deleted: %w", err)
	}
	for _, d := range list {
		if err := f(d); err != nil {
			return err
		}
	}
	return nil
}

// DeleteAgain implements history.Store.
func (s History) DeleteAgain(ctx context.Context, d history.Deletion) ([]string, error) {
	if d.Memory {
		return nil, s.ClearMemory(ctx, d.User, d.Through)
	}
	type row struct{ request, conversation string }
	rows, err := all(ctx, s.db, func(s scanner) (r row, err error) {
		return r, s.Scan(&r.request, &r.conversation)
	}, "SELECT request_id, conversation FROM call WHERE user = ? AND server_time <= ?",
		string(d.User), nanos(d.Through))
	if err != nil {
		return nil, fmt.Errorf("looking for what was deleted: %w", err)
	}
	var requests []string
	err = s.db.write(ctx, func(t *tx) error {
		requests = nil
		for _, r := range rows {
			if d.Conversation != "" && d.Conversation != history.Digest(r.conversation) {
				continue
			}
			if err := dropCall(t, forgetting.Answer{User: d.User, RequestID: r.request}); err != nil {
				return err
			}
			requests = append(requests, r.request)
		}
		return noteDeletion(t, d.User, d.Conversation, nanos(d.Through))
	})
	return requests, err
}
