package wiring

import (
	"context"

	"github.com/mundap/mundap/internal/document"
)

// Announced is a document store that tells of every record that it wrote or
// deleted, right after that. Tell is called in the writer's goroutine: it must be
// quick, and keeps its failures to itself.
type Announced struct {
	document.Store
	Tell func(context.Context, document.Document)
}

// Put implements document.Store.
func (a Announced) Put(ctx context.Context, d document.Document) (document.Document, error) {
	written, err := a.Store.Put(ctx, d)
	if err == nil {
		a.Tell(ctx, written)
	}
	return written, err
}

// Delete implements document.Store.
func (a Announced) Delete(ctx context.Context, id document.ID, revision int64) error {
	d, unknown := a.Store.Get(ctx, id)
	err := a.Store.Delete(ctx, id, revision)
	if err == nil && unknown == nil {
		a.Tell(ctx, d)
	}
	return err
}
