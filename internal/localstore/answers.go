package localstore

import (
	"context"
	"fmt"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/history"
)

// Answers is the forgetting.Answers of a DB.
type Answers struct{ db *DB }

var _ forgetting.Answers = Answers{}

// Answers gives what forgetting a document does to calls and turns.
func (d *DB) Answers() Answers { return Answers{d} }

// noteDocuments notes which documents a call has to do with.
func noteDocuments(t *tx, c history.Call) error {
	note := func(id document.ID, summary bool) error {
		if id == "" {
			return nil
		}
		return t.run(`INSERT OR IGNORE INTO call_document (document, user, request, summary)
			VALUES (?, ?, ?, ?)`, string(id), string(c.User), c.RequestID, summary)
	}
	if err := note(c.Summarised, true); err != nil {
		return err
	}
	for _, s := range c.Sources {
		if err := note(s.Document, false); err != nil {
			return err
		}
	}
	return nil
}

// Of implements forgetting.Answers. Summaries that an earlier version wrote are
// known by their question, which is the document's name or id.
func (s Answers) Of(ctx context.Context, d document.Document) ([]forgetting.Answer, error) {
	names, err := list([]string{history.Fold(d.Name), history.Fold(document.Prefix + d.Name),
		history.Fold(string(d.ID))})
	if err != nil {
		return nil, err
	}
	found, err := all(ctx, s.db, func(s scanner) (a forgetting.Answer, err error) {
		return a, s.Scan(&a.User, &a.RequestID, &a.Summary)
	}, `SELECT user, request, max(summary) FROM (
			SELECT user, request, summary FROM call_document WHERE document = ?1
			UNION ALL
			SELECT user, request_id, 1 FROM call
			WHERE body IN (SELECT value FROM json_each(?2)) AND (user = ?3 OR ?3 = ?4)
				AND server_time >= ?5 AND json_extract(CAST(record AS TEXT), '$.type') = 'document'
				AND NOT EXISTS (SELECT 1 FROM call_document AS other WHERE other.user = call.user
					AND other.request = call.request_id AND other.document <> ?1)
		) GROUP BY user, request`,
		string(d.ID), names, string(d.Owner), string(auth.Local), nanos(d.Uploaded))
	if err != nil {
		return nil, fmt.Errorf("looking for answers from %s: %w", d.ID, err)
	}
	return found, nil
}

// Drop implements forgetting.Answers.
func (s Answers) Drop(ctx context.Context, _ document.Document, calls []forgetting.Answer) error {
	for _, a := range calls {
		err := s.db.write(ctx, func(t *tx) error { return dropCall(t, a) })
		if err != nil {
			return fmt.Errorf("removing the answer %q: %w", a.RequestID, err)
		}
	}
	return nil
}

func dropCall(t *tx, a forgetting.Answer) error {
	user := string(a.User)
	if err := forget(t, "user = ? AND request = ?", user, a.RequestID); err != nil {
		return err
	}
	if err := t.run("DELETE FROM call_document WHERE user = ? AND request = ?", user,
		a.RequestID); err != nil {
		return err
	}
	var conversation, body string
	found, err := t.get([]any{&conversation, &body}, `DELETE FROM call
		WHERE user = ? AND request_id = ? RETURNING conversation,
			json_extract(CAST(record AS TEXT), '$.body')`, user, a.RequestID)
	if err != nil || !found {
		return err
	}
	if err := t.erased(); err != nil {
		return err
	}
	return shrink(t, user, conversation, body)
}

// shrink takes a call that was removed out of its conversation.
func shrink(t *tx, user, conversation, body string) error {
	if err := t.run("UPDATE conversation SET calls = calls - 1 WHERE user = ? AND id = ?", user,
		conversation); err != nil {
		return err
	}
	if err := t.run("DELETE FROM conversation WHERE user = ? AND id = ? AND calls <= 0", user,
		conversation); err != nil {
		return err
	}
	title, _ := history.Title(body)
	var now, first string
	found, err := t.get([]any{&now, &first}, `SELECT v.title, json_extract(CAST(c.record AS TEXT), '$.body')
		FROM conversation AS v JOIN call AS c ON c.user = v.user AND c.conversation = v.id
		WHERE v.user = ? AND v.id = ? ORDER BY c.server_time, c.request_id LIMIT 1`, user, conversation)
	if err != nil || !found || now != title {
		return err
	}
	title, cut := history.Title(first)
	return t.run("UPDATE conversation SET title = ?, folded = ?, cut = ? WHERE user = ? AND id = ?",
		title, history.Fold(title), cut, user, conversation)
}

// Unname implements forgetting.Answers.
func (s Answers) Unname(ctx context.Context, d document.Document,
	calls []forgetting.Answer) error {
	ref := document.ID(forgetting.Ref(d.ID))
	if ref == d.ID {
		return nil
	}
	for _, a := range calls {
		err := s.db.write(ctx, func(t *tx) error { return unnameCall(t, a, d.ID, ref) })
		if err != nil {
			return fmt.Errorf("taking the document's name out of the answer %q: %w", a.RequestID,
				err)
		}
	}
	return nil
}

func unnameCall(t *tx, a forgetting.Answer, id, ref document.ID) error {
	user := string(a.User)
	if err := forget(t, "user = ? AND request = ? AND finished = 1", user,
		a.RequestID); err != nil {
		return err
	}
	if err := t.run(`DELETE FROM call_document WHERE document = ? AND user = ? AND request = ?`,
		string(id), user, a.RequestID); err != nil {
		return err
	}
	var record []byte
	found, err := t.get([]any{&record}, "SELECT record FROM call WHERE user = ? AND request_id = ?",
		user, a.RequestID)
	if err != nil || !found {
		return err
	}
	var c history.Call
	if err := decode(record, &c); err != nil {
		return err
	}
	c.Unname(id, ref)
	if record, err = encode(c); err != nil {
		return err
	}
	if err := t.erased(); err != nil {
		return err
	}
	return t.run("UPDATE call SET record = ? WHERE user = ? AND request_id = ?", record, user,
		a.RequestID)
}
