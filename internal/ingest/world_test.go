package ingest_test

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/queue/queuetest"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/authtest"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/load"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/retrieve"
)

var (
	kim = auth.UserScope("kim")
	lee = auth.UserScope("lee")
)

// world is a whole ingestion in memory: stores, service, worker and a running queue.
type world struct {
	*testing.T
	documents *documenttest.Memory
	accounts  authtest.Memory
	blobs     *blobtest.Memory
	queue     *queuetest.Memory
	index     *faultyIndex
	service   *ingest.Service
	worker    *ingest.Worker
	newWorker func(blob.Store) *ingest.Worker
	formats   []string // of newWorker; nil: all
	explainer ingest.Explainer
	guides    ingest.Guider
	maxBytes  int64 // of a document; 0: testBytes
	loader    func(ingest.Loader) ingest.Loader
	stop      func()
}

// faultyIndex is an index that can be told to fail, or to have something happen
// during its next Put.
type faultyIndex struct {
	*retrievetest.Memory
	mu     sync.Mutex
	err    error
	during func()
}

func (f *faultyIndex) next(during func()) { f.mu.Lock(); f.during = during; f.mu.Unlock() }

func (f *faultyIndex) fail(err error) { f.mu.Lock(); f.err = err; f.mu.Unlock() }

func (f *faultyIndex) Put(ctx context.Context, s retrieve.Source, c []document.Chunk) error {
	f.mu.Lock()
	err, during := f.err, f.during
	f.during = nil
	f.mu.Unlock()
	if during != nil {
		during()
	}
	if err = cmp.Or(err, ctx.Err()); err != nil {
		return err
	}
	return f.Memory.Put(ctx, s, c)
}

// testBytes is the size of the largest document in most tests.
const testBytes = 1000

// inWorld runs a test in a bubble of virtual time.
func inWorld(t *testing.T, test func(*world)) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{T: t, loader: func(l ingest.Loader) ingest.Loader { return l }, documents: &documenttest.Memory{},
			index: &faultyIndex{Memory: retrievetest.NewMemory("local")}}
		w.queue = queuetest.NewMemory(queue.Policy{MaxAttempts: 3})
		w.blobs = blobtest.NewMemory(func(ctx context.Context,
			e blob.Event) error {
			return w.service.Event(ctx, e)
		}, nil)
		w.blobs.AllowUploads(func(ctx context.Context,
			key string) error {
			return w.service.Uploadable(ctx, key)
		})
		w.service = w.newService(w.queue)
		loader := load.New(load.Options{})
		temp := t.TempDir()
		w.newWorker = func(blobs blob.Store) *ingest.Worker {
			return ingest.NewWorker(ingest.WorkerOptions{
				Documents: w.documents, Blobs: blobs, Indexes: []retrieve.Index{w.index},
				Loader:    w.loader(loader),
				Explainer: w.explainer, Guides: w.guides, Tasks: worldQueue{w},
				Extract: func(context.Context, string, document.Contents, int) document.Guide {
					return document.Guide{Summary: "발췌", Extractive: true}
				},
				MaxBytes: cmp.Or(w.maxBytes, testBytes), MaxAttempts: 3, TempDir: temp, Formats: w.formats,
				Readers: load.Version,
			})
		}
		w.worker = w.newWorker(w.blobs)
		w.run()
		test(w)
		w.stop()
		if err := loader.Close(); err != nil {
			t.Error(err)
		}
	})
}

// worldQueue is the queue that a world has now.
type worldQueue struct{ w *world }

func (c worldQueue) Send(ctx context.Context, m queue.Message) error { return c.w.queue.Send(ctx, m) }

func (w *world) newService(tasks queue.Sender) *ingest.Service {
	return ingest.NewService(ingest.Options{
		Documents: w.documents, Blobs: w.blobs, Tasks: tasks, Sessions: &w.accounts, MaxBytes: cmp.Or(w.maxBytes, testBytes),
		Readers: load.Version,
	})
}

// run starts the queue; stop ends it.
func (w *world) run() {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := w.queue.Run(ctx, 2, func(ctx context.Context, m queue.Message,
			extend queue.Extend) error {
			return w.worker.Handle(ctx, m, extend)
		}); err != nil {
			w.Error(err)
		}
	})
	w.stop = func() { cancel(); running.Wait() }
}

func (w *world) upload(scope auth.Scope, name, text string) document.ID {
	w.Helper()
	key, err := w.service.Upload(w.Context(), scope, ingest.Upload{Name: name},
		strings.NewReader(text))
	if err != nil {
		w.Fatalf("uploading %s: %v", name, err)
	}
	return key
}

// settle waits until nothing is being worked on, but not for time to pass.
func (w *world) settle() { synctest.Wait() }

// pass lets time pass.
func (w *world) pass(d time.Duration) { <-time.After(d); synctest.Wait() }

func (w *world) document(key document.ID) document.Document {
	w.Helper()
	d, err := w.documents.Get(w.Context(), key)
	if err != nil {
		w.Fatalf("reading %s: %v", key, err)
	}
	return d
}

func (w *world) state(key document.ID, want document.State) document.Document {
	w.Helper()
	d := w.document(key)
	if d.State != want {
		w.Fatalf("%s is %s (%+v), want %s", key, d.State, d.Failure, want)
	}
	return d
}

// find is what an asker gets to see.
func (w *world) find(scope auth.Scope, text string) []string {
	w.Helper()
	found, err := w.index.Retrieve(w.Context(), scope, retrieve.Query{Text: text, K: 10})
	if err == nil {
		found, err = retrieve.Current(w.Context(), w.documents, scope, found)
	}
	if err != nil {
		w.Fatalf("asking: %v", err)
	}
	var texts []string
	for _, p := range found {
		texts = append(texts, p.Text)
	}
	return texts
}

// named is the document that holds a name.
func (w *world) named(owner auth.Principal, name string) document.Document {
	w.Helper()
	d, err := w.documents.Named(w.Context(), owner, document.Default, name)
	if err != nil {
		w.Fatalf("looking for %s's %s: %v", owner, name, err)
	}
	return d
}

func (w *world) blobsLeft() []string {
	w.Helper()
	infos, err := w.blobs.List(w.Context(), "", "", 1000)
	if err != nil {
		w.Fatal(err)
	}
	var keys []string
	for _, i := range infos {
		keys = append(keys, i.Key)
	}
	return keys
}

func (w *world) putBlob(key, text string) {
	w.Helper()
	if _, err := w.blobs.Put(w.Context(), key, strings.NewReader(text), blob.PutOptions{}); err != nil {
		w.Fatal(err)
	}
}

var errDisk = errors.New("disk on fire")

// newQueueFrom gives the world's service an empty queue.
func newQueueFrom(w *world) *queuetest.Memory {
	q := queuetest.NewMemory(queue.Policy{MaxAttempts: 3})
	w.service = w.newService(q)
	return q
}
