package ingest

import (
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"math"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

const (
	// embedAtOnce is how many passages are embedded in one call. Even a slow
	// embedder (5 passages a second) completes it within the margin.
	embedAtOnce = 96
	// heldVectors is how many vectors of a document are held in memory: while
	// they are made, and while a store is filled. A store may ask for vectors of
	// chunks that it took this long ago; local indexes take 1,000 at once, the
	// others 100. At 1,024 dimensions the vectors take 8 MB.
	heldVectors = 2048
)

// embed makes the vectors of a version's chunks. A document with more than
// heldVectors chunks has its vectors saved in parts, so that memory does not
// grow with it.
func (j *job) embed(ctx context.Context, r reading) error {
	v := j.worker.o.Vectors
	if v == nil {
		return nil
	}
	model := v.Info().Model
	// Vectors of two models can't be compared. If the model was changed since the
	// last delivery, all of them are made again.
	if j.saved.Model != model || j.saved.Dimensions <= 0 {
		j.saved.Vectors, j.saved.VectorParts = 0, 0
	}
	var texts []string
	n := 0
	for c, err := range j.worker.chunksOf(ctx, r) {
		if err != nil {
			return fmt.Errorf("reading the chunks of %s: %w", j.task.ID, err)
		}
		// The chunks of a version always come in the same order, so that a number is
		// enough to say which of them have vectors.
		if n++; n <= j.saved.Vectors+len(j.fresh) {
			continue
		}
		texts = append(texts, c.Text)
		if len(texts) < embedAtOnce && n < r.chunks {
			continue
		}
		if err := j.embedSome(ctx, model, texts, r.chunks); err != nil {
			return err
		}
		texts = texts[:0]
	}
	return nil
}

// embedSome makes the vectors of the next chunks. all is the number of all
// chunks.
func (j *job) embedSome(ctx context.Context, model string, texts []string, all int) error {
	if j.over() && j.worked { // a delivery with little time makes one call all the same
		return j.leave(ctx)
	}
	made, err := j.worker.o.Vectors.make(ctx, texts)
	if err != nil {
		return fmt.Errorf("embedding %s: %w", j.task.ID, err)
	}
	j.fresh, j.worked = append(j.fresh, made...), true
	done := j.saved.Vectors + len(j.fresh)
	if j.due() || len(j.fresh) >= heldVectors || done == all && j.saved.VectorParts > 0 {
		if err := j.saveVectors(ctx, model); err != nil {
			return err
		}
	}
	return j.tell(ctx, document.Progress{Done: done, Total: all, Unit: "chunk"})
}

// saveVectors saves the fresh vectors.
func (j *job) saveVectors(ctx context.Context, model string) error {
	j.saved.Model, j.saved.Dimensions = model, len(j.fresh[0])
	data := make([]byte, 0, len(j.fresh)*j.saved.Dimensions*4)
	for _, v := range j.fresh {
		for _, x := range v {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(x))
		}
	}
	if err := j.write(ctx, vectorPart(j.saved.VectorParts), data); err != nil {
		return err
	}
	j.saved.VectorParts++
	j.saved.Vectors += len(j.fresh)
	j.fresh = nil
	return j.save(ctx)
}

// vectors yields the vectors of a version's chunks in their order. It holds one
// saved part at a time.
func (j *job) vectors(ctx context.Context) iter.Seq2[[]float32, error] {
	return func(yield func([]float32, error) bool) {
		n := 0
		for part := range j.saved.VectorParts {
			data, err := j.read(ctx, vectorPart(part))
			if err != nil {
				yield(nil, j.missing(err))
				return
			}
			for ; len(data) >= 4*j.saved.Dimensions; n++ {
				v := make([]float32, j.saved.Dimensions)
				for i := range v {
					v[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
				}
				if !yield(v, nil) {
					return
				}
				data = data[4*len(v):]
			}
		}
		// Vectors belong to chunks by their order alone. If one were missing, each
		// chunk after it would get another one's.
		if n != j.saved.Vectors {
			yield(nil, j.missing(fault.Newf(fault.Damaged, "%d vectors of %s were saved, and %d are there",
				j.saved.Vectors, j.task.ID, n)))
			return
		}
		for _, v := range j.fresh {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// window keeps the vectors of the chunks that a store has just taken, for when
// it asks for them.
type window struct {
	job  *job
	held []string // texts of chunks whose vectors are kept, oldest first
}

// over yields chunks, and keeps the vector of each before it does.
func (w *window) over(ctx context.Context,
	chunks iter.Seq2[document.Chunk, error]) iter.Seq2[document.Chunk, error] {
	return func(yield func(document.Chunk, error) bool) {
		next, stop := iter.Pull2(w.job.vectors(ctx))
		defer stop()
		for c, err := range chunks {
			if err == nil {
				err = w.keep(c.Text, next)
			}
			if !yield(c, err) || err != nil {
				return
			}
		}
	}
}

// keep keeps a chunk's vector, which next gives, in place of the oldest one.
func (w *window) keep(text string, next func() ([]float32, error, bool)) error {
	vector, err, ok := next()
	if err != nil || !ok {
		return err // without a vector, the embedder makes it once more
	}
	if len(w.held) == heldVectors {
		w.job.worker.o.Vectors.drop(w.held[:1])
		w.held = w.held[1:]
	}
	w.job.worker.o.Vectors.keep([]string{text}, [][]float32{vector})
	w.held = append(w.held, text)
	return nil
}

func (w *window) close() { w.job.worker.o.Vectors.drop(w.held) }
