package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/embed/e5"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/wiring"
)

// openIndex opens Mundap's own search store in the data folder.
func (p *Parts) openIndex(ctx context.Context) error {
	folder, err := storage.NewFolder(p.dir.Path("index"))
	if err != nil {
		return fmt.Errorf("opening the index folder: %w", err)
	}
	p.index, err = localindex.Open(ctx, localindex.Options{
		Storage: folder, Analyzer: p.analyzer, Embedder: p.model.forIndex(),
		Former: p.former(), Store: wiring.Local,
		Damaged:    p.repair,
		EmbedLater: !p.embedsFirst(),
		Background: p.background,
		Outdated:   p.rebuild,
	})
	if err != nil {
		return fmt.Errorf("opening the index: %w", err)
	}
	p.onClose(p.index.Close)
	return nil
}

// former returns the embedders that may have made the vectors in the index: the
// one that was replaced in the client, and the encoder in the program unless it
// is switched off. A service that is no longer configured can't be asked.
func (p *Parts) former() []embed.Embedder {
	switch {
	case !p.encoders.fixed:
		return p.encoders.former()
	case p.model.embedder == nil || !p.config.Embedding.Builtin:
		return nil
	}
	return []embed.Embedder{e5.New()}
}

// embedsFirst reports whether the worker embeds a document before any store
// gets it. It does if a store that is a service needs vectors too, so that
// nothing is embedded twice.
func (p *Parts) embedsFirst() bool {
	return p.model.embedder != nil && len(otherStores(p.config)) > 0
}

// otherStores are the configured stores that are services and that documents go
// into.
func otherStores(c config.Config) []string {
	return slices.DeleteFunc(wiring.StoreNames(c.Settings()), func(name string) bool {
		return name == wiring.Local || name == wiring.Faiss || name == wiring.Bedrock
	})
}

// repair is called when a part of the index is damaged, and indexes that part's
// documents again.
func (p *Parts) repair(ctx context.Context, d localindex.Damage) {
	p.options.Log.Error("a part of the index is damaged and is built anew", "segment", d.Segment,
		"documents", d.Documents, "error", d.Err)
	select { // damage may be found while the index is opened, before there is a worker
	case <-p.opened:
	case <-ctx.Done():
		return
	}
	if err := p.complete(ctx); err != nil && ctx.Err() == nil {
		p.options.Log.Error("rebuilding the index", "error", err)
	}
}

// rebuild is called when another version of the analyzer has made a part of the
// index. It indexes those documents again, one after another, while searches
// and new documents continue. The next start reports what it has not finished.
func (p *Parts) rebuild(ctx context.Context, o localindex.Outdated) {
	select {
	case <-p.opened:
	case <-ctx.Done():
		return
	}
	log := p.options.Log.With("documents", o.Documents, "analyzer", o.Version)
	log.Info("the analysis of Korean text has changed: the index is made anew, searches go on meanwhile")
	begin := time.Now()
	done, err := p.worker.Restock(ctx, p.index,
		func(ctx context.Context, d document.Document) (bool, error) {
			current, err := p.index.Current(ctx, d.ID, d.Version)
			return !current, err
		})
	switch {
	case ctx.Err() != nil: // the next start goes on
	case err != nil:
		log.Error("making the index anew", "done", done, "error", err)
	default:
		log.Info("the index is made anew", "done", done, "took",
			time.Since(begin).Round(time.Millisecond))
	}
}

// complete indexes every ready document that the index lacks.
func (p *Parts) complete(ctx context.Context) error { return p.stock(ctx, p.index) }

// stock puts every ready document that an index lacks into that index.
func (p *Parts) stock(ctx context.Context, h holder) error {
	_, err := p.worker.Restock(ctx, h, func(ctx context.Context, d document.Document) (bool, error) {
		there, err := h.Contains(ctx, d.ID, d.Version)
		return !there, err
	})
	return err
}
