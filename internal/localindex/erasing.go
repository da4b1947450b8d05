package localindex

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/mundap/mundap/internal/document"
)

// Erase returns when no file of the index contains anything that was forgotten
// or replaced before the call. It rewrites the segments that do. Concurrent
// callers share this work, which takes about as long as indexing without the
// analysis. Without Erase, a segment is rewritten when a good part of it is
// deleted.
func (ix *Index) Erase(ctx context.Context) error {
	if ix.writer == nil {
		return nil
	}
	return ix.request(ctx, ix.writer.erase)
}

// Traces counts the entries of a document in the index's files, including those
// that no search finds any more. The note that the document was forgotten does
// not count: it contains nothing but a digest of the id.
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

// tombstone returns the key of the note that a document was forgotten. The note
// must not contain the id itself, which may be a file's name.
func tombstone(key string) string {
	sum := sha256.Sum256([]byte(key))
	return "\x00" + hex.EncodeToString(sum[:16])
}

// dirty returns segments with deleted documents that can be rewritten as one.
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
