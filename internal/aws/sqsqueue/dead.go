package sqsqueue

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/queue"
)

const (
	// lookTime hides a dead letter while it is looked at; it is given back at once afterwards.
	lookTime = 30 * time.Second
	// maxDead bounds how many dead letters are looked at.
	maxDead = 1000
	// receiveMost is SQS's limit of one call.
	receiveMost = 10
)

// look receives dead letters until visit says that it has seen enough or there
// are none left. Then it releases all but the one that visit deleted. Others
// who look at the same time miss some.
func (q *Queue) look(ctx context.Context, visit func(received) (enough, deleted bool)) error {
	if q.o.DeadURL == "" {
		return fault.Newf(fault.NotConfigured, "the queue has no dead letters' queue")
	}
	var seen []received
	defer func() {
		settling, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookTime)
		defer cancel()
		for _, r := range seen {
			if err := q.hide(settling, q.o.DeadURL, r.receipt, 0); err != nil &&
				!fault.Is(err, fault.Conflict) {
				q.log.WarnContext(ctx, "a dead letter stays hidden for a moment", "message", r.id,
					"error", err)
			}
		}
	}()
	for len(seen) < maxDead {
		// a second: shorter polls overlook some
		all, err := q.receive(ctx, q.o.DeadURL, receiveMost, 1, lookTime)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return nil
		}
		stop := false
		for _, r := range all {
			deleted := false
			if !stop {
				stop, deleted = visit(r)
			}
			if !deleted {
				seen = append(seen, r)
			}
		}
		if stop {
			return nil
		}
	}
	return nil
}

// DeadLetters implements queue.Queue.
func (q *Queue) DeadLetters(ctx context.Context, limit int) ([]queue.DeadLetter, error) {
	var found []queue.DeadLetter
	if err := q.look(ctx, func(r received) (enough, deleted bool) {
		found = append(found, r.deadLetter())
		return false, false
	}); err != nil {
		return nil, fmt.Errorf("listing dead letters: %w", err)
	}
	slices.SortFunc(found, func(a, b queue.DeadLetter) int { return a.Died.Compare(b.Died) })
	return found[:min(len(found), max(limit, 0))], nil
}

// take finds a dead letter, passes it to do, and deletes it unless do fails.
func (q *Queue) take(ctx context.Context, id string,
	do func(queue.DeadLetter, received) error) error {
	var done error
	found := false
	if err := q.look(ctx, func(r received) (enough, deleted bool) {
		letter := r.deadLetter()
		if letter.ID != id {
			return false, false
		}
		found = true
		if done = do(letter, r); done == nil {
			done = q.remove(ctx, q.o.DeadURL, r.receipt)
		}
		return true, done == nil
	}); err != nil {
		return err
	}
	if !found {
		return fault.Newf(fault.NotFound, "no dead letter %s", id)
	}
	return done
}

// Redrive implements queue.Queue.
func (q *Queue) Redrive(ctx context.Context, id string) error {
	err := q.take(ctx, id, func(letter queue.DeadLetter, r received) error {
		// Named after the letter: a repeat after a crash before its deletion is dropped.
		return q.send(ctx, q.o.URL, queue.Message{Group: letter.Group, Dedup: "redrive-" + r.id,
			Body: letter.Body}, nil)
	})
	if err != nil {
		return fmt.Errorf("sending dead letter %s again: %w", id, err)
	}
	return nil
}

// Discard implements queue.Queue.
func (q *Queue) Discard(ctx context.Context, id string) error {
	err := q.take(ctx, id, func(queue.DeadLetter, received) error { return nil })
	if err != nil && !fault.Is(err, fault.NotFound) {
		return fmt.Errorf("discarding dead letter %s: %w", id, err)
	}
	return nil
}
