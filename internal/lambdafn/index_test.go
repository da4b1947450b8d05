//go:build !nodict

package lambdafn

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/retrieve"
)

// writer is the index as one of several function instances has it.
func writer(t *testing.T, blobs blob.Store, now func() time.Time) *lockedIndex {
	storage := &localindex.BlobStorage{Blobs: blobs, Prefix: indexPrefix, Cache: t.TempDir()}
	return &lockedIndex{lock: blobLock{blobs: blobs, key: indexLock, now: now}, open: func(ctx context.Context) (*localindex.Index, error) {
		return localindex.Open(ctx, localindex.Options{Storage: storage, Analyzer: &morph.Analyzer{}})
	}}
}

func TestSeveralInstancesWriteOneIndex(t *testing.T) {
	blobs := blob.NewMemory(nil, nil)
	var all sync.WaitGroup
	keys := []document.Key{"docs/a.txt", "docs/b.txt", "docs/c.txt"}
	for _, key := range keys {
		all.Go(func() {
			source := retrieve.Source{Document: key, Version: "1", Readers: []auth.Principal{auth.Everyone}}
			if err := writer(t, blobs, time.Now).Put(t.Context(), source, []document.Chunk{{ID: document.ChunkID(key), Text: "보일러 점검"}}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	w := writer(t, blobs, time.Now)
	if err := w.Forget(t.Context(), keys[0], "1"); err != nil {
		t.Fatal(err)
	}
	found, err := (&searched{open: w.open}).Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: "보일러"})
	if err != nil || len(found) != 2 {
		t.Errorf("%d passages, %v", len(found), err)
	}
}

func TestALockWhoseHolderDiedIsFreeAfterItsTime(t *testing.T) {
	blobs, now := blob.NewMemory(nil, nil), time.Now()
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
	next := blobLock{blobs: blobs, key: indexLock, now: func() time.Time { return now.Add(holdFor) }}
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
