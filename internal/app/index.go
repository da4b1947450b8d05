package app

import (
	"context"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
)

// local is the name that Mundap's own store has in requests and answers.
const local = "local"

// openIndex opens Mundap's own search store.
func (p *Parts) openIndex(context.Context) error {
	p.index = retrieve.NewMemory(local)
	return nil
}

// rebuild puts the stored chunks of every ready document into the index.
func (p *Parts) rebuild(ctx context.Context) error {
	return p.db.Documents().Each(ctx, func(d document.Document) error {
		if d.State != document.Ready {
			return nil
		}
		if err := p.worker.Restore(ctx, d); err != nil {
			p.options.Log.Error("a document can't be found until it is uploaded again", "document", d.Key, "error", err)
		}
		return ctx.Err()
	})
}

// searcher is the index as askers see it: they wait until it is complete.
func (p *Parts) searcher() retrieve.Retriever { return &complete{p} }

type complete struct{ p *Parts }

func (c *complete) Store() string { return c.p.index.Store() }

func (c *complete) Retrieve(ctx context.Context, scope auth.Scope, q retrieve.Query) ([]retrieve.Passage, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-c.p.indexed:
		return c.p.index.Retrieve(ctx, scope, q)
	}
}
