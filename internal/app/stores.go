package app

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"log/slog"
	"slices"
	"time"

	awsconfig "github.com/aws/aws-sdk-go-v2/config"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/opensearch"
	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/wiring"
)

// openServices opens the stores that the configuration names apart from Mundap's
// own. Mundap's own store is always filled; it is searched if it is named too,
// or by its vectors only if it is named faiss. Nothing is requested from the
// services yet.
func (p *Parts) openServices(ctx context.Context) error {
	for _, name := range wiring.StoreNames(p.config.Settings()) {
		if name == wiring.Local {
			p.asked = append(p.asked, p.withEntries(p.index))
			continue
		}
		if name == wiring.Faiss {
			p.asked = append(p.asked, wiring.ByVectors(p.index))
			continue
		}
		s, err := newService(ctx, name, p.config, p.model.serving(name))
		if err != nil {
			return fmt.Errorf("opening the store %s: %w", name, err)
		}
		guarded := retrieve.NewBreaker(s, retrieve.BreakerOptions{Limit: p.config.RAG.StoreTimeout})
		p.onClose(guarded.Close)
		p.asked = append(p.asked, p.withEntries(guarded))
		if index, ok := s.(retrieve.Index); ok {
			p.services = append(p.services, index)
		}
	}
	return nil
}

// withEntries returns a store whose passages are sorted by the reranker, if
// there is one, and preceded by answers from lists of questions and answers.
func (p *Parts) withEntries(s retrieve.Retriever) retrieve.Retriever {
	return wiring.Asked(s, p.model.reranked(s, p.config, p.options.Log), p.analyzer)
}

func newService(ctx context.Context, name string, c config.Config,
	e embed.Embedder) (retrieve.Retriever, error) {
	s := wiring.Services{Settings: c.Settings(), Embedder: e}
	if name != wiring.OpenSearch || c.OpenSearch.Region != "" {
		var err error
		if s.Account, err = awsconfig.LoadDefaultConfig(ctx); err != nil {
			return nil, fmt.Errorf("loading the AWS configuration: %w", err)
		}
	}
	if region := cmp.Or(c.Kendra.Region, s.Account.Region); name == wiring.Kendra && region != "" &&
		!slices.Contains(schema.KendraRegions(), region) {
		return nil, fault.New(fault.NotConfigured,
			"AWS는 "+region+" 리전에서 Kendra를 제공하지 않아요. kendra.region에 색인이 있는 리전을 적어 주세요.",
			"AWS does not offer Kendra in "+region+". Set kendra.region to the region of your index.")
	}
	return s.Open(name)
}

// CheckServices asks each service that the configuration names for a word, and
// gives its name with what went wrong.
func CheckServices(ctx context.Context, c config.Config) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, name := range wiring.StoreNames(c.Settings()) {
			if name == wiring.Local || name == wiring.Faiss {
				continue
			}
			s, err := checkedService(ctx, name, c)
			if err == nil {
				_, err = s.Retrieve(ctx, auth.LocalScope(), retrieve.Query{Text: "문답", K: 1})
			}
			if !yield(name, err) {
				return
			}
		}
	}
}

// checkedService is a service by words alone, where it can be asked so.
func checkedService(ctx context.Context, name string, c config.Config) (retrieve.Retriever, error) {
	if name != wiring.S3Vectors {
		return newService(ctx, name, c, nil)
	}
	m, err := newModels(ctx, c, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	return newService(ctx, name, c, m.serving(name))
}

// storeNames are the stores that are asked.
func (p *Parts) storeNames() []string {
	var names []string
	for _, s := range p.asked {
		names = append(names, s.Store())
	}
	return names
}

// indexes are the stores that documents go into.
func (p *Parts) indexes() []retrieve.Index {
	all := []retrieve.Index{p.index}
	return append(all, p.services...)
}

// fill adds ready documents to services that lack them because the services
// were not configured when the documents arrived. It skips services that can't
// say what they contain (Kendra).
func (p *Parts) fill(ctx context.Context) {
	for _, s := range p.services {
		h, ok := s.(holder)
		if !ok {
			continue
		}
		if search, ok := s.(*opensearch.Store); ok {
			p.running.Go(func() { p.renew(ctx, search) })
			continue
		}
		if err := p.stock(ctx, h); err != nil && ctx.Err() == nil {
			p.options.Log.Error("documents that were here before can't be found in a store",
				"store", h.Store(), "error", err)
		}
	}
}

// renew makes OpenSearch's index anew if it was made with other settings, such
// as another embedding model, analyzer or number of shards. Searches go to the
// old index meanwhile. Otherwise it adds what the index lacks. Replaced indices
// are deleted when their time is over.
func (p *Parts) renew(ctx context.Context, s *opensearch.Store) {
	log := p.options.Log.With("store", s.Store())
	outdated, err := s.Outdated(ctx)
	switch {
	case err == nil && outdated:
		log.Info("the index is made anew, searches go on meanwhile")
		err = s.Rebuild(ctx, wiring.Refill(p.worker, s))
	case err == nil:
		err = p.stock(ctx, s)
	}
	if err != nil && ctx.Err() == nil {
		log.Error("documents that were here before can't be found in a store", "error", err)
	}
	p.sweep(ctx, s)
}

// sweep deletes replaced indices until ctx ends.
func (p *Parts) sweep(ctx context.Context, s *opensearch.Store) {
	for {
		if err := s.Sweep(ctx, time.Now()); err != nil && ctx.Err() == nil {
			p.options.Log.Warn("a replaced index is still there", "store", s.Store(), "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(opensearch.KeepRetired):
		}
	}
}

// holder is an index that knows which versions it holds.
type holder interface {
	retrieve.Store
	Contains(ctx context.Context, key document.ID, v document.Version) (bool, error)
}
