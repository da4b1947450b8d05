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

// errGone says that a document has no record any more.
var errGone = errors.New("the record is gone")

// delete carries a deletion out once the time for an undo is over.
func (w *Worker) delete(ctx context.Context, t Task, extend queue.Extend) error {
	d, err := w.deleting(ctx, t)
	if errors.Is(err, errGone) {
		return w.resumeReceipt(ctx, t.ID)
	}
	if err != nil {
		return err
	}
	// A clock that was set back since must not put the deletion off.
	if wait := min(d.DeleteAfter.Sub(w.o.Now()), UndoTime); wait > 0 {
		if err := extend(ctx, wait+extendBy); err != nil {
			return err
		}
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
		}
		if d, err = w.deleting(ctx, t); errors.Is(err, errGone) {
			return errObsolete
		} else if err != nil {
			return err
		}
	}
	return w.forget(ctx, d)
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
