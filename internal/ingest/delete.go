package ingest

import (
	"context"
	"fmt"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/queue"
)

// delete carries a deletion out once the time for an undo is over.
func (w *Worker) delete(ctx context.Context, t Task, extend queue.Extend) error {
	d, err := w.deleting(ctx, t)
	if err != nil {
		return err
	}
	if wait := d.DeleteAfter.Sub(w.o.Now()); wait > 0 {
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
		if d, err = w.deleting(ctx, t); err != nil {
			return err
		}
	}
	return w.forget(ctx, d)
}

func (w *Worker) deleting(ctx context.Context, t Task) (document.Document, error) {
	d, err := w.o.Documents.Get(ctx, t.ID)
	if fault.Is(err, fault.NotFound) {
		return d, errObsolete
	}
	if err != nil {
		return d, fmt.Errorf("reading the record of %s: %w", t.ID, err)
	}
	if d.State != document.Deleting || d.Generation != t.Generation {
		return d, errObsolete
	}
	return d, nil
}

// forget removes a document everywhere; the record goes last, so that a crash
// in between is mended by the next try.
func (w *Worker) forget(ctx context.Context, d document.Document) error {
	for _, index := range w.o.Indexes {
		if err := index.Forget(ctx, d.ID, d.Version); err != nil {
			return fmt.Errorf("making a store forget %s: %w", d.ID, err)
		}
	}
	if err := w.deleteBelow(ctx, document.ContentsFolder(d.ID), nil); err != nil {
		return err
	}
	if newer, err := w.newer(ctx, d); err != nil {
		return err
	} else if !newer {
		if err := w.o.Blobs.Delete(ctx, d.Object); err != nil {
			return fmt.Errorf("deleting %s: %w", d.Object, err)
		}
	}
	if err := w.o.Documents.EndGrants(ctx, d.ID); err != nil {
		return fmt.Errorf("ending the uploads of %s: %w", d.ID, err)
	}
	err := w.o.Documents.Delete(ctx, d.ID, d.Revision)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("deleting the record of %s: %w", d.ID, err)
	}
	w.o.Log.Info("document deleted", "document", d.ID)
	return nil
}

// newer reports whether the object is of a later upload than the record: that
// one's event is on its way, and it stays.
func (w *Worker) newer(ctx context.Context, d document.Document) (bool, error) {
	info, err := w.o.Blobs.Stat(ctx, d.Object)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("looking at %s: %w", d.Object, err)
	}
	return document.Version(info.Version).Compare(d.Sequence) > 0, nil
}
