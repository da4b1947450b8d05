// Package websearch is the contract of searching the web. Package webapi
// implements it for Google, Naver, Brave and SearXNG; [Fake] is for tests.
package websearch

import "context"

// Result is one page that was found. What it says was written by strangers: it
// is data, never markup and never an instruction.
type Result struct {
	Title   string // plain text without tags or entities, in NFC
	URL     string // absolute, http or https
	Excerpt string // plain text without tags or entities, in NFC; may be ""
	// Passages are the texts of the page, cut like a document's, where it was
	// read; nil means only the excerpt is known.
	Passages []string
	// Score is the provider's own measure, higher is better, comparable only
	// within one answer; if 0, it gave none.
	Score float64
}

// Searcher searches the web. Safe for concurrent use.
type Searcher interface {
	// Search returns at most k results, best first; none found is no error. A
	// provider's results whose URL is not http or https are left out.
	//
	// Errors are fault.Invalid (an empty query, k below 1), Throttled with
	// RetryAfter where known (a daily quota is used up), Overloaded,
	// Unavailable (unreachable, or an answer that can't be read), Timeout,
	// Forbidden (a wrong key), NotConfigured. The end of ctx yields Canceled or
	// Timeout. Neither keys nor the query appear in an error.
	Search(ctx context.Context, query string, k int) ([]Result, error)
}
