package localindex

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/mundap/mundap/internal/document"
)

// Erase returns when no file of the index holds anything of what was forgotten
// or replaced before the call: the segments that do are written anew. Callers
// at the same time share that work, which takes about as long as indexing does
// without the analysis. Without Erase it is done when a good part of a segment
// is dead.
func (ix *Index) Erase(ctx context.Context) error {
	if ix.writer == nil {
		return nil
	}
	return ix.request(ctx, ix.writer.erase)
}

// Traces counts the entries of a document in the index's files, also those that
// no search finds any more. A note that the document was forgotten is none: it
// holds a digest of the id and nothing else.
func (ix *Index) Traces(ctx context.Context, key document.ID) (int, error) {
	snap := ix.acquire()
	if snap == nil {
		return 0, errClosed()
	}
	defer snap.release()
	n := 0
	for _, p := range snap.parts {
		found, err := p.Find(string(key))
		if err != nil {
			return n, err
		}
		n += len(found)
	}
	return n, ctx.Err()
}

// tombstone is the key under which it is noted that a document was forgotten.
// The id itself can be a file's name.
func tombstone(key string) string {
	sum := sha256.Sum256([]byte(key))
	return "\x00" + hex.EncodeToString(sum[:16])
}

// dirty gives segments with dead documents that can be written as one.
func (w *writer) dirty() []part {
	for _, parts := range w.ix.mergeable(w.parts) {
		dead := slices.DeleteFunc(parts, func(p part) bool { return p.dead.Count() == 0 })
		if len(dead) > 0 {
			return dead
		}
	}
	return nil
}

func answer(callers *[]chan error, err error) {
	for _, done := range *callers {
		done <- err
	}
	*callers = nil
}
