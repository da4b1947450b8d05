package localindex

import (
	"sync/atomic"

	"github.com/mundap/mundap/internal/embed"
)

// embedders are those that an index works with at a time.
type embedders struct {
	now    embed.Embedder   // nil: words only
	former []embed.Embedder // whose vectors are searched until now has made its own

	questions  questions
	dimensions atomic.Int32 // of the last vector that now gave; 0 if none yet
}

func newEmbedders(now embed.Embedder, former []embed.Embedder) *embedders {
	e := &embedders{now: embed.Centre(now)}
	for _, f := range former {
		e.former = append(e.former, embed.Centre(f))
	}
	return e
}

// model returns the name of the current embedder's model, or "" if there is no
// embedder.
func (e *embedders) model() string {
	if e.now == nil {
		return ""
	}
	return e.now.Info().Model
}

// otherDimensions reports whether the embedder's vectors have another length
// now: one that it gave last, whatever it said of itself.
func (e *embedders) otherDimensions(dims int) bool {
	now := e.dimensions.Load()
	return now != 0 && int(now) != dims
}

// UseEmbedder replaces the embedder while the index is open. In the background,
// e makes a vector for every passage; Index.Embedding reports the progress.
// Until then, the vectors of the former embedders are searched, so these have
// to work until Embedding.Missing is 0. The index must have been opened with an
// embedder and Options.EmbedLater; e must not be nil.
func (ix *Index) UseEmbedder(e embed.Embedder, former ...embed.Embedder) {
	ix.embedders.Store(newEmbedders(e, former))
	ix.embedding.poke()
}
