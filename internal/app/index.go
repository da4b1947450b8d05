package app

import (
	"context"
	"fmt"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/localindex"
)

// local is the name that Mundap's own store has in requests and answers.
const local = "local"

// openIndex opens Mundap's own search store in the data folder.
func (p *Parts) openIndex(ctx context.Context) error {
	folder, err := localindex.NewFolder(p.dir.Path("index"))
	if err != nil {
		return fmt.Errorf("opening the index folder: %w", err)
	}
	p.index, err = localindex.Open(ctx, localindex.Options{
		Storage: folder, Analyzer: p.analyzer, Embedder: p.model.embedder, Store: local, Damaged: p.repair,
	})
	if err != nil {
		return fmt.Errorf("opening the index: %w", err)
	}
	p.onClose(p.index.Close)
	return nil
}

// repair is told of a damaged part of the index: what it held is indexed again.
func (p *Parts) repair(ctx context.Context, d localindex.Damage) {
	p.options.Log.Error("a part of the index is damaged and is built anew", "segment", d.Segment, "documents", d.Documents, "error", d.Err)
	select { // damage may be found while the index is opened, before there is a worker
	case <-p.opened:
	case <-ctx.Done():
		return
	}
	if err := p.complete(ctx); err != nil && ctx.Err() == nil {
		p.options.Log.Error("rebuilding the index", "error", err)
	}
}

// complete puts the stored chunks of every ready document that the index lacks into it.
func (p *Parts) complete(ctx context.Context) error {
	return p.db.Documents().Each(ctx, func(d document.Document) error {
		if d.State != document.Ready {
			return ctx.Err()
		}
		there, err := p.index.Contains(ctx, d.Key, d.Version)
		if err != nil || there {
			return err
		}
		if err := p.worker.Restore(ctx, d); err != nil {
			p.options.Log.Error("a document can't be found until it is uploaded again", "document", d.Key, "error", err)
		}
		return ctx.Err()
	})
}
