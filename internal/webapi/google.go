package webapi

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/mundap/mundap/internal/websearch"
)

// Google searches by Google's Programmable Search Engine (Custom Search JSON API),
// at most 10 results a call. Safe for concurrent use.
type Google struct {
	Key    string
	Engine string       // the search engine's ID ("cx")
	URL    string       // ""; Google's
	Client *http.Client // nil: http.DefaultClient
}

const maxGoogle = 10

// Search implements websearch.Searcher.
func (g Google) Search(ctx context.Context, query string, k int) ([]websearch.Result, error) {
	return search(ctx, g.Client, g, query, k)
}

func (g Google) request(ctx context.Context, query string, k int) (*http.Request, error) {
	return get(ctx, cmp.Or(g.URL, "https://www.googleapis.com/customsearch/v1"), url.Values{
		"key": {g.Key}, "cx": {g.Engine}, "q": {query}, "num": {strconv.Itoa(min(k, maxGoogle))},
	}, nil)
}

func (g Google) results(answer []byte) ([]websearch.Result, error) {
	a, err := decode[struct {
		Items []struct {
			Title   string `json:"title"` // plain text, as snippet is
			Link    string `json:"link"`
			Snippet string `json:"snippet"`
		} `json:"items"`
	}](answer)
	var found []websearch.Result
	for _, i := range a.Items {
		found = append(found, websearch.Result{Title: i.Title, URL: i.Link, Excerpt: i.Snippet})
	}
	return found, err
}
