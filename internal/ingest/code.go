package ingest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/split"
)

// Explainer says what code does. Safe for concurrent use.
type Explainer interface {
	// Explain describes a chunk of code in a few Korean sentences. Its errors
	// are those of llm.Model.
	Explain(ctx context.Context, c document.Chunk) (string, error)
	// AtOnce is how many chunks are to be explained at the same time; at least 1.
	AtOnce() int
}

// maxUnexplained is how many explanations may fail in a row. After that the
// model is considered unavailable, and the rest of a document is found by its
// names and comments only.
const maxUnexplained = 8

// explanations are the results of Explain, by the ordinal of the chunk.
type explanations map[int]string

// describing makes the chunks of a code file searchable by what the code does,
// as explained by the model or else by its names and comments. The code itself
// is kept beside that.
type describing struct {
	job       *job
	begun     bool
	code      bool // it is a file of code
	explainer *explaining
	left      bool // a function was not explained
}

// block describes the chunks of a block.
func (d *describing) block(ctx context.Context, b *document.Block) error {
	if !d.begun && len(b.Chunks) > 0 {
		d.begun, d.code = true, isCode(b.Chunks)
	}
	if !d.code {
		return nil
	}
	explained, err := d.explain(ctx, b.Chunks)
	if err != nil {
		return err
	}
	for i := range b.Chunks {
		k := &b.Chunks[i]
		text, ok := explained[k.Ordinal]
		if !ok {
			text = split.Outline(*k)
			d.left = d.left || d.job.worker.explainer() != nil && named(*k)
		}
		if text != "" {
			k.Original, k.Text = k.Text, text
		}
	}
	return nil
}

// isCode reports whether a document that begins with some chunks is a file of
// code. Code in prose is an example that its sentences explain.
func isCode(chunks []document.Chunk) bool {
	return len(chunks) > 0 && !slices.ContainsFunc(chunks, func(c document.Chunk) bool {
		return c.Kind != document.Code || c.Original != ""
	})
}

// named reports whether a chunk is of a function or class.
func named(c document.Chunk) bool { return len(c.Headings) > 0 }

// explain has the functions and classes among the chunks explained, many at
// once, and saves the explanations from time to time. A function that can't be
// explained is left out.
func (d *describing) explain(ctx context.Context, chunks []document.Chunk) (explanations, error) {
	by := d.job.worker.explainer()
	if d.explainer == nil && by == nil {
		return nil, nil
	}
	if d.explainer == nil {
		done, err := d.job.savedExplanations(ctx)
		if err != nil {
			return nil, err
		}
		d.explainer = &explaining{job: d.job, by: by, done: done}
	}
	e := d.explainer
	var left []document.Chunk
	for _, c := range chunks {
		if !named(c) {
			continue
		}
		e.total++
		if _, ok := e.done[c.Ordinal]; !ok {
			left = append(left, c)
		}
	}
	return e.done, e.all(ctx, left)
}

// explaining is the work on the functions of one document.
type explaining struct {
	job    *job
	by     Explainer
	done   explanations
	fresh  explanations // not saved yet
	failed int          // in a row
	total  int          // functions so far
}

// explanation is what became of one chunk.
type explanation struct {
	ordinal int
	text    string
	err     error
}

// all explains chunks until none is left or the delivery's time is over.
func (e *explaining) all(ctx context.Context, chunks []document.Chunk) error {
	if len(chunks) == 0 || e.failed >= maxUnexplained {
		return nil
	}
	working, stop := context.WithCancel(ctx)
	results := make(chan explanation)
	var workers sync.WaitGroup
	defer func() { stop(); workers.Wait() }()
	e.start(working, &workers, chunks, results)
	for range chunks {
		select {
		case r := <-results:
			if err := e.take(ctx, r); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
		if e.failed >= maxUnexplained {
			break
		}
	}
	if e.job.saved.ExplanationParts > 0 && len(e.fresh) > 0 {
		return e.save(ctx)
	}
	return nil
}

// start starts as many workers as explanations may be made at once; they share
// the chunks. Each chunk produces one result unless ctx ends.
func (e *explaining) start(ctx context.Context, workers *sync.WaitGroup, chunks []document.Chunk,
	results chan<- explanation) {
	explainer := e.by
	next := make(chan document.Chunk, len(chunks))
	for _, c := range chunks {
		next <- c
	}
	close(next)
	for range min(len(chunks), max(1, explainer.AtOnce())) {
		workers.Go(func() {
			for c := range next {
				text, err := explainer.Explain(ctx, c)
				select {
				case results <- explanation{c.Ordinal, text, err}:
				case <-ctx.Done():
					return
				}
			}
		})
	}
}

// take stores a result. It returns errLater when the delivery's time is over.
func (e *explaining) take(ctx context.Context, r explanation) error {
	j := e.job
	switch {
	case r.err != nil && ctx.Err() != nil:
		return ctx.Err()
	case r.err != nil:
		e.failed++
		j.worker.o.Log.Warn("code is not explained", "document", j.task.ID, "chunk", r.ordinal,
			"error", r.err)
	default:
		e.failed = 0
		if e.fresh == nil {
			e.fresh = explanations{}
		}
		e.done[r.ordinal], e.fresh[r.ordinal], j.worked = r.text, r.text, true
	}
	if j.due() && len(e.fresh) > 0 {
		if err := e.save(ctx); err != nil {
			return err
		}
		if j.over() {
			return errLater
		}
	}
	return j.tell(ctx, document.Progress{Done: len(e.done), Total: e.total, Unit: "function"})
}

// save writes the explanations made since the last time.
func (e *explaining) save(ctx context.Context) error {
	j := e.job
	if err := j.writeJSON(ctx, explanationPart(j.saved.ExplanationParts), e.fresh); err != nil {
		return err
	}
	e.fresh = nil
	j.saved.ExplanationParts++
	return j.save(ctx)
}

// savedExplanations returns the explanations that earlier deliveries have made.
func (j *job) savedExplanations(ctx context.Context) (explanations, error) {
	all := explanations{}
	for n := range j.saved.ExplanationParts {
		var part explanations
		if err := j.readJSON(ctx, explanationPart(n), &part); err != nil {
			if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Damaged) {
				return nil, j.missing(err)
			}
			return nil, errors.Join(fmt.Errorf("reading explanations of %s", j.task.ID), err)
		}
		maps.Copy(all, part)
	}
	return all, nil
}
