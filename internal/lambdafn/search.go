//go:build !nodict

package lambdafn

import (
	"context"
	"net/http"
	"time"

	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/wiring"
)

// searchLimit is the time limit of a request from the search page. API Gateway
// waits 29 seconds for a function; the rest is for delivering the answer.
const searchLimit = 25 * time.Second

// searchPage serves GET /api/search with the same code as one machine. It runs
// in the chat function, because instances of that function hold the index.
func (p *parts) searchPage() (*rest, error) {
	store, err := p.byWords()
	if err != nil {
		return nil, err
	}
	handler, err := p.server(p.sessions(), &server.Search{Passages: store,
		Mark: localindex.Marks(&morph.Analyzer{}), Judge: wiring.SearchJudge{Relevance: &relevance.Judge{}}})
	if err != nil {
		return nil, err
	}
	return newREST(within(searchLimit, handler), p.config.SiteURL)
}

// within ends requests that take longer than limit. They fail with
// fault.Timeout, whose message reaches the client.
func within(limit time.Duration, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), limit)
		defer cancel()
		h.ServeHTTP(w, r.WithContext(ctx))
	})
}
