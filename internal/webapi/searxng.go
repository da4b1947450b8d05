package webapi

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/mundap/mundap/internal/websearch"
)

// SearXNG searches by a SearXNG server of one's own, which must have the format
// "json" enabled. Its address may be private, because an administrator chooses it.
// Safe for concurrent use.
type SearXNG struct {
	URL    string       // of the server, such as "http://127.0.0.1:8888"
	Client *http.Client // nil: http.DefaultClient
}

// Search implements websearch.Searcher.
func (s SearXNG) Search(ctx context.Context, query string, k int) ([]websearch.Result, error) {
	return search(ctx, s.Client, s, query, k)
}

func (s SearXNG) request(ctx context.Context, query string, _ int) (*http.Request, error) {
	return get(ctx, strings.TrimRight(s.URL, "/")+"/search",
		url.Values{"q": {query}, "format": {"json"}, "safesearch": {"1"}}, nil)
}

func (s SearXNG) results(answer []byte) ([]websearch.Result, error) {
	a, err := decode[struct {
		Results []struct {
			Title   string  `json:"title"`
			URL     string  `json:"url"`
			Content string  `json:"content"`
			Score   float64 `json:"score"`
		} `json:"results"`
	}](answer)
	var found []websearch.Result
	for _, i := range a.Results {
		found = append(found, websearch.Result{Title: i.Title, URL: i.URL, Excerpt: i.Content,
			Score: i.Score})
	}
	return found, err
}
