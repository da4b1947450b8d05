package wiring

import (
	"context"

	"github.com/mundap/mundap/internal/aws/opensearch"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/ingest"
)

// Refill puts every ready document into a new index of OpenSearch. If a
// document that the old index has can't be put, that is an error, and the old
// index stays.
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
