//go:build !nodict

package lambdafn

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/wiring"
)

// shardedIndex is the index as functions write it: an index with a lock of its
// own for each shard, so that documents of different shards can be indexed at the
// same time.
type shardedIndex []*lockedIndex

var (
	_ retrieve.Index     = shardedIndex{}
	_ retrieve.Streaming = shardedIndex{}
	_ forgetting.Eraser  = shardedIndex{}
	_ forgetting.Keeper  = shardedIndex{}
)

// of returns the shard that a document is in.
func (x shardedIndex) of(id document.ID) *lockedIndex {
	return x[localindex.ShardOf(id, len(x))]
}

// Store implements retrieve.Index.
func (x shardedIndex) Store() string { return wiring.Local }

// Lag implements retrieve.Index.
func (x shardedIndex) Lag() time.Duration { return 0 }

// Put implements retrieve.Index.
func (x shardedIndex) Put(ctx context.Context, s retrieve.Source, chunks []document.Chunk) error {
	return x.of(s.Document).Put(ctx, s, chunks)
}

// PutSeq implements retrieve.Streaming.
func (x shardedIndex) PutSeq(ctx context.Context, s retrieve.Source,
	chunks iter.Seq2[document.Chunk, error]) error {
	return x.of(s.Document).PutSeq(ctx, s, chunks)
}

// Forget implements retrieve.Index.
func (x shardedIndex) Forget(ctx context.Context, id document.ID, v document.Version) error {
	return x.of(id).Forget(ctx, id, v)
}

// Traces counts the entries of a document in the segments.
func (x shardedIndex) Traces(ctx context.Context, id document.ID) (int, error) {
	return x.of(id).Traces(ctx, id)
}

// Erase implements forgetting.Eraser.
func (x shardedIndex) Erase(ctx context.Context) error {
	return x.all(func(l *lockedIndex) error { return l.Erase(ctx) })
}

// Kept implements forgetting.Keeper.
func (x shardedIndex) Kept(ctx context.Context) ([]forgetting.Copy, error) { return x[0].Kept(ctx) }

// tidy removes replaced segments that are no longer needed. Once all documents are
// in the present shards, it also removes the segments of a former number of
// shards.
func (x shardedIndex) tidy(ctx context.Context) error {
	err := x.all(func(l *lockedIndex) error {
		if l.renew != nil {
			l.renew.again()
		}
		return l.tidy(ctx)
	})
	if err != nil || slices.ContainsFunc(x, func(l *lockedIndex) bool {
		return l.renew == nil || !l.renew.complete()
	}) {
		return err
	}
	return x.removeOthers(ctx, x[0].lock.blobs)
}

// removeOthers removes segments that do not belong to the present shards.
func (x shardedIndex) removeOthers(ctx context.Context, blobs blob.Store) error {
	const page = 1000
	for after := ""; ; {
		list, err := blobs.List(ctx, indexRoot, after, page)
		if err != nil {
			return fmt.Errorf("listing the indexes: %w", err)
		}
		for _, o := range list {
			after = o.Key
			if strings.HasPrefix(o.Key, indexLock) || x.has(o.Key) {
				continue
			}
			if err := blobs.Delete(ctx, o.Key); err != nil {
				return fmt.Errorf("removing a former index: %w", err)
			}
		}
		if len(list) < page {
			return nil
		}
	}
}

// has reports whether an object belongs to one of the present shards.
func (x shardedIndex) has(key string) bool {
	for i := range x {
		if strings.HasPrefix(key, shardPrefix(i, len(x))) {
			return true
		}
	}
	return false
}

func (x shardedIndex) all(do func(*lockedIndex) error) (err error) {
	for i, l := range x {
		if failed := do(l); failed != nil {
			err = errors.Join(err, fmt.Errorf("shard %d: %w", i, failed))
		}
	}
	return err
}

// shardPrefix begins the keys of a shard's segments. A single shard has the prefix
// that indexes had before there were shards.
func shardPrefix(shard, of int) string {
	if of == 1 {
		return indexPrefix
	}
	return fmt.Sprintf("%sv1-%d/%d/", indexRoot, of, shard)
}
