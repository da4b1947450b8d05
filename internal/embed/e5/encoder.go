// Package e5 is Mundap's built-in text encoder, the model multilingual-e5-small
// (MIT licence). It runs in Go with weights that are embedded in the program,
// and needs neither a network nor settings.
//
// The weights have four bits each. Those of the layers are expanded to one byte
// when the encoder is first used. They are multiplied with the states of a
// text's tokens, which are rounded to seven bits token by token. The inner
// loops are in package simd. The embeddings of the vocabulary are not expanded.
//
// The vocabulary is reduced to pieces of Korean, English, Chinese characters,
// kana and symbols; see the command in convert, which makes the file of
// weights.
package e5

import (
	"context"
	_ "embed"
	"math"
	"sync"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/pace"
	"github.com/mundap/mundap/internal/simd"
)

// Model names the encoder's vectors. It changes whenever they do, so that
// vectors of different weights are never compared.
const Model = "mundap/multilingual-e5-small-1"

// Dimensions is the length of the vectors.
const Dimensions = 384

//go:embed weights.bin
var builtIn string

// Encoder computes vectors of unit length. It loads the weights when it is
// first asked for one. It takes about 30 MB from then on. Safe for concurrent
// use; each call works in its caller's goroutine.
type Encoder struct {
	file  []byte
	loops *simd.Functions

	once    sync.Once
	engine  *engine
	err     error
	scratch sync.Pool // of *scratch
}

var _ embed.Embedder = (*Encoder)(nil)

// New makes an encoder with the weights in the program.
func New() *Encoder { return &Encoder{file: view(builtIn), loops: simd.Best()} }

// Info describes the encoder.
func (e *Encoder) Info() embed.Info { return embed.Info{Model: Model, Dimensions: Dimensions} }

// Processor names the loops that the encoder runs: "avx2", "neon" or
// "portable".
func (e *Encoder) Processor() string { return e.loops.Name }

// engine is what the computations need; it never changes.
type engine struct {
	w      *weights
	loops  *simd.Functions
	window int // most pieces of a text that are read together
	// questions bounds how many questions are embedded at once. Of many at once, none
	// would be done before the last.
	questions chan struct{}
}

func (e *Encoder) load() (*engine, error) {
	e.once.Do(func() {
		w, err := read(e.file, e.loops)
		release(e.file)
		if err == nil && w.Dimensions != Dimensions {
			err = damaged("the weights give %d dimensions, not %d", w.Dimensions, Dimensions)
		}
		if e.err = err; err == nil {
			e.engine = &engine{w, e.loops, int(w.Positions) - 2,
				make(chan struct{}, questionsPerProcessor*pace.Processors())}
		}
	})
	return e.engine, e.err
}

// questionsPerProcessor is how many questions share a processor: more than one,
// so that other work doesn't leave them too small a share.
const questionsPerProcessor = 8

// Embed gives the texts' vectors; see [embed.Embedder]. Texts longer than the
// model's window are embedded in several, whose vectors are averaged by their
// lengths. In a rush, questions wait for one another, in the order of the calls.
// Errors: fault.Damaged (the weights), those of ctx.
func (e *Encoder) Embed(ctx context.Context, kind embed.Kind, texts []string) ([][]float32, error) {
	engine, err := e.load()
	if err != nil {
		return nil, err
	}
	if kind == embed.Query {
		select {
		case engine.questions <- struct{}{}:
			defer func() { <-engine.questions }()
		case <-ctx.Done():
			return nil, fault.Wrap(ctx.Err(), fault.KindOf(ctx.Err()), "", "")
		}
	}
	s, ok := e.scratch.Get().(*scratch)
	if !ok {
		s = &scratch{}
	}
	defer e.scratch.Put(s)
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		vectors[i] = make([]float32, Dimensions)
		s.ids = engine.w.segment(s.ids[:0], engine.w.normalise(string(kind)+": "+text))
		if err := engine.encode(ctx, s, vectors[i], s.ids); err != nil {
			return nil, fault.Wrap(err, fault.KindOf(err), "", "")
		}
	}
	return vectors, nil
}

// encode stores the vector of a text in dst, which is zero.
func (e *engine) encode(ctx context.Context, s *scratch, dst []float32, ids []uint32) error {
	for first := true; first || len(ids) > 0; first = false {
		n := min(len(ids), e.window)
		s.framed = e.framed(s.framed[:0], ids[:n])
		if err := e.run(ctx, s, dst, s.framed, float32(max(n, 1))); err != nil {
			return err
		}
		ids = ids[n:]
	}
	unit(dst)
	return nil
}

// framed appends a window's pieces to dst, between those that mark its begin
// and its end.
func (e *engine) framed(dst, ids []uint32) []uint32 {
	return append(append(append(dst, e.w.Begin), ids...), e.w.End)
}

// unit makes v one long. The zero vector becomes the first unit vector.
func unit(v []float32) {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if sum == 0 {
		v[0] = 1
		return
	}
	for i := range v {
		v[i] = float32(float64(v[i]) / math.Sqrt(sum))
	}
}
