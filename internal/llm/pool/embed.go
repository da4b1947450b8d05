package pool

import (
	"context"
	"time"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/pool/core"
)

// Embedder is the pool's profiles with the purpose Embed as one embedder; nil
// when there are none. They all have the same model, so that it does not matter
// which of them embeds.
func (p *Pool) Embedder() embed.Embedder {
	for _, e := range p.embedders {
		if e != nil {
			return embedder{pool: p, info: e.Info()}
		}
	}
	return nil
}

type embedder struct {
	pool *Pool
	info embed.Info
}

// batch is how many texts one call has at most where the model names no limit:
// a call reserves their tokens together.
const batch = 96

func (e embedder) Info() embed.Info { return e.info }

// Embed embeds with the profile that has room. See embed.Embedder.
func (e embedder) Embed(ctx context.Context, kind embed.Kind, texts []string) ([][]float32, error) {
	if err := ctx.Err(); err != nil {
		return nil, fault.Wrap(err, fault.KindOf(err), "", "")
	}
	most := e.info.MaxTexts
	if most <= 0 {
		most = batch
	}
	vectors := make([][]float32, 0, len(texts))
	for len(texts) > 0 {
		n := min(most, len(texts))
		some, err := e.call(ctx, kind, texts[:n])
		if err != nil {
			return nil, err
		}
		vectors = append(vectors, some...)
		texts = texts[n:]
	}
	return vectors, nil
}

// vectors is what a try brought.
type vectors struct {
	try  core.Try
	list [][]float32
	err  error
}

func (e embedder) call(ctx context.Context, kind embed.Kind, texts []string) ([][]float32, error) {
	input := 0
	for _, t := range texts {
		input += llm.Tokens(t)
	}
	r := e.pool.submit(core.Ask{Purpose: core.Embed, Input: input})
	inner, cancel := context.WithCancel(ctx)
	defer r.leave(cancel)
	c := embedCall{pool: e.pool, request: r, kind: kind, texts: texts, input: input,
		results: make(chan vectors, 1), stops: map[core.Try]context.CancelFunc{}}
	for {
		select {
		case <-ctx.Done():
			return nil, fault.Wrap(ctx.Err(), fault.KindOf(ctx.Err()), "", "")
		case v := <-c.results:
			if c.done(v) {
				return v.list, nil
			}
		case <-r.signal:
			mail, _ := r.next()
			for _, a := range mail {
				if err := c.act(inner, a); err != nil {
					return nil, err
				}
			}
		}
	}
}

// embedCall is one call while its tries run. Only the caller's goroutine uses
// it; the tries only send on results.
type embedCall struct {
	pool    *Pool
	request *request
	kind    embed.Kind
	texts   []string
	input   int // tokens, estimated
	results chan vectors
	stops   map[core.Try]context.CancelFunc // of the tries that run
	last    error                           // of the latest try that failed
}

// done tells the core what became of a try, and reports whether it brought the
// vectors. The result of a try that was stopped does not count.
func (c *embedCall) done(v vectors) bool {
	if _, ok := c.stops[v.try]; !ok {
		return false
	}
	delete(c.stops, v.try)
	if v.err == nil {
		c.pool.decide(func(core *core.Core, now time.Time) {
			core.Done(now, v.try, llm.Usage{Input: c.input})
		})
		return true
	}
	c.last = v.err
	c.pool.decide(func(it *core.Core, now time.Time) {
		it.Fail(now, v.try, core.Failure{Kind: fault.KindOf(v.err),
			RetryAfter: fault.RetryAfter(v.err)})
	})
	return false
}

// act does what the core decided. The error is the call's: the core gave up.
func (c *embedCall) act(ctx context.Context, a core.Action) error {
	switch a.Kind {
	case core.Start:
		ctx, stop := context.WithCancel(ctx)
		c.stops[a.Try] = stop
		c.request.tries.Go(func() {
			defer stop()
			list, err := c.pool.embedders[a.Profile].Embed(ctx, c.kind, c.texts)
			select {
			case c.results <- vectors{a.Try, list, err}:
			case <-ctx.Done():
			}
		})
	case core.Stop:
		c.stops[a.Try]()
		delete(c.stops, a.Try)
	case core.Refuse:
		if c.last != nil && fault.KindOf(c.last) == a.Fault {
			return c.last
		}
		return refusal(a)
	}
	return nil
}
