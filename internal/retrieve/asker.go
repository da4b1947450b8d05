package retrieve

import (
	"context"
	"fmt"
	"sync"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
)

// maxLate is how many questions that were given up a store may still be working
// on. Further questions to it fail at once, so that a store that never returns
// holds a few goroutines and no more.
const maxLate = 8

// Asker asks stores. It waits for none of them longer than the question's
// context lasts, even if a store ignores that context. It owns the calls that
// it has given up waiting for; its owner must call Close. The zero value is
// ready to use. An Asker is safe for concurrent use.
type Asker struct {
	calls sync.WaitGroup

	mu     sync.Mutex
	closed bool
	late   map[string]int // calls that were given up and still run, by store
}

// Close rejects further questions and returns when every store has returned.
func (a *Asker) Close() error {
	a.mu.Lock()
	a.closed = true
	a.mu.Unlock()
	a.calls.Wait()
	return nil
}

// call is one question to one store.
type call struct {
	store    string
	answered chan answer // takes one without a reader
	over     bool        // the store has returned; guarded by Asker.mu
	late     bool        // the asker gave up before; guarded by Asker.mu
}

type answer struct {
	passages []Passage
	err      error
}

// put puts a question to a store. The errors are the store's, that of ctx, or
// fault.Unavailable if the store has too many late calls or a is closed.
func (a *Asker) put(ctx context.Context, s Retriever, scope auth.Scope, q Query) ([]Passage,
	error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("asking %s: %w", s.Store(), err)
	}
	c := &call{store: s.Store(), answered: make(chan answer, 1)}
	if err := a.begin(c, func() ([]Passage, error) { return s.Retrieve(ctx, scope, q) }); err != nil {
		return nil, err
	}
	select {
	case got := <-c.answered:
		return got.passages, got.err
	case <-ctx.Done():
		a.giveUp(c)
		return nil, fmt.Errorf("waiting for %s: %w", c.store, ctx.Err())
	}
}

func (a *Asker) begin(c *call, retrieve func() ([]Passage, error)) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return fault.Newf(fault.Unavailable, "%s is not asked any more", c.store)
	}
	if n := a.late[c.store]; n >= maxLate {
		return fault.Newf(fault.Unavailable, "%s has not returned from %d questions", c.store, n)
	}
	a.calls.Go(func() {
		defer a.end(c)
		found, err := retrieve()
		c.answered <- answer{found, err}
	})
	return nil
}

// giveUp counts a call as late unless its store has returned meanwhile.
func (a *Asker) giveUp(c *call) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c.over {
		return
	}
	if a.late == nil {
		a.late = map[string]int{}
	}
	c.late = true
	a.late[c.store]++
}

func (a *Asker) end(c *call) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c.over = true
	if c.late {
		a.late[c.store]--
	}
}
