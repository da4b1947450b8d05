package ingest

import (
	"context"
	"errors"
	"fmt"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/split"
)

// Readers returns the version of this program's reader for a format; see
// load.Version.
type Readers func(format string) int

// edition returns the versions with which this program reads documents of a
// format. Without Readers, it is older than every other edition.
func (r Readers) edition(format string) document.Edition {
	if r == nil {
		return document.Edition{}
	}
	return document.Edition{Reader: r(format), Splitter: split.Version}
}

// outdated reports whether this program would read a ready document differently
// from the one that did.
func (s *Service) outdated(d document.Document) bool {
	return d.State == document.Ready && d.Content.Edition.Older(s.readers.edition(d.Format))
}

// Reread reads a ready document's file again in the background. Until that is
// done, the document is found and cited as it is. Then the new reading takes
// its place, and answers that cite the old one keep it. A document that is not
// ready is left unchanged.
func (s *Service) Reread(ctx context.Context, scope auth.Scope, id document.ID) (document.Document,
	error) {
	d, err := s.manage(ctx, scope, id, wantReread)
	if err != nil {
		return d, fmt.Errorf("having %s read again: %w", id, err)
	}
	return d, s.sendReread(ctx, d)
}

// RereadOutdated queues every document for a new reading that the asker may
// manage and that an older version of this program has read. It returns how
// many there are, and stops early when ctx ends.
func (s *Service) RereadOutdated(ctx context.Context, scope auth.Scope) (n int, err error) {
	err = s.documents.Each(ctx, func(d document.Document) error {
		if !s.outdated(d) || !scope.CanManage(d.Owner) {
			return ctx.Err()
		}
		d, err := s.update(ctx, d.ID, func(d *document.Document) (bool, error) {
			if !s.outdated(*d) {
				return false, nil
			}
			return wantReread(d)
		})
		if err == nil && s.outdated(d) {
			n++
			err = s.sendReread(ctx, d)
		}
		return errors.Join(err, ctx.Err())
	})
	return n, err
}

func wantReread(d *document.Document) (bool, error) {
	if d.State != document.Ready || d.Reread != "" {
		return false, nil
	}
	d.Reread = d.NextVersion()
	return true, nil
}

func (s *Service) sendReread(ctx context.Context, d document.Document) error {
	if d.State != document.Ready || d.Reread == "" {
		return nil
	}
	t := s.task(Reread, d)
	t.Version = d.Reread
	return s.send(ctx, t)
}

// rereadable reads the record of a document if its new reading is still wanted.
func (w *Worker) rereadable(ctx context.Context, t Task) (document.Document, error) {
	return w.record(ctx, t, wantsReading)
}

func wantsReading(d document.Document, t Task) bool {
	return d.State == document.Ready && d.Generation == t.Generation && d.Reread == t.Version
}

// reread reads the current upload again as version t.Version. If the file can
// no longer be read, the old reading is kept.
func (w *Worker) reread(ctx context.Context, t Task, attempt int, extend queue.Extend) error {
	j := w.newJob(ctx, t, extend)
	err := j.resume(ctx)
	if err == nil {
		err = j.readAgain(ctx)
	}
	switch {
	case errors.Is(err, errLater), err != nil && ctx.Err() != nil:
		return err
	case errors.Is(err, errVanished):
		err = errObsolete // its event is on its way
	case err != nil && isDocuments(err):
		w.o.Log.Warn("a document keeps its old reading", "document", t.ID, "error", err)
		err = w.keepReading(ctx, t)
	case err != nil && !errors.Is(err, errObsolete) && !j.lost && attempt < w.o.MaxAttempts:
		return err
	}
	if errors.Is(err, errObsolete) {
		err = w.dropReading(ctx, t)
	}
	return errors.Join(err, w.sweep(ctx, t.ID, t.Version))
}

// dropReading deletes the contents of a reading that is no longer wanted,
// unless the record points to them.
func (w *Worker) dropReading(ctx context.Context, t Task) error {
	d, err := w.o.Documents.Get(ctx, t.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return fmt.Errorf("reading the record of %s: %w", t.ID, err)
	}
	if _, _, kept := d.ContentOf(t.Version); err == nil && (kept || d.Version == t.Version) {
		return nil
	}
	if err := w.o.Blobs.Delete(ctx, document.ContentsBlob(t.ID, t.Version)); err != nil {
		return fmt.Errorf("deleting a reading of %s: %w", t.ID, err)
	}
	return nil
}

func (j *job) readAgain(ctx context.Context) error {
	d, err := j.worker.rereadable(ctx, j.task)
	if err != nil {
		return err
	}
	j.object, j.name = d.Object, d.Name
	r, err := j.contents(ctx)
	if err != nil {
		return err
	}
	if err := j.embed(ctx, r); err != nil {
		return err
	}
	next := d // its passages count from now on; see document.Document.Current
	next.Version, next.Title = j.task.Version, j.saved.Place.Info.Title
	if err := j.store(ctx, next, r); err != nil {
		return err
	}
	changed, err := j.worker.differs(ctx, d, r)
	if err != nil {
		return err
	}
	if d, err = j.takePlace(ctx, r, changed); err != nil {
		return err
	}
	if err := j.worker.tidy(ctx, d); err != nil {
		return err
	}
	if changed {
		j.worker.askForGuide(ctx, d)
	}
	j.worker.o.Log.Info("document read again", "document", d.ID, "format", d.Format, "chunks",
		r.chunks, "took", j.worker.o.Now().Sub(j.begun))
	return nil
}

// differs reports whether the text of a new reading differs from the record's,
// as far as guides read it.
func (w *Worker) differs(ctx context.Context, d document.Document, r reading) (bool, error) {
	old, err := w.opened(ctx, d.Content.Blob)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Damaged) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("comparing readings of %s: %w", d.ID, err)
	}
	return old.bytes != r.bytes || old.beginning.Text != r.beginning.Text, nil
}

// takePlace makes the new reading the document's version. If its text has
// changed, the guide is made from the new text until a model has written a
// better one.
func (j *job) takePlace(ctx context.Context, r reading, changed bool) (document.Document, error) {
	info := j.saved.Place.Info
	return document.Update(ctx, j.worker.o.Documents, j.task.ID,
		func(d *document.Document) (bool, error) {
			if !wantsReading(*d, j.task) {
				return false, errObsolete
			}
			d.Version, d.Reread = j.task.Version, ""
			d.Replace(j.content(r), false)
			d.Format, d.Title, d.Warnings = info.Format, info.Title, info.Warnings
			if changed {
				d.Guide = j.worker.extract(ctx, d.Name, r)
			}
			return true, nil
		})
}

// keepReading cancels the request for a new reading, because this program can't
// make one.
func (w *Worker) keepReading(ctx context.Context, t Task) error {
	_, err := document.Update(ctx, w.o.Documents, t.ID, func(d *document.Document) (bool, error) {
		if !wantsReading(*d, t) {
			return false, errObsolete
		}
		d.Reread, d.Content.Edition = "", w.o.Readers.edition(d.Format)
		return true, nil
	})
	if err == nil || errors.Is(err, errObsolete) {
		return errObsolete // its contents, if there are any, go
	}
	return err
}
