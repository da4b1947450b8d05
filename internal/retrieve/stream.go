package retrieve

import (
	"context"
	"iter"

	"github.com/mundap/mundap/internal/document"
)

// Streaming is an Index that takes the chunks of a version while they are read,
// so that nobody holds all of a long document. PutSeq keeps the promises of Put:
// the version is found whole or not at all. An error of chunks is returned as it
// is, and then nothing has changed. A chunk is not kept longer than it takes to
// index it.
type Streaming interface {
	PutSeq(ctx context.Context, s Source, chunks iter.Seq2[document.Chunk, error]) error
}

// PutSeq indexes a version whose chunks are read meanwhile: as they come where
// the index is Streaming, otherwise when all of them are there. An error is the
// last thing in chunks.
func PutSeq(ctx context.Context, index Index, s Source,
	chunks iter.Seq2[document.Chunk, error]) error {
	if streaming, ok := index.(Streaming); ok {
		return streaming.PutSeq(ctx, s, chunks)
	}
	var all []document.Chunk
	for c, err := range chunks {
		if err != nil {
			return err
		}
		all = append(all, c)
	}
	return index.Put(ctx, s, all)
}

// Chunks gives chunks that are there already.
func Chunks(all []document.Chunk) iter.Seq2[document.Chunk, error] {
	return func(yield func(document.Chunk, error) bool) {
		for _, c := range all {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// Batches gives chunks in slices of n, the last one shorter. A slice is valid
// until the next one is asked for. An error is the last thing that it gives.
func Batches(chunks iter.Seq2[document.Chunk, error],
	n int) iter.Seq2[[]document.Chunk, error] {
	return func(yield func([]document.Chunk, error) bool) {
		batch := make([]document.Chunk, 0, n)
		for c, err := range chunks {
			if err != nil {
				yield(nil, err)
				return
			}
			if batch = append(batch, c); len(batch) < n {
				continue
			}
			if !yield(batch, nil) {
				return
			}
			clear(batch) // lets go of their text
			batch = batch[:0]
		}
		if len(batch) > 0 {
			yield(batch, nil)
		}
	}
}
