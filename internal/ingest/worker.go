package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/load"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/split"
)

const (
	// progressEvery is how often a record's progress is written while a document is read.
	progressEvery = 500 * time.Millisecond
	// extendBy is how much more time a worker asks of the queue whenever it writes progress.
	extendBy = time.Minute
)

// errObsolete ends work on a version that is no longer wanted: a newer one came, or it was deleted.
var errObsolete = errors.New("no longer wanted")

// Loader opens files for reading; *load.Loader is one.
type Loader interface {
	Open(ctx context.Context, s load.Source) (*load.File, error)
}

// Worker does what tasks say. Safe for concurrent use; tasks of one document come one at a time (the queue's groups).
type Worker struct {
	o WorkerOptions
}

// WorkerOptions of a Worker. All but Formats, MaxAttempts, TempDir, Now and Log are needed.
type WorkerOptions struct {
	Documents   document.Store
	Blobs       blob.Store
	Indexes     []retrieve.Index // every store that documents go into
	Loader      Loader
	Splitter    split.Splitter
	MaxBytes    int64
	Formats     []string // names of formats that are read; empty: all
	MaxAttempts int      // the queue's: the last one's failure is the document's; 0: the queue's default
	TempDir     string   // for the file being read; "": the system's
	Now         func() time.Time
	Log         *slog.Logger
}

// NewWorker makes a Worker.
func NewWorker(o WorkerOptions) *Worker {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	o.MaxAttempts = queue.Policy{MaxAttempts: o.MaxAttempts}.WithDefaults().MaxAttempts
	return &Worker{o: o}
}

var _ queue.Handler = (*Worker)(nil).Handle

// Handle does the work of one message; see queue.Handler.
func (w *Worker) Handle(ctx context.Context, m queue.Message, extend queue.Extend) error {
	t, err := ParseTask(m.Body)
	if err != nil {
		return queue.Permanent(err)
	}
	switch t.Action {
	case Put:
		err = w.put(ctx, t, m.Attempt, extend)
	case Reindex:
		err = w.reindex(ctx, t)
	case Delete:
		err = w.delete(ctx, t, extend)
	default:
		return queue.Permanent(fault.Newf(fault.Damaged, "an unknown action %q", t.Action))
	}
	if errors.Is(err, errObsolete) {
		return nil
	}
	return err
}

// put makes a version ready, or failed with a reason.
func (w *Worker) put(ctx context.Context, t Task, attempt int, extend queue.Extend) error {
	began := w.o.Now()
	d, err := w.advance(ctx, t, func(d *document.Document) {
		d.State, d.Attempts, d.Progress = document.Reading, attempt, document.Progress{}
	})
	if err != nil {
		return err
	}
	contents, info, err := w.read(ctx, t, extend)
	if err == nil {
		err = w.index(ctx, t, d, contents, info)
	}
	switch {
	case err == nil:
		w.o.Log.Info("document ready", "document", t.Key, "format", info.Format, "chunks", len(contents.Chunks), "took", w.o.Now().Sub(began))
		return nil
	case errors.Is(err, errObsolete) || ctx.Err() != nil:
		return err
	case fault.Is(err, fault.NotFound):
		return w.vanished(ctx, t)
	}
	return w.failed(ctx, t, attempt, err)
}

// failed decides what an error means: the document's own fault is told to its owner and the task is done; anything
// else is tried again, and told after the last attempt.
func (w *Worker) failed(ctx context.Context, t Task, attempt int, cause error) error {
	again := !isDocuments(cause)
	last := attempt >= w.o.MaxAttempts
	w.o.Log.Warn("document not read", "document", t.Key, "attempt", attempt, "error", cause)
	if again && !last {
		if _, err := w.advance(ctx, t, func(d *document.Document) { d.State = document.Queued }); err != nil {
			return err
		}
		return cause
	}
	_, err := w.advance(ctx, t, func(d *document.Document) {
		d.State = document.Failed
		d.Failure = &document.Failure{Kind: fault.KindOf(cause).String(), Message: fault.MessageOf(cause)}
	})
	if err != nil {
		return err
	}
	if again {
		return queue.Permanent(cause)
	}
	return nil
}

// isDocuments reports whether an error lies in the document and not in what surrounds it.
func isDocuments(err error) bool {
	return slices.Contains([]fault.Kind{fault.Unsupported, fault.Damaged, fault.TooLarge, fault.Invalid, fault.Forbidden}, fault.KindOf(err))
}

