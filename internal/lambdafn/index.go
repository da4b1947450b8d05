//go:build !nodict

package lambdafn

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/wiring"
)

const (
	indexRoot   = "index/"
	indexPrefix = "index/v1/"
	indexLock   = "index/lock"
	// holdFor bounds a change to the index; after it the lock is anybody's.
	holdFor = 2 * time.Minute
	// keepRetired is how long functions that search may take to fetch the files
	// that a manifest named.
	keepRetired = 5 * time.Minute
	// lockEvery is how often a waiting writer tries.
	lockEvery = 200 * time.Millisecond
)

// lockedIndex is the index for functions that write it. Lambda may run several
// of them; each opens the index for one change, as its only writer.
type lockedIndex struct {
	lock  blobLock
	room  room
	open  func(context.Context) (*localindex.Index, error)
	renew *renewal // nil: nothing is indexed again
}

var (
	_ retrieve.Index    = (*lockedIndex)(nil)
	_ forgetting.Eraser = (*lockedIndex)(nil)
	_ forgetting.Keeper = (*lockedIndex)(nil)
)

// Store implements retrieve.Index.
func (l *lockedIndex) Store() string { return wiring.Local }

// Lag implements retrieve.Index.
func (l *lockedIndex) Lag() time.Duration { return 0 }

// Put implements retrieve.Index.
func (l *lockedIndex) Put(ctx context.Context, s retrieve.Source, chunks []document.Chunk) error {
	return l.PutSeq(ctx, s, retrieve.Chunks(chunks))
}

// PutSeq implements retrieve.Streaming.
func (l *lockedIndex) PutSeq(ctx context.Context, s retrieve.Source,
	chunks iter.Seq2[document.Chunk, error]) error {
	return l.with(ctx, func(ctx context.Context, ix *localindex.Index) error {
		return ix.PutSeq(ctx, s, l.room.within(ix.Stats(), chunks))
	})
}

// Forget implements retrieve.Index.
func (l *lockedIndex) Forget(ctx context.Context, key document.ID, v document.Version) error {
	return l.with(ctx, func(ctx context.Context, ix *localindex.Index) error {
		return ix.Forget(ctx,
			key, v)
	})
}

// Erase implements forgetting.Eraser. Searches that have already started may
// still read the old segments; see Kept.
func (l *lockedIndex) Erase(ctx context.Context) error {
	return l.with(ctx, func(ctx context.Context, ix *localindex.Index) error { return ix.Erase(ctx) })
}

// Traces counts the entries of a document in the segments.
func (l *lockedIndex) Traces(ctx context.Context, id document.ID) (n int, err error) {
	err = l.locked(ctx, func(ctx context.Context, ix *localindex.Index) error {
		n, err = ix.Traces(ctx, id)
		return err
	})
	return n, err
}

// Kept implements forgetting.Keeper. Replaced segments are removed with the
// first change of the index after keepRetired, at the latest by the daily
// upkeep. Running instances of functions keep the segments that they have
// fetched until AWS ends the instances.
func (l *lockedIndex) Kept(context.Context) ([]forgetting.Copy, error) {
	return []forgetting.Copy{
		{Where: "replaced segments of the index in the bucket", Days: 1},
		{Where: "segments in /tmp of functions' instances that run now", Days: 1},
	}, nil
}

// tidy removes replaced segments that are no longer needed.
func (l *lockedIndex) tidy(ctx context.Context) error {
	return l.with(ctx, func(ctx context.Context, ix *localindex.Index) error { return ix.Settle(ctx) })
}

// writer opens the index for the function that fills it.
func (p *parts) writer(embedder embed.Embedder) shardedIndex {
	all := make(shardedIndex, p.shards())
	for i := range all {
		all[i] = p.shardWriter(embedder, i)
	}
	return all
}

