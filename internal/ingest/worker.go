package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/split"
)

const (
	// progressEvery is how often a record's progress is written while a document is read.
	progressEvery = 500 * time.Millisecond
	// extendBy is the additional time that a worker requests from the queue
	// whenever it writes progress.
	extendBy = time.Minute
	// tellTime is for telling of a failure when a delivery's time is over.
	tellTime = 3 * time.Second
)

// errObsolete ends work on a version that is no longer wanted, because there is
// a newer one or it was deleted.
var errObsolete = errors.New("no longer wanted")

// Loader opens files for reading; *load.Loader is one.
type Loader interface {
	Open(ctx context.Context, s format.Source) (*format.File, error)
}

// preparer is a Loader some of whose readers have to be prepared once.
// *load.Loader is one.
type preparer interface {
	// Prepares reports whether opening a file of this name waits for that.
	Prepares(name string) bool
}

// Worker carries out tasks. It is safe for concurrent use; the queue's groups
// make sure that the tasks of one document come one at a time.
type Worker struct {
	o       WorkerOptions
	writers atomic.Pointer[writers]
}

// writers are the parts in which a model writes about documents.
type writers struct {
	explainer Explainer
	guides    Guider
}

// UseWriters replaces the options' explainer and guider for documents that are
// processed from now on. Either may be nil.
func (w *Worker) UseWriters(e Explainer, g Guider) { w.writers.Store(&writers{e, g}) }

func (w *Worker) explainer() Explainer { return w.writers.Load().explainer }

func (w *Worker) guides() Guider { return w.writers.Load().guides }

// WorkerOptions of a Worker. All but Explainer, Extract, Guides, Tasks, Vectors,
// Formats, MaxAttempts, TempDir, Now and Log are needed.
type WorkerOptions struct {
	Documents document.Store
	Blobs     blob.Store
	Indexes   []retrieve.Index // every store that documents go into
	Loader    Loader
	Splitter  split.Splitter
	// Explainer says what code does; nil: code is found by its names and comments
	Explainer Explainer
	// Extract makes a guide of a document's own words, from its beginning and the
	// number of all its chunks; nil: there are no guides
	Extract func(name string, beginning document.Contents, chunks int) document.Guide
	// Guides writes better ones, once a document is ready; nil: nothing does
	Guides Guider
	// takes the rest of a document that a delivery has no time for; nil: a delivery takes it all
	Tasks queue.Sender
	// what a deletion does besides; nil: there is none
	Receipts forgetting.Receipts
	Answers  forgetting.Answers
	Places   []forgetting.Place // beside indexes, blobs and answers; the records' files come last
	// SpeechBlob is where a call that was read aloud lies in Blobs; nil: nowhere.
	SpeechBlob func(user history.User, requestID string) string
	Vectors    *Vectors // the embedder of Indexes, when they have one
	MaxBytes   int64
	Formats    []string // names of formats that are read; empty: all
	Readers    Readers  // of this program, for Reread
	// the queue's: the last one's failure is the document's; 0: the queue's default
	MaxAttempts int
	TempDir     string // for the file being read; "": the system's
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
	w := &Worker{o: o}
	w.UseWriters(o.Explainer, o.Guides)
	return w
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
		err = w.reindex(ctx, t, extend)
	case Guide:
		err = w.guide(ctx, t, m.Attempt, extend)
	case Delete:
		err = w.delete(ctx, t, extend)
	case Reread:
		err = w.reread(ctx, t, m.Attempt, extend)
	default:
		return queue.Permanent(fault.Newf(fault.Damaged, "an unknown action %q", t.Action))
	}
	switch {
	case errors.Is(err, errObsolete):
		return nil
	case errors.Is(err, errLater):
		return w.goOn(ctx, t)
	}
	return err
}

// goOn queues the next step of a task behind everything that was queued for its
// document meanwhile. It completes the message of this step, so that the steps
// of a long document don't count as failed attempts.
func (w *Worker) goOn(ctx context.Context, t Task) error {
	t.Step++
	m, err := t.Message()
	if err != nil {
		return err
	}
	if err := w.o.Tasks.Send(ctx, m); err != nil {
		return fmt.Errorf("queueing the next step for %s: %w", t.ID, err)
	}
	w.o.Log.Info("document goes on in the next delivery", "document", t.ID, "step", t.Step)
	return nil
}

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
	guide := j.worker.extract(before.Name, r)
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

// current reads the record of a document that still wants the task.
func (w *Worker) current(ctx context.Context, t Task) (document.Document, error) {
	return w.record(ctx, t, wants)
}

// record reads the record of a task's document. The error is errObsolete if the
// document is gone or does not want the task any more.
func (w *Worker) record(ctx context.Context, t Task,
	wanted func(document.Document, Task) bool) (document.Document, error) {
	d, err := w.o.Documents.Get(ctx, t.ID)
	if fault.Is(err, fault.NotFound) {
		return d, errObsolete
	}
	if err != nil {
		return d, fmt.Errorf("reading the record of %s: %w", t.ID, err)
	}
	if !wanted(d, t) {
		return d, errObsolete
	}
	return d, nil
}

// wants reports whether a document still wants a task to be carried out: it has
// been neither uploaded again nor deleted since, and it is not done.
func wants(d document.Document, t Task) bool {
	return d.Revision != 0 && d.Version.Compare(t.Version) == 0 && d.Generation == t.Generation &&
		d.State.Working()
}

// advance changes a record whose task is still wanted.
func (w *Worker) advance(ctx context.Context, t Task,
	change func(*document.Document)) (document.Document, error) {
	return document.Update(ctx, w.o.Documents, t.ID, func(d *document.Document) (bool, error) {
		if !wants(*d, t) {
			return false, errObsolete
		}
		change(d)
		d.Updated = w.o.Now()
		return true, nil
	})
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
	d, err := w.o.Documents.Get(ctx, t.ID)
	if fault.Is(err, fault.NotFound) || err == nil &&
		(d.State != document.Ready || d.Version.Compare(t.Version) != 0) {
		return d, errObsolete
	}
	if err != nil {
		return d, fmt.Errorf("reading the record of %s: %w", t.ID, err)
	}
	return d, nil
}
