package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/retrieve"
)

func (w *Worker) putEverywhere(ctx context.Context, d document.Document, r reading) error {
	for _, index := range w.o.Indexes {
		if err := putInto(ctx, index, d, w.chunksOf(ctx, r)); err != nil {
			return err
		}
	}
	return nil
}

func putInto(ctx context.Context, index retrieve.Index, d document.Document,
	chunks iter.Seq2[document.Chunk, error]) error {
	s := retrieve.Source{Document: d.ID, Version: d.Version, Name: d.Name, Object: d.Object,
		Title: cmp.Or(d.Title, document.Stem(d.Name)), Readers: d.Readers}
	if err := retrieve.PutSeq(ctx, index, s, chunks); err != nil {
		return fmt.Errorf("indexing %s: %w", d.ID, err)
	}
	return nil
}

// reindex puts the stored chunks of a ready version into the stores again,
// because its readers have changed or a store is new.
func (w *Worker) reindex(ctx context.Context, t Task, extend queue.Extend) error {
	d, err := w.ready(ctx, t)
	if errors.Is(err, errObsolete) && t.Step > 0 {
		return errors.Join(err, w.sweep(ctx, t.ID, t.Version))
	}
	if err != nil {
		return err
	}
	j := w.newJob(ctx, t, extend)
	if err := j.resume(ctx); err != nil {
		return err
	}
	r, err := w.opened(ctx, d.Content.Blob)
	if err != nil {
		return fmt.Errorf("reading what %s holds: %w", t.ID, err)
	}
	if err = j.embed(ctx, r); err == nil {
		err = j.store(ctx, d, r)
	}
	if err == nil || j.lost || errors.Is(err, errObsolete) {
		err = errors.Join(err, w.sweep(ctx, t.ID, t.Version))
	}
	return err
}

// ready reads the record of a version that is to be indexed again.
func (w *Worker) ready(ctx context.Context, t Task) (document.Document, error) {
	return w.record(ctx, t, func(d document.Document, t Task) bool {
		return d.State == document.Ready && d.Version.Compare(t.Version) == 0
	})
}