// vanished takes back the record of an object that is not there: it was removed before it was read.
func (w *Worker) vanished(ctx context.Context, t Task) error {
	d, err := w.current(ctx, t)
	if err != nil {
		return err
	}
	return w.forget(ctx, d)
}

// current reads the record and checks that the task is still wanted.
func (w *Worker) current(ctx context.Context, t Task) (document.Document, error) {
	d, err := w.o.Documents.Get(ctx, t.Key)
	if fault.Is(err, fault.NotFound) {
		return d, errObsolete
	}
	if err != nil {
		return d, fmt.Errorf("reading the record of %s: %w", t.Key, err)
	}
	if d.Version.Compare(t.Version) != 0 || d.Generation != t.Generation || !d.State.Working() {
		return d, errObsolete
	}
	return d, nil
}

// advance changes a record whose task is still wanted.
func (w *Worker) advance(ctx context.Context, t Task, change func(*document.Document)) (document.Document, error) {
	return update(ctx, w.o.Documents, t.Key, func(d *document.Document) (bool, error) {
		if d.Revision == 0 || d.Version.Compare(t.Version) != 0 || d.Generation != t.Generation || !d.State.Working() {
			return false, errObsolete
		}
		change(d)
		d.Updated = w.o.Now()
		return true, nil
	})
}

// read gives a version's contents.
func (w *Worker) read(ctx context.Context, t Task, extend queue.Extend) (document.Contents, load.Info, error) {
	source, err := Fetch(ctx, w.o.Blobs, t.Key, w.o.MaxBytes, w.o.TempDir)
	if err != nil {
		return document.Contents{}, load.Info{}, err
	}
	defer source.Close()
	file, err := w.o.Loader.Open(ctx, load.Source{Name: t.Key.Name(), Data: source, Size: source.Size})
	if err != nil {
		return document.Contents{}, load.Info{}, fmt.Errorf("opening %s: %w", t.Key, err)
	}
	defer file.Close()
	if format := file.Info().Format; len(w.o.Formats) > 0 && !slices.Contains(w.o.Formats, format) {
		return document.Contents{}, load.Info{}, fault.New(fault.Unsupported,
			fmt.Sprintf("%s 형식은 받지 않도록 설정되어 있어요. 다른 형식으로 바꿔서 올려 주세요.", format),
			fmt.Sprintf("This server does not take %s files. Convert the file and upload it again.", format))
	}
	contents, err := w.o.Splitter.Split(t.Key, t.Version, w.watched(ctx, t, file, extend))
	if err != nil {
		return document.Contents{}, load.Info{}, fmt.Errorf("reading %s: %w", t.Key, err)
	}
	info := file.Info()
	contents.Title = info.Title
	return contents, info, nil
}

// watched gives a file's pages and writes now and then how far reading has come, which also keeps the message. It ends
// with errObsolete when the version is no longer wanted.
func (w *Worker) watched(ctx context.Context, t Task, file *load.File, extend queue.Extend) iter.Seq2[load.Page, error] {
	return func(yield func(load.Page, error) bool) {
		last := w.o.Now()
		for page, err := range file.Pages(ctx, 0) {
			if now := w.o.Now(); err == nil && now.Sub(last) >= progressEvery {
				last = now
				err = w.report(ctx, t, page, file.Info(), extend)
			}
			if !yield(page, err) || err != nil {
				return
			}
		}
	}
}

func (w *Worker) report(ctx context.Context, t Task, page load.Page, info load.Info, extend queue.Extend) error {
	if err := extend(ctx, extendBy); err != nil {
		return err
	}
	_, err := w.advance(ctx, t, func(d *document.Document) {
		d.Progress = document.Progress{Done: int(page.Done), Total: int(info.Total), Unit: string(info.Unit)}
	})
	return err
}

// index stores a version's contents, puts its chunks into every store, and sets the record ready.
func (w *Worker) index(ctx context.Context, t Task, before document.Document, c document.Contents, info load.Info) error {
	var encoded bytes.Buffer
	if err := c.Encode(&encoded); err != nil {
		return err
	}
	name := document.ContentsBlob(t.Key, t.Version)
	if _, err := w.o.Blobs.Put(ctx, name, &encoded, blob.PutOptions{ContentType: "application/json"}); err != nil {
		return fmt.Errorf("storing the contents of %s: %w", t.Key, err)
	}
	d, err := w.advance(ctx, t, func(d *document.Document) {
		d.State, d.Format, d.Title, d.Warnings = document.Indexing, info.Format, c.Title, info.Warnings
		d.Progress = document.Progress{Total: len(c.Chunks), Unit: "chunk"}
	})
	if err != nil {
		return err
	}
	if err := w.putEverywhere(ctx, d, c.Chunks); err != nil {
		return err
	}
	_, err = w.advance(ctx, t, func(d *document.Document) {
		d.State, d.Failure = document.Ready, nil
		d.Content = document.Content{Blob: name, Pages: pages(c, info), Chunks: len(c.Chunks), Bytes: int64(len(c.Text))}
		d.Progress = document.Progress{Done: len(c.Chunks), Total: len(c.Chunks), Unit: "chunk"}
	})
	if err != nil {
		return err
	}
	if old := before.Content.Blob; old != "" && old != name {
		if err := w.o.Blobs.Delete(ctx, old); err != nil {
			w.o.Log.Warn("the contents of an older version stay", "blob", old, "error", err)
		}
	}
	return nil
}

