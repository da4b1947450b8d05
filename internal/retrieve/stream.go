package retrieve

import (
	"context"
	"iter"

	"github.com/mundap/mundap/internal/document"
)

// Streaming is an Index that takes the chunks of a version while they are read,
// so that a long document never has to be in memory as a whole. PutSeq keeps
// the promises of Put: either the whole version is found or nothing of it. If
// chunks yields an error, PutSeq returns it unchanged, and nothing has changed.
// A chunk is not retained after it has been indexed.
type Streaming interface {
	PutSeq(ctx context.Context, s Source, chunks iter.Seq2[document.Chunk, error]) error
}

// PutSeq indexes a version whose chunks are still being read: one by one if the
// index is Streaming, otherwise when all of them have been read. An error must
// be the last thing that chunks yields.
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

// Chunks yields chunks that are in memory.
func Chunks(all []document.Chunk) iter.Seq2[document.Chunk, error] {
	return func(yield func(document.Chunk, error) bool) {
		for _, c := range all {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// Batches yields the chunks in slices of n; the last one may be shorter. A
// slice is valid until the next one is asked for. An error is the last thing
// that it yields.
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
