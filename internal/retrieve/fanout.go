package retrieve

import (
	"context"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/auth"
)

// Result is one store's answer to a FanOut.
type Result struct {
	Store    string
	Passages []Passage
	Took     time.Duration
	Err      error // the store failed or was late; only its passages are missing
}

// FanOut asks all stores at once and waits for each of them for at most limit,
// or until ctx ends if limit is 0. A store that fails or is late only costs its
// own results. The results are in the order of the stores. FanOut returns when
// every store has answered or was given up. A store that ignores its context
// may continue; a.Close waits for it.
func (a *Asker) FanOut(ctx context.Context, stores []Retriever, scope auth.Scope, q Query,
	limit time.Duration) []Result {
	results := make([]Result, len(stores))
	var group sync.WaitGroup
	for i, s := range stores {
		group.Go(func() { results[i] = a.Ask(ctx, s, scope, q, limit) })
	}
	group.Wait()
	return results
}

// Ask asks a single store in the same way as FanOut.
func (a *Asker) Ask(ctx context.Context, s Retriever, scope auth.Scope, q Query,
	limit time.Duration) Result {
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	began := time.Now()
	passages, err := a.put(ctx, s, scope, q)
	return Result{Store: s.Store(), Passages: passages, Took: time.Since(began), Err: err}
}

// Distinct drops passages whose chunk has occurred before, because two stores
// or two methods of one store found it, and web pages whose address has
// occurred before. It keeps the order.
func Distinct(passages []Passage) []Passage {
	type identity struct{ store, id string }
	seen := make(map[identity]bool, len(passages))
	kept := make([]Passage, 0, len(passages))
	for _, p := range passages {
		id := identity{"", string(p.Chunk)}
		switch {
		case p.Chunk != "":
		case p.URL != "":
			id = identity{"url", p.URL + "\x00" + p.Text} // a page has several passages
		default: // a store that makes its own excerpts
			id = identity{p.Store + "\x00" + string(p.Document), p.Text}
		}
		if !seen[id] {
			seen[id] = true
			kept = append(kept, p)
		}
	}
	return kept
}
