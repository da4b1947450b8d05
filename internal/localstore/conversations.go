package localstore

import (
	"context"
	"time"

	"github.com/mundap/mundap/internal/history"
)

const conversationColumns = "id, user, title, cut, named, pinned, created, updated, calls"

func scanConversation(s scanner) (v history.Conversation, err error) {
	var created, updated int64
	err = s.Scan(&v.ID, &v.User, &v.Title, &v.Cut, &v.Named, &v.Pinned, &created, &updated, &v.Calls)
	v.Created, v.Updated = moment(created), moment(updated)
	return v, err
}

// Conversations implements history.Store.
func (s History) Conversations(ctx context.Context, user history.User, contains string, after,
	limit int) ([]history.Conversation, error) {
	return all(ctx, s.db, scanConversation, "SELECT "+conversationColumns+` FROM conversation AS v
		WHERE user = ?1 AND (?2 = '' OR instr(folded, ?2) > 0 OR EXISTS (
			SELECT 1 FROM call AS c WHERE c.user = ?1 AND c.conversation = v.id AND instr(c.body, ?2) > 0))
		ORDER BY instr(folded, ?2) > 0 DESC, pinned DESC, updated DESC, id LIMIT ?3 OFFSET ?4`,
		string(user), history.Fold(contains), limited(limit), max(after, 0))
}

// Conversation implements history.Store.
func (s History) Conversation(ctx context.Context, user history.User,
	id string) (history.Conversation, error) {
	v, found, err := one(ctx, s.db, scanConversation,
		"SELECT "+conversationColumns+" FROM conversation WHERE user = ? AND id = ?", string(user),
		id)
	if err == nil && !found {
		err = notFound("no conversation %q of %q", id, user)
	}
	return v, err
}

// Rename implements history.Store.
func (s History) Rename(ctx context.Context, user history.User, id, title string) error {
	return s.change(ctx, user, id, "title = ?, folded = ?, cut = 0, named = 1", title,
		history.Fold(title))
}

// Entitle implements history.Store.
func (s History) Entitle(ctx context.Context, user history.User, id, title string) error {
	return s.db.write(ctx, func(t *tx) error {
		return t.run(`UPDATE conversation SET title = ?, folded = ?, cut = 0
			WHERE user = ? AND id = ? AND named = 0`, title, history.Fold(title), string(user), id)
	})
}

// Pin implements history.Store.
func (s History) Pin(ctx context.Context, user history.User, id string, pinned bool) error {
	return s.change(ctx, user, id, "pinned = ?", pinned)
}

// change sets columns of a conversation.
func (s History) change(ctx context.Context, user history.User, id, set string,
	values ...any) error {
	return s.db.write(ctx, func(t *tx) error {
		n, err := t.exec("UPDATE conversation SET "+set+" WHERE user = ? AND id = ?",
			append(values, string(user), id)...)
		if err == nil && n == 0 {
			err = notFound("no conversation %q of %q", id, user)
		}
		return err
	})
}

// DeleteConversation implements history.Store.
func (s History) DeleteConversation(ctx context.Context, user history.User, id string) error {
	return s.db.write(ctx, func(t *tx) error {
		if err := noteConversation(t, user, id); err != nil {
			return err
		}
		if err := t.run(`DELETE FROM call_document WHERE user = ?1 AND request IN (
			SELECT request_id FROM call WHERE user = ?1 AND conversation = ?2)`, string(user),
			id); err != nil {
			return err
		}
		if err := t.run("DELETE FROM call WHERE user = ? AND conversation = ?", string(user),
			id); err != nil {
			return err
		}
		if err := t.erased(); err != nil {
			return err
		}
		return t.run("DELETE FROM conversation WHERE user = ? AND id = ?", string(user), id)
	})
}

// Calls implements history.Store.
func (s History) Calls(ctx context.Context, user history.User, conversation string,
	before time.Time, limit int) ([]history.Call, error) {
	return s.newest(ctx, `WHERE user = ?1 AND conversation = ?2 AND (?3 OR server_time < ?4)
		ORDER BY server_time DESC, request_id DESC LIMIT ?5`,
		string(user), conversation, before.IsZero(), nanos(before), limited(limit))
}
