package ingest

import (
	"context"
	"fmt"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
)

// restockLogEvery is how often Restock logs how far it has come.
const restockLogEvery = 10 * time.Second

// Needs decides whether a document has to be put into an index again.
type Needs func(ctx context.Context, d document.Document) (bool, error)

// Everything restocks every ready document.
func Everything(context.Context, document.Document) (bool, error) { return true, nil }

// Restock puts the stored chunks of every ready document that needs it into
// index, one after another, and returns how many documents it has put. A
// document that can't be put is logged and skipped; its old entry, if there is
// one, stays. Restock stops at the first error of the record store, of needs,
// or of ctx.
func (w *Worker) Restock(ctx context.Context, index retrieve.Index, needs Needs) (int, error) {
	done, told := 0, w.o.Now()
	err := w.o.Documents.Each(ctx, func(d document.Document) error {
		if err := ctx.Err(); err != nil || d.State != document.Ready {
			return err
		}
		needed, err := needs(ctx, d)
		if err != nil || !needed {
			return err
		}
		if err := w.restock(ctx, index, d); err != nil {
			w.o.Log.Warn("a document was not indexed again", "document", d.ID, "error", err)
			return ctx.Err()
		}
		done++
		if now := w.o.Now(); now.Sub(told) >= restockLogEvery {
			told = now
			w.o.Log.Info("indexing documents again", "done", done)
		}
		return nil
	})
	return done, err
}

func (w *Worker) restock(ctx context.Context, index retrieve.Index, d document.Document) error {
	r, err := w.opened(ctx, d.Content.Blob)
	if err != nil {
		return fmt.Errorf("reading what %s holds: %w", d.ID, err)
	}
	return putInto(ctx, index, d, w.chunksOf(ctx, r))
}
