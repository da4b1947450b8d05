package retrieve

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
)

// Breaker keeps a store that does not answer from delaying every question.
// After several failures in a row it is open: questions fail at once, and from
// time to time one of them is also sent to the store in the background, until
// the store answers again. NewBreaker makes it. A Breaker is safe for
// concurrent use.
type Breaker struct {
	Retriever
	o     BreakerOptions
	asker Asker // counts a store that ignores its context as late

	ctx     context.Context // of questions in the background
	stop    context.CancelFunc
	probing sync.WaitGroup

	mu     sync.Mutex
	failed int       // in a row
	next   time.Time // when the store is asked again; zero while the breaker is closed
	asking bool      // in the background
}

// BreakerOptions are the options of a Breaker. Zero values mean {Failures: 3,
// Rest: 30 s, Limit: 10 s}.
type BreakerOptions struct {
	Failures int           // how many in a row open it
	Rest     time.Duration // the time between two questions in the background
	Limit    time.Duration // the time limit for such a question
	Now      func() time.Time
}

// NewBreaker returns a Breaker for a store. Its owner must close it.
func NewBreaker(of Retriever, o BreakerOptions) *Breaker {
	o.Failures = cmp.Or(o.Failures, 3)
	o.Rest, o.Limit = cmp.Or(o.Rest, 30*time.Second), cmp.Or(o.Limit, 10*time.Second)
	if o.Now == nil {
		o.Now = time.Now
	}
	b := &Breaker{Retriever: of, o: o}
	b.ctx, b.stop = context.WithCancel(context.Background())
	return b
}

// Close ends the questions in the background. It waits for them, and for
// questions that the store has not returned from.
func (b *Breaker) Close() error {
	b.stop()
	b.probing.Wait()
	return b.asker.Close()
}

// Retrieve asks the store; see Retriever. While the breaker is open, it returns
// fault.Unavailable at once. It returns when ctx ends, even if the store does
// not.
func (b *Breaker) Retrieve(ctx context.Context, scope auth.Scope, q Query) ([]Passage, error) {
	if b.open() {
		b.probe(scope, q)
		return nil, fault.Newf(fault.Unavailable, "%s has not answered lately and is left out", b.Store())
	}
	found, err := b.asker.put(ctx, b.Retriever, scope, q)
	b.note(err)
	return found, err
}

func (b *Breaker) open() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return !b.next.IsZero()
}

// note counts a failure, and closes the breaker after an answer; a refusal of
// the question is one, too. A question that the asker gave up says nothing.
func (b *Breaker) note(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case err == nil || fault.Is(err, fault.Invalid):
		b.failed, b.next = 0, time.Time{}
	case errors.Is(err, context.Canceled):
	case errors.Is(err, context.DeadlineExceeded), fault.Is(err, fault.Timeout),
		fault.Is(err, fault.Unavailable), fault.Is(err, fault.Overloaded):
		if b.failed++; b.failed >= b.o.Failures {
			b.next = b.o.Now().Add(b.o.Rest)
		}
	}
}

// probe puts a question to the store in the background if it is time to.
func (b *Breaker) probe(scope auth.Scope, q Query) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.asking || b.o.Now().Before(b.next) || b.ctx.Err() != nil {
		return
	}
	b.asking = true
	b.probing.Go(func() {
		ctx, cancel := context.WithTimeout(b.ctx, b.o.Limit)
		defer cancel()
		_, err := b.Retriever.Retrieve(ctx, scope, q)
		b.note(err)
		b.mu.Lock()
		defer b.mu.Unlock()
		b.asking = false
	})
}
