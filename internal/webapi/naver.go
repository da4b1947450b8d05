package webapi

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/mundap/mundap/internal/websearch"
)

// Naver searches web documents by Naver's search API, at most 100 results a call.
// Safe for concurrent use.
type Naver struct {
	ClientID     string
	ClientSecret string
	URL          string       // "": Naver's
	Client       *http.Client // nil: http.DefaultClient
}

const maxNaver = 100

// Search implements websearch.Searcher.
func (n Naver) Search(ctx context.Context, query string, k int) ([]websearch.Result, error) {
	return search(ctx, n.Client, n, query, k)
}

func (n Naver) request(ctx context.Context, query string, k int) (*http.Request, error) {
	return get(ctx, cmp.Or(n.URL, "https://openapi.naver.com/v1/search/webkr.json"),
		url.Values{"query": {query}, "display": {strconv.Itoa(min(k, maxNaver))}},
		map[string]string{"X-Naver-Client-Id": n.ClientID, "X-Naver-Client-Secret": n.ClientSecret})
}

func (n Naver) results(answer []byte) ([]websearch.Result, error) {
	a, err := decode[struct {
		Items []struct {
			Title       string `json:"title"` // HTML, as description is
			Link        string `json:"link"`
			Description string `json:"description"`
		} `json:"items"`
	}](answer)
	var found []websearch.Result
	for _, i := range a.Items {
		found = append(found, websearch.Result{Title: plain(i.Title), URL: i.Link,
			Excerpt: plain(i.Description)})
	}
	return found, err
}
