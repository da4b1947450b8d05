package ingest

import (
	"context"
	"errors"
	"slices"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/queue"
)

// put marks a version as ready, or as failed with a reason.
func (w *Worker) put(ctx context.Context, t Task, attempt int, extend queue.Extend) error {
	j := w.newJob(ctx, t, extend)
	err := j.resume(ctx)
	if err == nil {
		err = j.run(ctx, attempt)
	}
	switch {
	case errors.Is(err, errLater):
		return err
	case errors.Is(err, errVanished):
		return errors.Join(w.vanished(ctx, t), w.sweep(ctx, t.ID, t.Version))
	case err != nil && ctx.Err() != nil:
		return w.broken(ctx, t, attempt, err)
	case err != nil && !errors.Is(err, errObsolete):
		err = w.failed(ctx, t, attempt, err)
		if err != nil && !queue.IsPermanent(err) && !errors.Is(err, errObsolete) && !j.lost {
			return err // to go on where it is
		}
	}
	if attempt > 1 || t.Step > 0 || t.Nonce != 0 || j.savedAt.After(j.begun) {
		err = errors.Join(err, w.sweep(ctx, t.ID, t.Version))
	}
	return err
}

// broken ends a delivery whose context has ended. If its time ran out and it
// was the last attempt, the owner is told, because no other delivery will
// follow.
func (w *Worker) broken(ctx context.Context, t Task, attempt int, cause error) error {
	if attempt < w.o.MaxAttempts || !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return cause
	}
	telling, cancel := context.WithTimeout(context.WithoutCancel(ctx), tellTime)
	defer cancel()
	return errors.Join(w.failed(telling, t, attempt, fault.Wrap(cause, fault.Timeout,
		"문서를 처리하는 데 시간이 너무 오래 걸렸어요. 나누어서 올리거나 잠시 뒤에 다시 시도해 주세요.",
		"Processing this document took too long. Split it into parts, or try again later.")),
		w.sweep(telling, t.ID, t.Version))
}

// run processes the version from its present state until it is ready.
func (j *job) run(ctx context.Context, attempt int) error {
	before, err := j.worker.advance(ctx, j.task, func(d *document.Document) {
		if d.Attempts = attempt; !j.saved.Read {
			d.State = document.Reading
		}
	})
	if err != nil {
		return err
	}
	j.object, j.name, j.kind = before.Object, before.Name, before.Kind
	r, err := j.contents(ctx)
	if err != nil {
		return err
	}
	d, err := j.indexing(ctx, r)
	if err != nil {
		return err
	}
	if err := j.embed(ctx, r); err != nil {
		return err
	}
	if err := j.store(ctx, d, r); err != nil {
		return err
	}
	return j.finish(ctx, before, d.Readers, r)
}

// indexing records that the version has been read and is being stored, unless
// that will be over before anybody could notice. It returns the resulting
// record.
func (j *job) indexing(ctx context.Context, r reading) (document.Document, error) {
	info := j.saved.Place.Info
	tell := func(d *document.Document) {
		d.State, d.Format, d.Title, d.Warnings = document.Indexing, info.Format, info.Title,
			info.Warnings
		d.Progress = document.Progress{Done: min(j.saved.Vectors, r.chunks), Total: r.chunks,
			Unit: "chunk"}
	}
	if j.worker.o.Vectors != nil || !r.whole() || j.worker.o.Now().Sub(j.begun) > progressEvery {
		return j.worker.advance(ctx, j.task, tell)
	}
	d, err := j.worker.current(ctx, j.task)
	tell(&d)
	return d, err
}

// finish marks the record as ready.
func (j *job) finish(ctx context.Context, before document.Document, readers []auth.Principal,
	r reading) error {
	info := j.saved.Place.Info
	guide := j.worker.extract(ctx, before.Name, r)
	d, err := j.worker.advance(ctx, j.task, func(d *document.Document) {
		d.State, d.Failure, d.Guide = document.Ready, nil, guide
		d.Format, d.Title, d.Warnings = info.Format, info.Title, info.Warnings
		made := j.content(r)
		if d.Content.Blob == made.Blob { // it was read once more
			made.Cited = d.Content.Cited
			d.Content = made
		} else {
			d.Replace(made, true)
		}
		d.Progress = document.Progress{Done: r.chunks, Total: r.chunks, Unit: "chunk"}
	})
	if err != nil {
		return err
	}
	if before.Content.Blob != "" {
		if err := j.worker.tidy(ctx, d); err != nil {
			j.worker.o.Log.Warn("contents of an older version stay", "document", d.ID, "error", err)
		}
	}
	j.worker.askForGuide(ctx, d)
	j.worker.o.Log.Info("document ready", "document", d.ID, "format", d.Format, "chunks",
		r.chunks, "took", j.worker.o.Now().Sub(j.begun))
	if !slices.Equal(d.Readers, readers) { // they were changed when nobody would have told the stores
		return j.worker.putEverywhere(ctx, d, r)
	}
	return nil
}

// failed decides what an error means. If the document itself is at fault, its
// owner is told and the task is done. Anything else is tried again, and told
// after the last attempt.
func (w *Worker) failed(ctx context.Context, t Task, attempt int, cause error) error {
	again := !isDocuments(cause)
	last := attempt >= w.o.MaxAttempts
	w.o.Log.Warn("document not read", "document", t.ID, "attempt", attempt, "error", cause)
	if again && !last {
		if _, err := w.advance(ctx, t, func(d *document.Document) { d.State = document.Queued }); err != nil {
			return err
		}
		return cause
	}
	_, err := w.advance(ctx, t, func(d *document.Document) {
		d.State = document.Failed
		d.Failure = &document.Failure{Kind: fault.KindOf(cause).String(),
			Message: fault.MessageOf(cause)}
	})
	if err != nil {
		return err
	}
	if again {
		return queue.Permanent(cause)
	}
	return nil
}

// isDocuments reports whether the document itself caused an error, rather than
// its environment.
func isDocuments(err error) bool {
	return slices.Contains([]fault.Kind{fault.Unsupported, fault.Damaged, fault.TooLarge,
		fault.Invalid, fault.Forbidden}, fault.KindOf(err))
}

// vanished removes the record of an object that was deleted before it was read.
func (w *Worker) vanished(ctx context.Context, t Task) error {
	d, err := w.current(ctx, t)
	if err != nil {
		return err
	}
	return w.forget(ctx, d)
}

// content describes contents that were read, for the record.
func (j *job) content(r reading) document.Content {
	return document.Content{Blob: r.blob, Pages: pages(r, j.saved.Place.Info), Chunks: r.chunks,
		Bytes: int64(r.bytes), Edition: j.saved.Edition}
}

// pages counts printed pages. It is 0 for formats without pages.
func pages(r reading, info content.Info) int {
	if info.Unit != content.PageUnit {
		return 0
	}
	return max(r.pages, int(info.Total))
}
