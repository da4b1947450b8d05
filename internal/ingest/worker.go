package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/pace"
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

// WorkerOptions of a Worker. All but Explainer, Extract, Background, Guides, Tasks, Vectors,
// Formats, MaxAttempts, TempDir, Now and Log are needed.
type WorkerOptions struct {
	Documents document.Store
	Blobs     blob.Store
	Indexes   []retrieve.Index // every store that documents go into
	Loader    Loader
	Splitter  split.Splitter
	// Explainer says what code does; if nil, code is found by its names and comments
	Explainer Explainer
	// Extract makes a guide of a document's own words, from its beginning and the
	// number of all its chunks; if nil, there are no guides
	Extract func(ctx context.Context, name string, beginning document.Contents,
		chunks int) document.Guide
	// Background bounds how many guides are extracted at the same time, together
	// with what else computes in the background; nil means nothing does.
	Background *pace.Slots
	// Guides writes better ones, once a document is ready; if nil, nothing does
	Guides Guider
	// Tasks takes the rest of a document that a delivery has no time for, and what
	// follows Expire. Nil means a delivery takes it all, and no Expire comes.
	Tasks queue.Sender
	// what a deletion does besides; if nil, there is none
	Receipts forgetting.Receipts
	Answers  forgetting.Answers
	Places   []forgetting.Place // beside indexes, blobs and answers; the records' files come last
	// Storage counts what documents use, of owners that UserBytes bounds; nil:
	// nothing counts that has to know of deletions.
	Storage   Storage
	UserBytes int64
	// SpeechBlobs is the prefix of what lies in Blobs of a call that was read aloud;
	// nil: nothing does.
	SpeechBlobs func(user history.User, requestID string) string
	Vectors     *Vectors // the embedder of Indexes, when they have one
	MaxBytes    int64
	Formats     []string // names of formats that are read; empty means all
	Readers     Readers  // of this program, for Reread
	// the queue's: the last one's failure is the document's; 0 means the queue's default
	MaxAttempts int
	TempDir     string // for the file being read; "" means the system's
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
	case Expire:
		err = w.expire(ctx, t)
	case Delete:
		err = w.delete(ctx, t)
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
	if err := w.next(ctx, t); err != nil {
		return err
	}
	w.o.Log.Info("document goes on in the next delivery", "document", t.ID, "step", t.Step+1)
	return nil
}

// next queues the step of a task that follows this one.
func (w *Worker) next(ctx context.Context, t Task) error {
	t.Step++
	m, err := t.Message()
	if err != nil {
		return err
	}
	if err := w.o.Tasks.Send(ctx, m); err != nil {
		return fmt.Errorf("queueing the next step for %s: %w", t.ID, err)
	}
	return nil
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
