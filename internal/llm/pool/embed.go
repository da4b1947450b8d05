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
	results := make(chan vectors, 1)
	stops := map[core.Try]context.CancelFunc{}
	var last error
	for {
		select {
		case <-ctx.Done():
			return nil, fault.Wrap(ctx.Err(), fault.KindOf(ctx.Err()), "", "")
		case v := <-results:
			if _, ok := stops[v.try]; !ok {
				continue
			}
			delete(stops, v.try)
			if v.err == nil {
				e.pool.decide(func(c *core.Core, now time.Time) {
					c.Done(now, v.try,
						llm.Usage{Input: input})
				})
				return v.list, nil
			}
			last = v.err
			e.pool.decide(func(c *core.Core, now time.Time) {
				c.Fail(now, v.try, core.Failure{Kind: fault.KindOf(v.err),
					RetryAfter: fault.RetryAfter(v.err)})
			})
		case <-r.signal:
			mail, _ := r.next()
			for _, a := range mail {
				switch a.Kind {
				case core.Start:
					tryCtx, stop := context.WithCancel(inner)
					stops[a.Try] = stop
					r.tries.Go(func() {
						defer stop()
						list, err := e.pool.embedders[a.Profile].Embed(tryCtx, kind, texts)
						select {
						case results <- vectors{a.Try, list, err}:
						case <-inner.Done():
						}
					})
				case core.Stop:
					stops[a.Try]()
					delete(stops, a.Try)
				case core.Refuse:
					if last != nil && fault.KindOf(last) == a.Fault {
						return nil, last
					}
					return nil, refusal(a)
				}
			}
		}
	}
}
