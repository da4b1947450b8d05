package webapi

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/mundap/mundap/internal/websearch"
)

// Brave searches by the Brave Search API, at most 20 results a call. Safe for
// concurrent use.
type Brave struct {
	Key    string
	URL    string       // "": Brave's
	Client *http.Client // nil: http.DefaultClient
}

const maxBrave = 20

// Search implements websearch.Searcher.
func (b Brave) Search(ctx context.Context, query string, k int) ([]websearch.Result, error) {
	return search(ctx, b.Client, b, query, k)
}

func (b Brave) request(ctx context.Context, query string, k int) (*http.Request, error) {
	return get(ctx, cmp.Or(b.URL, "https://api.search.brave.com/res/v1/web/search"),
		url.Values{"q": {query}, "count": {strconv.Itoa(min(k, maxBrave))},
			"result_filter": {"web"}},
		map[string]string{"X-Subscription-Token": b.Key})
}

func (b Brave) results(answer []byte) ([]websearch.Result, error) {
	a, err := decode[struct {
		Web struct {
			Results []struct {
				Title       string `json:"title"` // HTML, as description is
				URL         string `json:"url"`
				Description string `json:"description"`
			} `json:"results"`
		} `json:"web"`
	}](answer)
	var found []websearch.Result
	for _, i := range a.Web.Results {
		found = append(found, websearch.Result{Title: plain(i.Title), URL: i.URL,
			Excerpt: plain(i.Description)})
	}
	return found, err
}
