package ingest

import (
	"context"
	"errors"
	"fmt"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/queue"
)

// errGone says that a document no longer has a record.
var errGone = errors.New("the record is gone")

// expire waits in the queue until a deletion can't be undone any more, and then
// queues the task that carries it out.
func (w *Worker) expire(ctx context.Context, t Task) error {
	d, err := w.deleting(ctx, t)
	if err == nil {
		err = w.undoable(ctx, d)
	}
	if err != nil && !errors.Is(err, errGone) { // Delete completes the receipt of what is gone
		return err
	}
	t.Action = Delete
	return w.next(ctx, t)
}

// delete carries out a deletion. A task that comes before the time for an undo
// is over waits in the queue: another machine's clock was ahead, or an older
// program queued it.
func (w *Worker) delete(ctx context.Context, t Task) error {
	d, err := w.deleting(ctx, t)
	if err == nil {
		err = w.undoable(ctx, d)
	}
	if errors.Is(err, errGone) {
		return w.resumeReceipt(ctx, t.ID)
	}
	if err != nil {
		return err
	}
	return w.forget(ctx, d)
}

// undoable returns queue.Later while a deletion can be undone, and nil after
// that. If the clock was set back since the deletion, or is behind another
// machine's, the record moves to the present clock, so that the time for an undo
// becomes neither longer nor shorter than promised.
func (w *Worker) undoable(ctx context.Context, d document.Document) error {
	now, undo := w.o.Now(), UndoTime
	if d.Deleted != nil {
		undo = max(0, min(d.DeleteAfter.Sub(d.Deleted.At), MaxUndoTime))
	}
	left := d.DeleteAfter.Sub(now)
	wait := min(left, undo)
	if wait <= 0 {
		return nil
	}
	if left > undo {
		d.DeleteAfter = now.Add(undo)
		if d.Deleted != nil {
			d.Deleted = &document.Act{By: d.Deleted.By, At: now}
		}
		if _, err := w.o.Documents.Put(ctx, d); err != nil {
			return fmt.Errorf("moving the deletion of %s to this clock: %w", d.ID, err)
		}
	}
	return queue.Later(wait)
}

func (w *Worker) deleting(ctx context.Context, t Task) (document.Document, error) {
	d, err := w.o.Documents.Get(ctx, t.ID)
	if fault.Is(err, fault.NotFound) {
		return d, errGone
	}
	if err != nil {
		return d, fmt.Errorf("reading the record of %s: %w", t.ID, err)
	}
	if d.State != document.Deleting || d.Generation != t.Generation {
		return d, errObsolete
	}
	return d, nil
}