func (p *parts) shardWriter(embedder embed.Embedder, shard int) *lockedIndex {
	of := p.shards()
	renew := &renewal{documents: p.store.Documents(), tasks: p.tasks, log: p.log,
		mine: func(id document.ID) bool { return localindex.ShardOf(id, of) == shard }}
	lock := indexLock
	if of > 1 {
		lock = fmt.Sprintf("%s-%d-%d", indexLock, of, shard)
	}
	return &lockedIndex{lock: blobLock{blobs: p.blobs, key: lock, now: time.Now}, renew: renew,
		room: room{limit: p.indexLimit(), log: p.log},
		open: func(ctx context.Context) (*localindex.Index, error) {
			return localindex.Open(ctx, localindex.Options{
				Storage: p.storage(shard), Analyzer: &morph.Analyzer{}, Embedder: embedder,
				Store: wiring.Local, KeepRetired: keepRetired,
				Damaged: renew.damaged,
			})
		}}
}

// with makes a change to the index. It also queues documents to be indexed
// again if the index turns out to lack them or to have outdated entries for
// them.
func (l *lockedIndex) with(ctx context.Context,
	change func(context.Context, *localindex.Index) error) error {
	var again []document.Document
	err := l.locked(ctx, func(ctx context.Context, ix *localindex.Index) error {
		if err := change(ctx, ix); err != nil {
			return err
		}
		l.room.tell(ix.Stats())
		if l.renew != nil {
			again = l.renew.look(ctx, ix)
		}
		return nil
	})
	if err != nil || l.renew == nil {
		return err
	}
	return l.renew.queue(ctx, again)
}

func (l *lockedIndex) locked(ctx context.Context,
	change func(context.Context, *localindex.Index) error) (err error) {
	ctx, release, err := l.lock.acquire(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	ix, err := l.open(ctx)
	if err != nil {
		return fmt.Errorf("opening the index: %w", err)
	}
	if err = change(ctx, ix); err == nil {
		err = ix.Settle(ctx) // merges would not go on after the index is closed
	}
	return errors.Join(err, ix.Close())
}

// blobLock is a lock in the blob store. Whoever has written its object last
// holds it until the time in the object.
type blobLock struct {
	blobs blob.Store
	key   string
	now   func() time.Time
}

type held struct {
	Until time.Time `json:"until"`
}

// acquire waits for the lock. The context that it returns ends before the lock
// expires.
func (l *blobLock) acquire(ctx context.Context) (context.Context, func() error, error) {
	tick := time.NewTicker(lockEvery)
	defer tick.Stop()
	for {
		until := l.now().Add(holdFor)
		tag, err := l.try(ctx, until)
		if err == nil {
			holding, cancel := context.WithDeadline(ctx, until.Add(-5*time.Second))
			return holding, func() error { cancel(); return l.release(ctx, tag) }, nil
		}
		if !fault.Is(err, fault.Conflict) {
			return nil, nil, fmt.Errorf("taking the index's lock: %w", err)
		}
		select {
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		case <-tick.C:
		}
	}
}

// try takes the lock if it is free. If somebody else holds it, the error is
// fault.Conflict.
func (l *blobLock) try(ctx context.Context, until time.Time) (tag string, err error) {
	r, info, err := l.blobs.Get(ctx, l.key, blob.Range{})
	if fault.Is(err, fault.NotFound) {
		return l.write(ctx, until, blob.PutOptions{IfAbsent: true})
	}
	if err != nil {
		return "", err
	}
	defer r.Close()
	var h held
	if err := json.NewDecoder(r).Decode(&h); err == nil && l.now().Before(h.Until) {
		return "", fault.Newf(fault.Conflict, "the index is being written until %v", h.Until)
	}
	return l.write(ctx, until, blob.PutOptions{IfMatch: info.ETag})
}

func (l *blobLock) write(ctx context.Context, until time.Time, o blob.PutOptions) (string, error) {
	data, err := json.Marshal(held{until})
	if err != nil {
		return "", err
	}
	o.ContentType = "application/json"
	info, err := l.blobs.Put(ctx, l.key, bytes.NewReader(data), o)
	return info.ETag, err
}

// release releases the lock, even if ctx has ended. If another writer has taken
// the lock in the meantime, that writer keeps it.
func (l *blobLock) release(ctx context.Context, tag string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	_, err := l.write(ctx, time.Time{}, blob.PutOptions{IfMatch: tag})
	if fault.Is(err, fault.Conflict) {
		return nil
	}
	return err
}
