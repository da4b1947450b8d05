package wiring

import (
	"context"

	"github.com/mundap/mundap/internal/aws/opensearch"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/ingest"
)

// Refill puts every ready document into a new index of OpenSearch. A document
// that can't be put, although the old index has it, is an error: the old index
// stays then.
func Refill(w *ingest.Worker, old *opensearch.Store) opensearch.Fill {
	return func(ctx context.Context, next *opensearch.Store) (int, error) {
		lacking := 0
		n, err := w.Restock(ctx, next, func(ctx context.Context, d document.Document) (bool, error) {
			there, err := next.Contains(ctx, d.ID, d.Version)
			if err != nil || there {
				return false, err
			}
			known, err := old.Contains(ctx, d.ID, d.Version)
			if known {
				lacking++
			}
			return true, err
		})
		if err == nil && n == 0 && lacking > 0 {
			err = fault.Newf(fault.Unavailable, "%d documents can't be put into the new index", lacking)
		}
		return n, err
	}
}
