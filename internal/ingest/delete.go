package ingest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/queue"
)

// errGone says that a document no longer has a record.
var errGone = errors.New("the record is gone")

// delete carries out a deletion when the time for an undo is over. Until then
// the task waits in the queue and occupies no worker.
func (w *Worker) delete(ctx context.Context, t Task, extend queue.Extend) error {
	d, err := w.deleting(ctx, t)
	if err == nil {
		switch wait := d.DeleteAfter.Sub(w.o.Now()); {
		case wait > MaxUndoTime: // the clock was set back since: that must not put the deletion off
			d, err = w.await(ctx, t, extend)
		case wait > 0:
			return queue.Later(wait)
		}
	}
	if errors.Is(err, errGone) {
		return w.resumeReceipt(ctx, t.ID)
	}
	if err != nil {
		return err
	}
	return w.forget(ctx, d)
}

// await waits until the time for an undo is over and reads the task's record
// again.
func (w *Worker) await(ctx context.Context, t Task, extend queue.Extend) (document.Document,
	error) {
	if err := extend(ctx, UndoTime+extendBy); err != nil {
		return document.Document{}, err
	}
	timer := time.NewTimer(UndoTime)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return document.Document{}, ctx.Err()
	case <-timer.C:
	}
	return w.deleting(ctx, t)
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
