package webapi

import (
	"context"
	"sync"

	"github.com/mundap/mundap/internal/websearch"
)

// Fetcher gets pages; *Pages is one.
type Fetcher interface {
	Fetch(ctx context.Context, address string) (Page, error)
}

// Reading is a search engine whose results come with the texts of their pages. A
// page that can't be fetched or read keeps its excerpt. Safe for concurrent use if
// its parts are.
type Reading struct {
	Engine websearch.Searcher
	Pages  Fetcher
	// Read gives the passages of a page, in their order.
	Read func(ctx context.Context, p Page) ([]string, error)
}

// atOnce is how many pages are fetched side by side.
const atOnce = 5

// Search implements websearch.Searcher.
func (r Reading) Search(ctx context.Context, query string, k int) ([]websearch.Result, error) {
	found, err := r.Engine.Search(ctx, query, k)
	if err != nil {
		return nil, err
	}
	slots := make(chan struct{}, atOnce)
	var all sync.WaitGroup
	for i := range found {
		all.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			page, err := r.Pages.Fetch(ctx, found[i].URL)
			if err != nil {
				return
			}
			if passages, err := r.Read(ctx, page); err == nil {
				found[i].Passages = passages
			}
		})
	}
	all.Wait()
	return found, nil
}
