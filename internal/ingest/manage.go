package ingest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

// errNotThere is the answer for documents that don't exist and for those that
// the asker may not know about.
func errNotThere() error {
	return fault.New(fault.NotFound, "문서가 없어요. 이미 지워졌을 수 있어요.",
		"There is no such document. It may have been deleted already.")
}

// manage changes a record that the asker may manage.
func (s *Service) manage(ctx context.Context, scope auth.Scope, id document.ID,
	change func(*document.Document) (bool, error)) (document.Document, error) {
	return s.update(ctx, id, func(d *document.Document) (bool, error) {
		if d.Revision == 0 || !scope.CanRead(d.Readers) && !scope.CanManage(d.Owner) {
			return false, errNotThere()
		}
		if !scope.CanManage(d.Owner) {
			return false, fault.New(fault.Forbidden,
				"올린 사람만 바꾸거나 지울 수 있는 문서예요.",
				"Only the person who uploaded this document can change or delete it.")
		}
		return change(d)
	})
}

// Delete is DeleteWith, but keeps the answers that rest on the document.
func (s *Service) Delete(ctx context.Context, scope auth.Scope, id document.ID) (document.Document,
	error) {
	return s.DeleteWith(ctx, scope, id, Deletion{})
}

// Deletion says how a document is deleted.
type Deletion struct {
	Answers bool          // the answers that rest on it are deleted too
	Undo    time.Duration // how long it can be undone, at most MaxUndoTime; 0 means UndoTime
}

func (how Deletion) undo() time.Duration {
	if how.Undo <= 0 {
		return UndoTime
	}
	return min(how.Undo, MaxUndoTime)
}

// DeleteWith hides a document at once and has it forgotten everywhere after the
// time for an undo, with or without the answers that rest on it. Deleting a
// document again changes nothing, except that the answers may now be deleted
// too.
func (s *Service) DeleteWith(ctx context.Context, scope auth.Scope, id document.ID,
	how Deletion) (document.Document, error) {
	d, err := s.manage(ctx, scope, id, func(d *document.Document) (bool, error) {
		if d.State == document.Deleting {
			more := how.Answers && !d.WithAnswers
			d.WithAnswers = d.WithAnswers || how.Answers
			return more, nil
		}
		d.Deleted, d.WithAnswers = &document.Act{By: scope.User, At: s.now()}, how.Answers
		d.Previous, d.State = d.State, document.Deleting
		d.Generation++ // which also ends the grants for a next version
		d.DeleteAfter, d.Updated = s.now().Add(how.undo()), s.now()
		return true, nil
	})
	if err != nil {
		return d, fmt.Errorf("deleting %s: %w", id, err)
	}
	return d, s.send(ctx, taskOf(Expire, d))
}

// Restore undoes a deletion that has not been carried out yet. After that, and if
// its owner has uploaded another document with its name, the error is
// fault.Conflict.
func (s *Service) Restore(ctx context.Context, scope auth.Scope, id document.ID) (document.Document,
	error) {
	d, err := s.manage(ctx, scope, id, func(d *document.Document) (bool, error) {
		if d.State != document.Deleting {
			return false, nil
		}
		if d.Previous == "" || !s.now().Before(d.DeleteAfter) {
			return false, fault.New(fault.Conflict, "이미 지워져서 되돌릴 수 없어요.",
				"It has been deleted and can't be restored.")
		}
		d.State, d.Previous = d.Previous, ""
		d.DeleteAfter, d.Updated = time.Time{}, s.now()
		d.Deleted, d.WithAnswers = nil, false
		return true, nil
	})
	if errors.Is(err, document.ErrNameTaken) {
		err = fault.New(fault.Conflict, "같은 이름의 문서가 새로 올라와 있어서 되돌릴 수 없어요.",
			"It can't be restored, because a document with the same name has been uploaded since.")
	}
	if err != nil {
		return d, fmt.Errorf("restoring %s: %w", id, err)
	}
	switch {
	case d.State.Working(): // its task may have met the deletion and given up
		return d, s.send(ctx, s.task(Put, d))
	case d.State == document.Ready: // its readers may have changed meanwhile
		return d, s.send(ctx, s.task(Reindex, d))
	}
	return d, nil
}

// Retry processes a failed document once more.
func (s *Service) Retry(ctx context.Context, scope auth.Scope, id document.ID) (document.Document,
	error) {
	d, err := s.manage(ctx, scope, id, func(d *document.Document) (bool, error) {
		if d.State != document.Failed || d.Object == "" { // there is nothing to read
			return false, nil
		}
		d.State, d.Failure, d.Progress, d.Attempts = document.Queued, nil, document.Progress{}, 0
		d.Updated = s.now()
		return true, nil
	})
	if err != nil {
		return d, fmt.Errorf("retrying %s: %w", id, err)
	}
	if !d.State.Working() {
		return d, nil
	}
	return d, s.send(ctx, s.task(Put, d))
}

// SetReaders makes a document private to its owner or shares it with everyone.
// The change of the record takes effect at once; the index follows. The record
// and the server's log say who made the change.
func (s *Service) SetReaders(ctx context.Context, scope auth.Scope, id document.ID,
	private bool) (document.Document, error) {
	d, err := s.manage(ctx, scope, id, func(d *document.Document) (bool, error) {
		d.Readers = readers(d.Owner, private)
		d.Shared = &document.Act{By: scope.User, At: s.now()}
		d.Updated = s.now()
		return true, nil
	})
	if err != nil {
		return d, fmt.Errorf("changing the readers of %s: %w", id, err)
	}
	s.log.Info("readers changed", "document", id, "private", private, "owner", d.Owner, "by",
		scope.User)
	if d.State != document.Ready {
		return d, nil
	}
	return d, s.send(ctx, s.task(Reindex, d))
}

// task makes a task that is carried out even if an equal one was sent minutes
// ago.
func (s *Service) task(a Action, d document.Document) Task {
	t := taskOf(a, d)
	t.Nonce = d.Revision
	return t
}

// Recover queues again what a crash may have left between record and queue:
// every document that is being worked on or deleted. Tasks whose work is done
// already change nothing. It is called once at start, before the worker runs.
func (s *Service) Recover(ctx context.Context) error {
	return s.documents.Each(ctx, func(d document.Document) error {
		switch {
		case d.State.Working():
			return s.send(ctx, s.task(Put, d))
		case d.State == document.Deleting:
			return s.send(ctx, s.task(Expire, d))
		}
		return nil
	})
}