// pages counts printed pages: 0 for formats that have none.
func pages(c document.Contents, info load.Info) int {
	if info.Unit != load.PageUnit {
		return 0
	}
	return max(len(c.Pages), int(info.Total))
}

func (w *Worker) putEverywhere(ctx context.Context, d document.Document, chunks []document.Chunk) error {
	s := retrieve.Source{Document: d.Key, Version: d.Version, Title: d.Title, Readers: d.Readers}
	for _, index := range w.o.Indexes {
		if err := index.Put(ctx, s, chunks); err != nil {
			return fmt.Errorf("indexing %s: %w", d.Key, err)
		}
	}
	return nil
}

// reindex puts a ready version's stored chunks into the stores again: its readers changed, or a store is new.
func (w *Worker) reindex(ctx context.Context, t Task) error {
	d, err := w.o.Documents.Get(ctx, t.Key)
	if fault.Is(err, fault.NotFound) || err == nil && (d.State != document.Ready || d.Version.Compare(t.Version) != 0) {
		return errObsolete
	}
	if err != nil {
		return fmt.Errorf("reading the record of %s: %w", t.Key, err)
	}
	return w.Restore(ctx, d)
}

// Restore puts a ready document's stored chunks into every store: for a store that was lost or is new.
func (w *Worker) Restore(ctx context.Context, d document.Document) error {
	r, _, err := w.o.Blobs.Get(ctx, d.Content.Blob, blob.Range{})
	if err != nil {
		return fmt.Errorf("opening the contents of %s: %w", d.Key, err)
	}
	defer r.Close()
	c, err := document.DecodeContents(r)
	if err != nil {
		return fmt.Errorf("reading the contents of %s: %w", d.Key, err)
	}
	return w.putEverywhere(ctx, d, c.Chunks)
}

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
	d, err := w.o.Documents.Get(ctx, t.Key)
	if fault.Is(err, fault.NotFound) {
		return d, errObsolete
	}
	if err != nil {
		return d, fmt.Errorf("reading the record of %s: %w", t.Key, err)
	}
	if d.State != document.Deleting || d.Generation != t.Generation {
		return d, errObsolete
	}
	return d, nil
}

// forget removes a document everywhere; the record goes last, so that a crash in between is mended by the next try.
func (w *Worker) forget(ctx context.Context, d document.Document) error {
	for _, index := range w.o.Indexes {
		if err := index.Forget(ctx, d.Key, d.Version); err != nil {
			return fmt.Errorf("making a store forget %s: %w", d.Key, err)
		}
	}
	blobs := []string{document.ContentsBlob(d.Key, d.Version)}
	if d.Content.Blob != "" {
		blobs = append(blobs, d.Content.Blob)
	}
	if newer, err := w.newer(ctx, d); err != nil {
		return err
	} else if !newer {
		blobs = append(blobs, string(d.Key))
	}
	for _, name := range blobs {
		if err := w.o.Blobs.Delete(ctx, name); err != nil {
			return fmt.Errorf("deleting %s: %w", name, err)
		}
	}
	if err := w.o.Documents.DeleteGrant(ctx, d.Key); err != nil {
		return fmt.Errorf("deleting the grant of %s: %w", d.Key, err)
	}
	err := w.o.Documents.Delete(ctx, d.Key, d.Revision)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("deleting the record of %s: %w", d.Key, err)
	}
	w.o.Log.Info("document deleted", "document", d.Key)
	return nil
}

// newer reports whether the object is of a later upload than the record: that one's event is on its way, and it stays.
func (w *Worker) newer(ctx context.Context, d document.Document) (bool, error) {
	info, err := w.o.Blobs.Stat(ctx, string(d.Key))
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("looking at %s: %w", d.Key, err)
	}
	return document.Version(info.Version).Compare(d.Version) > 0, nil
}
