// Package indextest opens search indexes for the tests of other packages.
package indextest

import (
	"context"
	"iter"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/retrieve"
)

// Open opens an index that is closed when t ends. Without a storage in o the
// index is in a folder of its own. The analyser is always morph's.
func Open(t testing.TB, o localindex.Options) *localindex.Index {
	t.Helper()
	if o.Storage == nil {
		folder, err := storage.NewFolder(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		o.Storage = folder
	}
	o.Analyzer = &morph.Analyzer{}
	ix, err := localindex.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := ix.Close(); err != nil {
			t.Error(err)
		}
	})
	return ix
}

// Sharded is a store of several shards: Writers take the documents, and Shards,
// which read what the writers wrote, find them.
type Sharded struct {
	*localindex.Shards
	Writers []*localindex.Index // one for each shard, in their order
	Delay   time.Duration       // until Shards find what a writer was given
}

func (s *Sharded) of(id document.ID) *localindex.Index {
	return s.Writers[localindex.ShardOf(id, len(s.Writers))]
}

// Put implements retrieve.Index.
func (s *Sharded) Put(ctx context.Context, from retrieve.Source, chunks []document.Chunk) error {
	return s.of(from.Document).Put(ctx, from, chunks)
}

// PutSeq implements retrieve.Streaming.
func (s *Sharded) PutSeq(ctx context.Context, from retrieve.Source,
	chunks iter.Seq2[document.Chunk, error]) error {
	return s.of(from.Document).PutSeq(ctx, from, chunks)
}

// Forget implements retrieve.Index.
func (s *Sharded) Forget(ctx context.Context, id document.ID, v document.Version) error {
	return s.of(id).Forget(ctx, id, v)
}

// Lag implements retrieve.Index.
func (s *Sharded) Lag() time.Duration { return s.Delay }
