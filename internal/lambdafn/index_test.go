//go:build !nodict

package lambdafn

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/retrieve"
)

// writer is the index as one of several function instances has it.
func writer(t *testing.T, blobs blob.Store, now func() time.Time) *lockedIndex {
	bucket := &storage.Bucket{Blobs: blobs, Prefix: indexPrefix, Cache: t.TempDir()}
	return &lockedIndex{lock: blobLock{blobs: blobs, key: indexLock, now: now},
		open: func(ctx context.Context) (*localindex.Index, error) {
			return localindex.Open(ctx, localindex.Options{Storage: bucket,
				Analyzer: &morph.Analyzer{}})
		}}
}

func TestSeveralInstancesWriteOneIndex(t *testing.T) {
	blobs := blobtest.NewMemory(nil, nil)
	var all sync.WaitGroup
	keys := []document.ID{"docs/a.txt", "docs/b.txt", "docs/c.txt"}
	for _, key := range keys {
		all.Go(func() {
			source := retrieve.Source{Document: key, Version: "1",
				Readers: []auth.Principal{auth.Everyone}}
			if err := writer(t, blobs, time.Now).Put(t.Context(), source,
				[]document.Chunk{{ID: document.ChunkID(key), Text: "보일러 점검"}}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	w := writer(t, blobs, time.Now)
	if err := w.Forget(t.Context(), keys[0], "1"); err != nil {
		t.Fatal(err)
	}
	found, err := (&searched{open: w.open}).Retrieve(t.Context(), auth.LocalScope(),
		retrieve.Query{Text: "보일러"})
	if err != nil || len(found) != 2 {
		t.Errorf("%d passages, %v", len(found), err)
	}
}

func TestALockWhoseHolderDiedIsFreeAfterItsTime(t *testing.T) {
	blobs, now := blobtest.NewMemory(nil, nil), time.Now()
	dead := blobLock{blobs: blobs, key: indexLock, now: func() time.Time { return now }}
	_, late, err := dead.acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*lockEvery)
	defer cancel()
	if _, _, err := dead.acquire(ctx); err == nil {
		t.Fatal("a lock was given to two")
	}
	next := blobLock{blobs: blobs, key: indexLock,
		now: func() time.Time { return now.Add(holdFor) }}
	_, release, err := next.acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := late(); err != nil { // it was not dead, only slow: the lock stays the other's
		t.Fatal(err)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
}

// tasks collects what is sent.
type tasks struct{ sent []queue.Message }

func (q *tasks) Send(_ context.Context, m queue.Message) error {
	q.sent = append(q.sent, m)
	return nil
}

// former is the analyzer before an update.
type former struct{ morph.Analyzer }

func (*former) Version() string { return "former" }

func TestDocumentsOfAFormerAnalyzerOrADamagedPartAreIndexedAgain(t *testing.T) {
	ctx, blobs, documents := t.Context(), blobtest.NewMemory(nil, nil), &documenttest.Memory{}
	open := func(o localindex.Options) func(context.Context) (*localindex.Index, error) {
		o.Storage = &storage.Bucket{Blobs: blobs, Prefix: indexPrefix, Cache: t.TempDir()}
		return func(ctx context.Context) (*localindex.Index, error) {
			return localindex.Open(ctx,
				o)
		}
	}
	put := func(l *lockedIndex, key document.ID) {
		t.Helper()
		d, err := documents.Get(ctx, key)
		if fault.Is(err, fault.NotFound) {
			d, err = documents.Put(ctx, document.Document{ID: key, Name: string(key), Version: "1",
				State: document.Ready})
		}
		if err != nil {
			t.Fatal(err)
		}
		source := retrieve.Source{Document: key, Version: d.Version,
			Readers: []auth.Principal{auth.Everyone}}
		if err := l.Put(ctx, source, []document.Chunk{{ID: document.ChunkID(key),
			Text: "보일러 점검"}}); err != nil {
			t.Fatal(err)
		}
	}
	lock := blobLock{blobs: blobs, key: indexLock, now: time.Now}
	before := &lockedIndex{lock: lock, open: open(localindex.Options{Analyzer: &former{}})}
	put(before, "docs/a.txt")
	put(before, "docs/b.txt")

	// One that is being deleted is not wanted in the index.
	if _, err := documents.Put(ctx, document.Document{ID: "docs/gone.txt", Name: "gone.txt",
		Version: "1", State: document.Deleting}); err != nil {
		t.Fatal(err)
	}

	var queued tasks
	renew := &renewal{documents: documents, tasks: &queued, log: slog.New(slog.DiscardHandler)}
	after := &lockedIndex{lock: lock, renew: renew,
		open: open(localindex.Options{Analyzer: &morph.Analyzer{}, Damaged: renew.damaged})}
	put(after, "docs/c.txt")
	want := func(keys ...document.ID) {
		t.Helper()
		var got []document.ID
		for _, m := range queued.sent {
			task, err := ingest.ParseTask(m.Body)
			if err != nil || task.Action != ingest.Reindex {
				t.Fatalf("%+v, %v", task, err)
			}
			got = append(got, task.ID)
		}
		slices.Sort(got)
		got = slices.Compact(got) // a task that is sent twice changes nothing
		if !slices.Equal(got, keys) {
			t.Errorf("to be indexed again: %q, want %q", got, keys)
		}
		queued.sent = nil
	}
	want("docs/a.txt", "docs/b.txt")
	for _, key := range []document.ID{"docs/a.txt", "docs/b.txt"} { // as the tasks do
		put(after, key)
	}
	put(after, "docs/d.txt")
	want()

	list, err := blobs.List(ctx, indexPrefix, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, info := range list {
		if strings.HasSuffix(info.Key, ".seg") {
			if _, err := blobs.Put(ctx, info.Key, strings.NewReader("rubbish"),
				blob.PutOptions{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	damaged := &lockedIndex{lock: lock, renew: renew,
		open: open(localindex.Options{Analyzer: &morph.Analyzer{}, Damaged: renew.damaged})}
	put(damaged, "docs/e.txt") // finds the damage
	put(damaged, "docs/f.txt")
	want("docs/a.txt", "docs/b.txt", "docs/c.txt", "docs/d.txt")
}

// TestALateWriterLeavesTheLockToItsSuccessor: the time of the first is over, and the
// second writes.
func TestALateWriterLeavesTheLockToItsSuccessor(t *testing.T) {
	now := time.Now()
	lock := blobLock{blobs: blobtest.NewMemory(nil, nil), key: indexLock, now: func() time.Time { return now }}
	_, late, err := lock.acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(holdFor + time.Second)
	_, release, err := lock.acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := late(); err != nil {
		t.Errorf("releasing late: %v", err)
	}
	if _, err := lock.try(t.Context(), now.Add(holdFor)); !fault.Is(err, fault.Conflict) {
		t.Errorf("a third writer, while the second one writes: %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	if _, err := lock.try(t.Context(), now.Add(holdFor)); err != nil {
		t.Errorf("after the second one: %v", err)
	}
}

// late is a blob store in which somebody else puts an object between the reading
// of it and the next write.
type late struct {
	blob.Store
	put func()
}

func (l *late) Get(ctx context.Context, key string, r blob.Range) (io.ReadCloser, blob.Info, error) {
	body, info, err := l.Store.Get(ctx, key, r)
	if put := l.put; put != nil {
		l.put = nil
		put()
	}
	return body, info, err
}

// TestOfTwoWritersThatFindNoLockOneGetsIt, whoever looked first.
func TestOfTwoWritersThatFindNoLockOneGetsIt(t *testing.T) {
	blobs := blobtest.NewMemory(nil, nil)
	until := time.Now().Add(holdFor)
	first := blobLock{blobs: blobs, key: indexLock, now: time.Now}
	second := first
	second.blobs = &late{Store: blobs, put: func() {
		if _, err := first.try(t.Context(), until); err != nil {
			t.Error(err)
		}
	}}
	if _, err := second.try(t.Context(), until); !fault.Is(err, fault.Conflict) {
		t.Errorf("both hold the lock: %v", err)
	}
}
