package ingest

import (
	"context"
	"slices"
	"sync"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
)

// Vectors is the embedder of the stores that a Worker fills. The Worker embeds
// a document's passages in steps that survive a restart, before it passes them
// to a store. When a store asks for their vectors, it gets them at once.
// Everything else is passed on to the embedder. Vectors is safe for concurrent
// use.
type Vectors struct {
	embed.Embedder

	mu    sync.Mutex
	known map[string]*knownVector // by the passage's text
}

type knownVector struct {
	vector []float32
	users  int // documents in work that have the text
}

// NewVectors makes Vectors of an embedder.
func NewVectors(e embed.Embedder) *Vectors {
	return &Vectors{Embedder: e, known: map[string]*knownVector{}}
}

// Embed implements embed.Embedder.
func (v *Vectors) Embed(ctx context.Context, kind embed.Kind, texts []string) ([][]float32, error) {
	if kind != embed.Passage {
		return v.Embedder.Embed(ctx, kind, texts)
	}
	vectors := make([][]float32, len(texts))
	var missing []string
	var places []int
	v.mu.Lock()
	for i, t := range texts {
		if k := v.known[t]; k != nil {
			vectors[i] = slices.Clone(k.vector)
		} else {
			missing, places = append(missing, t), append(places, i)
		}
	}
	v.mu.Unlock()
	if len(missing) == 0 {
		return vectors, ctx.Err()
	}
	made, err := v.make(ctx, missing)
	if err != nil {
		return nil, err
	}
	for n, i := range places {
		vectors[i] = made[n]
	}
	return vectors, nil
}

// make embeds passages.
func (v *Vectors) make(ctx context.Context, texts []string) ([][]float32, error) {
	vectors, err := v.Embedder.Embed(ctx, embed.Passage, texts)
	if err != nil {
		return nil, err
	}
	if len(vectors) != len(texts) {
		return nil, fault.Newf(fault.Internal, "the embedder gave %d vectors for %d texts",
			len(vectors), len(texts))
	}
	return vectors, nil
}

// keep remembers vectors until drop has been called for the same texts.
func (v *Vectors) keep(texts []string, vectors [][]float32) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for i, t := range texts {
		if v.known[t] == nil {
			v.known[t] = &knownVector{vector: vectors[i]}
		}
		v.known[t].users++
	}
}

func (v *Vectors) drop(texts []string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, t := range texts {
		if v.known[t].users--; v.known[t].users == 0 {
			delete(v.known, t)
		}
	}
}
