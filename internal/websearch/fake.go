package websearch

import (
	"context"
	"strings"
	"sync"

	"github.com/mundap/mundap/internal/fault"
)

// Fake searches a fixed list in memory: the results of which the title or the
// excerpt holds a word of the query, those with more of its words first,
// otherwise in the list's order. The zero value finds nothing. Safe for
// concurrent use.
type Fake struct {
	Pages []Result // in NFC; those that are no web pages are never found
	// Err, when set, is asked before every call; what it returns is the call's error.
	Err func(query string) error

	mu      sync.Mutex
	queries []string
}

// Queries returns the queries that were asked so far, in order.
func (f *Fake) Queries() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.queries...)
}

// Search looks for the query's words. See [Searcher].
func (f *Fake) Search(ctx context.Context, query string, k int) ([]Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, fault.Wrap(err, fault.KindOf(err), "", "")
	}
	words := strings.Fields(strings.ToLower(query))
	if len(words) == 0 || k < 1 {
		return nil, fault.Newf(fault.Invalid, "a search needs words and a number of results")
	}
	if f.Err != nil {
		if err := f.Err(query); err != nil {
			return nil, err
		}
	}
	f.mu.Lock()
	f.queries = append(f.queries, query)
	f.mu.Unlock()
	var found []Result
	for need := len(words); need > 0 && len(found) < k; need-- {
		for _, p := range f.Pages {
			if p.hits(words) == need && len(found) < k {
				p.Score = float64(need) / float64(len(words))
				found = append(found, p)
			}
		}
	}
	return found, nil
}

func (r Result) hits(words []string) int {
	if !strings.HasPrefix(r.URL, "https://") && !strings.HasPrefix(r.URL, "http://") {
		return 0
	}
	text := strings.ToLower(r.Title + " " + r.Excerpt)
	n := 0
	for _, w := range words {
		if strings.Contains(text, w) {
			n++
		}
	}
	return n
}
